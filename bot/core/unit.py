"""The transaction has one address: what a service changes, says and records is kept together or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core import inbox
from bot.core.audit import Audit
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction at work: make your store from its connection, put messages and audit entries here."""

    connection: AsyncConnection
    outbox: Outbox
    audit: Audit
    now: datetime

    async def first_time(self, key: str) -> bool:
        """Claim an event; False when it was taken before, then there is nothing left to do."""
        return await inbox.first_time(self.connection, key, self.now)


class Unit:
    """`async with unit() as work:` commits at its end and rolls back on an exception.

    `on_commit` is called after a commit that left messages to send, so that the sender need not wait for its tick.
    """

    def __init__(self, database: Database, clock: Clock, audit_key: bytes, on_commit: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._audit_key = audit_key
        self._on_commit = on_commit

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Work]:
        async with self._database.write() as connection:
            work = Work(connection, Outbox(), Audit(self._audit_key), self._clock.now())
            yield work
            await work.audit.flush(connection, work.now)
            spoke = await work.outbox.flush(connection, work.now)
        if spoke:
            self._on_commit()
