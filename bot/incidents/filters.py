"""What somebody wants to see of the incidents that they may see, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.incidents.cases import Incident, State

NOT_COUNTED = frozenset({State.REJECTED, State.MERGED})
"""A report that was none, or that is told under another reference."""


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see of the list; the default is everything."""

    state: Literal["all", "open", "ended"] = "all"
    category: str = ""
    level: int | None = None
    month: date | None = None
    """The first day of the month of the report."""
    drill: bool | None = None
    mine: bool = False
    words: str = ""


def chosen(cases: Iterable[Incident], filters: Filters, person: str, zone: ZoneInfo) -> list[Incident]:
    """What the filters leave of a list, the open ones first; words are looked for apart."""
    found = [one for one in cases if _fits(one, filters, person, zone)]
    return sorted(found, key=lambda one: not one.is_open)


def by_urgency(cases: Iterable[Incident], due: Mapping[str, datetime], now: datetime) -> list[Incident]:
    """The gravest first, then the unconfirmed, then what is overdue, then the older."""

    def rank(one: Incident) -> tuple[bool, bool, int, bool, bool, datetime]:
        overdue = one.id in due and due[one.id] < now
        return (
            one.drill,
            one.is_near_miss,
            -one.level,
            one.state is not State.REPORTED,
            not overdue,
            one.reported_at,
        )

    return sorted(cases, key=rank)


def month_of(incident: Incident, zone: ZoneInfo) -> date:
    """The month in which it was reported, by the company's calendar."""
    return incident.reported_at.astimezone(zone).date().replace(day=1)


def is_review_late(one: Incident, now: datetime) -> bool:
    """Whether the review of a closed incident should have been done."""
    return one.state is State.CLOSED and one.review_due is not None and one.reviewed_at is None and one.review_due < now


def _fits(one: Incident, wanted: Filters, person: str, zone: ZoneInfo) -> bool:
    return (
        (wanted.state == "all" or one.is_open is (wanted.state == "open"))
        and wanted.category in {"", one.category}
        and wanted.level in {None, one.level}
        and (wanted.month is None or month_of(one, zone) == wanted.month)
        and (wanted.drill is None or one.drill is wanted.drill)
        and (not wanted.mine or person in {one.reporter, one.lead, *one.members})
    )
