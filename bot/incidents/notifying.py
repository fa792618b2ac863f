"""The duties of an incident on record: rows that follow the facts, what people settle, and when they are reminded.

Every write happens on the caller's open unit of work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound, Refused
from bot.core.unit import Work
from bot.core.workdays import WorkDays
from bot.incidents.cases import DutyState, Entry, Incident, Kind, State, Timer
from bot.incidents.checklist import NOT_NEEDED, OPEN, Checklist, items_of
from bot.incidents.deadlines import DAY_BEFORE, HALF, OVERDUE, DueDates, next_nudge, reminders_of
from bot.incidents.duties import Due, Need, applicable, situation_of
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers
from knowledge.incidents import Jurisdiction

DUTY = "duty"
"""The kind of the timers that remind."""
REOPENED = "reopened"
Key = tuple[str, str]


@dataclass(frozen=True)
class Settling:
    """What somebody says of a duty; without a deadline it holds for the whole duty. `what` is a row's state."""

    duty: str
    deadline: str
    what: str
    note: str = ""


@dataclass(frozen=True)
class Reminder:
    """Rows to be reminded of, and the names of their reminders."""

    rows: tuple[DutyState, ...]
    names: frozenset[str]


class Notifying:
    """What the jurisdiction's rules make of incidents."""

    def __init__(self, jurisdiction: Jurisdiction, days: WorkDays) -> None:
        self._jurisdiction = jurisdiction
        self._days = days

    def checklist(self, incident: Incident, rows: Sequence[DutyState], now: datetime) -> Checklist:
        """Everything that has to be, or may have to be, done for an incident."""
        situation = situation_of(incident)
        dues = applicable(self._jurisdiction, situation, self._days)
        return Checklist(incident, items_of(dues, rows), situation.knew, now)

    async def refresh(self, work: Work, incident: Incident) -> None:
        """Brings the rows and the reminders up to the facts. What people have settled stays as they said."""
        if not _is_live(incident):
            await Timers(work.connection).cancel(incident.id, DUTY)
            return
        dues = applicable(self._jurisdiction, situation_of(incident), self._days)
        possible = {key: dates for due in dues for key, dates in _keys(due).items()}
        kept = {(row.duty, row.deadline): row for row in await IncidentStore(work.connection).duties(incident.id)}
        for key, row in kept.items():
            await self._follow(work, incident, row, key in possible, possible.get(key))
        for due in dues:
            if _is_kept(due, incident):
                await self._add(work, incident, {key: dates for key, dates in _keys(due).items() if key not in kept})

    async def settle(self, work: Work, incident: Incident, by: str, said: Settling) -> None:
        """Keeps that somebody was notified, need not be, or is to be after all. Raises Refused and NotFound."""
        if said.what == NOT_NEEDED and not said.note.strip():
            raise Refused("incidents.reason_missing", "note")
        rows = [row for row in await self._rows(work, incident, said) if row.state != said.what]
        if said.what == NOT_NEEDED:
            rows = [row for row in rows if row.state == OPEN]
        if not rows:
            raise Refused("incidents.already_settled", "note")
        for row in rows:
            at = None if said.what == OPEN else work.now
            await self._save(work, incident, replace(row, state=said.what, note=said.note.strip(), by=by, at=at))
        what = REOPENED if said.what == OPEN else said.what
        data = {"duty": said.duty, "deadline": said.deadline, "what": what}
        await self._write(work, incident, by, data, said.note.strip())
        work.audit.put(AuditEntry(incident.team, by, "incident.duty", incident.id, data))

    async def due(self, work: Work, incident: Incident, timer: Timer) -> Reminder | None:
        """What to remind of now: every reminder of the incident that has come due, as one; None when all is settled."""
        timers = Timers(work.connection)
        waiting = [one for one in await timers.waiting(incident.id) if one.kind == DUTY and one.due_at <= work.now]
        also = [one for one in waiting if await timers.take(one.id, work.now)]
        rows = {row.id: row for row in await IncidentStore(work.connection).duties(incident.id)}
        found: dict[int, DutyState] = {}
        names = set()
        for number, name in (_subject(one) for one in (timer, *also)):
            row = found.get(number) or rows.get(number)
            if row is None or row.state != OPEN or not _is_live(incident):
                continue
            found[number] = replace(row, reminded=tuple(dict.fromkeys((*row.reminded, name))))
            names.add(name)
            if name == OVERDUE:
                await timers.set(incident.id, DUTY, next_nudge(work.now, self._days), f"{number}:{OVERDUE}")
        for row in found.values():
            await IncidentStore(work.connection).save_duty(row)
        return Reminder(tuple(found.values()), frozenset(names)) if found else None

    async def _follow(
        self, work: Work, incident: Incident, row: DutyState, possible: bool, dates: DueDates | None
    ) -> None:
        """One row after a change: its dates, or that the facts have settled it, or opened it again."""
        by_facts = row.state == NOT_NEEDED and row.by is None
        if not possible and row.state == OPEN:
            await self._save(work, incident, replace(row, state=NOT_NEEDED, note="", by=None, at=work.now))
            await self._tell(work, incident, row, NOT_NEEDED)
        elif possible and (by_facts or (row.state == OPEN and not _same(row, dates))):
            fresh = _dated(row, dates)
            await self._save(work, incident, replace(fresh, state=OPEN, at=None, reminded=()))
            if by_facts:
                await self._tell(work, incident, row, REOPENED)
        elif possible and row.state == OPEN:
            await self._arm(work, incident, row)

    async def _add(self, work: Work, incident: Incident, wanted: Mapping[Key, DueDates | None]) -> None:
        store = IncidentStore(work.connection)
        for (duty, deadline), dates in wanted.items():
            await store.add_duty(_dated(DutyState(0, incident.id, duty, deadline, None, None, OPEN), dates))
        if wanted:
            added = [row for row in await store.duties(incident.id) if (row.duty, row.deadline) in wanted]
            for row in added:
                await self._arm(work, incident, row)

    async def _rows(self, work: Work, incident: Incident, said: Settling) -> list[DutyState]:
        """The rows that somebody speaks of; what the rules only thought possible so far is kept from now on."""
        dues = applicable(self._jurisdiction, situation_of(incident), self._days)
        due = next((one for one in dues if one.duty.id == said.duty), None)
        keys = _keys(due) if due else {}
        wanted = {key: dates for key, dates in keys.items() if said.deadline in {"", key[1]}}
        store = IncidentStore(work.connection)
        known = {(row.duty, row.deadline) for row in await store.duties(incident.id)}
        await self._add(work, incident, {key: dates for key, dates in wanted.items() if key not in known})
        rows = [row for row in await store.duties(incident.id) if (row.duty, row.deadline) in wanted]
        if not rows:
            raise NotFound("kit.gone")
        return rows

    async def _save(self, work: Work, incident: Incident, row: DutyState) -> None:
        """Keeps a row; reminders are for open ones."""
        await IncidentStore(work.connection).save_duty(row)
        await self._arm(work, incident, row)

    async def _arm(self, work: Work, incident: Incident, row: DutyState) -> None:
        """Sets the reminders that are still to come, and ends all others. Drills and near misses remind nobody."""
        timers = Timers(work.connection)
        for name, moment in self._reminders(incident, row, work.now).items():
            subject = f"{row.id}:{name}"
            if moment is None or (name in row.reminded and name != OVERDUE):
                await timers.cancel(incident.id, DUTY, subject)
            else:
                await timers.set(incident.id, DUTY, moment, subject)

    def _reminders(self, incident: Incident, row: DutyState, now: datetime) -> dict[str, datetime | None]:
        found: dict[str, datetime | None] = dict.fromkeys((HALF, DAY_BEFORE, OVERDUE))
        last = row.extended_at or row.due_at
        if row.state != OPEN or last is None or incident.drill or incident.is_near_miss:
            return found
        for name, moment in reminders_of(last, situation_of(incident).knew, self._days):
            if moment > now:
                found[name] = moment
            elif name == OVERDUE:
                found[name] = next_nudge(now, self._days)
        return found

    async def _tell(self, work: Work, incident: Incident, row: DutyState, what: str) -> None:
        """What facts have settled or opened again: news only to those who had been reminded of it."""
        if row.reminded:
            await self._write(work, incident, None, {"duty": row.duty, "deadline": row.deadline, "what": what})

    async def _write(
        self, work: Work, incident: Incident, by: str | None, data: Mapping[str, str], note: str = ""
    ) -> None:
        entry = Entry(0, incident.id, Kind.DUTY, work.now, work.now, by, note, dict(data))
        await IncidentStore(work.connection).write(entry)


