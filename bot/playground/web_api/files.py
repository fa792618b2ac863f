"""files.*: uploads in three steps, and what is known of files."""

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.playground.errors import SlackError, bad_arguments
from bot.playground.file_shapes import bot_may_read, file_info_json, shared_in
from bot.playground.file_types import IMAGES, snippet_type
from bot.playground.files import LARGEST, File
from bot.playground.local_slack import LocalSlack
from bot.playground.model import Blocks, Channel, Json, Message
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.checks import refuse_bad_message
from bot.playground.web_api.content import complete
from bot.playground.web_api.paging import page, with_cursor

LONGEST_ALT = 1000
LARGEST_SNIPPET = 1024 * 1024
MOST_CHANNELS = 100

_TYPES: dict[str, Callable[[File], bool]] = {
    "all": lambda _: True,
    "spaces": lambda file: file.type.name in {"space", "canvas"},
    "snippets": lambda file: file.mode == "snippet",
    "images": lambda file: file.type.name in IMAGES,
    "gdocs": lambda _: False,
    "zips": lambda file: file.type.name in {"zip", "gzip"},
    "pdfs": lambda file: file.type.name == "pdf",
}


@dataclass(frozen=True)
class Wish:
    """What a completed upload is to become in its channels."""

    files: list[File]
    channels: list[Channel]
    text: str
    blocks: Blocks
    thread_ts: str | None
    username: str | None


async def get_upload_url(call: Call) -> Reply:
    length = call.number("length", 0)
    if length < 1:
        raise bad_arguments("must be greater than 0 [json-pointer:/length]")
    if length > LARGEST:
        raise SlackError("file_upload_size_restricted")
    if len(call.text("alt_txt")) > LONGEST_ALT:
        raise SlackError("alt_txt_too_large")
    files = call.slack.space.files
    file = files.new(call.slack.space.app.bot_user, call.text("filename"), length)
    file.alt_txt = call.text("alt_txt")
    if named := call.text("snippet_type"):
        _make_snippet(file, named)
    return {"upload_url": files.expect(file), "file_id": file.id}


async def complete_upload(call: Call) -> Reply:
    wish = _wish(call, _uploaded(call))
    for file in wish.files:
        file.complete = True
    if wish.channels:
        call.slack.delivery.spawn(_share(call.slack, wish))
    return {"files": [file_info_json(call.slack.space, file) for file in wish.files]}


async def info(call: Call) -> Reply:
    body = file_info_json(call.slack.space, _known(call))
    return with_cursor({"file": body, "comments": []}, "")


async def list_files(call: Call) -> Reply:
    asked = [file for file in call.slack.space.files if file.complete and _wanted(call, file)]
    files = sorted(asked, key=lambda file: file.created, reverse=True)
    if call.text("cursor") or call.text("limit"):
        part, cursor = page(call, files, 100)
        return with_cursor({"files": _shown(call, part), "paging": _paging(len(part), len(files), 1)}, cursor)
    count = min(max(call.number("count", 100), 1), 1000)
    number = max(call.number("page", 1), 1)
    part = files[(number - 1) * count : number * count]
    return {"files": _shown(call, part), "paging": _paging(count, len(files), number)}


async def delete(call: Call) -> Reply:
    file = _known(call)
    if file.user != call.slack.space.app.bot_user:
        raise SlackError("cant_delete_file")
    call.slack.posting.delete_file(file)
    return {}


def _make_snippet(file: File, named: str) -> None:
    kind = snippet_type(named)
    if kind is None:
        raise SlackError("unknown_snippet_type")
    if file.size > LARGEST_SNIPPET:
        raise SlackError("snippet_too_large")
    file.type, file.mode = kind, "snippet"


def _uploaded(call: Call) -> list[File]:
    named = call.structure("files", "invalid_arguments")
    if not isinstance(named, list) or not named or not all(isinstance(one, dict) for one in named):
        raise bad_arguments("must be an array of objects [json-pointer:/files]")
    found: list[File] = []
    for one in named:
        file = call.slack.space.files.find(str(one.get("id")))
        if file is None or file.user != call.slack.space.app.bot_user or file.content is None:
            raise SlackError("file_not_found")
        if file.complete:
            raise SlackError("file_update_failed")
        file.title = str(one.get("title") or file.name)
        found.append(file)
    return found


def _wish(call: Call, files: list[File]) -> Wish:
    channels = [_channel(call, one) for one in dict.fromkeys([*call.names("channel_id"), *call.names("channels")])]
    if len(channels) > MOST_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    thread = call.text("thread_ts") or None
    if thread and any(thread not in channel.messages for channel in channels):
        raise bad_arguments("no such message [json-pointer:/thread_ts]")
    comment = call.text("initial_comment")
    blocks = [] if comment else _blocks(call)
    username = call.text("username") if call.has_scope("chat:write.customize") else None
    return Wish(files, channels, comment, blocks, thread, username or None)


def _channel(call: Call, named: str) -> Channel:
    space = call.slack.space
    channel = space.channels.get(named)
    member = channel is not None and space.app.bot_user in channel.members
    if channel is None or not (channel.kind == "channel" or member):
        raise SlackError("channel_not_found")
    if not member:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("posting_to_channel_denied")
    return channel


def _blocks(call: Call) -> Blocks:
    blocks = call.structure("blocks", "invalid_blocks")
    if not blocks:
        return []
    if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
        raise SlackError("invalid_blocks")
    refuse_bad_message(call.method, {"blocks": blocks})
    return complete(blocks)


async def _share(slack: LocalSlack, wish: Wish) -> None:
    """A moment after the answer the files stand in their channels."""
    await asyncio.sleep(slack.timing.share)
    files = [file for file in wish.files if not file.deleted]
    for channel in wish.channels if files else ():
        slack.posting.post(_message(slack, wish, channel, files))


def _message(slack: LocalSlack, wish: Wish, channel: Channel, files: list[File]) -> Message:
    space = slack.space
    return Message(
        ts=space.stamps.next(),
        channel=channel.id,
        user=space.app.bot_user,
        bot_id=space.app.bot_id,
        text=wish.text,
        blocks=wish.blocks,
        thread_ts=wish.thread_ts,
        username=wish.username,
        subtype="file_share",
        files=list(files),
    )


def _known(call: Call) -> File:
    file = call.slack.space.files.find(call.text("file"))
    if file is None or not file.complete or not bot_may_read(call.slack.space, file):
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return file


def _wanted(call: Call, file: File) -> bool:
    space = call.slack.space
    if file.deleted or not bot_may_read(space, file):
        return False
    user, channel = call.text("user"), call.text("channel")
    if user and user not in space.users:
        raise SlackError("user_not_found")
    kinds = call.names("types") or ["all"]
    if not set(kinds) <= _TYPES.keys():
        raise SlackError("unknown_type")
    return (
        user in {"", file.user}
        and (not channel or channel in shared_in(space, file))
        and call.number("ts_from", 0) <= file.created <= (call.number("ts_to", 0) or math.inf)
        and any(_TYPES[kind](file) for kind in kinds)
    )


def _shown(call: Call, files: Sequence[File]) -> list[Json]:
    return [file_info_json(call.slack.space, file) for file in files]


def _paging(count: int, total: int, number: int) -> Json:
    return {"count": count, "total": total, "page": number, "pages": max(1, math.ceil(total / max(count, 1)))}


HANDLERS = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
    "files.list": list_files,
    "files.delete": delete,
}
