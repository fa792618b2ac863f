"""What people do in the page that is no interaction with the app: talk, look, react, invite."""

import uuid
from collections.abc import Iterable

from bot.playground.files import File
from bot.playground.interactions import Impossible
from bot.playground.local_slack import LocalSlack
from bot.playground.model import Channel, Message, User
from bot.playground.typed import typed
from bot.playground.web_api.reactions import EMOJI_NAME

MOST_FILES = 10
LONGEST_TEXT = 40_000


class People:
    """The people at their screens."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._space = slack.space

    def person(self, user_id: str) -> User:
        user = self._space.users.get(user_id)
        if user is None or user.is_bot or user.deleted:
            raise Impossible("no_such_user")
        return user

    def place(self, user: User, channel_id: str) -> Channel:
        """A channel the person can see; a user id is their conversation with that user."""
        if channel_id in self._space.users:
            return self._space.dm((user.id, channel_id))
        channel = self._space.channels.get(channel_id)
        if channel is None or not self._space.sees(user.id, channel):
            raise Impossible("no_such_channel")
        return channel

    def message(self, channel: Channel, ts: str, user: User | None = None) -> Message:
        """A message, or an ephemeral one that this person has."""
        whispers = (one for one in channel.ephemerals if user is not None and one.only_for == user.id)
        message = channel.messages.get(ts) or next((one for one in whispers if one.ts == ts), None)
        if message is None:
            raise Impossible("no_such_message")
        return message

    def say(
        self, user: User, channel: Channel, text: str, thread_ts: str | None = None, files: Iterable[str] = ()
    ) -> Message:
        self._check_may_talk(user, channel)
        if thread_ts:
            parent = self.message(channel, thread_ts)
            thread_ts = parent.thread_ts or parent.ts
        carried = self._own_files(user, files)
        if len(text) > LONGEST_TEXT:
            raise Impossible("msg_too_long")
        words = typed(self._space, text)
        if not words.text.strip() and not carried:
            raise Impossible("no_text")
        message = Message(
            ts=self._space.stamps.next(),
            channel=channel.id,
            user=user.id,
            text=words.text,
            blocks=words.blocks,
            thread_ts=thread_ts,
            client_msg_id=str(uuid.uuid4()),
            subtype="file_share" if carried else None,
            files=carried,
        )
        self._slack.posting.post(message)
        self._warn_of_absent_bot(user, channel, message)
        return message

    def _own_files(self, user: User, ids: Iterable[str]) -> list[File]:
        """Files that this person dropped, to go with a message."""
        found = [self._space.files.dropped_by(user.id, str(one)) for one in dict.fromkeys(ids)]
        files = [one for one in found if one is not None]
        if len(files) < len(found):
            raise Impossible("no_such_file")
        if len(files) > MOST_FILES:
            raise Impossible("too_many_files")
        return files

    def look(self, user: User, channel: Channel, tab: str) -> None:
        """Open a channel, or a tab of the app's home."""
        if tab not in ("messages", "home"):
            raise Impossible("no_such_tab")
        if tab == "messages":
            self._slack.posting.unread.read(user.id, channel)
        if channel is self._space.bot_dm(user.id):
            self._slack.events.home_opened(user, tab)

    def react(self, user: User, message: Message, name: str) -> None:
        if self._space.channels[message.channel].is_archived:
            raise Impossible("is_archived")
        if not EMOJI_NAME.fullmatch(name):
            raise Impossible("no_such_emoji")
        present = user.id in message.reactions.get(name, ())
        self._slack.posting.react(message, user.id, name, add=not present)

    def invite(self, user: User, channel: Channel, invited: str) -> None:
        if user.id not in channel.members or invited not in self._space.users:
            raise Impossible("cannot_invite")
        if invited not in channel.members:
            self._slack.rooms.enter(channel, invited, user.id)

    def join(self, user: User, channel: Channel) -> None:
        if channel.kind != "channel" or channel.is_archived:
            raise Impossible("cannot_join")
        if user.id not in channel.members:
            self._slack.rooms.enter(channel, user.id)

    def kick(self, channel: Channel, user: str) -> None:
        """Have the channel's owner remove somebody."""
        if user in channel.members:
            self._slack.rooms.leave(channel, user, channel.creator if channel.creator != user else None)

    def archive(self, channel: Channel, *, archived: bool) -> None:
        self._slack.rooms.archive(channel, channel.creator, archived=archived)

    def _check_may_talk(self, user: User, channel: Channel) -> None:
        if channel.is_archived:
            raise Impossible("is_archived")
        if user.id not in channel.members:
            raise Impossible("not_in_channel")
        if channel is self._space.bot_dm(user.id) and not self._space.app.messages_open:
            raise Impossible("messages_tab_disabled")

    def _warn_of_absent_bot(self, user: User, channel: Channel, message: Message) -> None:
        bot = self._space.app.bot_user
        if f"<@{bot}>" in message.text and bot not in channel.members:
            event = {"type": "toast", "code": "bot_not_in_channel", "channel": channel.id}
            self._slack.stream.push([user.id], event)
