"""Messages that grow before the reader's eyes, and the reader who stops them."""

from bot.playground.events import Events
from bot.playground.model import Blocks, Json, Message, Streaming
from bot.playground.posting import Posting
from bot.playground.shapes import message_json
from bot.playground.workspace import Workspace


class Streams:
    """Writes on at streaming messages."""

    def __init__(self, space: Workspace, posting: Posting, events: Events) -> None:
        self._space = space
        self._posting = posting
        self._events = events

    def start(self, message: Message, streaming: Streaming) -> Message:
        message.streaming = streaming
        _draw(message, streaming)
        return self._posting.post(message)

    def grow(self, message: Message, streaming: Streaming) -> None:
        message.streaming = streaming
        _draw(message, streaming)
        self._posting.show_again(message)

    def finish(self, message: Message, streaming: Streaming, blocks: Blocks) -> None:
        """The last words; from now on it is a message like any other."""
        before = message_json(self._space, message)
        _draw(message, streaming)
        message.blocks += blocks
        message.streaming = None
        self._posting.show_again(message)
        self._events.changed(message, before)
        self._posting.status(self._space.channels[message.channel], message.thread_ts or "", "")

    def stop(self, channel: str, thread_ts: str) -> list[Message]:
        """The reader pressed Stop: what streams in this thread takes nothing more."""
        stopped = []
        for message in self._space.channels[channel].messages.values():
            if message.streaming is not None and thread_ts in {message.thread_ts, message.ts}:
                message.streaming.stopped = True
                self._posting.show_again(message)
                stopped.append(message)
        return stopped


def grown(streaming: Streaming, chunks: Blocks) -> Streaming:
    """The same with more chunks: a task or a plan that is known already changes in its place."""
    parts = list(streaming.parts)
    for chunk in chunks:
        known = next((at for at, part in enumerate(parts) if _is_same(part, chunk)), None)
        if known is None:
            parts.append(chunk)
        else:
            parts[known] = parts[known] | chunk
    return Streaming(parts, streaming.as_plan, streaming.stopped)


def compose(streaming: Streaming) -> tuple[str, Blocks]:
    """The text and the blocks that a reader sees."""
    texts = [part["text"] for part in streaming.parts if part["type"] == "markdown_text"]
    return "".join(texts), _plan(streaming.parts) if streaming.as_plan else _timeline(streaming.parts)


def _draw(message: Message, streaming: Streaming) -> None:
    message.text, message.blocks = compose(streaming)
    for at, block in enumerate(message.blocks):
        block.setdefault("block_id", f"stream{at}")


def _is_same(part: Json, chunk: Json) -> bool:
    if part["type"] != chunk["type"]:
        return False
    return chunk["type"] == "plan_update" or bool(chunk["type"] == "task_update" and part["id"] == chunk["id"])


def _timeline(parts: Blocks) -> Blocks:
    blocks: Blocks = []
    for part in parts:
        match part["type"]:
            case "markdown_text" if blocks and blocks[-1]["type"] == "markdown":
                blocks[-1]["text"] += part["text"]
            case "markdown_text" if part["text"]:
                blocks.append({"type": "markdown", "text": part["text"]})
            case "task_update":
                blocks.append(_task(part))
            case "blocks":
                blocks += part["blocks"]
    return blocks


def _plan(parts: Blocks) -> Blocks:
    """All tasks stand together where the first of them came."""
    tasks = [_task(part) for part in parts if part["type"] == "task_update"]
    title = next((part["title"] for part in parts if part["type"] == "plan_update"), "")
    first = next((at for at, part in enumerate(parts) if part["type"] in {"task_update", "plan_update"}), None)
    if first is None:
        return _timeline(parts)
    plan = {"type": "plan", "title": title or tasks[-1]["title"], "tasks": tasks}
    others = [[part for part in half if part["type"] != "task_update"] for half in (parts[:first], parts[first:])]
    return [*_timeline(others[0]), plan, *_timeline(others[1])]


def _task(part: Json) -> Json:
    body: Json = {"type": "task_card", "task_id": part["id"], "title": part["title"], "status": part["status"]}
    body |= {name: _rich(part[name]) for name in ("details", "output") if part.get(name)}
    return body | ({"sources": part["sources"]} if part.get("sources") else {})


def _rich(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
