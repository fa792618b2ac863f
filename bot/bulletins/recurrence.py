"""When something that repeats comes: dates from a rule, moved to working days, each one moment in its zone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.core.workdays import WorkDays
from knowledge.recurrence import Recurrence

DAY = timedelta(days=1)


def fires(rule: Recurrence, zone: str, days: WorkDays) -> Repeats:
    """The times of a rule; local to its own zone, else to `zone`. What is a working day, the company says."""
    return Repeats(rule, ZoneInfo(rule.zone or zone), days)


@dataclass(frozen=True, slots=True)
class Repeats:
    """A `bot.core.schedule.Schedule`: at most once a local date, each later than the one before."""

    rule: Recurrence
    zone: ZoneInfo
    days: WorkDays

    def after(self, moment: datetime) -> Iterator[datetime]:
        """Yield the times later than the moment, earliest first, without end; in UTC."""
        # From a working day before: what fell on the free days since may have been moved to today.
        first = self.days.working_day_before(moment.astimezone(self.zone).date())
        for day in self._dates(first):
            fire = self._moment(self._shifted(day))
            if fire and fire > moment:
                yield fire
                moment = fire

    def _dates(self, first: date) -> Iterator[date]:
        """The dates as the rule names them, from `first` on, in order."""
        if self.rule.kind == "weekly":
            return (day for day in _every_day(first) if day.weekday() in self.rule.weekdays)
        if self.rule.kind == "before_holidays":
            return self._before_holidays(first)
        return (day for day in map(self._in_month, _every_month(first)) if day and day >= first)

    def _in_month(self, month: date) -> date | None:
        """The one date of a month, of which the first day is given; None where the rule leaves it out."""
        rule, length = self.rule, monthrange(month.year, month.month)[1]
        if rule.kind != "monthly" and rule.month not in {None, month.month}:
            return None
        if rule.kind != "nth_weekday":
            return month.replace(day=min(rule.day, length))
        found = [day for day in range(1, length + 1) if month.replace(day=day).weekday() == rule.weekdays[0]]
        place = rule.nth - 1 if rule.nth > 0 else -1
        return month.replace(day=found[place]) if place < len(found) else None

    def _before_holidays(self, first: date) -> Iterator[date]:
        """So many working days before each long row of days without work, counted between two working days."""
        for before, after in pairwise(day for day in _every_day(first) if self.days.works(day)):
            if after - before > self.rule.free_days * DAY:
                yield self._earlier(before, self.rule.days_before - 1)

    def _earlier(self, day: date, count: int) -> date:
        for _ in range(count):
            day = self.days.working_day_before(day)
        return day

    def _shifted(self, day: date) -> date:
        if self.rule.shift == "none" or self.days.works(day):
            return day
        return self.days.next_working_day(day) if self.rule.shift == "after" else self.days.working_day_before(day)

    def _moment(self, day: date) -> datetime | None:
        """The local time on a date; None on one that a zone has left out altogether.

        Where summer time repeats it, the first of the two; where it leaves it out, an hour later, or an hour earlier
        when later would be tomorrow.
        """
        for fold in (0, 1):
            fire = datetime.combine(day, self.rule.at.replace(fold=fold), self.zone).astimezone(UTC)
            if fire.astimezone(self.zone).date() == day:
                return fire
        return None


def _every_day(day: date) -> Iterator[date]:
    while True:
        yield day
        day += DAY


def _every_month(day: date) -> Iterator[date]:
    day = day.replace(day=1)
    while True:
        yield day
        day = (day + timedelta(days=31)).replace(day=1)
