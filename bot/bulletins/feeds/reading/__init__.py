"""Readers: bytes of a feed become items; whatever is wrong with them becomes one refusal with a code."""

from __future__ import annotations

from dataclasses import dataclass

from bot.bulletins.feeds.items import Item
from knowledge.bulletins import FeedKind


class Unreadable(Exception):  # noqa: N818 - the word of the house
    """The one refusal: `not_a_feed`, `malformed`, `unsafe`, `too_complex`, `encoding`, `service`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed says. `origin` is its own address where it tells one; `rest` is where its next page begins."""

    kind: FeedKind
    items: tuple[Item, ...]
    origin: str = ""
    rest: int | None = None


def read(data: bytes, kind: FeedKind, source: str) -> Reading:
    """The items of a feed whose form is known, each once. Raises Unreadable."""
    raise NotImplementedError


def read_any(data: bytes, source: str = "file") -> Reading:
    """The same for a file whose form is to be found out. Raises Unreadable."""
    raise NotImplementedError
