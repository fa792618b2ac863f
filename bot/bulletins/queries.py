"""Reads across many rows of bulletins, for cards, lists and figures; nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.cases import Bulletin, BulletinState, Reader
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.editions import Proposal
from bot.bulletins.numbers import Mark
from bot.bulletins.store import BulletinStore
from bot.bulletins.tables import bulletins, deliveries, readers


@dataclass(frozen=True, slots=True)
class Holding:
    """An open bulletin as one person finds it: `own` where they were asked or got it, `places` where it stands."""

    bulletin: Bulletin
    reader: Reader | None
    own: bool
    places: tuple[str, ...]


class BulletinQueries:
    """What whoever looks after bulletins asks of the database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._store = BulletinStore(connection)

    async def steps(self, bulletin: Bulletin) -> list[tuple[datetime, int]]:
        """Since when those are asked who have not confirmed, with how often they were reminded; each pair once."""
        mine = (readers.c.bulletin == bulletin.id) & (readers.c.confirmed < bulletin.edition)
        mine &= readers.c.left_at.is_(None)
        rows = await self._connection.execute(select(readers.c.since, readers.c.reminded).where(mine).distinct())
        return [(row.since, row.reminded) for row in rows]

    async def sent_since(self, bulletin_id: str, moment: datetime) -> int:
        """How many of its messages have gone out since a moment."""
        mine = (deliveries.c.bulletin == bulletin_id) & (deliveries.c.state == "sent") & (deliveries.c.at > moment)
        found = await self._connection.execute(select(func.count()).select_from(deliveries).where(mine))
        return int(found.scalar_one())

    async def opened(self, team: str, since: datetime | None = None, limit: int = 500) -> list[Bulletin]:
        """What was sent since a moment, or ever; the newest first."""
        mine = (bulletins.c.team == team) & bulletins.c.opened_at.is_not(None)
        mine = mine & (bulletins.c.opened_at >= since) if since else mine
        found = await self._store.select(mine, limit=limit)
        return sorted(found, key=lambda one: (one.opened_at or one.created_at, one.id), reverse=True)

    async def holding(self, team: str, person: str) -> list[Holding]:
        """What is open and was sent to somebody, or stands in a channel; the newest first."""
        is_open = (bulletins.c.team == team) & (bulletins.c.state == BulletinState.OPEN.value)
        theirs = (deliveries.c.target == person) | (deliveries.c.kind == "channel")
        sent = select(deliveries.c.bulletin, deliveries.c.target).join(bulletins).where(is_open, theirs)
        sent = sent.where(deliveries.c.state == "sent").order_by(deliveries.c.target)
        where: dict[str, list[str]] = {}
        for bulletin, target in await self._connection.execute(sent):
            where.setdefault(bulletin, []).append(target)
        asked = select(readers).join(bulletins).where(is_open, readers.c.person == person)
        rows = (await self._connection.execute(asked)).mappings()
        reader = {row["bulletin"]: Reader(**row) for row in rows}
        ids = {*reader, *where}
        found = await self._store.select(is_open & bulletins.c.id.in_(ids), limit=len(ids)) if ids else []
        shown = [
            Holding(one, reader.get(one.id), one.id in reader or person in where[one.id], tuple(where.get(one.id, ())))
            for one in found
        ]
        return sorted(shown, key=lambda one: one.bulletin.opened_at or one.bulletin.created_at, reverse=True)

    async def corrections(self, team: str) -> list[tuple[Bulletin, Proposal]]:
        """Every correction that waits for a second person, with its bulletin, the oldest first."""
        waiting = await EditionStore(self._connection).waiting_in(team)
        theirs = bulletins.c.id.in_([one.bulletin for one in waiting])
        found = {one.id: one for one in await self._store.select(theirs, limit=len(waiting))} if waiting else {}
        return [(found[one.bulletin], one) for one in waiting]

    async def delivered(self, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
        """For each of these bulletins how many messages arrived, and how many could not be delivered."""
        counts = [func.sum(case((deliveries.c.state == state, 1), else_=0)) for state in ("sent", "failed")]
        mine = select(deliveries.c.bulletin, *counts).where(deliveries.c.bulletin.in_(ids))
        rows = await self._connection.execute(mine.group_by(deliveries.c.bulletin))
        return {name: (int(sent), int(failed)) for name, sent, failed in rows}

    async def marks(self, ids: Sequence[str]) -> list[Mark]:
        """Everybody who is asked to read one of these and has not left, as far as figures need it; piece by piece."""
        newest = readers.c.confirmed >= bulletins.c.edition
        since = case((readers.c.since > bulletins.c.said_at, readers.c.since), else_=bulletins.c.said_at)
        done = case((newest, readers.c.confirmed_at))
        asked = select(readers.c.bulletin, readers.c.unit, since, done, readers.c.joined)
        asked = asked.join_from(readers, bulletins, bulletins.c.id == readers.c.bulletin)
        asked = asked.where(newest | readers.c.left_at.is_(None))
        found: list[Mark] = []
        for one in ids:  # a whole year at once would hold the loop for a second
            rows = await self._connection.execute(asked.where(readers.c.bulletin == one))
            found += [Mark(*row) for row in rows]
        return found

    async def missing_in(self, team: str, units: Collection[str], limit: int = 20) -> list[tuple[Bulletin, list[str]]]:
        """Open bulletins, with who of these departments has not confirmed them; the oldest first."""
        is_open = (bulletins.c.team == team) & (bulletins.c.state == BulletinState.OPEN.value)
        late = and_(readers.c.unit.in_(list(units)), readers.c.confirmed < bulletins.c.edition)
        late &= readers.c.left_at.is_(None)
        joined = readers.join(bulletins, bulletins.c.id == readers.c.bulletin)
        asked = select(readers.c.bulletin, readers.c.person).select_from(joined).where(is_open, late)
        people: dict[str, list[str]] = {}
        for bulletin, person in await self._connection.execute(asked.order_by(readers.c.person)):
            people.setdefault(bulletin, []).append(person)
        found = await self._store.select(bulletins.c.id.in_(list(people)), limit=limit)
        return [(one, people[one.id]) for one in reversed(found)]
