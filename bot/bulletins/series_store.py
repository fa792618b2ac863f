"""What repeats, in SQL, on the connection of one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.cases import Series
from bot.bulletins.rows import row_of, values_of
from bot.bulletins.tables import series


class SeriesStore:
    """Series with their next time."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: Series) -> None:
        await self._connection.execute(series.insert(), row_of(new))

    async def save(self, changed: Series, before: int) -> bool:
        """Writes it as it now stands; False when somebody else has changed it since revision `before`."""
        mine = (series.c.id == changed.id) & (series.c.revision == before)
        return bool((await self._connection.execute(update(series).where(mine).values(row_of(changed)))).rowcount)

    async def get(self, series_id: str, *, lock: bool = False) -> Series | None:
        statement = select(series).where(series.c.id == series_id)
        row = (await self._connection.execute(statement.with_for_update() if lock else statement)).mappings().first()
        return Series(**values_of(row, series)) if row else None

    async def going(self, team: str) -> list[Series]:
        """What repeats or is paused; not what has ended."""
        mine = select(series).where(series.c.team == team, series.c.state != "ended")
        rows = await self._connection.execute(mine.order_by(series.c.next_at, series.c.id))
        return [Series(**values_of(row, series)) for row in rows.mappings()]

    async def due(self, now: datetime, limit: int = 20) -> list[str]:
        statement = select(series.c.id).where(series.c.next_at <= now, series.c.state == "active")
        return list((await self._connection.execute(statement.order_by(series.c.next_at).limit(limit))).scalars())

    async def put_off(self, series_id: str, now: datetime, until: datetime) -> None:
        mine = (series.c.id == series_id) & (series.c.next_at <= now)
        await self._connection.execute(update(series).where(mine).values(next_at=until))
