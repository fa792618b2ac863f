"""Figures: computed from a few rows by hand, and against a plain second computation."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.bulletins.numbers import Figures, Mark, by_bulletin, by_unit, figures, worst_first
from tests.kit.database import NOON


def mark(hours: float | None = None, unit: str = "sales", bulletin: str = "BL-1", *, joined: bool = False) -> Mark:
    """Somebody who took so many hours; None has not confirmed."""
    done = None if hours is None else NOON + timedelta(hours=hours)
    return Mark(bulletin, unit, NOON, done, joined)


MARKS = st.lists(
    st.builds(
        mark,
        st.none() | st.integers(0, 500),
        st.sampled_from(["sales", "development", ""]),
        st.sampled_from(["BL-1", "BL-2"]),
        joined=st.booleans(),
    ),
    max_size=40,
)


def test_eight_of_ten_have_read_when_the_eighth_has() -> None:
    hours = [1, 2, 3, 4, 5, 6, 7, 30, 40, None]
    found = figures([mark(one) for one in hours])
    assert (found.asked, found.confirmed, found.missing, found.rate) == (10, 9, 1, 0.9)
    assert (found.middle, found.to_most) == (timedelta(hours=5), timedelta(hours=30))


def test_with_seven_of_ten_there_is_no_time_to_eighty_percent() -> None:
    found = figures([mark(1)] * 7 + [mark()] * 3)
    assert found.to_most is None
    assert found.middle == timedelta(hours=1)


def test_those_who_joined_later_count_as_asked_but_not_in_the_time_to_eighty_percent() -> None:
    found = figures([mark(1)] * 8 + [mark()] * 2 + [mark(joined=True)] * 10)
    assert (found.asked, found.confirmed) == (20, 8)
    assert found.to_most == timedelta(hours=1)


def test_nobody_asked_has_no_rate() -> None:
    assert figures([]) == Figures()
    assert figures([]).rate is None


def test_a_clock_that_was_set_back_makes_no_time_below_zero() -> None:
    assert figures([mark(-3)]).middle == timedelta(0)


@given(MARKS)
def test_parts_add_up_and_the_time_to_eighty_percent_is_what_counting_gives(marks: list[Mark]) -> None:
    whole = figures(marks)
    for parts in (by_unit(marks), by_bulletin(marks)):
        assert sum(one.asked for one in parts.values()) == whole.asked
        assert sum(one.confirmed for one in parts.values()) == whole.confirmed
    first = [one for one in marks if not one.joined]
    hours = next(
        (at for at in range(501) if first and 10 * _done(first, at) >= 8 * len(first)), None
    )  # the first hour at which eight of ten have confirmed
    assert whole.to_most == (None if hours is None else timedelta(hours=hours))


def _done(marks: list[Mark], hours: int) -> int:
    return sum(one.wait is not None and one.wait <= timedelta(hours=hours) for one in marks)


def test_the_department_that_reads_least_comes_first() -> None:
    marks = [mark(1, "half"), mark(None, "half"), mark(None, "none"), *[mark(1, "all")] * 3]
    assert list(by_unit(marks)) == ["none", "half", "all"]
    units = {"all": (3, 3), "half": (1, 2), "big half": (50, 100), "none": (0, 1), "empty": (0, 0)}
    assert [unit for unit, *_ in worst_first(units)] == ["none", "big half", "half", "all", "empty"]
