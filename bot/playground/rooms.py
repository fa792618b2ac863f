"""Channels coming, changing and going: membership, words in the head, name, archive."""

from bot.playground.events import Events
from bot.playground.ids import new_id
from bot.playground.model import Channel, Json, Message
from bot.playground.page_shapes import page_channel
from bot.playground.posting import Posting
from bot.playground.shapes import message_json, permalink
from bot.playground.stream import Stream
from bot.playground.workspace import Workspace


class Rooms:
    """The one place where channels change; each change leaves a system message, as in Slack."""

    def __init__(self, space: Workspace, stream: Stream, events: Events, posting: Posting) -> None:
        self._space = space
        self._stream = stream
        self._events = events
        self._posting = posting

    def create(self, name: str, creator: str, *, private: bool) -> Channel:
        channel = Channel(new_id("C"), name, "group" if private else "channel", creator=creator)
        self._space.add_channel(channel)
        if not private:
            self._events.room("created", channel, {"channel": _brief(channel) | {"creator": creator}})
        self.enter(channel, creator)
        return channel

    def enter(self, channel: Channel, user: str, inviter: str | None = None) -> None:
        channel.members.append(user)
        self.show(channel)
        self._say(channel, user, "join", f"<@{user}> has joined the channel", {"inviter": inviter} if inviter else {})
        self._events.joined(channel, user, inviter)

    def leave(self, channel: Channel, user: str, remover: str | None = None) -> None:
        """Somebody goes, or is made to go by `remover`."""
        self._posting.unread.read(user, channel)
        channel.members.remove(user)
        if not self._space.sees(user, channel):
            self._stream.push([user], {"type": "channel_gone", "channel": channel.id})
        self.show(channel)
        words = f"was removed from the channel by <@{remover}>" if remover else "has left the channel"
        self._say(channel, user, "leave", f"<@{user}> {words}")
        self._events.left(channel, user, remover)

    def describe(self, channel: Channel, part: str, words: str, user: str) -> None:
        """Set the topic or the purpose."""
        if getattr(channel, part) == words:
            return
        setattr(channel, part, words)
        channel.set_by[part] = {"creator": user, "last_set": int(self._space.clock.now())}
        self.show(channel)
        self._say(channel, user, part, f"set the channel {part}: {words}", {part: words})

    def rename(self, channel: Channel, name: str, user: str) -> None:
        old = channel.name
        if old == name:
            return
        self._space.rename_channel(channel, name)
        self.show(channel)
        text = f'has renamed the channel from "{old}" to "{name}"'
        self._say(channel, user, "name", text, {"old_name": old, "name": name})
        self._events.room("rename", channel, {"channel": _brief(channel)})

    def archive(self, channel: Channel, user: str, *, archived: bool = True) -> None:
        if channel.is_archived == archived:
            return
        channel.is_archived = archived
        self.show(channel)
        event = "archive" if archived else "unarchive"
        self._say(channel, user, event, f"{event}d the channel", {"members": list(channel.members)})
        self._events.room(event, channel, {"channel": channel.id, "user": user})

    def pin(self, channel: Channel, message: Message, user: str) -> None:
        channel.pins[message.ts] = {"created": int(self._space.clock.now()), "created_by": user}
        self._posting.show_again(message)
        item = self.pin_json(channel, message)
        words = f"<@{user}> pinned a message to this channel."
        details = {"item_type": "C", "item": item}
        stamp = self._space.stamps.next()
        self._posting.post(Message(stamp, channel.id, user, words, subtype="pinned_item", details=details))
        self._events.pinned(channel, user, item, message.user)

    def pin_json(self, channel: Channel, message: Message) -> Json:
        shown = message_json(self._space, message) | {"permalink": permalink(self._space, message)}
        return {"type": "message", "channel": channel.id, "message": shown} | channel.pins[message.ts]

    def show(self, channel: Channel) -> None:
        """Tell the open pages how the channel is now."""
        for member in self._space.audience(channel):
            self._stream.push([member], {"type": "channel", "channel": page_channel(channel, member)})

    def _say(self, channel: Channel, user: str, event: str, text: str, details: Json | None = None) -> None:
        subtype = f"{'group' if channel.kind == 'group' else 'channel'}_{event}"
        stamp = self._space.stamps.next()
        self._posting.post(Message(stamp, channel.id, user, text, subtype=subtype, details=details or {}))


def _brief(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.name, "name_normalized": channel.name, "created": channel.created}
