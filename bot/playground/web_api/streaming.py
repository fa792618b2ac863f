"""chat.startStream, .appendStream, .stopStream: a message that is written while it is read."""

from typing import Any

from bot.playground.errors import SlackError, bad_arguments
from bot.playground.model import Blocks, Channel, Message, Streaming
from bot.playground.shapes import message_json
from bot.playground.streams import compose, grown
from bot.playground.web_api.agents import change_session
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.chat import bot_message
from bot.playground.web_api.checks import refuse_bad_message
from bot.playground.web_api.content import LONGEST_MARKDOWN, Content, complete, read_blocks, read_metadata
from bot.playground.web_api.places import find_channel, find_message, find_place_to_post, need_writable

_TEXTS = {"markdown_text": ("text",), "plan_update": ("title",), "task_update": ("id", "title", "status")}
_TASK_STATES = {"pending", "in_progress", "complete", "error"}
_MODES = {"timeline", "plan"}


async def start(call: Call) -> Reply:
    channel = find_place_to_post(call)
    need_writable(call, channel)
    _check_recipient(call, channel)
    thread = _thread(call, channel)
    mode = call.text("task_display_mode", "timeline")
    if mode not in _MODES:
        raise bad_arguments("must be timeline or plan [json-pointer:/task_display_mode]")
    streaming = _more(call, Streaming(as_plan=mode == "plan"))
    message = bot_message(call, channel, Content("", [], [], None), thread)
    call.slack.streams.start(message, streaming)
    return {"channel": channel.id, "ts": message.ts}


async def append(call: Call) -> Reply:
    message, streaming = _streaming(call)
    if streaming.stopped:
        raise SlackError("stopped_by_user")
    more = _more(call, streaming)
    if more.parts == streaming.parts and not _says_something(call):
        raise SlackError("no_text")
    call.slack.streams.grow(message, more)
    return {"channel": message.channel, "ts": message.ts}


async def stop(call: Call) -> Reply:
    message, streaming = _streaming(call)
    more = _more(call, streaming)
    blocks = read_blocks(call)
    if blocks:
        refuse_bad_message(call.method, {"text": message.text or " ", "blocks": blocks})
    message.metadata = read_metadata(call) or message.metadata
    if status := call.text("session_status"):
        change_session(call, call.slack.space.channels[message.channel], message.thread_ts or message.ts, status)
    call.slack.streams.finish(message, more, complete(blocks))
    shown = message_json(call.slack.space, message, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "message": shown}


def _streaming(call: Call) -> tuple[Message, Streaming]:
    message = find_message(find_channel(call), call.text("ts"))
    if message.bot_id != call.slack.space.app.bot_id:
        raise SlackError("message_not_owned_by_app")
    if message.streaming is None:
        raise SlackError("message_not_in_streaming_state")
    return message, message.streaming


def _check_recipient(call: Call, channel: Channel) -> None:
    """In a channel Slack must know for whom the app writes; in a DM it knows."""
    if channel.kind == "im":
        return
    for name in ("recipient_user_id", "recipient_team_id"):
        if not call.text(name):
            raise SlackError(f"missing_{name}")
    if call.text("recipient_team_id") != call.slack.space.team_id:
        raise SlackError("team_not_found")
    if call.text("recipient_user_id") not in call.slack.space.users:
        raise SlackError("user_not_found")


def _thread(call: Call, channel: Channel) -> str | None:
    parent = channel.messages.get(call.text("thread_ts"))
    if call.text("thread_ts") and (parent is None or parent.is_reply):
        raise bad_arguments("no such message [json-pointer:/thread_ts]")
    return parent.ts if parent else None


def _more(call: Call, streaming: Streaming) -> Streaming:
    """What the message is made of with the chunks of this call, checked as a whole."""
    more = grown(streaming, _read_chunks(call))
    text, blocks = compose(more)
    if len(text) > LONGEST_MARKDOWN:
        raise SlackError("msg_blocks_too_long")
    if blocks:
        refuse_bad_message(call.method, {"text": text or " ", "blocks": blocks})
    for part in more.parts:
        complete(part.get("blocks", []))
    return more


def _read_chunks(call: Call) -> Blocks:
    chunks: Blocks = call.structure("chunks", "invalid_chunks") or []
    if not isinstance(chunks, list):
        raise _bad_chunk("/chunks", "must provide an array")
    if text := call.text("markdown_text"):
        chunks = [{"type": "markdown_text", "text": text}, *chunks]
    for at, chunk in enumerate(chunks):
        _check_chunk(chunk, f"/chunks/{at}")
    return chunks


def _check_chunk(chunk: Any, at: str) -> None:
    kind = chunk.get("type") if isinstance(chunk, dict) else None
    if kind == "blocks":
        if not isinstance(chunk.get("blocks"), list) or not all(isinstance(one, dict) for one in chunk["blocks"]):
            raise _bad_chunk(f"{at}/blocks", "must provide an array of objects")
        return
    if not isinstance(kind, str) or kind not in _TEXTS:
        raise _bad_chunk(f"{at}/type", "must be markdown_text, task_update, plan_update or blocks")
    for name in (*_TEXTS[kind], *({"details", "output"} & chunk.keys())):
        if not isinstance(chunk.get(name), str):
            raise _bad_chunk(f"{at}/{name}", "must provide a string")
    if kind == "task_update" and chunk["status"] not in _TASK_STATES:
        raise _bad_chunk(f"{at}/status", "must be pending, in_progress, complete or error")


def _bad_chunk(at: str, message: str) -> SlackError:
    return SlackError("invalid_chunks", (f"[ERROR] {message} [json-pointer:{at}]",))


def _says_something(call: Call) -> bool:
    return bool(call.text("markdown_text") or call.args.get("chunks"))


HANDLERS = {"chat.startStream": start, "chat.appendStream": append, "chat.stopStream": stop}
