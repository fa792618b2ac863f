"""Until when a report is due, checked against a calendar written by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.workdays import WorkDays
from bot.incidents.deadlines import DAY_BEFORE, HALF, OVERDUE, DueDates, due_dates, next_nudge, reminders_of
from knowledge.documents import Label
from knowledge.incidents import Deadline

TOKYO = ZoneInfo("Asia/Tokyo")
DAYS = WorkDays("Asia/Tokyo")
HOLIDAYS = {
    2026: "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
    2027: "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23",
    2028: "1/1 1/10 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/22 10/9 11/3 11/23",
}
"""As the Cabinet Office prints them, substitute holidays and the citizens' holiday of September 2026 included."""
FREE = {date(year, *map(int, one.split("/"))) for year, days in HOLIDAYS.items() for one in days.split()}
SINCE, UNTIL = (datetime(year, month, 1) for year, month in ((2026, 1), (2028, 10)))  # noqa: DTZ001
moments = st.datetimes(SINCE, UNTIL, timezones=st.just(UTC))
lengths = st.integers(1, 60)


def free(day: date) -> bool:
    """A Saturday, a Sunday, a holiday, or 29 December to 3 January."""
    year_end = (day.month == 12 and day.day >= 29) or (day.month == 1 and day.day <= 3)
    return day.strftime("%a") in {"Sat", "Sun"} or day in FREE or year_end


def rule(days: int, *, extends: bool = True, soft: int | None = None) -> Deadline:
    return Deadline(id="one", title=Label(ja="期限", en="Due"), days=days, soft_days=soft, extends=extends)


def noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time().replace(hour=12), TOKYO)


def dates(deadline: Deadline, knew: datetime) -> DueDates:
    return due_dates([deadline], knew, DAYS)[0]


def printed(moment: datetime) -> str:
    return f"{moment.astimezone(TOKYO):%Y-%m-%d}"


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_companys_calendar_is_the_one_that_is_printed(year: int) -> None:
    ordinals = range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    assert [day for day in map(date.fromordinal, ordinals) if DAYS.works(day) is free(day)] == []


@pytest.mark.parametrize(
    ("knew", "days", "strict", "extended"),
    [
        pytest.param("2026-11-20", 30, "2026-12-19", "2026-12-21", id="a Saturday"),
        pytest.param("2026-11-21", 30, "2026-12-20", "2026-12-21", id="a Sunday"),
        pytest.param("2026-11-22", 30, "2026-12-21", "2026-12-21", id="a Monday stays"),
        pytest.param("2026-10-25", 30, "2026-11-23", "2026-11-24", id="a holiday on a Monday"),
        pytest.param("2026-11-29", 30, "2026-12-28", "2026-12-28", id="the last day of the year's work stays"),
        pytest.param("2026-11-30", 30, "2026-12-29", "2027-01-04", id="29 December"),
        pytest.param("2026-12-05", 30, "2027-01-03", "2027-01-04", id="3 January"),
        pytest.param("2026-12-06", 30, "2027-01-04", "2027-01-04", id="4 January stays"),
        pytest.param("2027-10-31", 60, "2027-12-29", "2028-01-04", id="a year that begins on a Saturday"),
        pytest.param("2026-11-01", 60, "2026-12-30", "2027-01-04", id="sixty days into the year's end"),
        pytest.param("2026-03-31", 30, "2026-04-29", "2026-04-30", id="Showa day"),
        pytest.param("2026-04-03", 30, "2026-05-02", "2026-05-07", id="Golden Week with a substitute holiday"),
        pytest.param("2026-04-04", 30, "2026-05-03", "2026-05-07", id="Constitution day on a Sunday"),
        pytest.param("2026-04-07", 30, "2026-05-06", "2026-05-07", id="the substitute holiday itself"),
        pytest.param("2027-04-02", 30, "2027-05-01", "2027-05-06", id="Golden Week after a weekend"),
        pytest.param("2028-04-04", 30, "2028-05-03", "2028-05-08", id="Golden Week before a weekend"),
        pytest.param("2026-08-21", 30, "2026-09-19", "2026-09-24", id="five free days in September"),
        pytest.param("2026-08-24", 30, "2026-09-22", "2026-09-24", id="the citizens' holiday"),
        pytest.param("2027-02-20", 30, "2027-03-21", "2027-03-23", id="an equinox on a Sunday"),
        pytest.param("2028-01-31", 30, "2028-02-29", "2028-02-29", id="to the leap day"),
        pytest.param("2028-02-29", 30, "2028-03-29", "2028-03-29", id="from the leap day"),
        pytest.param("2028-02-20", 30, "2028-03-20", "2028-03-21", id="over the leap day to an equinox"),
        pytest.param("2027-01-31", 30, "2027-03-01", "2027-03-01", id="February without a leap day"),
        pytest.param("2026-08-31", 30, "2026-09-29", "2026-09-29", id="from the end of a long month"),
        pytest.param("2026-12-28", 1, "2026-12-28", "2026-12-28", id="the same day"),
    ],
)
def test_the_last_day_moves_out_of_weekends_and_holidays(knew: str, days: int, strict: str, extended: str) -> None:
    found = dates(rule(days), noon(knew))
    assert (printed(found.strict), printed(found.extended)) == (strict, extended)
    assert found.is_moved is (strict != extended)


