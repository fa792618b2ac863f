"""The numbers, against a recomputation by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.core.workdays import WorkDays
from bot.incidents.cases import Incident, State
from bot.incidents.numbers import Period, Rules, Share, Span, Wait, figures, minutes, year, year_before, years
from tests.kit.content import packaged
from tests.kit.database import NOON
from tests.kit.register import case

ZONE = ZoneInfo("Asia/Tokyo")
DAYS = WorkDays("Asia/Tokyo")
CHAIN = packaged().incidents.chain
RULES = Rules(CHAIN, DAYS, ZONE, NOON)
PERIOD = year(2026, ZONE, NOON)

MOMENTS = st.integers(0, 60 * 24 * 300).map(lambda number: NOON - timedelta(minutes=number))
WAITS = st.one_of(st.none(), st.integers(0, 60 * 24 * 20).map(lambda n: timedelta(minutes=n)))


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    reported = draw(MOMENTS)

    def later() -> datetime | None:
        wait = draw(WAITS)
        return reported + wait if wait is not None else None

    wait = draw(WAITS)
    return case(
        draw(st.integers(0, 10**7)),
        reported_at=reported,
        happened_at=reported - wait if wait is not None else None,
        confirmed_at=later(),
        contained_at=later(),
        closed_at=later(),
        review_due=later(),
        reviewed_at=later(),
        state=draw(st.sampled_from(list(State))),
        level=draw(st.integers(0, 3)),
        category=draw(st.sampled_from(["loss", "virus", "other"])),
        drill=draw(st.booleans()),
    )


@given(st.lists(incidents(), max_size=30))
def test_the_numbers_equal_a_plain_recount(cases: list[Incident]) -> None:
    found = figures(cases, PERIOD, RULES, {})
    counted = [
        one
        for one in cases
        if datetime(2025, 12, 31, 15, tzinfo=UTC) <= one.reported_at < NOON
        and not one.drill
        and one.state not in (State.REJECTED, State.MERGED)
    ]
    assert found.total == len(counted) == sum(found.levels.values()) == sum(found.months.values())
    assert found.total == sum(found.categories.values())
    assert found.near_misses == len([one for one in counted if one.level == 0])
    assert found.levels.get(3, 0) == len([one for one in counted if one.level == 3])
    assert found.categories.get("virus", 0) == len([one for one in counted if one.category == "virus"])
    for month, count in found.months.items():
        same = [one for one in counted if (one.reported_at + timedelta(hours=9)).strftime("%Y%m") == f"{month:%Y%m}"]
        assert len(same) == count
    waits = sorted(
        (one.contained_at - one.reported_at).total_seconds() / 60 for one in counted if one.level and one.contained_at
    )
    assert list(found.waits[Span.CONTAIN].minutes) == waits
    if waits:
        half = len(waits) // 2
        middle = waits[half] if len(waits) % 2 else (waits[half - 1] + waits[half]) / 2
        assert found.waits[Span.CONTAIN].median == middle
        assert found.waits[Span.CONTAIN].most == waits[ceil(len(waits) * 9 / 10) - 1]
    assert found.drills == len(
        [one for one in cases if one.drill and PERIOD.holds(one) and one.state not in (State.REJECTED, State.MERGED)]
    )


@given(st.lists(st.floats(0, 10**6), min_size=1, max_size=40))
def test_nine_of_ten_stay_within_the_limit(waits: list[float]) -> None:
    limit = Wait(tuple(waits)).most
    assert limit is not None
    assert sum(one <= limit for one in waits) >= 0.9 * len(waits)
    assert limit in waits


def test_a_level_3_is_confirmed_within_five_minutes_even_at_night() -> None:
    night = datetime(2026, 3, 20, 17, tzinfo=UTC)  # two in the morning of a Saturday in Tokyo
    for minute, timely in ((5, True), (6, False)):
        one = case(level=3, reported_at=night, confirmed_at=night + timedelta(minutes=minute))
        assert RULES.is_confirmed_in_time(one, {}) is timely


def test_a_level_1_may_wait_for_the_morning() -> None:
    friday_evening = datetime(2026, 3, 27, 9, tzinfo=UTC)  # 18:00
    monday = datetime(2026, 3, 30, 0, 59, tzinfo=UTC)  # 9:59
    assert RULES.is_confirmed_in_time(case(level=1, reported_at=friday_evening, confirmed_at=monday), {}) is True


def test_a_level_that_rose_later_blames_nobody() -> None:
    reported = datetime(2026, 3, 27, 1, tzinfo=UTC)
    confirmed = reported + timedelta(minutes=40)
    one = case(level=3, reported_at=reported, confirmed_at=confirmed)
    assert RULES.is_confirmed_in_time(one, {}) is False
    assert RULES.is_confirmed_in_time(one, {one.id: [(confirmed + timedelta(minutes=1), 1)]}) is True
    assert RULES.is_confirmed_in_time(one, {one.id: [(reported + timedelta(minutes=1), 1)]}) is False


def test_what_may_still_be_confirmed_in_time_is_not_judged() -> None:
    fresh = case(level=2, reported_at=NOON - timedelta(minutes=5))
    waiting = case(level=2, reported_at=NOON - timedelta(hours=3))
    assert RULES.is_confirmed_in_time(fresh, {}) is None
    assert RULES.is_confirmed_in_time(waiting, {}) is False
    assert RULES.is_confirmed_in_time(case(level=0), {}) is None


def test_reviews_are_in_time_late_or_still_to_come() -> None:
    day = timedelta(days=1)
    closed = {"state": State.CLOSED, "reported_at": NOON - 9 * day}
    cases = [
        case(1, review_due=NOON - day, reviewed_at=NOON - 2 * day, **closed),
        case(2, review_due=NOON - day, reviewed_at=NOON, **closed),
        case(3, review_due=NOON - day, **closed),
        case(4, review_due=NOON + day, **closed),
        case(5, **closed),
    ]
    assert figures(cases, PERIOD, RULES, {}).reviews == Share(1, 3)


def test_a_year_is_compared_with_the_same_stretch_of_the_year_before() -> None:
    before = year_before(PERIOD, ZONE)
    assert before.since == datetime(2025, 1, 1, tzinfo=ZONE)
    assert before.until == datetime(2025, 4, 1, 12, tzinfo=ZONE)
    assert year(2025, ZONE, NOON) == Period(datetime(2025, 1, 1, tzinfo=ZONE), datetime(2026, 1, 1, tzinfo=ZONE))
    leap = Period(datetime(2028, 1, 1, tzinfo=ZONE), datetime(2028, 2, 29, 12, tzinfo=ZONE))
    assert year_before(leap, ZONE).until == datetime(2027, 2, 28, 12, tzinfo=ZONE)


def test_a_report_of_new_years_eve_belongs_to_the_year_of_the_companys_clock() -> None:
    one = case(reported_at=datetime(2025, 12, 31, 15, tzinfo=UTC))  # midnight in Tokyo
    assert PERIOD.holds(one)
    assert years([one], ZONE, NOON) == [2026]
    assert minutes(case(happened_at=NOON, reported_at=NOON - timedelta(days=1)), Span.REPORT) == 0
