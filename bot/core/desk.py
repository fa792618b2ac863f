"""The administrator's side of the outbox: what waits, what is in doubt, what died, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.leases import LIVE, Stats
from bot.core.outbox import Kind, State
from bot.core.tables import outbox

DONE: tuple[State, ...] = ("sent", "superseded")


@dataclass(frozen=True, slots=True)
class Held:
    """A message as an administrator sees it."""

    key: str
    kind: Kind
    channel: str
    state: State
    attempt: int
    last_error: str | None
    created_at: datetime


class OutboxDesk:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def stats(self, now: datetime) -> Stats:
        """Return how many messages are in each state, and how long the oldest that should be out has waited."""
        rows = await self._connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
        oldest = select(func.min(outbox.c.created_at)).where(outbox.c.state.in_(LIVE), outbox.c.not_before <= now)
        since: datetime | None = (await self._connection.execute(oldest)).scalar()
        return Stats(dict(rows.all()), (now - since).total_seconds() if since else 0.0)

    async def by_state(self, state: State, limit: int = 50) -> Sequence[Held]:
        """Return the oldest messages in that state."""
        return await self._held(outbox.c.state == state, limit)

    async def to_decide(self, limit: int = 50) -> Sequence[Held]:
        """Return the messages of which nobody can tell whether they arrived, and only a person may decide."""
        return await self._held(_undecided(), limit)

    async def resend(self, key: str, now: datetime) -> bool:
        """Send it again, at the risk of a duplicate; False when there was nothing to decide."""
        return await self._decide(key, {"state": "todo", "not_before": now, "attempt": 0})

    async def mark_done(self, key: str, now: datetime) -> bool:
        """Count it as sent; False when there was nothing to decide."""
        return await self._decide(key, {"state": "sent", "sent_at": now})

    async def forget(self, before: datetime) -> int:
        """Remove what was done with before that moment."""
        old = outbox.c.state.in_(DONE) & (outbox.c.created_at < before)
        return (await self._connection.execute(delete(outbox).where(old))).rowcount

    async def _held(self, where: ColumnElement[bool], limit: int) -> Sequence[Held]:
        columns = [outbox.c[name] for name in Held.__dataclass_fields__]
        rows = await self._connection.execute(select(*columns).where(where).order_by(outbox.c.id).limit(limit))
        return [Held(*row) for row in rows]

    async def _decide(self, key: str, values: dict[str, Any]) -> bool:
        mine = (outbox.c.key == key) & (_undecided() | (outbox.c.state == "dead"))
        return (await self._connection.execute(update(outbox).where(mine).values(**values))).rowcount == 1


def _undecided() -> ColumnElement[bool]:
    return (outbox.c.state == "in_doubt") & outbox.c.not_before.is_(None)
