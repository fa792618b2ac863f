"""The schedule: what is due, once, whoever looks at the clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.db import Database
from bot.core.schedule import CatchUp, Daily, Every, Job, claim_run, due, forget, last_run
from tests.kit.database import NOON

TOKYO = ZoneInfo("Asia/Tokyo")
NEW_YORK = ZoneInfo("America/New_York")
HOURLY = Every(timedelta(hours=1))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 4, 1, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("catch_up", "runs"),
    [("all", [at(4), at(5), at(6)]), ("once", [at(6)]), ("skip", [])],
)
def test_times_missed_while_nobody_ran_follow_the_policy(catch_up: CatchUp, runs: list[datetime]) -> None:
    assert due(Job("j", HOURLY, catch_up), at(3), at(6, 30)) == runs


def test_skip_still_runs_what_is_only_a_little_late() -> None:
    assert due(Job("j", HOURLY, "skip"), at(3), at(6, 4)) == [at(6)]


def test_a_job_that_never_ran_owes_nothing_from_before() -> None:
    assert due(Job("j", HOURLY, "all"), None, at(6, 30)) == []
    assert due(Job("j", HOURLY, "all"), None, at(6, 1)) == [at(6)]


def test_a_daily_job_keeps_its_local_hour_and_its_days() -> None:
    weekdays = Daily(time(9), TOKYO, frozenset(range(5)))
    friday_noon = datetime(2026, 4, 3, 3, tzinfo=UTC)
    assert [fire.astimezone(TOKYO) for fire in islice(weekdays.after(friday_noon), 2)] == [
        datetime(2026, 4, 6, 9, tzinfo=TOKYO),
        datetime(2026, 4, 7, 9, tzinfo=TOKYO),
    ]


@pytest.mark.parametrize("hour", [time(1, 30), time(2, 30)], ids=["repeated in autumn", "left out in spring"])
def test_summer_time_neither_doubles_nor_drops_a_day(hour: time) -> None:
    fires = list(islice(Daily(hour, NEW_YORK).after(datetime(2026, 1, 1, 12, tzinfo=UTC)), 400))
    days = [fire.astimezone(NEW_YORK).date() for fire in fires]
    assert days == [date(2026, 1, 2) + timedelta(days=number) for number in range(400)]


@settings(max_examples=60, deadline=None)
@given(
    start=MOMENTS, steps=st.lists(st.integers(1, 400_000), max_size=20), hour=st.times(), seconds=st.integers(60, 9**6)
)
def test_looking_at_any_rhythm_runs_every_time_once(
    start: datetime, steps: list[int], hour: time, seconds: int
) -> None:
    for schedule in (Daily(hour, NEW_YORK), Every(timedelta(seconds=max(seconds, 3600)))):
        job, last, ran, now = Job("j", schedule, "all"), start, [], start
        for step in steps:
            now += timedelta(seconds=step)
            fired = due(job, last, now)
            last = fired[-1] if fired else last
            ran += fired
        assert ran == due(job, start, now)
        assert ran == sorted(set(ran))


async def test_of_all_who_ask_one_gets_the_run(database: Database) -> None:
    async def ask() -> bool:
        async with database.write() as connection:
            return await claim_run(connection, "bulletin", NOON, NOON)

    assert sorted(await asyncio.gather(*(ask() for _ in range(8)))) == [False] * 7 + [True]


async def test_the_newest_run_is_remembered_however_old(database: Database) -> None:
    async with database.write() as connection:
        assert await last_run(connection, "bulletin") is None
        for days in range(3):
            assert await claim_run(connection, "bulletin", NOON + timedelta(days=days), NOON)
        assert await claim_run(connection, "survey", NOON, NOON)
        assert await forget(connection, NOON + timedelta(days=99)) == 2
        assert await last_run(connection, "bulletin") == NOON + timedelta(days=2)
        assert await last_run(connection, "survey") == NOON
