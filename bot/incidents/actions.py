"""Follow-up actions: what was decided so that it does not happen again, chased until it is done, past the closing.

Every write happens on the caller's open unit of work. What is said about it is the doors' matter.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.unit import Work
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.cases import Incident, Kind, Step, Timer
from bot.incidents.service import IncidentService, Line
from bot.incidents.steps import ACTION, StepState, Wish, state_of
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers

EVERY: Final = 3
"""Working days between two reminders of an action that is overdue."""


class Actions:
    """Decides, finishes and chases follow-up actions; the kind of their timers is `action`."""

    def __init__(self, service: IncidentService) -> None:
        self._service = service
        self._days = service.days

    async def decide(self, work: Work, incident: Incident, by: str, wish: Wish) -> Step:
        """Keeps a follow-up with its owner and day; one that was suggested (`ref`) is decided once."""
        text = wish.text.strip()
        if not text:
            raise Refused("incidents.text_missing", "text")
        if wish.person is None or wish.due_at is None:
            raise Refused("incidents.owner_missing", "person")
        store = IncidentStore(work.connection)
        known = [one for one in await store.steps(incident.id) if one.source == ACTION]
        if wish.ref and any(one.ref == wish.ref for one in known):
            raise Refused("incidents.already_settled", "text")
        row = Step(0, incident.id, ACTION, wish.ref, text, "", wish.person, wish.due_at, work.now, "learn")
        action = replace(row, id=await store.add_step(row))
        await Timers(work.connection).set(incident.id, ACTION, self.nudge(wish.due_at, work.now), str(action.id))
        await self._record(work, incident, by, action, "added")
        return action

    async def for_done(self, work: Work, action_id: int, person: Person) -> tuple[Incident, Step]:
        """An action that this person may finish: the owner's own, or of an incident that they work on."""
        action = await IncidentStore(work.connection).step(action_id)
        if action is None:
            raise NotFound("incidents.gone")
        incident = await self._service.get(work, action.incident)
        self.check(person, incident, action)
        found = await IncidentStore(work.connection).step(action_id)  # as it is now that the incident is ours
        return incident, found or action

    def check(self, person: Person, incident: Incident, action: Step) -> None:
        """Owners finish their own whatever became of the incident. Raises NotFound and NotAllowed for others."""
        if action.source != ACTION:
            raise NotFound("incidents.gone")
        if action.person != person.id or person.team != incident.team:
            access.check(person, Act.WORK, incident)

    async def finish(self, work: Work, person: Person, action_id: int, note: str = "") -> tuple[Incident, Step]:
        """Keeps that an action is done. Raises Refused when it is already."""
        incident, action = await self.for_done(work, action_id, person)
        if state_of(action) is not StepState.OPEN:
            raise Refused("incidents.already_settled", "note")
        after = replace(action, done_at=work.now, done_by=person.id)
        await IncidentStore(work.connection).save_step(after)
        await Timers(work.connection).cancel(incident.id, ACTION, str(action_id))
        await self._record(work, incident, person.id, after, "done", note.strip())
        return incident, after

    async def due(self, work: Work, incident: Incident, timer: Timer) -> Step | None:
        """An action to remind of now, with its next reminder set; None when it is done."""
        action = await IncidentStore(work.connection).step(int(timer.subject))
        if action is None or action.due_at is None or state_of(action) is not StepState.OPEN:
            return None
        chased = replace(action, chased=action.chased + 1)
        await IncidentStore(work.connection).save_step(chased)
        again = self.nudge(action.due_at, work.now)
        await Timers(work.connection).set(incident.id, ACTION, again, timer.subject)
        return chased

    def nudge(self, due_at: datetime, now: datetime) -> datetime:
        """The next reminder: the working day before, the day itself, then every few working days; in the morning."""
        day = self._days.day_of(due_at)
        mornings = (self._days.working_day_before(day), self._days.next_working_day(day))
        found = [moment for one in mornings if (moment := self._days.opening(one)) > now]
        return found[0] if found else self._days.morning_after(now, EVERY)

    async def _record(self, work: Work, incident: Incident, by: str, action: Step, what: str, note: str = "") -> None:
        due = self._days.day_of(action.due_at).isoformat() if action.due_at else ""
        data = {"text": action.text, "what": what, "person": action.person, "due": due}
        await self._service.write(work, incident, Line(Kind.ACTION, by, note, data))
        audited = {"action": action.id, "what": what}
        work.audit.put(AuditEntry(incident.team, by, "incident.action", incident.id, audited))
