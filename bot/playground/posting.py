"""Messages coming, changing and going: state, pages and events move together."""

from bot.playground.events import Events
from bot.playground.model import Blocks, Channel, Json, Message
from bot.playground.page_shapes import page_channel, page_message
from bot.playground.shapes import message_json
from bot.playground.stream import Stream
from bot.playground.workspace import Workspace

_EPHEMERALS_KEPT = 200


class Posting:
    """The one place where messages are written."""

    def __init__(self, space: Workspace, stream: Stream, events: Events) -> None:
        self._space = space
        self._stream = stream
        self._events = events
        self._busy: set[tuple[str, str]] = set()

    def post(self, message: Message) -> Message:
        channel = self._space.channels[message.channel]
        self._announce(channel)
        channel.add(message)
        for member in channel.members:
            if member != message.user and not message.is_reply:
                channel.unread[member] += 1
        self._show("message", message)
        self._events.posted(message)
        if message.bot_id and (channel.id, message.thread_ts or "") in self._busy:
            self.status(channel, message.thread_ts or "", "")  # an answer ends "is thinking…"
        return message

    def change(self, message: Message, text: str, blocks: Blocks, attachments: Blocks) -> None:
        before = message_json(self._space, message)
        message.text, message.blocks, message.attachments = text, blocks, attachments
        message.edited = {"user": message.user, "ts": self._space.stamps.next()}
        self._show("message_changed", message)
        self._events.changed(message, before)

    def delete(self, message: Message) -> None:
        before = message_json(self._space, message)
        self._space.channels[message.channel].drop(message.ts)
        self._gone(message)
        self._events.deleted(message, before)

    def whisper(self, message: Message) -> Message:
        """Show an ephemeral message; only its reader ever sees it."""
        channel = self._space.channels[message.channel]
        channel.ephemerals.append(message)
        del channel.ephemerals[:-_EPHEMERALS_KEPT]
        self._show("ephemeral", message)
        return message

    def rewrite_whisper(self, message: Message, text: str, blocks: Blocks) -> None:
        message.text, message.blocks = text, blocks
        self._show("ephemeral", message)

    def drop_whisper(self, message: Message) -> None:
        self._space.channels[message.channel].ephemerals.remove(message)
        self._gone(message)

    def react(self, message: Message, user: str, name: str, *, add: bool) -> bool:
        """Add or take back a reaction; False when there is nothing to do."""
        who = message.reactions.setdefault(name, [])
        if (user in who) == add:
            return False
        (who.append if add else who.remove)(user)
        if not who:
            del message.reactions[name]
        self._stream.push(
            self._space.visible_to(message),
            {"type": "reaction", "channel": message.channel, "ts": message.ts, "message": self._page(message)},
        )
        self._events.reacted("reaction_added" if add else "reaction_removed", message, user, name)
        return True

    def status(self, channel: Channel, thread_ts: str, status: str, loading: list[str] | None = None) -> None:
        (self._busy.add if status else self._busy.discard)((channel.id, thread_ts))
        event: Json = {"type": "status", "channel": channel.id, "thread_ts": thread_ts, "status": status}
        self._stream.push(self._space.audience(channel), event | {"loading_messages": loading or []})

    def _announce(self, channel: Channel) -> None:
        """A direct conversation shows up in its members' lists with the first message."""
        channel.opened = True
        if channel.kind in {"im", "mpim"} and not channel.messages:
            for member in channel.members:
                self._stream.push([member], {"type": "channel", "channel": page_channel(channel, member)})

    def _show(self, kind: str, message: Message) -> None:
        event = {"type": kind, "channel": message.channel, "message": self._page(message)}
        self._stream.push(self._space.visible_to(message), event)

    def _gone(self, message: Message) -> None:
        event: Json = {"type": "message_deleted", "channel": message.channel, "ts": message.ts}
        event |= {"thread_ts": message.thread_ts, "ephemeral": message.only_for is not None}
        self._stream.push(self._space.visible_to(message), event)

    def _page(self, message: Message) -> Json:
        return page_message(self._space, message)
