"""What bulletins said over time, and what is proposed that they say, in SQL, on the connection of one transaction."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.cases import Bulletin
from bot.bulletins.editions import Correction, Edition, Proposal
from bot.bulletins.rows import CONTENT
from bot.bulletins.tables import bulletins, editions, proposals


class EditionStore:
    """The texts of bulletins, one after the other, and the proposed ones."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, bulletin: Bulletin, by: str, released_by: str | None, now: datetime) -> None:
        """Keeps the text as it was said from now on; every correction is one, of the same meaning or another."""
        row: dict[str, Any] = {"bulletin": bulletin.id, "edition": bulletin.edition, "by": by, "at": now}
        row["number"] = await self.last(bulletin.id) + 1
        row["content"] = CONTENT.dump_python(bulletin.content, mode="json")
        row |= {"change": bulletin.change, "change_en": bulletin.change_en, "released_by": released_by}
        await self._connection.execute(editions.insert(), row)

    async def of(self, bulletin_id: str) -> list[Edition]:
        """What it said over time, oldest first."""
        mine = select(editions).where(editions.c.bulletin == bulletin_id).order_by(editions.c.number)
        return [_edition(row) for row in (await self._connection.execute(mine)).mappings()]

    async def last(self, bulletin_id: str) -> int:
        """The number of what it says now; 0 for one that has said nothing yet."""
        number = select(func.coalesce(func.max(editions.c.number), 0)).where(editions.c.bulletin == bulletin_id)
        return int((await self._connection.execute(number)).scalar_one())

    # Proposals

    async def propose(self, new: Proposal) -> None:
        await self._connection.execute(proposals.insert(), _row(new))

    async def save(self, changed: Proposal) -> None:
        mine = (proposals.c.bulletin == changed.bulletin) & (proposals.c.number == changed.number)
        await self._connection.execute(update(proposals).where(mine).values(_row(changed)))

    async def proposal(self, bulletin_id: str, number: int) -> Proposal | None:
        found = await self._proposals((proposals.c.bulletin == bulletin_id) & (proposals.c.number == number))
        return found[0] if found else None

    async def newest(self, bulletin_id: str) -> Proposal | None:
        """The correction that was proposed last, whatever became of it."""
        mine = select(proposals).where(proposals.c.bulletin == bulletin_id).order_by(proposals.c.number.desc())
        row = (await self._connection.execute(mine.limit(1))).mappings().first()
        return _proposal(row) if row else None

    async def waiting(self, bulletin_id: str) -> Proposal | None:
        """The correction that waits for a second person; there is one at most."""
        newest = await self.newest(bulletin_id)
        return newest if newest and newest.waits else None

    async def decided(self, bulletin_id: str, at: datetime) -> list[Proposal]:
        """Those that came to their end at a moment."""
        return await self._proposals((proposals.c.bulletin == bulletin_id) & (proposals.c.decided_at == at))

    async def waiting_in(self, team: str) -> list[Proposal]:
        """Every correction that waits in a company, the oldest first."""
        theirs = proposals.c.bulletin.in_(select(bulletins.c.id).where(bulletins.c.team == team))
        found = await self._proposals(theirs & (proposals.c.fate == "waiting"))
        return sorted(found, key=lambda one: (one.at, one.bulletin))

    async def _proposals(self, where: ColumnElement[bool]) -> list[Proposal]:
        mine = select(proposals).where(where).order_by(proposals.c.bulletin, proposals.c.number)
        return [_proposal(row) for row in (await self._connection.execute(mine)).mappings()]


def _edition(row: RowMapping) -> Edition:
    values = {one.name: row[one.name] for one in fields(Edition)}
    return Edition(**{**values, "content": CONTENT.validate_python(row["content"])})


def _row(proposal: Proposal) -> dict[str, Any]:
    row = {one.name: getattr(proposal, one.name) for one in fields(Proposal) if one.name != "correction"}
    row |= {one.name: getattr(proposal.correction, one.name) for one in fields(Correction)}
    return row | {"content": CONTENT.dump_python(proposal.correction.content, mode="json")}


def _proposal(row: RowMapping) -> Proposal:
    values = {one.name: row[one.name] for one in fields(Proposal) if one.name != "correction"}
    said = {one.name: row[one.name] for one in fields(Correction)}
    correction = Correction(**{**said, "content": CONTENT.validate_python(row["content"])})
    return Proposal(**values, correction=correction)
