"""What people write into the timeline: notes, messages that they keep, and corrections that hide nothing.

Every write happens on the caller's open unit of work. What is said about it is the doors' matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.unit import Work
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.cases import Earlier, Entry, Incident, Kind
from bot.incidents.service import IncidentService, Line
from bot.incidents.store import IncidentStore

LONGEST_ENTRY: Final = 2000
SLACK: Final = timedelta(minutes=1)
"""A form knows minutes only: what is ahead by less is now."""
OWN_WORDS: Final = frozenset({Kind.NOTE, Kind.SITUATION})
"""Kinds that consist of what a person wrote, and nothing else."""


@dataclass(frozen=True)
class Quote:
    """A message as it stood when somebody kept it; later edits of it change nothing here."""

    text: str
    author: str
    at: datetime
    permalink: str = ""


@dataclass(frozen=True)
class Correction:
    """What an entry is to say from now on. `seen` is how often it had been corrected when the form was opened."""

    entry: int
    text: str
    at: datetime
    seen: int


class Timeline:
    """Adds to the timeline and corrects it."""

    def __init__(self, service: IncidentService) -> None:
        self._service = service

    async def note(self, work: Work, incident_id: str, person: Person, text: str, at: datetime | None) -> Incident:
        """Writes down what somebody knows. Raises Refused for an empty text and for a time that is still to come."""
        incident = await self._service.for_act(work, incident_id, person, Act.ADD)
        line = Line(Kind.NOTE, person.id, _text(text), at=_past(at or work.now, work.now))
        await self._service.write(work, incident, line)
        return incident

    async def keep(self, work: Work, incident_id: str, person: Person, quote: Quote) -> Incident:
        """Keeps a message with its author and where it stands."""
        incident = await self._service.for_act(work, incident_id, person, Act.ADD)
        data = {"permalink": quote.permalink, "author": quote.author}
        at = min(quote.at, work.now)
        await self._service.write(work, incident, Line(Kind.MESSAGE, person.id, _text(quote.text), data, at))
        return incident

    async def correct(self, work: Work, incident_id: str, person: Person, said: Correction) -> Incident:
        """Changes an entry; what it said before stays on record. Raises Refused when somebody else was faster."""
        incident = await self._service.for_act(work, incident_id, person, Act.ADD)
        entry = await IncidentStore(work.connection).entry(said.entry)
        if entry is None or entry.incident != incident.id:
            raise NotFound("incidents.gone")
        if not may_correct(person, incident, entry):
            raise Refused("incidents.not_your_entry", "text")
        if len(entry.earlier) != said.seen:
            raise Refused("incidents.changed_meanwhile", "text")
        text, at = _text(said.text), _past(said.at, work.now)
        if (text, at) == (entry.text, entry.at):
            return incident
        before = Earlier(entry.text, work.now, person.id, entry.at)
        after = replace(entry, text=text, at=at, earlier=(*entry.earlier, before))
        await IncidentStore(work.connection).rewrite(after)
        data = {"entry": entry.id, "before": entry.text, "after": text}
        work.audit.put(AuditEntry(incident.team, person.id, "incident.corrected", incident.id, data))
        return incident


def may_correct(person: Person, incident: Incident, entry: Entry) -> bool:
    """People correct what they wrote themselves; those who answer for incidents correct anybody's words."""
    if entry.kind not in OWN_WORDS or not access.may(person, Act.ADD, incident):
        return False
    return entry.by == person.id or access.Standing.COMMANDER in access.standings(person, incident)


def _text(text: str) -> str:
    said = text.strip()
    if not said:
        raise Refused("incidents.text_missing", "text")
    return said[:LONGEST_ENTRY]


def _past(at: datetime, now: datetime) -> datetime:
    if at > now + SLACK:
        raise Refused("incidents.not_yet", "at")
    return min(at, now)
