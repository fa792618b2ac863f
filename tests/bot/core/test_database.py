"""The database: one writer, consistent readers, one process, moments in UTC."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from bot.core.db import Database, Json, UtcDateTime, database_url, insert_new, upsert
from bot.core.lockfile import DatabaseInUseError
from tests.kit.database import at_rest

tables = MetaData()
things = Table(
    "thing",
    tables,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
    Column("data", Json),
    Column("count", Integer),
)


@pytest.fixture
async def shelf(database: Database) -> Database:
    async with database.write() as connection:
        await connection.run_sync(tables.drop_all)
        await connection.run_sync(tables.create_all)
    return database


@pytest.fixture
async def on_disk(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/deep/mamori.db")
    await database.start()
    async with database.write() as connection:
        await connection.run_sync(tables.drop_all)
        await connection.run_sync(tables.create_all)
    yield database
    await database.stop()
    await at_rest()


async def test_a_moment_comes_back_as_the_same_moment_in_utc(shelf: Database) -> None:
    noon_in_tokyo = datetime(2026, 4, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    async with shelf.write() as connection:
        await connection.execute(insert(things), [{"id": 1, "at": noon_in_tokyo}, {"id": 2, "at": None}])
        rows = (await connection.execute(select(things.c.at).order_by(things.c.id))).scalars().all()
    assert rows == [noon_in_tokyo, None]
    assert rows[0].tzinfo is UTC


async def test_moments_are_compared_as_moments_whatever_their_zone(shelf: Database) -> None:
    tokyo = timezone(timedelta(hours=9))
    async with shelf.write() as connection:
        await connection.execute(insert(things), {"id": 1, "at": datetime(2026, 4, 1, 12, tzinfo=tokyo)})
        later = things.c.at < datetime(2026, 4, 1, 4, tzinfo=UTC)
        assert (await connection.execute(select(things.c.id).where(later))).scalar() == 1


async def test_a_moment_without_a_zone_is_refused(shelf: Database) -> None:
    naive = datetime(2026, 4, 1)  # noqa: DTZ001 - the mistake this is about
    with pytest.raises(StatementError, match="a moment needs its time zone"):
        async with shelf.write() as connection:
            await connection.execute(insert(things), {"id": 1, "at": naive})


async def test_json_keeps_its_order_and_its_characters(shelf: Database) -> None:
    data = {"z": ["守り", "\u0000", 1.0], "a": None}
    async with shelf.write() as connection:
        await connection.execute(insert(things), {"id": 1, "data": data})
        found = (await connection.execute(select(things.c.data))).scalar_one()
    assert list(found) == ["z", "a"]
    assert found == data


async def test_a_reader_cannot_write(shelf: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        async with shelf.read() as connection:
            await connection.execute(insert(things), {"id": 1})
    async with shelf.write() as connection:
        await connection.execute(insert(things), {"id": 1})


async def test_writers_side_by_side_lose_no_step(shelf: Database) -> None:
    async with shelf.write() as connection:
        await connection.execute(insert(things), {"id": 1, "count": 0})

    async def add_one() -> None:
        async with shelf.write() as connection:
            found = select(things.c.count).with_for_update()
            count = (await connection.execute(found)).scalar_one()
            await connection.execute(update(things).values(count=count + 1))

    await asyncio.gather(*(add_one() for _ in range(25)))
    async with shelf.read() as connection:
        assert (await connection.execute(select(things.c.count))).scalar_one() == 25


async def test_a_row_is_new_once_and_may_be_replaced(shelf: Database) -> None:
    async with shelf.write() as connection:
        statement = insert_new(connection, things)
        assert (await connection.execute(statement, {"id": 1, "count": 1})).rowcount == 1
        assert (await connection.execute(statement, {"id": 1, "count": 2})).rowcount == 0
        await upsert(connection, things, {"id": 1, "count": 3})
        await upsert(connection, things, {"id": 2, "count": 4})
        assert (await connection.execute(select(things.c.count).order_by(things.c.id))).scalars().all() == [3, 4]


async def test_readers_see_a_file_as_it_was_while_a_writer_works(on_disk: Database) -> None:
    async with on_disk.write() as connection:
        await connection.execute(insert(things), {"id": 1})
        async with on_disk.read() as reader:
            assert (await reader.execute(select(things.c.id))).scalars().all() == []


async def test_a_file_is_kept_safe_against_a_power_cut(on_disk: Database) -> None:
    async with on_disk.write() as connection:
        pragmas = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert pragmas == ["wal", 2, 1, 5000]


async def test_a_transaction_inside_a_transaction_is_named_instead_of_waiting_for_ever(on_disk: Database) -> None:
    async with on_disk.write():
        with pytest.raises(RuntimeError, match="already inside a transaction"):
            async with on_disk.write():
                pass
    await on_disk.ping()


async def test_a_transaction_that_is_cancelled_leaves_nothing_and_frees_the_writer(on_disk: Database) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with on_disk.write() as connection:
            await connection.execute(insert(things), {"id": 1})
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with on_disk.write() as connection:
        assert (await connection.execute(select(things.c.id))).scalars().all() == []


async def test_a_stop_waits_for_whoever_is_inside_a_transaction(on_disk: Database) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        async with on_disk.write() as connection:
            inside.set()
            await go_on.wait()
            await connection.execute(insert(things), {"id": 7})

    working = asyncio.create_task(work())
    await inside.wait()
    stopping = asyncio.create_task(on_disk.stop())
    await asyncio.sleep(0.02)
    assert not stopping.done()
    go_on.set()
    await asyncio.gather(working, stopping)


async def test_a_start_that_fails_leaves_the_file_free(tmp_path: Path) -> None:
    (tmp_path / "mamori.db").mkdir()
    database = Database(f"sqlite:///{tmp_path}/mamori.db")
    for _ in range(2):
        with pytest.raises(DBAPIError, match="unable to open"):
            await database.start()
    await at_rest()


async def test_a_second_user_of_the_file_is_refused_until_the_first_stops(on_disk: Database) -> None:
    second = Database(on_disk.url.render_as_string(hide_password=False))
    with pytest.raises(DatabaseInUseError, match=rf"in use by another Mamori process \(pid {os.getpid()}\)"):
        await second.start()
    await on_disk.stop()
    await second.start()
    await second.stop()


async def test_a_killed_process_leaves_the_file_free(tmp_path: Path) -> None:
    file = tmp_path / "mamori.db"
    code = (
        "import sys, time; from pathlib import Path; from bot.core.lockfile import LockFile\n"
        "LockFile(Path(sys.argv[1])).take(); print('held', flush=True); time.sleep(60)"
    )
    arguments = (sys.executable, "-c", code, str(file))
    holder = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
    assert holder.stdout
    assert await holder.stdout.readline() == b"held\n"
    database = Database(f"sqlite:///{file}")
    with pytest.raises(DatabaseInUseError, match=f"pid {holder.pid}"):
        await database.start()
    holder.kill()
    await holder.wait()
    await database.start()
    await database.stop()


async def test_a_database_that_is_not_started_says_so() -> None:
    with pytest.raises(RuntimeError, match="not started"):
        await Database("sqlite://").ping()


@pytest.mark.parametrize(
    ("written", "driver"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite"),
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg"),
    ],
)
def test_people_need_not_know_the_drivers(written: str, driver: str) -> None:
    assert database_url(written).drivername == driver


def test_other_engines_are_refused() -> None:
    with pytest.raises(ValueError, match="SQLite or PostgreSQL"):
        database_url("mysql+pymysql://u@h/d")
