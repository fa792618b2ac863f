"""Rules of repetition against a calendar that is computed in another way: day by day, asking of each whether it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.bulletins.recurrence import fires
from bot.core.workdays import WorkDays
from knowledge.recurrence import Recurrence
from tests.kit.bulletin_calendar import DAY, NEW_YORK, NUUK, TOKYO, calendar, off
from tests.kit.examples import examples

START = datetime(2026, 1, 1, tzinfo=UTC)


DAYS = WorkDays(TOKYO)


def computed(rule: Recurrence, first: date, last: date) -> list[datetime]:
    zone = ZoneInfo(rule.zone or TOKYO)
    start = datetime.combine(first, time(0), zone) - timedelta(microseconds=1)
    until = datetime.combine(last + DAY, time(0), zone)
    return list(takewhile(lambda one: one < until, fires(rule, TOKYO, DAYS).after(start)))


def local(rule: Recurrence, count: int, start: str, zone: str = TOKYO) -> list[str]:
    """The next times after the beginning of a date, as a clock in that place shows them."""
    place = ZoneInfo(rule.zone or zone)
    moment = datetime.fromisoformat(start).replace(tzinfo=place)
    return [f"{one.astimezone(place):%Y-%m-%d %H:%M}" for one in islice(fires(rule, zone, DAYS).after(moment), count)]


zones = st.sampled_from((None, NEW_YORK, NUUK, "Europe/London", "Australia/Lord_Howe", "Pacific/Kiritimati", "UTC"))
rules = st.builds(
    Recurrence,
    kind=st.sampled_from(("weekly", "nth_weekday", "monthly", "yearly", "before_holidays")),
    weekdays=st.lists(st.integers(0, 6), min_size=1, max_size=1).map(tuple),
    nth=st.sampled_from((1, 2, 3, 4, 5, -1)),
    month=st.integers(1, 12),
    day=st.integers(1, 31),
    free_days=st.integers(3, 7),
    days_before=st.integers(1, 10),
    at=st.times(time(0), time(23, 59)).map(lambda one: one.replace(second=0, microsecond=0)),
    zone=zones,
    shift=st.sampled_from(("none", "before", "after")),
) | st.builds(
    Recurrence,
    kind=st.just("weekly"),
    weekdays=st.sets(st.integers(0, 6), min_size=2).map(tuple),
    zone=zones,
    shift=st.sampled_from(("none", "before", "after")),
)
moments = st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@given(rules, moments)
def test_times_only_ever_go_up_and_no_date_has_two(rule: Recurrence, moment: datetime) -> None:
    found = list(islice(fires(rule, TOKYO, DAYS).after(moment), 12))
    zone = ZoneInfo(rule.zone or TOKYO)
    assert found == sorted(set(found))
    assert all(one > moment and one.tzinfo is UTC for one in found)
    assert len({one.astimezone(zone).date() for one in found}) == 12


@given(rules, moments)
def test_what_is_shifted_never_falls_on_a_day_without_work(rule: Recurrence, moment: datetime) -> None:
    zone = ZoneInfo(rule.zone or TOKYO)
    found = [one.astimezone(zone).date() for one in islice(fires(rule, TOKYO, DAYS).after(moment), 12)]
    if rule.shift != "none" or rule.kind == "before_holidays":
        assert not any(off(day) for day in found)


@given(rules, moments, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_whenever_one_begins_to_look_the_times_are_the_same(
    rule: Recurrence, moment: datetime, later: timedelta
) -> None:
    times = fires(rule, TOKYO, DAYS)
    from_the_start = list(takewhile(lambda one: one <= moment + later + 300 * DAY, times.after(moment)))
    from_there = list(takewhile(lambda one: one <= moment + later + 300 * DAY, times.after(moment + later)))
    assert from_there == [one for one in from_the_start if one > moment + later]
    for one in from_the_start[:3]:  # to the very second
        assert next(times.after(one - timedelta(seconds=1))) == one
        assert next(times.after(one)) > one


@examples(30)
@given(rules, st.integers(2025, 2029))
def test_a_year_is_what_a_person_with_a_calendar_would_find(rule: Recurrence, year: int) -> None:
    assert computed(rule, date(year, 1, 1), date(year, 12, 31)) == calendar(rule, date(year, 1, 1), date(year, 12, 31))


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        # The last Friday of December is the 25th, the next one of 2027 lies in the days around New Year.
        ({"kind": "nth_weekday", "weekdays": (4,), "nth": -1, "month": 12, "shift": "before"}, "2026-12-01",
         ["2026-12-25 09:30", "2027-12-28 09:30"]),
        ({"kind": "yearly", "month": 2, "day": 29}, "2027-01-01", ["2027-02-28 09:30", "2028-02-29 09:30"]),
        ({"kind": "monthly", "day": 31}, "2028-01-31", ["2028-01-31 09:30", "2028-02-29 09:30", "2028-03-31 09:30"]),
        # Monday to Sunday over New Year, moved forward: six days of rest become one morning.
        ({"kind": "weekly", "weekdays": tuple(range(7)), "shift": "after"}, "2026-12-27",
         ["2026-12-28 09:30", "2027-01-04 09:30"]),
        # Golden Week 2026 has five days in a row (2 to 6 May), New Year eight, September's two holidays five.
        ({"kind": "before_holidays", "free_days": 4, "days_before": 2}, "2026-04-01",
         ["2026-04-30 09:30", "2026-09-17 09:30", "2026-12-25 09:30"]),
        ({"kind": "nth_weekday", "weekdays": (0,), "nth": 5}, "2026-03-01", ["2026-03-30 09:30", "2026-06-29 09:30"]),
        ({"kind": "weekly", "weekdays": (6,), "at": "02:30", "zone": NEW_YORK}, "2027-03-07",
         ["2027-03-07 02:30", "2027-03-14 03:30", "2027-03-21 02:30"]),
        ({"kind": "weekly", "weekdays": (6,), "at": "01:30", "zone": NEW_YORK}, "2027-10-31",
         ["2027-10-31 01:30", "2027-11-07 01:30", "2027-11-14 01:30"]),
        # There the hour before midnight is left out: an hour later would be Sunday.
        ({"kind": "weekly", "weekdays": (5, 6), "at": "23:30", "zone": NUUK}, "2027-03-27",
         ["2027-03-27 22:30", "2027-03-28 23:30"]),
    ],
)  # fmt: skip
def test_well_known_dates_are_as_people_expect_them(rule: dict[str, object], start: str, expected: list[str]) -> None:
    assert local(Recurrence.model_validate(rule), len(expected), start) == expected


def test_nine_in_new_york_stays_nine_when_summer_time_comes() -> None:
    rule = Recurrence(kind="weekly", weekdays=(0,), at=time(9), zone=NEW_YORK)
    winter, summer = islice(fires(rule, TOKYO, DAYS).after(datetime(2027, 3, 8, 3, tzinfo=UTC)), 2)
    assert (winter.hour, summer.hour) == (14, 13)


def test_a_zone_that_left_out_a_whole_day_has_nothing_on_it() -> None:
    rule = Recurrence(kind="weekly", weekdays=tuple(range(7)), zone="Pacific/Apia")
    assert local(rule, 2, "2011-12-29") == ["2011-12-29 09:30", "2011-12-31 09:30"]


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "America", "", "../../etc/passwd", "\x00"])
def test_a_zone_that_is_on_no_map_is_refused(zone: str) -> None:
    with pytest.raises(ValidationError):
        Recurrence(kind="monthly", zone=zone)
