"""What every reader gives, and the one way in which it says no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.bulletins.feeds.items import Item
from knowledge.bulletins import FeedKind

MOST_READ_ITEMS: Final = 4000
"""Entries of a feed that are looked at: feeds begin with what is new."""


class Unreadable(Exception):  # noqa: N818 - the word of the house
    """The one refusal, with a code.

    `not_a_feed`, `malformed`, `unsafe` (a document type, entities), `too_complex`, `encoding`, `service` (the source
    answers with an error of its own).
    """

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
