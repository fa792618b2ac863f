"""The level of an incident: computed from facts, explained by them, and the higher one when somebody is unsure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.incidents.cases import Reason
from knowledge.incidents import Category, IncidentContent

LEAK_FLOOR, HIGHEST = 2, 3
"""Every leak is level 2 or higher (policy 11-4.1)."""


@dataclass(frozen=True)
class Assessment:
    """A level, and what asks for it, the weightiest first."""

    level: int
    reasons: tuple[Reason, ...]


def assess(content: IncidentContent, category: Category, facts: Mapping[str, str]) -> Assessment:
    """The highest level that the kind of incident or any answer asks for.

    Until a fact is known the category's presumption holds; an answer replaces the presumption, never the floor.
    """
    floor = floor_of(category)
    said = _said(content, facts)
    base = floor if said else max(floor, category.presumed)
    reasons = [Reason("category", category.id, level=base), *said]
    level = max(reason.level for reason in reasons)
    return Assessment(level, tuple(reason for reason in _weightiest(reasons) if reason.level == level))


def floor_of(category: Category) -> int:
    """The lowest level that this kind of incident can have, whatever anybody says."""
    return max(category.floor, LEAK_FLOOR if category.kind == "leak" else 0)


def _said(content: IncidentContent, facts: Mapping[str, str]) -> list[Reason]:
    found = []
    for fact in content.levels.facts:
        option = fact.option(facts.get(fact.id, ""))
        if option:
            found.append(Reason("fact", fact.id, option.id, option.level))
    return found


def _weightiest(reasons: list[Reason]) -> list[Reason]:
    return sorted(reasons, key=lambda reason: -reason.level)
