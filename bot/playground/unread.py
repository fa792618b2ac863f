"""What each person has not read yet: messages, mentions and answers in their threads."""

from collections import Counter
from collections.abc import Iterator

from bot.playground.model import Channel, Json, Message
from bot.playground.stream import Stream
from bot.playground.workspace import Workspace

_EVERYBODY = ("<!here", "<!channel", "<!everyone")


class Unread:
    """Counts up when something is written, down when somebody looks."""

    def __init__(self, space: Workspace, stream: Stream) -> None:
        self._space = space
        self._stream = stream

    def arrived(self, message: Message) -> None:
        channel = self._space.channels[message.channel]
        if message.is_system:
            return
        mentioned = self._mentioned(channel, message)
        for user in self._readers(channel, message, mentioned):
            waits = self._count(channel, message, user, user in mentioned)
            self._show(channel, user)
            if waits:
                self._show_waiting(user)

    def read(self, user: str, channel: Channel, thread: str = "") -> None:
        """Somebody looked at the channel, or at one thread of it."""
        before = channel.waiting(user)
        if thread:
            channel.unread_threads.get(user, Counter()).pop(thread, None)
        else:
            channel.unread.pop(user, None)
            channel.mentions.pop(user, None)
        self._show(channel, user)
        if channel.waiting(user) != before:
            self._show_waiting(user)

    def waiting(self, user: str) -> int:
        """How much is addressed to this person: direct messages, mentions, answers in their threads."""
        return sum(channel.waiting(user) for channel in self._space.channels.values() if user in channel.members)

    def everyone(self) -> dict[str, int]:
        return {user.id: self.waiting(user.id) for user in self._space.people()}

    def _count(self, channel: Channel, message: Message, user: str, mentioned: bool) -> bool:
        """Whether it is addressed to this person."""
        if message.is_reply and message.thread_ts:
            channel.unread_threads.setdefault(user, Counter())[message.thread_ts] += 1
            return True
        channel.unread[user] += 1
        channel.mentions[user] += mentioned
        return mentioned or channel.kind in {"im", "mpim"}

    def _readers(self, channel: Channel, message: Message, mentioned: set[str]) -> Iterator[str]:
        people = [user for user in channel.members if user not in {message.user, self._space.app.bot_user}]
        if not message.is_reply:
            yield from people
            return
        thread = message.thread_ts or ""
        parent = channel.messages.get(thread)
        taking_part = {one.user for one in (parent, *channel.thread(thread)) if one} | mentioned
        yield from (user for user in people if user in taking_part)

    def _mentioned(self, channel: Channel, message: Message) -> set[str]:
        said = f"{message.text}{message.blocks}"
        if any(mark in said for mark in _EVERYBODY):
            return set(channel.members)
        named = {user for user in channel.members if f"<@{user}" in said or f"'user_id': '{user}'" in said}
        groups = (group.users for group in self._space.groups.values() if f"<!subteam^{group.id}" in said)
        return named.union(*groups)

    def _show(self, channel: Channel, user: str) -> None:
        self._stream.push([user], {"type": "unread", "channel": channel.id} | unread_json(channel, user))

    def _show_waiting(self, user: str) -> None:
        if self._stream.watched:  # counting over all channels is for somebody who looks
            self._stream.push_all({"type": "waiting", "user": user, "count": self.waiting(user)})


def unread_json(channel: Channel, user: str) -> Json:
    threads = dict(channel.unread_threads.get(user, Counter()))
    return {"unread": channel.unread[user], "mentions": channel.mentions[user], "threads": threads}
