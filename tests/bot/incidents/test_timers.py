"""Timers: each runs once whoever asks, replaced ones are gone, failed ones come again, a clock set back loses none."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.db import Database
from bot.incidents.chain import CHAIN, PING
from bot.incidents.store import IncidentStore
from bot.incidents.timers import LATE, Timers
from tests.kit.database import NOON
from tests.kit.register import case

SOON = NOON + timedelta(minutes=5)


@pytest.fixture
async def incident(database: Database) -> str:
    one = case()
    async with database.write() as connection:
        await IncidentStore(connection).add(one)
    return one.id


async def test_of_all_who_ask_one_runs_it(database: Database, incident: str) -> None:
    async with database.write() as connection:
        await Timers(connection).set(incident, CHAIN, SOON)
        assert await Timers(connection).due(NOON) == []
        (timer,) = await Timers(connection).due(SOON)

    async def take() -> bool:
        async with database.write() as connection:
            return await Timers(connection).take(timer, SOON) is not None

    assert sorted(await asyncio.gather(*(take() for _ in range(6)))) == [False] * 5 + [True]


async def test_a_new_one_takes_the_place_of_the_old_of_the_same_subject(database: Database, incident: str) -> None:
    async with database.write() as connection:
        timers = Timers(connection)
        await timers.set(incident, PING, SOON, "U1:0")
        await timers.set(incident, PING, SOON, "U2:0")
        await timers.set(incident, PING, SOON + timedelta(hours=1), "U1:0")
        assert [(one.subject, one.due_at) for one in await timers.waiting(incident)] == [
            ("U2:0", SOON),
            ("U1:0", SOON + timedelta(hours=1)),
        ]
        await timers.cancel_of(incident, PING, "U1:")
        assert [one.subject for one in await timers.waiting(incident)] == ["U2:0"]


async def test_what_fails_rests_longer_each_time_but_never_for_good(database: Database, incident: str) -> None:
    async with database.write() as connection:
        timers = Timers(connection)
        await timers.set(incident, CHAIN, NOON)
        now, rests = NOON, []
        for _ in range(8):
            (timer,) = await timers.due(now)
            await timers.put_off(timer, now)
            (waiting,) = await timers.waiting(incident)
            rests.append(waiting.due_at - now)
            now = waiting.due_at
    assert rests[0] == timedelta(minutes=2)
    assert rests == sorted(rests)
    assert rests[-1] == timedelta(hours=1)


async def test_only_what_waits_a_while_is_pulled_along_when_the_clock_is_set_back(
    database: Database, incident: str
) -> None:
    yesterday = NOON - timedelta(days=1)
    async with database.write() as connection:
        timers = Timers(connection)
        await timers.set(incident, CHAIN, SOON, since=NOON)
        await timers.set(incident, "duty", SOON, "a date stays a date")
        (found,) = await timers.from_the_future(yesterday)
        await timers.pull(found, yesterday + timedelta(minutes=5), yesterday)
        assert await timers.from_the_future(yesterday) == []
        assert {one.kind: one.due_at for one in await timers.waiting(incident)} == {
            CHAIN: yesterday + timedelta(minutes=5),
            "duty": SOON,
        }


async def test_a_small_correction_of_the_clock_moves_nothing(database: Database, incident: str) -> None:
    async with database.write() as connection:
        await Timers(connection).set(incident, CHAIN, SOON, since=NOON)
        assert await Timers(connection).from_the_future(NOON - timedelta(seconds=30)) == []


async def test_late_ones_are_counted(database: Database, incident: str) -> None:
    async with database.write() as connection:
        await Timers(connection).set(incident, CHAIN, NOON)
        assert await Timers(connection).count_late(NOON + LATE - timedelta(seconds=1)) == 0
        assert await Timers(connection).count_late(NOON + LATE) == 1
