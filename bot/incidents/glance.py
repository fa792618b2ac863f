"""An incident at one glance: how far it is, what is next, and what it seems to have to do with others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.incidents.cases import Entry, Incident, Kind, Notice, State, Step, Timer
from bot.incidents.notifying import Notifying
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers
from bot.incidents.wording import alike


@dataclass(frozen=True)
class Glance:
    """What the card and the window show of an incident."""

    incident: Incident
    now: datetime
    notices: tuple[Notice, ...] = ()
    situation: Entry | None = None
    """What was last said of how things stand."""
    due: tuple[Timer, ...] = ()
    """What comes next, the soonest of each kind."""
    steps: tuple[Step, ...] = ()
    duties: int = 0
    """How many duties are not settled."""
    duty_due: datetime | None = None
    merged: tuple[Incident, ...] = ()
    """Reports that go on as this one."""
    similar: tuple[str, ...] = ()
    """Other open reports that sound the same; none of them is restricted."""
    decided: Entry | None = None
    """The word of whoever has set the level."""

    @property
    def told(self) -> int:
        return len({one.person for one in self.notices})

    @property
    def confirmed(self) -> int:
        return len({one.person for one in self.notices if one.confirmed_at})


async def glance(connection: AsyncConnection, incident: Incident, notifying: Notifying, now: datetime) -> Glance:
    """Reads what there is to see of an incident."""
    store = IncidentStore(connection)
    checklist = notifying.checklist(incident, await store.duties(incident.id), now)
    notifies = not incident.is_near_miss and incident.state is not State.MERGED  # the one that goes on does
    soonest: dict[str, Timer] = {}
    for timer in await Timers(connection).waiting(incident.id):
        soonest.setdefault(timer.kind, timer)
    return Glance(
        incident=incident,
        now=now,
        notices=tuple(await store.notices(incident.id)),
        situation=await store.newest(incident.id, Kind.SITUATION),
        due=tuple(soonest.values()),
        steps=tuple(await store.steps(incident.id)),
        duties=checklist.waiting if notifies else 0,
        duty_due=checklist.next_due if notifies else None,
        merged=tuple(await store.merged_into(incident.id)),
        similar=await _similar(store, incident),
        decided=await store.newest(incident.id, Kind.LEVEL) if incident.level_is_set else None,
    )


async def _similar(store: IncidentStore, incident: Incident) -> tuple[str, ...]:
    # A restricted one could only go on as another restricted one, and none of those is ever named.
    if incident.drill or incident.restricted or not incident.is_open:
        return ()
    others = [one for one in await store.open(incident.team) if one.id != incident.id]
    return alike(incident.category, incident.text, incident.reported_at, others)
