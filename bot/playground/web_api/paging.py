"""Cursors: opaque to the caller, a position to us."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.playground.errors import SlackError
from bot.playground.web_api.call import Call, Reply

T = TypeVar("T")

LARGEST_PAGE = 999


def page(call: Call, items: Sequence[T], default: int) -> tuple[Sequence[T], str]:
    """The part of a list that the call asks for, and the cursor of the next part."""
    limit = call.number("limit", default)
    if limit < 0:
        raise SlackError("invalid_limit" if "invalid_limit" in call.method.errors else "invalid_arguments")
    size = min(limit or default, LARGEST_PAGE)
    start = _position(call.text("cursor")) if call.text("cursor") else 0
    end = start + size
    return items[start:end], _cursor(end) if end < len(items) else ""


def with_cursor(reply: Reply, cursor: str) -> Reply:
    return reply | {"response_metadata": {"next_cursor": cursor}}


def _cursor(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def _position(cursor: str) -> int:
    try:
        mark, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
        if mark == "next":
            return int(position)
    except (ValueError, binascii.Error):
        pass
    raise SlackError("invalid_cursor")