@pytest.mark.parametrize(
    ("knew", "soft", "last"),
    [
        ("2026-11-18", "2026-11-20", "2026-11-22"),
        ("2026-12-28", "2026-12-30", "2027-01-01"),
        ("2026-05-01", "2026-05-03", "2026-05-05"),
        ("2028-02-26", "2028-02-28", "2028-03-01"),
    ],
)
def test_the_first_report_of_three_to_five_days_never_moves(knew: str, soft: str, last: str) -> None:
    found = dates(rule(5, extends=False, soft=3), noon(knew))
    assert found.soft
    assert [printed(each) for each in (found.soft, found.strict, found.extended)] == [soft, last, last]


def test_a_day_ends_at_midnight_where_the_company_is() -> None:
    found = dates(rule(30), noon("2026-11-20"))
    assert found.strict == datetime(2026, 12, 19, 14, 59, 59, tzinfo=UTC)
    assert found.extended == datetime(2026, 12, 21, 14, 59, 59, tzinfo=UTC)
    assert found.strict.tzinfo is UTC


@pytest.mark.parametrize(
    ("knew", "last"),
    [
        (datetime(2026, 11, 20, 14, 59, 59, tzinfo=UTC), "2026-11-24"),
        (datetime(2026, 11, 20, 15, 0, tzinfo=UTC), "2026-11-25"),
        (datetime(2026, 11, 20, 0, 0, tzinfo=TOKYO), "2026-11-24"),
    ],
)
def test_the_day_on_which_the_company_knew_is_day_one_of_its_own_calendar(knew: datetime, last: str) -> None:
    assert printed(dates(rule(5, extends=False), knew).strict) == last


def test_several_deadlines_keep_their_order() -> None:
    found = due_dates([rule(60), rule(5, extends=False)], noon("2026-11-20"), DAYS)
    assert [printed(one.strict) for one in found] == ["2027-01-18", "2026-11-24"]


@given(moments, lengths)
def test_an_extended_day_is_the_first_working_day_from_the_strict_one(knew: datetime, days: int) -> None:
    found = dates(rule(days), knew)
    expected = strict = knew.astimezone(TOKYO).date() + timedelta(days=days - 1)
    while free(expected):
        expected += timedelta(days=1)
    assert (printed(found.strict), printed(found.extended)) == (str(strict), str(expected))
    assert found.extended >= found.strict
    assert not free(found.extended.astimezone(TOKYO).date())


@given(moments)
def test_thirty_days_end_on_the_twenty_ninth_day_after(knew: datetime) -> None:
    first, last = (one.astimezone(TOKYO).date() for one in (knew, dates(rule(30), knew).strict))
    assert last - first == timedelta(days=29)


