"""Who is away until when, and who stands in: whoever has to be reached asks here first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.tables import absence


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody's time away, as they said it themselves; `deputy` is None when they named nobody."""

    team: str
    person: str
    deputy: str | None
    from_at: datetime
    until_at: datetime


class Absences:
    """The absences, on the connection of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def say(self, said: Absence) -> None:
        """Keeps an absence in place of what the person said before."""
        await self.end(said.team, said.person)
        values = {name: getattr(said, name) for name in Absence.__dataclass_fields__}
        await self._connection.execute(insert(absence).values(ended=False, **values))

    async def end(self, team: str, person: str) -> bool:
        """The person is back; False when they were not away."""
        mine = (absence.c.team == team) & (absence.c.person == person) & absence.c.ended.is_(False)
        return bool((await self._connection.execute(update(absence).where(mine).values(ended=True))).rowcount)

    async def of(self, team: str, person: str, now: datetime) -> Absence | None:
        """What somebody said of being away, now or soon."""
        columns = [absence.c[name] for name in Absence.__dataclass_fields__]
        mine = (absence.c.team == team) & (absence.c.person == person) & absence.c.ended.is_(False)
        statement = select(*columns).where(mine, absence.c.until_at > now).order_by(absence.c.id.desc()).limit(1)
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return Absence(**row) if row else None

    async def away(self, team: str, now: datetime) -> Mapping[str, str | None]:
        """Who is away at this moment, with who stands in."""
        there = (absence.c.from_at <= now) & (absence.c.until_at > now) & absence.c.ended.is_(False)
        rows = await self._connection.execute(
            select(absence.c.person, absence.c.deputy).where(absence.c.team == team, there).order_by(absence.c.id)
        )
        return {row.person: row.deputy for row in rows}

    async def represented_by(self, team: str, deputy: str, now: datetime) -> list[Absence]:
        """Those who are away at this moment and have named this person."""
        columns = [absence.c[name] for name in Absence.__dataclass_fields__]
        there = (absence.c.from_at <= now) & (absence.c.until_at > now) & absence.c.ended.is_(False)
        mine = (absence.c.team == team) & (absence.c.deputy == deputy) & there
        rows = await self._connection.execute(select(*columns).where(mine).order_by(absence.c.id))
        return [Absence(**row) for row in rows.mappings()]


def stand_in(
    person: str,
    away: Mapping[str, str | None],
    named: Callable[[str], str | None],
    there: Callable[[str], bool],
) -> str | None:
    """Who stands in for somebody who is away; a deputy who is away too passes it on to their own.

    `away` holds whom each one named on leaving, `named` whom the company's file names. None when nobody is left:
    whoever stands in for each other in a circle is all away.
    """
    seen = {person}
    deputy = away.get(person) or named(person)
    while deputy and deputy not in seen:
        if deputy not in away and there(deputy):
            return deputy
        seen.add(deputy)
        deputy = away.get(deputy) or named(deputy)
    return None
