"""What the words of a report tell: its name in lists, and which other reports seem to be about the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from bot.incidents.cases import Incident
from knowledge.text import fold

LONGEST_TITLE = 80
RECENT, SAME_HOUR = timedelta(hours=24), timedelta(hours=1)
ALIKE, ALIKE_NOW = 55.0, 40.0
"""How similar two reports of a day must be, and how similar two of the same hour, of 100."""
MOST_ALIKE = 3
COMPARED = 500


def title_of(text: str) -> str:
    """The first words of a report, as its name in lists."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


def alike(category: str, text: str, now: datetime, others: Iterable[Incident]) -> tuple[str, ...]:
    """The open reports of the same kind that sound the same, the most similar first.

    A restricted one is never named: who may not see it shall not learn of it here.
    """
    words = fold(text)[:COMPARED]
    found = []
    for one in others:
        age = now - one.reported_at
        if one.category != category or one.restricted or one.drill or not one.is_open or age > RECENT:
            continue
        score = fuzz.ratio(words, fold(one.text)[:COMPARED])
        if score >= (ALIKE_NOW if age <= SAME_HOUR else ALIKE):
            found.append((score, one.id))
    return tuple(name for _, name in sorted(found, reverse=True)[:MOST_ALIKE])
