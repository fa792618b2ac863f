"""Answers counted: for each unit and item, how many people gave which answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.surveys.cases import Given

Counts = Mapping[str, Counter[str]]
"""By item: how often each answer was given."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What all units answered; `people` is how many of each unit answered anything."""

    units: Mapping[str, Counts] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)

    @property
    def behind(self) -> Mapping[str, int]:
        """For each unit how many people stand behind every figure: those at the item that the fewest answered."""
        return {unit: _fewest(items) for unit, items in self.units.items()}

    @property
    def least(self) -> int:
        """The same for all units together."""
        return _fewest(merged(self, self.units))


def tally_of(rows: Iterable[tuple[str, str, str, int]], people: Mapping[str, int]) -> Tally:
    """Rows of unit, item, answer and how often."""
    units: dict[str, dict[str, Counter[str]]] = {}
    for unit, item, answer, count in rows:
        units.setdefault(unit, {}).setdefault(item, Counter())[answer] += count
    return Tally(units, people)


def counts_of(given: Iterable[Given]) -> dict[str, Counter[str]]:
    """The counts of a single sheet."""
    return {one.item: Counter([one.answer]) for one in given if one.answer is not None}


def merged(tally: Tally, units: Iterable[str]) -> Counts:
    """The counts of several units together."""
    found: dict[str, Counter[str]] = {}
    for unit in units:
        for item, counts in tally.units.get(unit, {}).items():
            found.setdefault(item, Counter()).update(counts)
    return found


def _fewest(items: Counts) -> int:
    return min((count for one in items.values() if (count := sum(one.values()))), default=0)
