"""Items passed on to colleagues, in SQL."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.surveys.cases import Referral, ReferralState
from bot.surveys.tables import referrals


class ReferralStore:
    """Who was asked which item, and what came of it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ask(self, referral: Referral) -> Referral:
        row = asdict(referral) | {"state": referral.state.value}
        row.pop("id")
        found = await self._connection.execute(referrals.insert().returning(referrals.c.id), row)
        return replace(referral, id=int(found.scalar_one()))

    async def get(self, referral_id: int) -> Referral | None:
        found = await self._select(referrals.c.id == referral_id)
        return found[0] if found else None

    async def of_sheet(self, sheet_id: str) -> list[Referral]:
        """Everything that was passed on from a sheet, oldest first."""
        return await self._select(referrals.c.sheet == sheet_id)

    async def end(self, referral: Referral, state: ReferralState, now: datetime) -> Referral:
        """Keeps what came of it."""
        mine = referrals.c.id == referral.id
        await self._connection.execute(update(referrals).where(mine).values(state=state.value, ended_at=now))
        return replace(referral, state=state, ended_at=now)

    async def _select(self, where: ColumnElement[bool]) -> list[Referral]:
        rows = await self._connection.execute(select(referrals).where(where).order_by(referrals.c.id))
        names = [one.name for one in fields(Referral)]
        return [
            Referral(**{name: row[name] for name in names} | {"state": ReferralState(row["state"])})
            for row in rows.mappings()
        ]
