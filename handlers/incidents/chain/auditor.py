"""Proves that every open incident has its next step, and calls those who can help when one has not."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.people import Role
from bot.core.schedule import Every, Job
from bot.core.unit import Work
from bot.incidents.cases import Incident, Timer
from bot.incidents.chain import lacking
from bot.incidents.store import IncidentStore, still_open
from bot.incidents.timers import Timers
from handlers.incidents.board import Board
from handlers.incidents.chain.clockwork import Clockwork
from handlers.incidents.chain.roster import Roster
from handlers.incidents.response.incident_views import note_card
from handlers.kit.desk import Desk

AUDIT = Job("incidents.audit", Every(timedelta(minutes=1)), catch_up="once")
MOST = 500
PROOF = 60.0
"""Seconds of real time for which the same thing must lack, or be late, before anybody is called."""

log = structlog.get_logger(__name__)


class Auditor:
    """Looks every minute. What lacks for a minute does lack: less may be a start or a jump of the clock."""

    def __init__(
        self, desk: Desk, board: Board, clockwork: Clockwork, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._desk = desk
        self._board = board
        self._clockwork = clockwork
        self._seconds = seconds
        self._roster = Roster(desk)
        self._since: dict[tuple[str, str], float] = {}
        """Since when which timer of an incident is late, or which kind missing."""

    async def audit(self, work: Work) -> None:
        """Whatever lacks its next step is worked off first; what then still does is told, once a day."""
        moment = self._seconds()
        found = [one async for one in self._lacking(work.connection, work.now)]
        seen = [(incident.id, what) for incident, lacks in found for what in lacks]
        self._since = {one: self._since.get(one, moment) for one in seen}
        proven = {incident for (incident, _), since in self._since.items() if moment - since >= PROOF}
        if found:
            self._clockwork.wake()
        for incident in (one for one, _ in found if one.id in proven):
            log.error("incident_without_next_step", incident=incident.id)
            for person in self._keepers():
                self._tell(work, incident, person)

    async def without_next_step(self, connection: AsyncConnection, now: datetime) -> list[Incident]:
        """Incidents of which something is due that would never come, or that nobody runs."""
        return [incident async for incident, _ in self._lacking(connection, now)]

    async def count(self) -> int:
        """The same as a number, for the operator's metrics."""
        async with self._desk.services.database.read() as connection:
            return len(await self.without_next_step(connection, self._desk.services.clock.now()))

    async def _lacking(
        self, connection: AsyncConnection, now: datetime
    ) -> AsyncIterator[tuple[Incident, frozenset[str]]]:
        """The same, each with what it lacks."""
        waiting: dict[str, list[Timer]] = {}
        for timer in await Timers(connection).all_waiting():
            waiting.setdefault(timer.incident, []).append(timer)
        store = IncidentStore(connection)
        open_ones = await store.select(still_open(), limit=MOST)
        known = {one.id for one in open_ones}
        others = [found for each in waiting.keys() - known if (found := await store.get(each))]
        for incident in (*open_ones, *others):
            settled = await self._roster.settled(connection, incident) is not None
            if lacks := lacking(incident, waiting.get(incident.id, []), now, settled=settled):
                yield incident, lacks

    def _tell(self, work: Work, incident: Incident, person: str) -> None:
        words = self._board.words(person)
        said = words.say(
            "Incident {id} has no next step on time: nobody would be reminded of it. Please open it and look.",
            id=incident.id,
        )
        key = f"incident-forgotten:{incident.id}:{person}:{work.now:%Y%m%d}"
        self._board.say(work, incident, person, note_card(incident, said, words), key)

    def _keepers(self) -> list[str]:
        people = self._desk.people
        found = [one.id for role in (Role.SYSTEM_ADMIN, Role.SECURITY_LEAD) for one in people.holders(role)]
        return list(dict.fromkeys(found))
