"""Small things: events forgotten in time, and clocks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import inbox
from bot.core.clock import ShiftedClock, SystemClock
from bot.core.db import Database
from bot.core.errors import NotAllowed, NotFound, Refused, ServiceError, Unavailable
from tests.kit.database import NOON


async def test_of_all_who_claim_an_event_one_gets_it(database: Database) -> None:
    async def claim() -> bool:
        async with database.write() as connection:
            return await inbox.first_time(connection, "Ev1", NOON)

    assert sorted(await asyncio.gather(*(claim() for _ in range(8)))) == [False] * 7 + [True]


async def test_only_old_events_are_forgotten(database: Database) -> None:
    async with database.write() as connection:
        await inbox.first_time(connection, "old", NOON - timedelta(days=8))
        await inbox.first_time(connection, "new", NOON)
        assert await inbox.forget(connection, NOON - timedelta(days=7)) == 1
        assert not await inbox.first_time(connection, "new", NOON)
        assert await inbox.first_time(connection, "old", NOON)


def test_a_shifted_clock_jumps_and_comes_back() -> None:
    clock = ShiftedClock(timedelta(days=1))
    assert clock.now() > datetime.now(UTC) + timedelta(hours=23)
    clock.offset = timedelta()
    assert clock.now() < datetime.now(UTC) + timedelta(hours=1)
    assert SystemClock().now().tzinfo is UTC


@pytest.mark.parametrize("kind", [Refused, NotAllowed, NotFound, Unavailable])
def test_a_service_error_carries_a_code_and_facts(kind: type[ServiceError]) -> None:
    error = kind("answers.too_long", field="text", limit=3000)
    assert (error.code, error.field, error.data, str(error)) == (
        "answers.too_long",
        "text",
        {"limit": 3000},
        "answers.too_long",
    )
