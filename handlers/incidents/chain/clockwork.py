"""Runs what is due for incidents: each timer in a transaction of its own, so one that fails holds up no other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from bot.core.schedule import Every, Job
from bot.core.unit import Work
from bot.incidents.cases import Incident, Timer
from bot.incidents.chain import pulled
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers
from handlers.kit.desk import Desk
from handlers.kit.poller import Poller

LOOK = Job("incidents.look", Every(timedelta(seconds=15)), catch_up="once")
Run = Callable[[Work, Incident, Timer], Awaitable[None]]

log = structlog.get_logger(__name__)


class Clockwork(Poller):
    """What waits is rows: whoever runs replicas, each timer runs once."""

    idle_seconds = 10.0

    def __init__(self, desk: Desk, runs: Mapping[str, Run]) -> None:
        super().__init__()
        self._desk = desk
        self._runs = runs

    async def look(self) -> bool:
        """Runs what is due now; False when nothing was."""
        await self._set_back()
        async with self._desk.services.database.read() as connection:
            await self._desk.people.note_absences(connection)
            due = await Timers(connection).due(self._desk.services.clock.now())
        for timer in due:
            if self._stopping:
                break
            await self._one(timer)
        return bool(due)

    async def looked(self, work: Work) -> None:
        """The tick: after a jump of the clock, and where another process has set a timer."""
        self.wake()

    async def _set_back(self) -> None:
        """A clock that was set back would make people wait for the hours that come twice: they wait anew instead."""
        now = self._desk.services.clock.now()
        async with self._desk.services.database.read() as connection:
            if not await Timers(connection).from_the_future(now):
                return
        async with self._desk.services.unit() as work:
            for timer in await Timers(work.connection).from_the_future(now):
                incident = await IncidentStore(work.connection).get(timer.incident)
                if incident:
                    hours = self._desk.services.known.incidents.chain.rung(incident.level).hours
                    due = pulled(self._desk.services.days, timer, now, hours)
                    await Timers(work.connection).pull(timer, due, now)
        log.warning("clock_set_back", now=now.isoformat())

    async def _one(self, timer_id: int) -> None:
        try:
            async with self._desk.services.unit() as work:
                timer = await Timers(work.connection).take(timer_id, work.now)
                if timer is None:
                    return
                incident = await IncidentStore(work.connection).get(timer.incident, lock=True)
                if incident and (run := self._runs.get(timer.kind)):
                    await run(work, incident, timer)
        except Exception:
            log.exception("timer_failed", timer=timer_id)
            async with self._desk.services.unit() as work:
                await Timers(work.connection).put_off(timer_id, work.now)
