"""What bulletins said over time, in SQL, on the connection of one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.cases import Bulletin
from bot.bulletins.editions import Edition
from bot.bulletins.rows import CONTENT
from bot.bulletins.tables import editions


class EditionStore:
    """The texts of bulletins, one after the other."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, bulletin: Bulletin, by: str, now: datetime) -> None:
        """Keeps the text as it was said from now on; every correction is one, of the same meaning or another."""
        number = select(func.coalesce(func.max(editions.c.number), 0)).where(editions.c.bulletin == bulletin.id)
        last = int((await self._connection.execute(number)).scalar_one())
        row = {
            "bulletin": bulletin.id,
            "number": last + 1,
            "content": CONTENT.dump_python(bulletin.content, mode="json"),
        }
        row |= {"edition": bulletin.edition, "change": bulletin.change, "change_en": bulletin.change_en}
        row |= {"by": by, "at": now}
        await self._connection.execute(editions.insert(), row)

    async def of(self, bulletin_id: str) -> list[Edition]:
        """What it said over time, oldest first."""
        mine = select(editions).where(editions.c.bulletin == bulletin_id).order_by(editions.c.number)
        rows = [dict(row) for row in (await self._connection.execute(mine)).mappings()]
        for row in rows:
            del row["bulletin"]
            row["content"] = CONTENT.validate_python(row["content"])
        return [Edition(**row) for row in rows]
