"""The way forward: what helps with a weak item, cheapest and most effective first, and what companies like ours did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bot.surveys.scoring import ItemScore, Score
from knowledge.documents import Case, Company
from knowledge.surveys import Item, Measure

PEERS: Final = 3


@dataclass(frozen=True, slots=True)
class Way:
    """A weak item and what can be done about it."""

    item: Item
    score: ItemScore
    full: int
    measures: tuple[Measure, ...]
    peers: tuple[Case, ...]


def ways_of(score: Score, company: Company, cases: Iterable[Case], most: int = 25) -> list[Way]:
    """The way forward for the weak items, the weakest first."""
    known = list(cases)
    return [
        Way(item, score.items[item.id], score.survey.full, by_worth(item.measures), peers_of(item, company, known))
        for item in score.weak[:most]
    ]


def by_worth(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """Most effect for its cost first; of two alike, the cheaper one."""
    return tuple(sorted(measures, key=lambda one: (-Fraction(one.effect, one.cost), one.cost)))


def peers_of(item: Item, company: Company, cases: Iterable[Case], most: int = PEERS) -> tuple[Case, ...]:
    """Companies that did something about this, those of our industry first, then those nearest to us in size."""
    about = [one for one in cases if set(one.topics) & set(item.topics)]
    return tuple(sorted(about, key=lambda one: _distance(one, company))[:most])


def _distance(case: Case, company: Company) -> tuple[bool, Fraction, int]:
    size = max(case.employees or 10_000, 1)
    ours = max(company.employees, 1)
    return case.industry != company.industry, Fraction(max(size, ours), min(size, ours)), case.number
