"""The incident desk: an incident is reported, levelled, confirmed, moved from state to state; each change is on record.

Every write happens on the caller's open unit of work. What is said about it is the doors' matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.references import reference
from bot.core.unit import Work
from bot.core.workdays import WorkDays
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.cases import Entry, Incident, Kind, Origin, Outcome, Reason, State, Via
from bot.incidents.chain import settles, unasked
from bot.incidents.level import HIGHEST, assess, floor_of
from bot.incidents.notifying import Notifying, decides
from bot.incidents.states import by_hand, check_move, needs_reason
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers
from bot.incidents.wording import title_of
from knowledge.incidents import Category, IncidentContent, Rung

MOMENTS = {State.CONFIRMED: "confirmed_at", State.CONTAINED: "contained_at", State.RECOVERED: "recovered_at"}


@dataclass(frozen=True)
class Report:
    """An incident as somebody tells it."""

    team: str
    reporter: str | None
    category: str
    text: str
    language: str
    via: Via
    where: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    happened_at: datetime | None = None
    noticed_at: datetime | None = None
    origin: Origin = field(default_factory=Origin)
    drill: bool = False


@dataclass(frozen=True)
class Line:
    """What to write into a timeline; `at` is when it happened, where that is not now."""

    kind: Kind
    by: str | None
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True)
class Changed:
    """An incident before and after; `moved` is True when its level is another one."""

    before: Incident
    after: Incident

    @property
    def moved(self) -> bool:
        return self.before.level != self.after.level


class IncidentService:
    """What becomes of incidents."""

    def __init__(self, content: IncidentContent, days: WorkDays) -> None:
        self.content = content
        self.days = days
        self.notifying = Notifying(content.jurisdiction, days)

    def category(self, name: str) -> Category:
        """A kind of incident. Raises NotFound when the content has none of that name."""
        found = self.content.category(name)
        if found is None:
            raise NotFound("kit.gone")
        return found

    async def report(self, work: Work, said: Report) -> Incident:
        """Keeps a report as an incident, with the level that is known so far."""
        category = self.category(said.category)
        found = assess(self.content, category, said.facts)
        incident = Incident(
            id=reference("I"),
            team=said.team,
            category=category.id,
            state=State.REPORTED,
            level=found.level,
            reasons=found.reasons,
            title=title_of(said.text) or category.title.say(said.language),
            text=said.text,
            language=said.language,
            via=said.via,
            reported_at=work.now,
            reporter=said.reporter,
            facts=dict(said.facts),
            where=said.where,
            happened_at=said.happened_at,
            noticed_at=said.noticed_at or work.now,
            origin=said.origin,
            drill=said.drill,
        )
        await IncidentStore(work.connection).add(incident)
        await self.write(work, incident, Line(Kind.REPORTED, said.reporter, data={"via": said.via.value}))
        self.audit(work, incident, said.reporter or "-", "incident.reported", {"level": incident.level})
        await self.notifying.refresh(work, incident)
        return incident

    async def get(self, work: Work, incident_id: str, *, lock: bool = True) -> Incident:
        """An incident as it now stands. Raises NotFound."""
        found = await IncidentStore(work.connection).get(incident_id, lock=lock)
        if found is None:
            raise NotFound("incidents.gone")
        return found

    async def for_act(self, work: Work, incident_id: str, person: Person, act: Act) -> Incident:
        """An incident that this person may do this with. Raises NotFound and NotAllowed."""
        incident = await self.get(work, incident_id)
        access.check(person, act, incident)
        return incident

    async def tell_facts(self, work: Work, incident_id: str, person: Person, facts: Mapping[str, str]) -> Changed:
        """Adds answers to fact questions by somebody who may."""
        before = await self.for_act(work, incident_id, person, Act.ADD)
        return await self.add_facts(work, before, person.id, facts)

    async def add_facts(
        self, work: Work, before: Incident, by: str | None, facts: Mapping[str, str], **times: datetime
    ) -> Changed:
        """Adds answers and times; the level follows the answers unless a person has set it."""
        known = {name: chosen for name, chosen in facts.items() if self._is_option(name, chosen)}
        merged = {**before.facts, **known}
        if merged == dict(before.facts) and not times:
            return Changed(before, before)
        values: dict[str, Any] = {"facts": merged, **times}
        if not before.level_is_set and merged != dict(before.facts):
            found = assess(self.content, self.category(before.category), merged)
            values |= {"level": found.level, "reasons": found.reasons}
        after = await self.change(work, before, **values)
        if merged != dict(before.facts):
            await self.write(work, after, Line(Kind.FACTS, by, data={"facts": known}))
        if after.level != before.level:
            data = {"before": before.level, "after": after.level}
            await self.write(work, after, Line(Kind.LEVEL, None, data=data))
            self.audit(work, after, by or "-", "incident.level", data)
        return Changed(before, after)

    async def set_level(self, work: Work, incident_id: str, person: Person, level: int, reason: str) -> Changed:
        """Sets the level by a person's word, with the reason. Raises Refused below the floor of a leak."""
        before = await self.for_act(work, incident_id, person, Act.LEVEL)
        if level < floor_of(self.category(before.category)):
            raise Refused("incidents.below_floor", "level")
        if level > HIGHEST:
            raise NotFound("kit.gone")
        if not reason.strip():
            raise Refused("incidents.reason_missing", "reason")
        why = (Reason("person", person.id, level=level),)
        after = await self.change(work, before, level=level, level_is_set=True, reasons=why)
        data = {"before": before.level, "after": level}
        await self.write(work, after, Line(Kind.LEVEL, person.id, text=reason, data=data))
        self.audit(work, after, person.id, "incident.level", data)
        return Changed(before, after)

    async def confirm(self, work: Work, incident_id: str, person: Person) -> Changed:
        """Somebody of the chain has read it and looks after it; the first who may lead does so from then on."""
        before = await self.for_act(work, incident_id, person, Act.CONFIRM)
        store = IncidentStore(work.connection)
        asked = [one for one in await store.notices(incident_id) if one.person == person.id]
        if asked and all(one.confirmed_at for one in asked):
            return Changed(before, before)
        await store.confirm(incident_id, person.id, work.now)
        if not asked:
            await store.tell(unasked(before, person, self._rung(before), work.now))
        await self.write(work, before, Line(Kind.CONFIRMED, person.id, data={"person": person.id}))
        roles = [role.value for role in person.roles]
        if before.state is State.REPORTED and settles(self._rung(before), roles, asked):
            return Changed(before, await self.take_over(work, before, person.id))
        leads = before.lead or (person.id if access.may_lead(person, before) else None)
        return Changed(before, await self._led(work, before, await self.change(work, before, lead=leads)))

    async def take_over(self, work: Work, before: Incident, person: str) -> Incident:
        """Whoever has confirmed answers for the level: the response has begun, and they lead it if nobody does."""
        values = {"state": State.CONFIRMED, "confirmed_at": work.now, "lead": before.lead or person}
        after = await self._led(work, before, await self.change(work, before, **values))
        await self.moved(work, before, after, Line(Kind.STATE, person))
        return after

    async def move(self, work: Work, incident_id: str, person: Person, state: State, note: str = "") -> Changed:
        """Moves an incident to another state. Raises Refused when the table does not allow it."""
        current = await self.get(work, incident_id)
        access.check(person, Act.MOVE if current.is_open else Act.REOPEN, current)
        if state not in by_hand(current.state):
            raise Refused("incidents.no_such_move", "state")
        if needs_reason(current.state, state) and not note.strip():
            raise Refused("incidents.reason_missing", "note")
        values: dict[str, Any] = {"state": state, "lead": current.lead or person.id}
        if (name := MOMENTS.get(state)) and getattr(current, name) is None:
            values[name] = work.now
        if not current.is_open:
            values |= {"closed_at": None, "review_due": None, "reviewed_at": None}
        after = await self.change(work, current, **values)
        await self.moved(work, current, after, Line(Kind.STATE, person.id, note.strip()))
        if not after.is_open:
            await Timers(work.connection).cancel_all(after.id, besides=("action", "duty", "review"))
        return Changed(current, after)

    async def close(self, work: Work, incident_id: str, person: Person, outcome: Outcome) -> Changed:
        """Closes an incident with its cause, damage and prevention; a grave one waits for its review after that."""
        before = await self.for_act(work, incident_id, person, Act.MOVE)
        check_move(before.state, State.CLOSED)
        for name in ("cause", "damage", "prevention"):
            if before.level and not getattr(outcome, name).strip():
                raise Refused("incidents.outcome_missing", name)
        review = self._rung(before).review_days
        due = self.days.end_after(work.now, review) if review and not before.is_near_miss else None
        values = {"state": State.CLOSED, "closed_at": work.now, "outcome": outcome, "review_due": due}
        after = await self.change(work, before, **values)
        await self.moved(work, before, after, Line(Kind.STATE, person.id))
        await Timers(work.connection).cancel_all(after.id, besides=("action", "duty"))
        return Changed(before, after)

    async def write(self, work: Work, incident: Incident, line: Line) -> Entry:
        """Adds a line to the timeline."""
        at = line.at or work.now
        entry = Entry(0, incident.id, line.kind, at, work.now, line.by, line.text, line.data)
        return replace(entry, id=await IncidentStore(work.connection).write(entry))

    async def change(self, work: Work, before: Incident, **values: Any) -> Incident:
        """Writes an incident as it now stands. Raises Refused when somebody else has changed it meanwhile."""
        after = replace(before, revision=before.revision + 1, **values)
        if not await IncidentStore(work.connection).save(after, before.revision):
            raise Refused("incidents.changed_meanwhile")
        if decides(before, after):
            await self.notifying.refresh(work, after)
        return after

    async def tell(self, work: Work, incident_id: str, people: Iterable[str]) -> Incident:
        """Keeps who holds the incident's card from now on, and may confirm it."""
        incident = await self.get(work, incident_id)
        told = tuple(dict.fromkeys((*incident.told, *people)))
        return incident if told == incident.told else await self.change(work, incident, told=told)

    async def moved(self, work: Work, before: Incident, after: Incident, line: Line) -> None:
        """Puts on record that an incident went from state to state."""
        data = {"before": before.state.value, "after": after.state.value}
        await self.write(work, after, replace(line, data=data))
        self.audit(work, after, line.by or "-", "incident.state", data)

    def audit(self, work: Work, incident: Incident, by: str, action: str, data: Mapping[str, Any]) -> None:
        """Puts a deed on the audit trail."""
        work.audit.put(AuditEntry(incident.team, by, action, incident.id, dict(data)))

    async def _led(self, work: Work, before: Incident, after: Incident) -> Incident:
        """Puts on record who leads from here on, where nobody did before."""
        if before.lead is None and after.lead:
            await self.write(work, after, Line(Kind.LEAD, after.lead, data={"before": None, "after": after.lead}))
        return after

    def _rung(self, incident: Incident) -> Rung:
        return self.content.chain.rung(incident.level)

    def _is_option(self, fact: str, chosen: str) -> bool:
        known = self.content.fact(fact)
        return known is not None and known.option(chosen) is not None
