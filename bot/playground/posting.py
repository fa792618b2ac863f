"""Messages coming, changing and going: state, pages and events move together."""

from bot.playground.events import Events
from bot.playground.files import File
from bot.playground.model import TOMBSTONE, Blocks, Channel, Json, Message
from bot.playground.page_shapes import page_channel, page_message
from bot.playground.shapes import message_json
from bot.playground.stream import Stream
from bot.playground.unread import Unread
from bot.playground.workspace import Workspace

_EPHEMERALS_KEPT = 200


class Posting:
    """The one place where messages are written."""

    def __init__(self, space: Workspace, stream: Stream, events: Events) -> None:
        self._space = space
        self._stream = stream
        self._events = events
        self.unread = Unread(space, stream)
        self._busy: dict[tuple[str, str], Json] = {}  # channel and thread: what the app says it is doing

    def post(self, message: Message) -> Message:
        channel = self._space.channels[message.channel]
        self._announce(channel)
        channel.add(message)
        for file in message.files:
            file.shares.setdefault(channel.id, []).append(message.ts)
        self._show("message", message)
        self.unread.arrived(message)
        self._events.posted(message)
        for file in message.files:
            self._events.file_shared(file, message)
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
        """Take a message away; one that has replies leaves a tombstone above them."""
        channel = self._space.channels[message.channel]
        before = message_json(self._space, message)
        if channel.thread(message.ts):
            channel.pins.pop(message.ts, None)
            _bury(message)
            self.show_again(message)
            self._events.changed(message, before)
            return
        channel.drop(message.ts)
        self._gone(message)
        self._events.deleted(message, before)
        if message.is_reply and (parent := channel.messages.get(message.thread_ts or "")):
            self._lost_reply(channel, parent)

    def show_again(self, message: Message) -> None:
        """The pages draw a message anew; the app is told nothing."""
        self._show("message_changed", message)

    def _lost_reply(self, channel: Channel, parent: Message) -> None:
        """A tombstone goes with its last reply."""
        if parent.is_tombstone and not channel.thread(parent.ts):
            self.delete(parent)
        else:
            self.show_again(parent)

    def whisper(self, message: Message) -> Message:
        """Show an ephemeral message; only its reader ever sees it."""
        channel = self._space.channels[message.channel]
        channel.ephemerals.append(message)
        del channel.ephemerals[:-_EPHEMERALS_KEPT]
        self._show("ephemeral", message)
        return message

    def rewrite_whisper(self, message: Message, text: str, blocks: Blocks, attachments: Blocks) -> None:
        message.text, message.blocks, message.attachments = text, blocks, attachments
        self._show("ephemeral", message)

    def drop_whisper(self, message: Message) -> None:
        self._space.channels[message.channel].ephemerals.remove(message)
        self._gone(message)

    def delete_file(self, file: File) -> None:
        """Where the file was, it says so from now on."""
        channels = {one: self._space.channels[one].messages for one in file.shares}
        carriers = [channels[one][ts] for one, stamps in file.shares.items() for ts in stamps if ts in channels[one]]
        before = [message_json(self._space, message) for message in carriers]
        self._space.files.delete(file)
        for message, was in zip(carriers, before, strict=True):
            self._show("message_changed", message)
            self._events.changed(message, was)
        self._events.file_deleted(file)

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

    def is_busy(self, channel: Channel, thread_ts: str) -> bool:
        """Whether the app shows that it is working there."""
        return (channel.id, thread_ts) in self._busy

    def status(self, channel: Channel, thread_ts: str, status: str, loading: list[str] | None = None) -> None:
        event: Json = {"type": "status", "channel": channel.id, "thread_ts": thread_ts, "status": status}
        event["loading_messages"] = loading or []
        self._busy.pop((channel.id, thread_ts), None)
        if status:
            self._busy[channel.id, thread_ts] = event
        self._stream.push(self._space.audience(channel), event)

    def statuses(self, user: str) -> list[Json]:
        """What the app is doing where this person can see it."""
        return [
            event for (channel, _), event in self._busy.items() if self._space.sees(user, self._space.channels[channel])
        ]

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

    def forget(self) -> None:
        self._busy.clear()

    def _page(self, message: Message) -> Json:
        return page_message(self._space, message)


def _bury(message: Message) -> None:
    message.text, message.subtype, message.user = "This message was deleted.", TOMBSTONE, "USLACKBOT"
    message.bot_id = message.username = message.edited = message.metadata = message.client_msg_id = None
    message.streaming = None
    message.blocks, message.attachments, message.files, message.reactions = [], [], [], {}
