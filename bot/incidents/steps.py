"""What is to be done for an incident: the steps of its playbook and those that people add, each in exactly one state.

Every write happens on the caller's open unit of work. What is said about it is the doors' matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound, Refused
from bot.core.unit import Work
from bot.incidents.cases import Incident, Kind, Step, Timer
from bot.incidents.chain import later
from bot.incidents.service import IncidentService, Line
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers
from knowledge.incidents import Hours, PlaybookStep

STEP: Final = "step"
"""The kind of the timers that chase; their subject is the step."""
PLAYBOOK, ADDED, ACTION = "playbook", "added", "action"
BY_LEVEL: Final = "level"
"""Why the bot takes a step off the list: the level does not ask for it."""
AGAIN: Final = 60
"""Minutes until whoever looks after an overdue step is asked again, counted as the step's hours say."""
GRACE: Final = 30
"""Minutes that a step has in any case, even one that is overdue the moment it is laid down."""
MOST_CHASES: Final = 3
TO_LEAD: Final = 3
"""From this chase on whoever leads hears of it too."""


class StepState(StrEnum):
    """What has become of a step."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Progress:
    """How far the list is: steps that are not needed do not count."""

    done: int
    total: int
    next: Step | None
    overdue: int


@dataclass(frozen=True)
class Chase:
    """The steps that somebody is asked about now, and those that are late besides."""

    now: tuple[Step, ...]
    also: tuple[Step, ...]


@dataclass(frozen=True)
class Wish:
    """A step, or a follow-up, as somebody wants it."""

    text: str
    person: str | None = None
    due_at: datetime | None = None
    ref: str = ""


@dataclass(frozen=True)
class Settled:
    """What somebody says of a step; the reason is for one that is not needed."""

    what: StepState
    reason: str = ""


def state_of(step: Step) -> StepState:
    """The one state that a step is in."""
    if step.skipped:
        return StepState.SKIPPED
    return StepState.DONE if step.done_at else StepState.OPEN


def is_overdue(step: Step, now: datetime) -> bool:
    return state_of(step) is StepState.OPEN and step.due_at is not None and step.due_at < now


def progress(steps: Iterable[Step], now: datetime) -> Progress:
    """How much of the list is done, and what is next."""
    counted = [one for one in steps if one.source != ACTION and state_of(one) is not StepState.SKIPPED]
    still = sorted((one for one in counted if state_of(one) is StepState.OPEN), key=_urgency)
    late = sum(is_overdue(one, now) for one in still)
    return Progress(len(counted) - len(still), len(counted), still[0] if still else None, late)


class Steps:
    """Lays the steps down, keeps what people say of them, and knows whom to chase when."""

    def __init__(self, service: IncidentService) -> None:
        self._service = service

    async def lay(self, work: Work, incident: Incident) -> None:
        """Brings the list in line with kind and level: what is missing is added, what people settled stays."""
        store = IncidentStore(work.connection)
        rows = {row.ref: row for row in await store.steps(incident.id) if row.source == PLAYBOOK}
        wanted = {one.id: one for one in self._playbook(incident) if incident.level in one.levels}
        missing = [self._laid(incident, one) for ref, one in wanted.items() if ref not in rows]
        fresh = [await self._add(work, incident, row) for row in missing]
        back = [row for row in rows.values() if row.ref in wanted and row.skipped == BY_LEVEL and row.done_by is None]
        for row in back:
            await self._save(work, incident, _reopened(row))
        gone = [row for row in rows.values() if row.ref not in wanted and state_of(row) is StepState.OPEN]
        for row in gone:
            await self._save(work, incident, replace(row, skipped=BY_LEVEL, done_at=work.now, done_by=None))
        for what, count in (("laid", len(fresh) + len(back)), ("dropped", len(gone))):
            if count:
                data = {"what": what, "count": count}
                await self._service.write(work, incident, Line(Kind.STEP, None, data=data))

    async def resume(self, work: Work, incident: Incident) -> None:
        """An incident that was opened again: what is still open is chased again."""
        for row in await IncidentStore(work.connection).steps(incident.id):
            if row.source != ACTION:
                await self._arm(work, incident, row)

    async def settle(self, work: Work, incident: Incident, by: str, step: Step, said: Settled) -> Step:
        """Keeps that a step is done, not needed, or to be done after all. Raises Refused when it is settled already."""
        if said.what is state_of(step) or StepState.OPEN not in {said.what, state_of(step)}:
            raise Refused("incidents.already_settled")
        if said.what is StepState.SKIPPED and not said.reason.strip():
            raise Refused("incidents.reason_missing", "reason")
        after = _reopened(step)
        if said.what is not StepState.OPEN:
            after = replace(after, done_at=work.now, done_by=by, skipped=_kept(said))
        await self._save(work, incident, after)
        what = "reopened" if said.what is StepState.OPEN else said.what.value
        await self._record(work, incident, by, after, what, text=said.reason.strip())
        return after

    async def assign(self, work: Work, incident: Incident, by: str, step: Step, person: str) -> Step:
        """Gives a step to somebody. Raises Refused when it is settled; nothing changes when it is theirs already."""
        if state_of(step) is not StepState.OPEN:
            raise Refused("incidents.already_settled", "person")
        if step.person == person:
            return step
        after = replace(step, person=person)
        await IncidentStore(work.connection).save_step(after)
        await self._record(work, incident, by, after, "assigned", person=person)
        return after

    async def add(self, work: Work, incident: Incident, by: str, wish: Wish) -> Step:
        """Adds a step of one's own."""
        text = wish.text.strip()
        if not text:
            raise Refused("incidents.text_missing", "text")
        row = Step(0, incident.id, ADDED, "", text, "incident_lead", wish.person, wish.due_at, work.now)
        step = await self._add(work, incident, row)
        await self._record(work, incident, by, step, "added", person=wish.person)
        return step

    async def of(self, work: Work, incident: Incident, step_id: int) -> Step:
        """A step of this incident. Raises NotFound."""
        step = await IncidentStore(work.connection).step(step_id)
        if step is None or step.incident != incident.id:
            raise NotFound("incidents.gone")
        return step

    async def due(self, work: Work, incident: Incident, timer: Timer) -> Chase:
        """The steps to chase now, all of the incident as one; each is counted, and its next chase is set."""
        timers = Timers(work.connection)
        waiting = [one for one in await timers.waiting(incident.id) if one.kind == STEP]
        due = {int(one.subject) for one in waiting if one.due_at <= work.now and await timers.take(one.id, work.now)}
        due.add(int(timer.subject))
        rows = await IncidentStore(work.connection).steps(incident.id) if incident.is_open else []
        open_ = [one for one in rows if one.source != ACTION and state_of(one) is StepState.OPEN]
        now = [await self._chase(work, incident, one) for one in open_ if one.id in due]
        also = [one for one in open_ if one.id not in due and is_overdue(one, work.now)]
        for step in also if now else ():
            if any(one.subject == str(step.id) for one in waiting):
                await self._again(work, incident, step)  # it stands in this message too
        return Chase(tuple(now), tuple(also))

    def hours(self, incident: Incident, step: Step) -> Hours:
        """When a step may be chased: as its playbook says; one that was added, as the level says."""
        known = next((one for one in self._playbook(incident) if one.id == step.ref), None)
        return known.hours if known else self._service.content.chain.rung(incident.level).hours

    async def _chase(self, work: Work, incident: Incident, step: Step) -> Step:
        after = replace(step, chased=step.chased + 1)
        await IncidentStore(work.connection).save_step(after)
        if after.chased < MOST_CHASES:
            await self._again(work, incident, step)
        return after

    async def _again(self, work: Work, incident: Incident, step: Step) -> None:
        again = later(self._service.days, work.now, AGAIN, self.hours(incident, step))
        await Timers(work.connection).set(incident.id, STEP, again, str(step.id))

    async def _add(self, work: Work, incident: Incident, row: Step) -> Step:
        step = replace(row, id=await IncidentStore(work.connection).add_step(replace(row, created_at=work.now)))
        await self._arm(work, incident, step)
        return step

    async def _save(self, work: Work, incident: Incident, step: Step) -> None:
        await IncidentStore(work.connection).save_step(step)
        await self._arm(work, incident, step)

    async def _arm(self, work: Work, incident: Incident, step: Step) -> None:
        """Sets the first chase of an open step that has a date; ends it for any other."""
        timers = Timers(work.connection)
        if not incident.is_open or state_of(step) is not StepState.OPEN or step.due_at is None:
            await timers.cancel(incident.id, STEP, str(step.id))
            return
        hours, days = self.hours(incident, step), self._service.days
        late = step.due_at <= work.now
        first = later(days, work.now, GRACE, hours) if late else later(days, step.due_at, 0, hours)
        # A moment later, so that "by 14:30" has passed when somebody hears of it.
        await timers.set(incident.id, STEP, first + timedelta(seconds=1), str(step.id))

    def _playbook(self, incident: Incident) -> Sequence[PlaybookStep]:
        category = self._service.content.category(incident.category)
        book = self._service.content.playbooks.get(category.playbook) if category else None
        return book.steps if book else ()

    def _laid(self, incident: Incident, one: PlaybookStep) -> Step:
        # A level that waits for working hours asks for no step on a Sunday.
        waits = incident.level < 2 and self._service.content.chain.rung(incident.level).hours == "working"
        hours: Hours = "working" if waits else one.hours
        due = later(self._service.days, incident.reported_at, one.within_minutes, hours)
        return Step(0, incident.id, PLAYBOOK, one.id, "", one.role, None, due, incident.reported_at, one.phase)

    async def _record(self, work: Work, incident: Incident, by: str, step: Step, what: str, **more: Any) -> None:
        data = {"ref": step.ref, "text": step.text, "what": what, "person": more.get("person")}
        await self._service.write(work, incident, Line(Kind.STEP, by, more.get("text", ""), data))
        audited = {"step": step.id, "what": what}
        work.audit.put(AuditEntry(incident.team, by, "incident.step", incident.id, audited))


def _kept(said: Settled) -> str:
    return said.reason.strip() if said.what is StepState.SKIPPED else ""


def _reopened(step: Step) -> Step:
    return replace(step, done_at=None, done_by=None, skipped="", chased=0)


def _urgency(step: Step) -> tuple[bool, float, int]:
    return step.due_at is None, step.due_at.timestamp() if step.due_at else 0, step.id
