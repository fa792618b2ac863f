"""Working days, and the moments at which days open and end."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.workdays import WorkDays

DAYS = WorkDays("Asia/Tokyo")
calendar = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "following", "before"),
    [
        pytest.param("2026-11-20", "2026-11-20", "2026-11-19", id="a working day is its own next one"),
        pytest.param("2026-11-21", "2026-11-24", "2026-11-20", id="a weekend with a holiday after it"),
        pytest.param("2026-12-29", "2027-01-04", "2026-12-28", id="the year's end"),
        pytest.param("2026-05-03", "2026-05-07", "2026-05-01", id="Golden Week"),
        pytest.param("2026-09-22", "2026-09-24", "2026-09-18", id="the citizens' holiday"),
        pytest.param("2028-02-29", "2028-02-29", "2028-02-28", id="the leap day"),
    ],
)
def test_free_days_are_stepped_over(day: str, following: str, before: str) -> None:
    given_day = date.fromisoformat(day)
    assert DAYS.next_working_day(given_day) == date.fromisoformat(following)
    assert DAYS.working_day_before(given_day) == date.fromisoformat(before)


@given(calendar)
def test_between_two_working_days_nobody_works(day: date) -> None:
    following, before = DAYS.next_working_day(day), DAYS.working_day_before(day)
    assert before < day <= following
    assert DAYS.works(before)
    assert DAYS.works(following)
    between = (date.fromordinal(number) for number in range(before.toordinal() + 1, following.toordinal()))
    assert not any(DAYS.works(one) for one in between if one != following)


def test_a_day_opens_at_nine_and_ends_a_second_before_midnight_in_the_companys_zone() -> None:
    assert DAYS.opening(date(2026, 11, 20)) == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    assert DAYS.end_of(date(2026, 11, 20)) == datetime(2026, 11, 20, 14, 59, 59, tzinfo=UTC)
    assert WorkDays("Europe/Berlin").end_of(date(2026, 7, 1)) == datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC)


@given(calendar)
def test_the_end_of_a_day_belongs_to_it(day: date) -> None:
    assert DAYS.day_of(DAYS.end_of(day)) == day == DAYS.day_of(DAYS.opening(day))