def decides(before: Incident, after: Incident) -> bool:
    """Whether a change to an incident can change its duties."""
    return any(
        getattr(before, name) != getattr(after, name) for name in ("category", "level", "facts", "noticed_at", "state")
    )


def _is_live(incident: Incident) -> bool:
    """Duties outlive the closing, but not a report that was none."""
    return incident.state not in {State.REJECTED, State.MERGED}


def _is_kept(due: Due, incident: Incident) -> bool:
    """A near miss, and advice that may not even apply, remind nobody."""
    doubtful = due.need is Need.PERHAPS and due.duty.binding == "advice"
    return not doubtful and not incident.is_near_miss


def _keys(due: Due) -> dict[Key, DueDates | None]:
    """The rows that a duty may have; none when it is not needed."""
    if due.need is Need.NOT_NEEDED:
        return {}
    if not due.runs:
        return {(due.duty.id, ""): None}
    return {(due.duty.id, run.deadline.id): run.dates for run in due.runs}


def _dated(row: DutyState, dates: DueDates | None) -> DutyState:
    strict, extended = (dates.strict, dates.extended) if dates else (None, None)
    return replace(row, due_at=strict, extended_at=extended)


def _same(row: DutyState, dates: DueDates | None) -> bool:
    return _dated(row, dates) == row


def _subject(timer: Timer) -> tuple[int, str]:
    number, _, name = timer.subject.partition(":")
    return int(number), name
