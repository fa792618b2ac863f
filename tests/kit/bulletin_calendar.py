"""A calendar of repetitions that is computed in another way than the product's: day by day, asking of each."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import jpholiday

from knowledge.recurrence import Recurrence

TOKYO, NEW_YORK, NUUK = "Asia/Tokyo", "America/New_York", "America/Nuuk"
DAY = timedelta(days=1)


@cache
def off(day: date) -> bool:
    """A day without work, as a person would look it up."""
    new_year = f"{day:%m%d}" >= "1229" or f"{day:%m%d}" <= "0103"
    return new_year or day.isoweekday() > 5 or jpholiday.is_holiday(day)


def named(rule: Recurrence, day: date) -> bool:
    """Whether the rule names this very date, before any shift."""
    last = (day + DAY).day == 1
    nth, from_end = (day.day - 1) // 7 + 1, (day + 7 * DAY).month != day.month
    match rule.kind:
        case "weekly":
            return day.weekday() in rule.weekdays
        case "nth_weekday":
            here = rule.month is None or rule.month == day.month
            return here and day.weekday() == rule.weekdays[0] and (from_end if rule.nth < 0 else nth == rule.nth)
        case "monthly":
            return day.day == rule.day or (last and day.day < rule.day)
        case "yearly":
            return day.month == rule.month and (day.day == rule.day or (last and day.day < rule.day))
    return before_holidays(rule, day)


def before_holidays(rule: Recurrence, day: date) -> bool:
    """Whether, after this working day and `days_before - 1` more of them, a long row of free days begins."""
    if off(day):
        return False
    left = rule.days_before
    while True:  # forward to the last working day before the row
        day += DAY
        if off(day):
            continue
        left -= 1
        if left == 0:
            break
    back = 0
    while off(day - DAY):
        day -= DAY
        back += 1
    return back >= rule.free_days


def falls_on(rule: Recurrence, day: date) -> bool:
    """Whether it comes on this date, the shift included."""
    if rule.shift == "none" or rule.kind == "before_holidays":
        return named(rule, day)
    if off(day):
        return False
    step, found = (-DAY if rule.shift == "after" else DAY), named(rule, day)
    neighbour = day + step
    while off(neighbour):
        found = found or named(rule, neighbour)
        neighbour += step
    return found


def moment_on(rule: Recurrence, day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a clock on the wall of that place first shows the time: on odd days minute by minute."""
    middays = {datetime.combine(day + step * DAY, time(12), zone).astimezone(UTC).time() for step in (-1, 0, 1)}
    if len(middays) == 1:
        naive = datetime.combine(day, rule.at) - datetime.combine(day, time(12))
        return datetime.combine(day, time(12), zone).astimezone(UTC) + naive
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    wall = [(midnight + timedelta(minutes=number)) for number in range(60 * 44)]
    today = [one for one in wall if one.astimezone(zone).date() == day]
    showing = [one for one in today if one.astimezone(zone).time() == rule.at]
    if showing:
        return showing[0]
    # Left out: as long after what comes then as it is after the gap's beginning; tomorrow is too late, then before it.
    there = next((one for one in today if one.astimezone(zone).time() > rule.at), None)
    ends = there or today[-1] + timedelta(minutes=1)
    begins = (ends - timedelta(minutes=1)).astimezone(zone).time()
    inside = datetime.combine(day, rule.at) - datetime.combine(day, begins) - timedelta(minutes=1)
    return ends + inside if there else ends + inside - timedelta(hours=1)


def leaves(rule: Recurrence, fire: datetime, following: datetime) -> datetime:
    """When it goes out: minute by minute until somebody is at work, unless its next time would come first."""
    moment, zone = fire, ZoneInfo(rule.zone or TOKYO)
    if off(fire.astimezone(zone).date()):  # somebody wanted it on that very day
        return fire
    while moment < following:
        wall = moment.astimezone(zone)
        if not off(wall.date()) and "09:00" <= f"{wall:%H:%M}" <= "17:30":
            return moment
        moment += timedelta(minutes=1)
    return fire


def calendar(rule: Recurrence, first: date, last: date) -> list[datetime]:
    """Every time between two dates, found by asking every date."""
    zone = ZoneInfo(rule.zone or TOKYO)
    dates = (first + number * DAY for number in range((last - first).days + 1))
    return [moment_on(rule, day, zone) for day in dates if falls_on(rule, day)]
