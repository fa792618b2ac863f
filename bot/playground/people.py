"""What people do in the page that is no interaction with the app: talk, look, react, invite."""

import uuid

from bot.playground.interactions import Impossible
from bot.playground.local_slack import LocalSlack
from bot.playground.model import Channel, Message, User
from bot.playground.page_shapes import page_channel
from bot.playground.typed import typed


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

    def say(self, user: User, channel: Channel, text: str, thread_ts: str | None = None) -> Message:
        self._check_may_talk(user, channel)
        if thread_ts:
            parent = self.message(channel, thread_ts)
            thread_ts = parent.thread_ts or parent.ts
        words = typed(self._space, text)
        message = Message(
            ts=self._space.stamps.next(),
            channel=channel.id,
            user=user.id,
            text=words.text,
            blocks=words.blocks,
            thread_ts=thread_ts,
            client_msg_id=str(uuid.uuid4()),
        )
        self._slack.posting.post(message)
        self._warn_of_absent_bot(user, channel, message)
        return message

    def look(self, user: User, channel: Channel, tab: str) -> None:
        """Open a channel, or a tab of the app's home."""
        channel.unread[user.id] = 0
        if channel is self._space.bot_dm(user.id):
            self._slack.events.home_opened(user, tab)

    def react(self, user: User, message: Message, name: str) -> None:
        present = user.id in message.reactions.get(name, ())
        self._slack.posting.react(message, user.id, name, add=not present)

    def invite(self, user: User, channel: Channel, invited: str) -> None:
        if user.id not in channel.members or invited not in self._space.users:
            raise Impossible("cannot_invite")
        if invited not in channel.members:
            channel.members.append(invited)
            self._slack.events.joined(channel, invited, user.id)
            self._show(channel)

    def kick(self, channel: Channel, user: str) -> None:
        if user in channel.members:
            channel.members.remove(user)
            self._show(channel)

    def archive(self, channel: Channel, *, archived: bool) -> None:
        channel.is_archived = archived
        self._show(channel)

    def _show(self, channel: Channel) -> None:
        for member in self._space.audience(channel):
            event = {"type": "channel", "channel": page_channel(channel, member)}
            self._slack.stream.push([member], event)

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
