"""conversations.history and .replies: reading what was said."""

import re
from collections.abc import Sequence
from itertools import takewhile

from bot.playground.errors import SlackError
from bot.playground.model import Channel, Message
from bot.playground.shapes import message_json
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.paging import page_of_messages, with_cursor
from bot.playground.web_api.places import find_channel, need_kind_scope

_TS = re.compile(r"\d{1,12}(\.\d{1,6})?")


async def history(call: Call) -> Reply:
    channel = _readable(call)
    messages, cursor = page_of_messages(call, _newest_first(call, channel), 100, newest_first=True)
    reply: Reply = {
        "messages": _shown(call, messages),
        "has_more": bool(cursor),
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return with_cursor(reply, cursor) if cursor else reply


async def replies(call: Call) -> Reply:
    channel = _readable(call)
    asked = channel.messages.get(call.text("ts"))
    if asked is None:
        raise SlackError("thread_not_found")
    parent = channel.messages.get(asked.thread_ts or asked.ts, asked)
    under = [message for message in channel.thread(parent.ts) if _within(call, message)]
    messages, cursor = page_of_messages(call, [parent, *under], 1000)
    reply: Reply = {"messages": _shown(call, messages), "has_more": bool(cursor)}
    return with_cursor(reply, cursor) if cursor else reply


def _readable(call: Call) -> Channel:
    channel = find_channel(call)
    need_kind_scope(call, channel, "history")
    if call.slack.space.app.bot_user not in channel.members:
        absent = "not_in_channel"
        raise SlackError(absent if absent in call.method.errors else "channel_not_found")
    _check_ts(call, "oldest")
    _check_ts(call, "latest")
    return channel


def _check_ts(call: Call, name: str) -> None:
    if call.text(name) and not _TS.fullmatch(call.text(name)):
        raise SlackError(f"invalid_ts_{name}")


def _newest_first(call: Call, channel: Channel) -> list[Message]:
    oldest = float(call.text("oldest") or 0)
    recent = takewhile(lambda message: float(message.ts) >= oldest, reversed(channel.messages.values()))
    return [message for message in recent if message.stands_in_channel and _within(call, message)]


def _within(call: Call, message: Message) -> bool:
    """Both ends are exclusive unless asked otherwise."""
    at = float(message.ts)
    oldest, latest = float(call.text("oldest") or 0), float(call.text("latest") or "inf")
    return oldest <= at <= latest if call.flag("inclusive") else oldest < at < latest


def _shown(call: Call, messages: Sequence[Message]) -> list[Reply]:
    with_metadata = call.flag("include_all_metadata")
    space = call.slack.space
    return [message_json(space, message, metadata=with_metadata) for message in messages]


HANDLERS = {"conversations.history": history, "conversations.replies": replies}
