"""One row a limit: where it is, how much fits, and how to build a block that holds so much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.playground.validator import Surface
from tests.bot.playground.limits.builders import Json


@dataclass(frozen=True)
class Row:
    """`make(least)` up to `make(most)` are taken; what lies outside is refused at the pointer."""

    name: str
    pointer: str
    most: int
    make: Callable[[int], Any]
    least: int = 1
    surface: Surface = "message"
    mrkdwn: bool = False  # the text there may be mrkdwn

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Choice:
    """A place that takes a few words only."""

    name: str
    pointer: str
    words: tuple[str | int, ...]
    make: Callable[[Any], Json]
    surface: Surface = "message"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Rule:
    """A list of blocks is for a message, an object is a view."""

    name: str
    right: list[Json] | Json
    wrong: list[Json] | Json
    pointer: str
    message: str = ""

    def __str__(self) -> str:
        return self.name
