"""Cursors: opaque to the caller, a position to us."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.playground.errors import SlackError
from bot.playground.model import Message
from bot.playground.web_api.call import Call, Reply

T = TypeVar("T")

LARGEST_PAGE = 999


def page(call: Call, items: Sequence[T], default: int) -> tuple[Sequence[T], str]:
    """The part of a list that the call asks for, and the cursor of the next part."""
    start = _position(call, "next") if call.text("cursor") else 0
    end = start + _size(call, default)
    return items[start:end], _cursor("next", end) if end < len(items) else ""


def page_of_messages(
    call: Call, messages: Sequence[Message], default: int, *, newest_first: bool = False
) -> tuple[Sequence[Message], str]:
    """The same for messages; their cursor is a time, so that new ones do not shift the next page."""
    start = 0
    if call.text("cursor"):
        at = _position(call, "next_ts")
        reached = (_moment(one) <= at if newest_first else _moment(one) >= at for one in messages)
        start = next((place for place, there in enumerate(reached) if there), len(messages))
    end = start + _size(call, default)
    return messages[start:end], _cursor("next_ts", _moment(messages[end])) if end < len(messages) else ""


def with_cursor(reply: Reply, cursor: str) -> Reply:
    return reply | {"response_metadata": {"next_cursor": cursor}}


def _size(call: Call, default: int) -> int:
    limit = call.number("limit", default)
    if limit < 0:
        raise SlackError("invalid_limit" if "invalid_limit" in call.method.errors else "invalid_arguments")
    return min(limit or default, LARGEST_PAGE)


def _moment(message: Message) -> int:
    return int(message.ts.replace(".", ""))


def _cursor(mark: str, position: int) -> str:
    return base64.b64encode(f"{mark}:{position}".encode()).decode()


def _position(call: Call, wanted: str) -> int:
    try:
        mark, _, position = base64.b64decode(call.text("cursor"), validate=True).decode().partition(":")
        if mark == wanted:
            return int(position)
    except (ValueError, binascii.Error):
        pass
    raise SlackError("invalid_cursor" if "invalid_cursor" in call.method.errors else "invalid_arguments")
