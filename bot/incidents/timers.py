"""What is due for an incident, as rows: a timer runs once, and what it does is in the transaction that ends it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.incidents.cases import Timer
from bot.incidents.tables import timers

WAITING, DONE, CANCELLED = "waiting", "done", "cancelled"
TROUBLE = timedelta(minutes=2)
"""How long a timer that failed rests before it is tried again."""
LATE = timedelta(minutes=5)
"""A timer that is overdue by so much shows that nobody runs them."""
JITTER = timedelta(minutes=1)
"""A clock that is corrected by less was not set back."""


class Timers:
    """The timers, on the connection of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def set(
        self, incident: str, kind: str, due_at: datetime, subject: str = "", since: datetime | None = None
    ) -> None:
        """Sets a timer; one of the same kind and subject that still waits is replaced.

        One that waits for a while, not for a date, says `since` when: it is moved along when the clock is set back.
        """
        await self.cancel(incident, kind, subject)
        row = {"incident": incident, "kind": kind, "subject": subject, "due_at": due_at, "since": since}
        await self._connection.execute(insert(timers).values(state=WAITING, attempt=0, **row))

    async def cancel(self, incident: str, kind: str, subject: str | None = None) -> None:
        """Ends what waits of a kind, or of one subject."""
        mine = (timers.c.incident == incident) & (timers.c.kind == kind) & (timers.c.state == WAITING)
        if subject is not None:
            mine &= timers.c.subject == subject
        await self._connection.execute(update(timers).where(mine).values(state=CANCELLED))

    async def cancel_of(self, incident: str, kind: str, prefix: str) -> None:
        """Ends what waits of a kind for subjects that begin so."""
        mine = (timers.c.incident == incident) & (timers.c.kind == kind) & (timers.c.state == WAITING)
        mine &= timers.c.subject.startswith(prefix, autoescape=True)
        await self._connection.execute(update(timers).where(mine).values(state=CANCELLED))

    async def cancel_all(self, incident: str, besides: Collection[str] = ()) -> None:
        """Ends what waits for an incident, but for some kinds."""
        mine = (timers.c.incident == incident) & (timers.c.state == WAITING) & timers.c.kind.not_in(list(besides))
        await self._connection.execute(update(timers).where(mine).values(state=CANCELLED))

    async def due(self, now: datetime, limit: int = 100) -> list[int]:
        """What is due, in the order of being due."""
        where = (timers.c.state == WAITING) & (timers.c.due_at <= now)
        statement = select(timers.c.id).where(where).order_by(timers.c.due_at, timers.c.id).limit(limit)
        return list((await self._connection.execute(statement)).scalars())

    async def take(self, timer_id: int, now: datetime) -> Timer | None:
        """Marks a timer as run; None when it is no longer due: whoever gets it runs it, in this transaction."""
        mine = (timers.c.id == timer_id) & (timers.c.state == WAITING) & (timers.c.due_at <= now)
        if not (await self._connection.execute(update(timers).where(mine).values(state=DONE))).rowcount:
            return None
        row = (await self._connection.execute(_timers(timers.c.id == timer_id))).mappings().one()
        return Timer(**row)

    async def put_off(self, timer_id: int, now: datetime) -> None:
        """A timer that failed waits for a while; longer each time, an hour at most."""
        attempt = (
            await self._connection.execute(select(timers.c.attempt).where(timers.c.id == timer_id))
        ).scalar() or 0
        rest = min(TROUBLE * (2**attempt), timedelta(hours=1))
        values = {"due_at": now + rest, "attempt": attempt + 1}
        await self._connection.execute(update(timers).where(timers.c.id == timer_id).values(values))

    async def waiting(self, incident: str) -> list[Timer]:
        """What waits for an incident, the next first."""
        where = (timers.c.incident == incident) & (timers.c.state == WAITING)
        rows = await self._connection.execute(_timers(where).order_by(timers.c.due_at, timers.c.id))
        return [Timer(**row) for row in rows.mappings()]

    async def from_the_future(self, now: datetime) -> list[Timer]:
        """What began to wait later than now: the clock has been set back since."""
        where = (timers.c.state == WAITING) & (timers.c.since > now + JITTER)
        return [Timer(**row) for row in (await self._connection.execute(_timers(where))).mappings()]

    async def pull(self, timer: Timer, due_at: datetime, now: datetime) -> None:
        """Moves a timer that still waits to another moment, as if it had begun to wait now."""
        mine = (timers.c.id == timer.id) & (timers.c.state == WAITING)
        await self._connection.execute(update(timers).where(mine).values(due_at=due_at, since=now))

    async def count_late(self, now: datetime) -> int:
        """How many timers should have run."""
        where = (timers.c.state == WAITING) & (timers.c.due_at <= now - LATE)
        return int((await self._connection.execute(select(func.count()).where(where))).scalar_one())

    async def all_waiting(self) -> list[Timer]:
        """Everything that waits, of every incident."""
        rows = await self._connection.execute(_timers(timers.c.state == WAITING).order_by(timers.c.id))
        return [Timer(**row) for row in rows.mappings()]


def _timers(where: ColumnElement[bool]) -> Select[Any]:
    columns = (timers.c[name] for name in Timer.__dataclass_fields__)
    return select(*columns).where(where)
