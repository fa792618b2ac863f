"""The audit chain: what was written stays, and any change shows."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.audit import GENESIS, Broken, Entry, Head, head, verify
from bot.core.db import Database
from bot.core.tables import audit
from bot.core.unit import Unit
from tests.kit.database import AUDIT_KEY, ENGINES, TestClock, fresh_url, started
from tests.kit.examples import examples

UNPROTECT = {
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
    "postgresql": ["DROP TRIGGER audit_no_change ON audit"],
}


async def unprotect(connection: AsyncConnection) -> None:
    for statement in UNPROTECT[connection.dialect.name]:
        await connection.execute(text(statement))


async def write(unit: Unit, rows: int, team: str = "T1") -> None:
    async with unit() as work:
        for number in range(rows):
            work.audit.put(Entry(team, "U1", "answers.decided", f"walk/{number}", {"結果": "可", "taps": [1, 2.5]}))


async def test_chains_of_workspaces_grow_apart_and_hold(unit: Unit, database: Database, clock: TestClock) -> None:
    await write(unit, 2)
    clock.move(microseconds=1)
    await write(unit, 3, "T2")
    await write(unit, 1)
    async with database.read() as connection:
        assert await verify(connection, AUDIT_KEY) is None
        assert (await head(connection, "T1")).seq == 3
        assert (await head(connection, "T2")).seq == 3
        assert await head(connection, "T3") == Head(0, GENESIS)


async def test_a_transaction_that_fails_leaves_no_link(unit: Unit, database: Database) -> None:
    async def fail() -> None:
        async with unit() as work:
            work.audit.put(Entry("T1", "U1", "a", "s"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with database.read() as connection:
        assert (await head(connection, "T1")).seq == 0


async def test_writers_side_by_side_make_one_chain(unit: Unit, database: Database) -> None:
    await asyncio.gather(*(write(unit, 2) for _ in range(8)))
    async with database.read() as connection:
        assert await verify(connection, AUDIT_KEY) is None
        assert (await head(connection, "T1")).seq == 16


@pytest.mark.parametrize("change", [update(audit).values(actor="U9"), delete(audit)], ids=["update", "delete"])
async def test_the_database_refuses_to_change_the_log(unit: Unit, database: Database, change: Any) -> None:
    await write(unit, 1)
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.write() as connection:
            await connection.execute(change)
    async with database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(audit))).scalar_one() == 1


async def test_another_key_does_not_fit(unit: Unit, database: Database) -> None:
    await write(unit, 1)
    async with database.read() as connection:
        assert await verify(connection, b"another key") == Broken("T1", 1, "seal")


async def test_a_cut_tail_shows_against_a_published_head(unit: Unit, database: Database) -> None:
    await write(unit, 3)
    async with database.write() as connection:
        anchor = await head(connection, "T1")
        assert await verify(connection, AUDIT_KEY, {"T1": anchor}) is None
        await unprotect(connection)
        await connection.execute(delete(audit).where(audit.c.seq == 3))
        assert await verify(connection, AUDIT_KEY) is None
        assert await verify(connection, AUDIT_KEY, {"T1": anchor}) == Broken("T1", 3, "tail")


CHANGES: dict[str, Any] = {
    "team": "T9",
    "seq": 99,
    "at": TestClock().move(days=-1),
    "actor": "U9",
    "action": "answers.undone",
    "subject": "walk/9",
    "data": {"結果": "不可"},
    "prev_hash": "f" * 64,
    "hash": "f" * 64,
}


async def harmed(url: str, rows: int, victim: int, column: str | None) -> tuple[Broken | None, Broken | None]:
    """Return what verify says of a chain before and after one row was changed, or removed when no column is named."""
    database = await started(url)
    unit = Unit(database, TestClock(), AUDIT_KEY, lambda: None)
    await write(unit, rows)
    async with database.write() as connection:
        before = await verify(connection, AUDIT_KEY)
        await unprotect(connection)
        row = audit.c.seq == victim
        change = update(audit).where(row).values({column: CHANGES[column]}) if column else delete(audit).where(row)
        await connection.execute(change)
        anchors = {"T1": Head(rows, "")}
        after = await verify(connection, AUDIT_KEY, anchors if victim == rows and not column else None)
    await database.stop()
    return before, after


@pytest.mark.parametrize("engine", ENGINES)
@examples(12)
@given(data=st.data(), rows=st.integers(1, 6), column=st.sampled_from([*CHANGES, None]))
def test_any_row_that_is_changed_or_removed_is_found(
    engine: str, data: st.DataObject, rows: int, column: str | None
) -> None:
    victim = data.draw(st.integers(1, rows))
    with fresh_url(engine) as url:
        before, after = asyncio.run(harmed(url, rows, victim, column))
    assert before is None
    assert after is not None
