"""Files that people want in their own conversation with the bot: wanted in one transaction, made and handed over later.

What waits is a row; what was handed over, or was told to be impossible, is none any more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.tables import handout


@dataclass(frozen=True, slots=True)
class Handout:
    """A file to be. `maker` names who makes it, `about` is what the maker needs to know: codes and ids."""

    team: str
    person: str
    maker: str
    about: Mapping[str, str]
    id: int = 0
    upload: str = ""
    """Slack's id of the file once it is there: whoever goes on after a crash looks whether it was handed over."""
    attempt: int = 0


class Handouts:
    """The files that wait, on the connection of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def want(self, wanted: Handout, now: datetime) -> None:
        values = {"team": wanted.team, "person": wanted.person, "maker": wanted.maker, "about": dict(wanted.about)}
        about_time = {"asked_at": now, "not_before": None, "upload": "", "attempt": 0}
        await self._connection.execute(handout.insert(), values | about_time)

    async def take(self, now: datetime, lease: timedelta, makers: Collection[str]) -> Handout | None:
        """The oldest that waits for one of these makers, kept from others for the time of the lease; None for none."""
        ready = or_(handout.c.not_before.is_(None), handout.c.not_before <= now) & handout.c.maker.in_(list(makers))
        first = select(handout.c.id).where(ready).order_by(handout.c.id).limit(1).with_for_update(skip_locked=True)
        found = (await self._connection.execute(first)).scalar()
        if found is None:
            return None
        values = {"not_before": now + lease, "attempt": handout.c.attempt + 1}
        await self._connection.execute(update(handout).where(handout.c.id == found).values(values))
        rows = await self._connection.execute(select(handout).where(handout.c.id == found))
        return _handout(rows.mappings().one())

    async def uploaded(self, handout_id: int, upload: str) -> None:
        await self._connection.execute(update(handout).where(handout.c.id == handout_id).values(upload=upload))

    async def put_back(self, handout_id: int, until: datetime) -> None:
        """Lets one that was taken wait until then; whoever is there takes it again."""
        await self._connection.execute(update(handout).where(handout.c.id == handout_id).values(not_before=until))

    async def take_over(self, makers: Collection[str]) -> None:
        """Ends the leases of these makers: for the start of the only process there is; the one before may be killed."""
        mine = handout.c.maker.in_(list(makers))
        await self._connection.execute(update(handout).where(mine).values(not_before=None))

    async def done(self, handout_id: int) -> bool:
        """Forgets one that is settled; False when somebody else has settled it."""
        gone = await self._connection.execute(delete(handout).where(handout.c.id == handout_id))
        return bool(gone.rowcount)

    async def waiting(self) -> int:
        return int((await self._connection.execute(select(func.count()).select_from(handout))).scalar_one())


def _handout(row: RowMapping) -> Handout:
    return Handout(**{name: row[name] for name in ("team", "person", "maker", "about", "id", "upload", "attempt")})
