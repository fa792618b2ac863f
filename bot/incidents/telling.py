"""What whoever reported adds later: answers, times, or that it was nothing after all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.unit import Work
from bot.incidents.access import Act
from bot.incidents.cases import Entry, Incident, Kind
from bot.incidents.service import Changed, IncidentService, Line
from bot.incidents.store import IncidentStore

SLACK = timedelta(minutes=2)
"""By how much somebody's clock may be ahead of ours."""
NOTHING = "nothing"
"""What a note says in its data when the reporter thinks that it was nothing after all."""


@dataclass(frozen=True)
class Told:
    """Answers to the second screen; a time that was left open is None."""

    facts: Mapping[str, str] = field(default_factory=dict)
    happened_at: datetime | None = None
    noticed_at: datetime | None = None

    def check(self, now: datetime) -> None:
        """Raises Refused, with the field, for times that cannot be."""
        for name in ("happened_at", "noticed_at"):
            moment = getattr(self, name)
            if moment and moment > now + SLACK:
                raise Refused("incidents.in_the_future", name.removesuffix("_at"))
        if self.happened_at and self.noticed_at and self.happened_at > self.noticed_at + SLACK:
            raise Refused("incidents.noticed_before", "noticed")


class Telling:
    """Adds to a report, on the caller's open unit of work."""

    def __init__(self, service: IncidentService) -> None:
        self._service = service

    async def tell(self, work: Work, incident_id: str, person: Person, told: Told) -> Changed:
        """Adds answers and times by somebody who may; the level follows."""
        told.check(work.now)
        before = await self._service.for_act(work, incident_id, person, Act.ADD)
        return await self._add(work, before, person.id, told)

    async def tell_unnamed(self, work: Work, incident_id: str, told: Told) -> Changed:
        """The same by whoever told a near miss without a name, from the window in which they did: no name is kept.

        Raises NotFound for a report that has a name.
        """
        told.check(work.now)
        before = await self._service.get(work, incident_id)
        if before.reporter is not None or not before.is_open:
            raise NotFound("incidents.gone")
        return await self._add(work, before, None, told)

    async def nothing(self, work: Work, incident_id: str, person: Person, why: str) -> Changed:
        """The reporter thinks that it was nothing: it is on record, and those who respond decide."""
        before = await self._service.for_act(work, incident_id, person, Act.ADD)
        if before.reporter != person.id or not before.is_open:
            raise Refused("incidents.not_in_this_state")
        await self._service.write(work, before, Line(Kind.NOTE, person.id, why, {"what": NOTHING}))
        return Changed(before, await self._service.change(work, before))

    async def said_nothing(self, work: Work, incident: Incident) -> Entry | None:
        """The note in which the reporter said that it was nothing, if they did."""
        entries = await IncidentStore(work.connection).timeline(incident.id)
        return next((one for one in entries if one.data.get("what") == NOTHING), None)

    async def _add(self, work: Work, before: Incident, by: str | None, told: Told) -> Changed:
        moments = {"happened_at": told.happened_at, "noticed_at": told.noticed_at}
        fresh = {name: at for name, at in moments.items() if at and at != getattr(before, name)}
        return await self._service.add_facts(work, before, by, told.facts, **fresh)
