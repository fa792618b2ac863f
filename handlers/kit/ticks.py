"""The clock's door: one in-memory APScheduler job looks every few seconds for what is due; what ran is a row."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.clock import Clock, steady
from bot.core.db import Database
from bot.core.schedule import claim_run, due, last_run
from bot.core.unit import Unit
from handlers.kit.feature import Tick

log = structlog.get_logger(__name__)

SECONDS = 15


class Ticker:
    """Runs the features' ticks; a tick that fails is logged and tried at its next time."""

    def __init__(self, database: Database, unit: Unit, clock: Clock, ticks: Sequence[Tick]) -> None:
        self._database = database
        self._clock = clock
        self._ticks = ticks
        self._unit = unit
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._looking = asyncio.Lock()
        self._soon: set[asyncio.Task[None]] = set()
        self._stopping = False
        self.last_look: datetime | None = None

    def start(self) -> None:
        self._scheduler.add_job(
            self.look, "interval", seconds=SECONDS, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """Begins nothing new, and lets a look under way finish: a transaction that is cut off would linger."""
        self._stopping = True
        async with self._looking:
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)

    def look_soon(self) -> None:
        """Looks without waiting for the next turn: somebody moved the clock."""
        if self._scheduler.running:
            look = asyncio.create_task(self.look())
            self._soon.add(look)
            look.add_done_callback(self._soon.discard)

    async def look(self) -> None:
        """Runs what is due now."""
        async with self._looking:
            now = self._clock.now()
            for tick in self._ticks:
                if self._stopping:
                    return
                try:
                    await self._run(tick, now)
                except Exception:
                    log.exception("tick_failed", job=tick.job.name)
            self.last_look = steady(self._clock).now()

    async def _run(self, tick: Tick, now: datetime) -> None:
        async with self._database.read() as connection:
            fires = due(tick.job, await last_run(connection, tick.job.name), now)
        for fire in fires:
            async with self._unit() as work:
                if await claim_run(work.connection, tick.job.name, fire, now):
                    await tick.run(work)
