"""Until when somebody must be notified, and when those who see to it are reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.workdays import WorkDays
from knowledge.incidents import Deadline

HALF, DAY_BEFORE, OVERDUE = "half", "day-before", "overdue"


@dataclass(frozen=True)
class DueDates:
    """A deadline's dates, each the last second of a day.

    `extended` is `strict` moved out of weekends, holidays and the days around New Year, where the rule allows that;
    `soft` is the date to aim at.
    """

    strict: datetime
    extended: datetime
    soft: datetime | None = None

    @property
    def is_moved(self) -> bool:
        return self.extended != self.strict


def due_dates(deadlines: Sequence[Deadline], knew: datetime, days: WorkDays) -> tuple[DueDates, ...]:
    """The dates of each deadline; the day on which the company knew is day one, a last day ends at midnight."""
    first = days.day_of(knew)
    return tuple(_dates(deadline, first, days) for deadline in deadlines)


def _dates(deadline: Deadline, first: date, days: WorkDays) -> DueDates:
    last = _nth(first, deadline.days)
    moved = days.next_working_day(last) if deadline.extends else last
    soft = days.end_of(_nth(first, deadline.soft_days)) if deadline.soft_days else None
    return DueDates(days.end_of(last), days.end_of(moved), soft)


def _nth(first: date, number: int) -> date:
    return first + timedelta(days=number - 1)


def reminders_of(due_at: datetime, started_at: datetime, days: WorkDays) -> list[tuple[str, datetime]]:
    """When to remind of a deadline: at half of the time, the day before, and on the first morning after it.

    Working hours where the deadline allows; of two that would fall together only the more urgent one stays.
    Whoever sends `overdue` asks `next_nudge` for the one after it.
    """
    before = _before(due_at, started_at, days)
    found = [(OVERDUE, next_nudge(max(due_at, started_at), days))]
    if before:
        found.append((DAY_BEFORE, before))
    middle = (started_at + (due_at - started_at) / 2).replace(microsecond=0)
    half = _settled(middle, due_at, days)
    if started_at < half < (before or due_at):
        found.append((HALF, half))
    return found[::-1]


def next_nudge(moment: datetime, days: WorkDays) -> datetime:
    """The opening of the working day after a moment: what is overdue is asked for again then."""
    return days.morning_after(moment, 1)


def _before(due_at: datetime, started_at: datetime, days: WorkDays) -> datetime | None:
    """The morning of the working day before the last day, or, when that has passed, as near to it as can be."""
    morning = days.opening(days.working_day_before(days.day_of(due_at)))
    if morning > started_at:
        return morning
    eve = due_at - timedelta(days=1)
    return _settled(eve, due_at, days) if eve > started_at else None


def _settled(moment: datetime, due_at: datetime, days: WorkDays) -> datetime:
    """The moment, moved to when the company works; on a free day rather its morning than its night."""
    working = days.after(moment, timedelta(0))
    daytime = days.opening(days.day_of(moment) + timedelta(days=1))
    return next((one for one in (working, daytime) if one <= due_at), moment)
