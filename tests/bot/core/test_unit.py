"""The transaction: kept whole, or not at all."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select

from bot.core.db import Database
from bot.core.outbox import Message
from bot.core.tables import inbox, outbox
from bot.core.unit import Unit


def a_message(key: str = "hello/1") -> Message:
    return Message("post", "C1", {"text": "こんにちは"}, key)


async def count(database: Database, table: object) -> int:
    async with database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())  # type: ignore[arg-type]


async def test_a_unit_keeps_everything_at_its_end(unit: Unit, database: Database) -> None:
    async with unit() as work:
        assert await work.first_time("Ev1")
        work.outbox.put(a_message())
    assert await count(database, inbox) == 1
    assert await count(database, outbox) == 1


async def test_a_unit_that_fails_keeps_nothing_and_wakes_nobody(
    unit: Unit, database: Database, wakes: list[datetime]
) -> None:
    async def fail() -> None:
        async with unit() as work:
            await work.first_time("Ev1")
            work.outbox.put(a_message())
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await count(database, inbox) == 0
    assert await count(database, outbox) == 0
    assert wakes == []


async def test_an_event_is_new_only_once(unit: Unit) -> None:
    async with unit() as work:
        assert await work.first_time("Ev1")
    async with unit() as work:
        assert not await work.first_time("Ev1")
        assert await work.first_time("Ev2")


async def test_the_sender_wakes_only_after_a_commit_that_left_messages(unit: Unit, wakes: list[datetime]) -> None:
    async with unit() as work:
        await work.first_time("Ev1")
    assert wakes == []
    async with unit() as work:
        work.outbox.put(a_message())
        assert wakes == []
    assert len(wakes) == 1
