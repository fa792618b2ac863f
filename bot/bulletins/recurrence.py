"""When something that repeats comes: dates from a rule, moved to working days, each one moment in its zone.

And what follows for a series: when to act for a time, when it leaves, what it says then, how long that holds.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

from bot.bulletins.cases import Content, Series
from bot.bulletins.planning import in_hours
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


class Times:
    """The times of series in one company."""

    def __init__(self, zone: str, days: WorkDays) -> None:
        self._zone = zone
        self._days = days

    def of(self, rule: Recurrence) -> Repeats:
        """When a rule comes, in the company's zone unless it names its own."""
        return fires(rule, self._zone, self._days)

    def after(self, series: Series, moment: datetime) -> Iterator[datetime]:
        """The times later than a moment, and than what is settled already."""
        return self.of(rule_of(series)).after(max(moment, settled(series)))

    def until(self, series: Series, moment: datetime) -> list[datetime]:
        """The times that are not settled yet, up to a moment."""
        return list(takewhile(lambda one: one <= moment, self.after(series, settled(series))))

    def ready(self, series: Series, now: datetime) -> list[datetime]:
        """The times for which something is to be done by now."""
        return list(takewhile(lambda one: self._ready_at(series, one) <= now, self.after(series, settled(series))))

    def next_at(self, series: Series) -> datetime | None:
        """When something is to be done for it next; None while it is paused, and when it has ended."""
        if series.state != "active":
            return None
        return next((self._ready_at(series, one) for one in self.after(series, settled(series))), None)

    def leaves(self, series: Series, fire: datetime) -> datetime:
        """When a time of a series really goes out."""
        return self.leaves_at(rule_of(series), fire, urgent=series.content.severity == "urgent")

    def leaves_at(self, rule: Recurrence, fire: datetime, *, urgent: bool = False) -> datetime:
        """The next opening where its hour lies outside the working hours, on the clocks of the rule; else that hour.

        What is urgent does not wait, nor what somebody wants on a day off all the same, and nothing waits so long
        that its next time would overtake it.
        """
        days = WorkDays(rule.zone) if rule.zone else self._days
        if urgent or not rule.in_hours or not days.works(days.day_of(fire)):
            return fire
        opening = in_hours(fire, days).astimezone(UTC)
        if opening == fire:
            return fire
        following = next(self.of(rule).after(fire), None)
        return opening if following is None or opening < following else fire

    def says(self, series: Series, fire: datetime) -> Content:
        """What it says that time: a day by which something is to be done keeps its distance from the day it is sent."""
        moved = self.moved(series, self.leaves(series, fire))
        return replace(moved, do_by=self._days.next_working_day(moved.do_by)) if moved.do_by else moved

    def moved(self, series: Series, moment: datetime) -> Content:
        """The same, as if it had been written on the day of that moment."""
        content = series.content
        distance = self._days.day_of(moment) - self._days.day_of(series.created_at)
        return replace(content, do_by=content.do_by + distance) if content.do_by else content

    def holds_until(self, series: Series, fire: datetime, valid: int | None) -> datetime | None:
        """So many days where something says so, but never beyond its next time: that takes its place."""
        following = next((self.leaves(series, one) for one in self.of(rule_of(series)).after(fire)), None)
        sent = self._days.day_of(self.leaves(series, fire))
        ends = self._days.end_of(sent + valid * DAY) if valid else following
        return min(ends, following) if ends and following else ends

    def day_done(self, moment: datetime | None, rule: Recurrence, now: datetime) -> datetime | None:
        """The end of the day of something that came or comes then, so that the rule adds no other on that day.

        None where that day has passed.
        """
        zone = ZoneInfo(rule.zone or self._zone)
        day = moment.astimezone(zone).date() if moment else None
        return datetime.combine(day, time.max, zone) if day and day >= now.astimezone(zone).date() else None

    def _ready_at(self, series: Series, fire: datetime) -> datetime:
        """When to act for a time: at its moment, or when so many working days before it begins."""
        if not series.drafts or not series.ahead:
            return fire
        day = self._days.day_of(fire)
        for _ in range(series.ahead):
            day = self._days.working_day_before(day)
        return self._days.opening(day)


def rule_of(series: Series) -> Recurrence:
    """The rule of a series, as its row keeps it."""
    return Recurrence.model_validate(series.rule)


def settled(series: Series) -> datetime:
    """Up to when nothing is owed any more: everything was made, was skipped, or lies before the beginning."""
    return series.last_fire or series.created_at


def _every_day(day: date) -> Iterator[date]:
    while True:
        yield day
        day += DAY


def _every_month(day: date) -> Iterator[date]:
    day = day.replace(day=1)
    while True:
        yield day
        day = (day + timedelta(days=31)).replace(day=1)
