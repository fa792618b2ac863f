"""Figures of bulletins: how many have read, how soon, and where; pure, from rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Final

MOST: Final = 80
"""Percent of those asked: when so many have read, a bulletin counts as read."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody who is asked to read: since when the newest edition was before them, and when they confirmed it."""

    bulletin: str
    unit: str
    since: datetime
    confirmed_at: datetime | None = None
    joined: bool = False

    @property
    def wait(self) -> timedelta | None:
        """How long it took them; None while they have not confirmed."""
        return max(self.confirmed_at - self.since, timedelta(0)) if self.confirmed_at else None


@dataclass(frozen=True, slots=True)
class Figures:
    """How many were asked and have confirmed; half of those who did took no longer than `middle`.

    `to_most` is how long it took until 80 % of those asked from the beginning had confirmed; None where they have not.
    """

    asked: int = 0
    confirmed: int = 0
    middle: timedelta | None = None
    to_most: timedelta | None = None

    @property
    def missing(self) -> int:
        return self.asked - self.confirmed

    @property
    def rate(self) -> float | None:
        """The share of those asked who have confirmed, 0 to 1; None where nobody was asked."""
        return self.confirmed / self.asked if self.asked else None


def figures(marks: Iterable[Mark]) -> Figures:
    """The figures of some people. Those who joined later count as asked, but not in the time to 80 %."""
    asked = list(marks)
    waits = [one.wait for one in asked if one.wait is not None]
    first = [one for one in asked if not one.joined]
    soonest = sorted(one.wait for one in first if one.wait is not None)
    needed = ceil(len(first) * MOST / 100)
    return Figures(
        asked=len(asked),
        confirmed=len(waits),
        middle=timedelta(seconds=median(one.total_seconds() for one in waits)) if waits else None,
        to_most=soonest[needed - 1] if 0 < needed <= len(soonest) else None,
    )


def by_unit(marks: Iterable[Mark]) -> dict[str, Figures]:
    """The figures of each department, the one that reads least first."""
    each = _grouped(marks, lambda one: one.unit)
    return dict(sorted(each.items(), key=lambda item: (item[1].rate or 0, -item[1].missing, item[0])))


def by_bulletin(marks: Iterable[Mark]) -> dict[str, Figures]:
    """The figures of each bulletin."""
    return _grouped(marks, lambda one: one.bulletin)


def worst_first(units: Mapping[str, tuple[int, int]]) -> list[tuple[str, int, int]]:
    """Departments with (confirmed, asked), the one that reads least first."""
    rows = [(unit, done, asked) for unit, (done, asked) in units.items()]
    return sorted(rows, key=lambda row: (row[1] / row[2] if row[2] else 1, row[1] - row[2], row[0]))


def _grouped(marks: Iterable[Mark], name: Callable[[Mark], str]) -> dict[str, Figures]:
    groups: defaultdict[str, list[Mark]] = defaultdict(list)
    for one in marks:
        groups[name(one)].append(one)
    return {each: figures(found) for each, found in groups.items()}