@given(moments, lengths)
def test_without_an_extension_there_is_one_date(knew: datetime, days: int) -> None:
    found = dates(rule(days, extends=False), knew)
    assert found.strict == found.extended
    assert found.strict > knew - timedelta(seconds=1)


@given(moments, lengths, st.booleans())
def test_a_longer_time_never_ends_earlier(knew: datetime, days: int, extends: bool) -> None:
    shorter, longer = (dates(rule(number, extends=extends), knew) for number in (days, days + 1))
    assert shorter.strict < longer.strict
    assert shorter.extended <= longer.extended


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("started", "due", "expected"),
    [
        pytest.param(
            "2026-11-20 10:00",
            "2026-12-21 23:59:59",
            {HALF: "2026-12-07 09:00", DAY_BEFORE: "2026-12-18 09:00", OVERDUE: "2026-12-22 09:00"},
            id="thirty days: half of it falls on a weekend",
        ),
        pytest.param(
            "2026-11-24 10:00",
            "2026-11-28 23:59:59",
            {HALF: "2026-11-26 16:59:59", DAY_BEFORE: "2026-11-27 09:00", OVERDUE: "2026-11-30 09:00"},
            id="five days, the last one a Saturday",
        ),
        pytest.param(
            "2026-11-20 18:00",
            "2026-11-22 23:59:59",
            {DAY_BEFORE: "2026-11-22 09:00", OVERDUE: "2026-11-24 09:00"},
            id="a weekend before a holiday leaves only its mornings",
        ),
        pytest.param(
            "2026-12-28 17:00",
            "2027-01-04 23:59:59",
            {DAY_BEFORE: "2027-01-04 09:00", OVERDUE: "2027-01-05 09:00"},
            id="over the year's end",
        ),
        pytest.param(
            "2026-11-24 09:00",
            "2026-11-24 23:59:59",
            {HALF: "2026-11-24 16:29:59", OVERDUE: "2026-11-25 09:00"},
            id="the same day",
        ),
        pytest.param(
            "2026-11-24 20:00",
            "2026-11-24 23:59:59",
            {HALF: "2026-11-24 21:59:59", OVERDUE: "2026-11-25 09:00"},
            id="a short night",
        ),
        pytest.param("2026-11-24 10:00", "2026-11-20 23:59:59", {OVERDUE: "2026-11-25 09:00"}, id="already late"),
    ],
)
def test_reminders_come_when_people_work(started: str, due: str, expected: dict[str, str]) -> None:
    found = dict(reminders_of(at(due), at(started), DAYS))
    assert found == {name: at(moment) for name, moment in expected.items()}


@given(moments, st.timedeltas(timedelta(minutes=1), timedelta(days=70)))
def test_reminders_are_in_order_and_none_but_the_last_is_late(started: datetime, time: timedelta) -> None:
    due = started + time
    names, each = zip(*reminders_of(due, started, DAYS), strict=True)
    assert list(each) == sorted(set(each))
    assert names[-1] == OVERDUE
    assert each[-1] > due
    assert all(started < one <= due for one in each[:-1])


@given(moments, st.timedeltas(timedelta(days=7), timedelta(days=70)))
def test_with_a_week_of_time_reminders_never_disturb_a_free_day_or_a_night(started: datetime, time: timedelta) -> None:
    for name, moment in reminders_of(started + time, started, DAYS):
        local = moment.astimezone(TOKYO)
        unavoidable = name == HALF and DAYS.after(moment, timedelta(0)) > started + time
        assert unavoidable or (not free(local.date()) and (9, 0) <= (local.hour, local.minute) <= (17, 30))


def test_what_is_overdue_is_asked_for_every_working_morning() -> None:
    nudges = [at("2026-12-25 09:00")]
    for _ in range(3):
        nudges.append(next_nudge(nudges[-1], DAYS))
    assert [f"{one.astimezone(TOKYO):%m-%d %H:%M}" for one in nudges] == [
        "12-25 09:00",
        "12-28 09:00",
        "01-04 09:00",
        "01-05 09:00",
    ]
