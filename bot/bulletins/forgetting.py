"""Who read what is forgotten some time after a bulletin has ended; how many did, where and when, stays on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.tables import bulletins, deliveries, readers
from bot.core.retention import NAMELESS, nameless

Rows = Sequence[tuple[str, str]]
"""A bulletin and somebody, each."""
KIND: Final = "person"


async def old_readers(connection: AsyncConnection, before: datetime, most: int) -> Rows:
    """Some of those who are still named beside a bulletin that ended before a moment."""
    return await _named(connection, readers, readers.c.person, before, most)


async def old_deliveries(connection: AsyncConnection, before: datetime, most: int) -> Rows:
    """Some of those to whom such a bulletin went in person; posts in channels name nobody."""
    return await _named(connection, deliveries, deliveries.c.target, before, most, deliveries.c.kind == KIND)


async def forget_readers(connection: AsyncConnection, rows: Rows) -> None:
    """Takes their names away: what is left says that somebody of a department read it, and when."""
    mine = (readers.c.bulletin == bindparam("of")) & (readers.c.person == bindparam("who"))
    await connection.execute(update(readers).where(mine).values(person=bindparam("nobody")), _each(rows))


async def forget_deliveries(connection: AsyncConnection, rows: Rows) -> None:
    """Takes the person and the place away: what is left says that a message arrived, or why it did not."""
    mine = (deliveries.c.bulletin == bindparam("of")) & (deliveries.c.target == bindparam("who"))
    values = {"target": bindparam("nobody"), "channel": "", "ts": ""}
    await connection.execute(update(deliveries).where(mine).values(values), _each(rows))


async def _named(
    connection: AsyncConnection, table: Table, who: ColumnElement[str], before: datetime, most: int,
    *also: ColumnElement[bool],
) -> Rows:  # fmt: skip
    of = table.c.bulletin
    asked = select(of, who).join_from(table, bulletins, bulletins.c.id == of)
    ended = (bulletins.c.ended_at < before, who.not_like(f"{NAMELESS}%"), *also)
    return [(name, person) for name, person in await connection.execute(asked.where(*ended).limit(most))]


def _each(rows: Rows) -> list[dict[str, str]]:
    return [{"of": bulletin, "who": who, "nobody": nameless()} for bulletin, who in rows]
