"""Files that people want: each is made by one, waits out its lease when that one dies, and is settled once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.db import Database
from bot.core.handouts import Handout, Handouts
from bot.core.migrate import upgrade
from tests.kit.database import NOON

LEASE = timedelta(minutes=5)
WANTED = Handout("T1", "U1", "incidents.report", {"incident": "I-1", "format": "docx"})


async def want(database: Database) -> None:
    async with database.write() as connection:
        await Handouts(connection).want(WANTED, NOON)


async def take(database: Database, minutes: float = 0, maker: str = WANTED.maker) -> Handout | None:
    async with database.write() as connection:
        return await Handouts(connection).take(NOON + timedelta(minutes=minutes), LEASE, {maker})


async def test_of_all_who_look_one_takes_it(database: Database) -> None:
    await want(database)
    taken = [one for one in await asyncio.gather(*(take(database) for _ in range(8))) if one]
    assert len(taken) == 1
    assert (taken[0].person, dict(taken[0].about), taken[0].attempt) == ("U1", dict(WANTED.about), 1)


async def test_nobody_takes_what_another_makes(database: Database) -> None:
    await want(database)
    assert await take(database, maker="surveys.file") is None
    assert await take(database)


async def test_one_whose_maker_died_comes_back_with_what_was_reached(database: Database) -> None:
    await want(database)
    first = await take(database)
    assert first is not None
    async with database.write() as connection:
        await Handouts(connection).uploaded(first.id, "F123")
    assert await take(database, minutes=4) is None
    again = await take(database, minutes=6)
    assert again is not None
    assert (again.id, again.upload, again.attempt) == (first.id, "F123", 2)


async def test_one_that_was_put_back_waits_until_then_and_what_is_settled_is_gone(database: Database) -> None:
    await want(database)
    taken = await take(database)
    assert taken is not None
    async with database.write() as connection:
        await Handouts(connection).put_back(taken.id, NOON + timedelta(minutes=1))
    assert await take(database) is None
    assert await take(database, minutes=1) is not None
    async with database.write() as connection:
        handouts = Handouts(connection)
        assert await handouts.done(taken.id)
        assert not await handouts.done(taken.id)
        assert await handouts.waiting() == 0


async def test_the_only_process_there_is_takes_over_at_once(database: Database) -> None:
    await want(database)
    assert await take(database)
    async with database.write() as connection:
        await Handouts(connection).take_over({WANTED.maker})
    assert await take(database)


async def test_a_database_is_read_beside_the_process_that_holds_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/mamori.db"
    upgrade(url)
    holder, reader = Database(url), Database(url)
    await holder.start()
    try:
        await want(holder)
        await reader.open_to_read()
        async with reader.read() as connection:
            assert await Handouts(connection).waiting() == 1
        with pytest.raises(RuntimeError):
            await take(reader)
    finally:
        await reader.stop()
        await holder.stop()


def test_a_database_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        asyncio.run(Database(f"sqlite:///{tmp_path}/none.db").open_to_read())
    assert list(tmp_path.iterdir()) == []
