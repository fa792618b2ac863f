"""Incidents in numbers: how many of what, how long it took, and what was done in time; drills stand apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from math import ceil
from statistics import median
from zoneinfo import ZoneInfo

from bot.core.shares import percent
from bot.core.workdays import WorkDays
from bot.incidents.cases import Incident, State
from bot.incidents.chain import later
from bot.incidents.filters import NOT_COUNTED, month_of
from knowledge.incidents import ChainContent

Moved = Mapping[str, Sequence[tuple[datetime, int]]]
"""By incident: when its level moved, and which it was until then."""


class Span(StrEnum):
    """A wait that is measured; but for the first, all begin with the report."""

    REPORT = "report"
    """From what happened to the report."""
    CONFIRM = "confirm"
    CONTAIN = "contain"
    CLOSE = "close"


@dataclass(frozen=True)
class Wait:
    """Waits of one kind, in minutes."""

    minutes: tuple[float, ...] = ()

    @property
    def median(self) -> float | None:
        return median(self.minutes) if self.minutes else None

    @property
    def most(self) -> float | None:
        """What nine of ten did not exceed."""
        return sorted(self.minutes)[ceil(0.9 * len(self.minutes)) - 1] if self.minutes else None


@dataclass(frozen=True)
class Share:
    """How many of those that can be judged were in time."""

    timely: int = 0
    judged: int = 0

    @property
    def percent(self) -> int | None:
        return percent(self.timely, self.judged) if self.judged else None


@dataclass(frozen=True)
class Period:
    """From a moment until just before another one."""

    since: datetime
    until: datetime

    def holds(self, incident: Incident) -> bool:
        return self.since <= incident.reported_at < self.until


@dataclass(frozen=True)
class Figures:
    """A period in numbers. `total` holds near misses too, but neither drills nor what was no incident."""

    period: Period
    total: int = 0
    near_misses: int = 0
    open: int = 0
    rejected: int = 0
    merged: int = 0
    categories: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[int, int] = field(default_factory=dict)
    months: Mapping[date, int] = field(default_factory=dict)
    waits: Mapping[Span, Wait] = field(default_factory=dict)
    confirmed: Share = Share()
    reviews: Share = Share()
    drills: int = 0
    drills_confirmed: Share = Share()


@dataclass(frozen=True)
class Rules:
    """What is in time: the waits of the levels, counted in the company's days."""

    chain: ChainContent
    days: WorkDays
    zone: ZoneInfo
    now: datetime

    def is_confirmed_in_time(self, incident: Incident, moved: Moved) -> bool | None:
        """Whether somebody looked after it within its level's wait; None for a near miss, and while it may still be.

        The level is the one that it had when it was confirmed: what is found out later blames nobody.
        """
        seen = seen_at(incident)
        level = _level_at(incident, moved.get(incident.id, ()), seen or self.now)
        if level == 0:
            return None
        rung = self.chain.rung(level)
        due = later(self.days, incident.reported_at, rung.wait_minutes, rung.hours)
        if seen is None and self.now <= due:
            return None
        return seen is not None and seen <= due

    def is_reviewed_in_time(self, incident: Incident) -> bool | None:
        """Whether the review was done by its day; None where none is asked for, and while it may still be."""
        due = incident.review_due
        if due is None or (incident.reviewed_at is None and self.now <= due):
            return None
        return incident.reviewed_at is not None and incident.reviewed_at <= due


def figures(cases: Iterable[Incident], period: Period, rules: Rules, moved: Moved) -> Figures:
    """Everything reported in a period, in numbers."""
    within = [one for one in cases if period.holds(one)]
    real = [one for one in within if not one.drill]
    counted = [one for one in real if one.state not in NOT_COUNTED]
    grave = [one for one in counted if not one.is_near_miss]
    drills = [one for one in within if one.drill and one.state not in NOT_COUNTED]
    confirmed: Callable[[Incident], bool | None] = lambda one: rules.is_confirmed_in_time(one, moved)  # noqa: E731
    return Figures(
        period,
        total=len(counted),
        near_misses=len(counted) - len(grave),
        open=sum(one.is_open for one in counted),
        rejected=sum(one.state is State.REJECTED for one in real),
        merged=sum(one.state is State.MERGED for one in real),
        categories=Counter(one.category for one in counted),
        levels=Counter(one.level for one in counted),
        months=Counter(month_of(one, rules.zone) for one in counted),
        waits={span: Wait(tuple(sorted(_minutes(grave, span)))) for span in Span},
        confirmed=_share(grave, confirmed),
        reviews=_share(counted, rules.is_reviewed_in_time),
        drills=len(drills),
        drills_confirmed=_share(drills, confirmed),
    )


def year(number: int, zone: ZoneInfo, now: datetime) -> Period:
    """A calendar year of the company's zone, up to now when it is not over."""
    end = datetime(number + 1, 1, 1, tzinfo=zone)
    return Period(datetime(number, 1, 1, tzinfo=zone), min(end, max(now, datetime(number, 1, 1, tzinfo=zone))))


def year_before(period: Period, zone: ZoneInfo) -> Period:
    """The same stretch of the year before, to compare like with like."""
    return Period(_year_earlier(period.since, zone), _year_earlier(period.until, zone))


def years(cases: Collection[Incident], zone: ZoneInfo, now: datetime) -> list[int]:
    """The years that can be looked at, newest first; this one always."""
    return sorted({now.astimezone(zone).year, *(month_of(one, zone).year for one in cases)}, reverse=True)


def minutes(incident: Incident, span: Span) -> float | None:
    """How long it took, in minutes; None when it has not come to that, or nobody knows."""
    begun, ended = {
        Span.REPORT: (incident.happened_at, incident.reported_at),
        Span.CONFIRM: (incident.reported_at, incident.confirmed_at),
        Span.CONTAIN: (incident.reported_at, incident.contained_at),
        Span.CLOSE: (incident.reported_at, incident.closed_at),
    }[span]
    return max(0.0, (ended - begun).total_seconds() / 60) if begun and ended else None


def seen_at(incident: Incident) -> datetime | None:
    """When somebody looked after it for the first time: what is closed at once was seen, too."""
    moments = (incident.confirmed_at, incident.contained_at, incident.recovered_at, incident.closed_at)
    return min((one for one in moments if one), default=None)


def _minutes(cases: Iterable[Incident], span: Span) -> Iterable[float]:
    return (found for one in cases if (found := minutes(one, span)) is not None)


def _share(cases: Iterable[Incident], judge: Callable[[Incident], bool | None]) -> Share:
    judged = [found for one in cases if (found := judge(one)) is not None]
    return Share(sum(judged), len(judged))


def _level_at(incident: Incident, moved: Sequence[tuple[datetime, int]], moment: datetime) -> int:
    return next((before for at, before in moved if at > moment), incident.level)


def _year_earlier(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    day = 28 if (local.month, local.day) == (2, 29) else local.day
    return local.replace(year=local.year - 1, day=day)
