"""Many incidents at once, for one person's eyes: what may be listed, found, counted, and what is due next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.people import Permission, Person
from bot.incidents.access import Act, may
from bot.incidents.cases import DutyState, Incident, Kind, State, Step
from bot.incidents.filters import NOT_COUNTED, is_review_late
from bot.incidents.store import IncidentStore, duty_of, still_open
from bot.incidents.tables import duties, entries, incidents, steps
from bot.incidents.timers import Timers
from knowledge.text import fold

MOST = 5000
"""Incidents that a list looks at, the newest first."""
MOST_RESTS = 500
"""Closed incidents with something open that the App Home looks at."""
_BY_ROLE = (Permission.READ_INCIDENTS, Permission.HANDLE_INCIDENTS, Permission.COMMAND_INCIDENTS)
Names = Callable[[str], Iterable[str]]
"""Everything that tells who somebody is."""


@dataclass(frozen=True)
class Late:
    """What is overdue now."""

    steps: int = 0
    actions: int = 0
    duties: int = 0
    reviews: int = 0


@dataclass(frozen=True)
class Rest:
    """A closed incident with its open follow-ups and its duties, settled or not: the rules say which of them count."""

    incident: Incident
    duties: list[DutyState] = field(default_factory=list)
    actions: list[Step] = field(default_factory=list)


class Lists:
    """Incidents as one person may see them; None stands for whoever keeps the machine and sees all."""

    def __init__(self, connection: AsyncConnection, team: str, person: Person | None) -> None:
        self._connection = connection
        self._team = team
        self._person = person

    async def visible(self) -> list[Incident]:
        """Every incident that may be seen whole, and what this person reported, newest first.

        Where somebody else's report goes on that was merged with theirs, they hear of it; its words stay with others.
        """
        where = self._ours() if self._person is None else self._ours() & _concerning(self._person)
        found = await IncidentStore(self._connection).select(where, limit=MOST)
        return [one for one in found if self.sees(one) or self.reported(one)]

    async def open(self) -> list[Incident]:
        """Those that somebody looks after, of what may be seen whole, newest first."""
        where = (incidents.c.team == self._team) & still_open()
        found = await IncidentStore(self._connection).select(where, limit=MOST)
        return [one for one in found if self.sees(one)]

    def sees(self, incident: Incident) -> bool:
        """Whether the whole record is open to this person."""
        return self._person is None or may(self._person, Act.SEE, incident)

    def reported(self, incident: Incident) -> bool:
        """Whether it is this person's own report."""
        person = self._person
        return person is None or (person.id == incident.reporter and may(person, Act.FOLLOW, incident))

    async def find(self, cases: Sequence[Incident], words: str, names: Names) -> list[Incident]:
        """Those in which every word stands, however it is written; a timeline only where it may be read."""
        wanted = [folded for word in words.split() if (folded := fold(word))]
        if not wanted:
            return list(cases)
        notes = await self._notes()
        return [one for one in cases if _holds(self._texts(one, notes, names), wanted)]

    async def next_due(self, cases: Collection[Incident]) -> dict[str, datetime]:
        """When the next step or notification of an incident is due, by incident."""
        ids = [one.id for one in cases]
        to_do = select(steps.c.incident, func.min(steps.c.due_at).label("due")).where(
            _to_do(), steps.c.due_at.is_not(None)
        )
        to_tell = select(duties.c.incident, func.min(duties.c.extended_at).label("due")).where(
            duties.c.state == "open", duties.c.extended_at.is_not(None)
        )
        found: dict[str, datetime] = {}
        for statement, table in ((to_do, steps), (to_tell, duties)):
            mine = statement.where(table.c.incident.in_(ids)).group_by(table.c.incident)
            for row in await self._connection.execute(mine):
                found[row.incident] = min(row.due, found.get(row.incident, row.due))
        return found

    async def to_do(self, cases: Collection[Incident]) -> list[Step]:
        """The open steps of these incidents, the next one first; follow-ups are not among them."""
        mine = steps.c.incident.in_([one.id for one in cases]) & (steps.c.source != "action")
        return await self._steps(_to_do() & mine)

    async def my_actions(self) -> list[Step]:
        """The follow-ups that this person still has to do, the next one first; they outlive the closing."""
        if self._person is None:
            return []
        counted = incidents.c.state.not_in([one.value for one in NOT_COUNTED])
        return await self._steps(
            _to_do() & (steps.c.source == "action") & (steps.c.person == self._person.id) & counted
        )

    async def rests(self) -> list[Rest]:
        """The closed ones, drills apart, of which a duty, the review or a follow-up is still open, newest first."""
        to_tell, to_do = duties.c.state == "open", _to_do() & (steps.c.source == "action")
        closed = self._ours() & (incidents.c.state == State.CLOSED.value) & incidents.c.drill.is_(False)
        left = or_(
            incidents.c.review_due.is_not(None) & incidents.c.reviewed_at.is_(None),
            incidents.c.id.in_(select(duties.c.incident).where(to_tell)),
            incidents.c.id.in_(select(steps.c.incident).where(to_do)),
        )
        cases = await IncidentStore(self._connection).select(closed & left, limit=MOST_RESTS)
        found = {one.id: Rest(one) for one in cases if self.sees(one)}
        rows = select(duties).where(duties.c.incident.in_(list(found)))
        for row in (await self._connection.execute(rows)).mappings():
            found[row["incident"]].duties.append(duty_of(row))
        for step in await self._steps(to_do & steps.c.incident.in_(list(found))):
            found[step.incident].actions.append(step)
        return list(found.values())

    async def late(self, cases: Collection[Incident], now: datetime) -> Late:
        """What is overdue in these incidents; steps count while an incident is open, actions and duties beyond that."""
        live = {one.id: one for one in cases if one.state not in NOT_COUNTED}
        behind = select(steps.c.incident, steps.c.source).where(_to_do(), steps.c.due_at < now)
        found = [row for row in await self._connection.execute(behind) if row.incident in live]
        untold = select(duties.c.incident).where(duties.c.state == "open", duties.c.extended_at < now)
        return Late(
            steps=sum(one.source != "action" and live[one.incident].is_open for one in found),
            actions=sum(one.source == "action" for one in found),
            duties=sum(row.incident in live for row in await self._connection.execute(untold)),
            reviews=sum(is_review_late(one, now) for one in live.values()),
        )

    async def levels_before(self) -> dict[str, list[tuple[datetime, int]]]:
        """For each incident whose level has moved: when, and which level it was until then, in that order."""
        statement = (
            select(entries.c.incident, entries.c.at, entries.c.data)
            .join(incidents, incidents.c.id == entries.c.incident)
            .where(entries.c.kind == Kind.LEVEL.value, self._ours())
            .order_by(entries.c.at, entries.c.id)
        )
        found: dict[str, list[tuple[datetime, int]]] = {}
        for row in await self._connection.execute(statement):
            before = row.data.get("before")
            if isinstance(before, int):
                found.setdefault(row.incident, []).append((row.at, before))
        return found

    async def shared_near_misses(self, since: datetime) -> int:
        """How many near misses everybody may know of; one that is restricted is nobody's number."""
        told = (incidents.c.team == self._team) & (incidents.c.level == 0) & (incidents.c.reported_at >= since)
        open_to_all = incidents.c.restricted.is_(False) & incidents.c.drill.is_(False)
        counted = incidents.c.state.not_in([one.value for one in NOT_COUNTED])
        return await IncidentStore(self._connection).count(told & open_to_all & counted)

    async def _steps(self, where: ColumnElement[bool]) -> list[Step]:
        statement = select(steps).join(incidents, incidents.c.id == steps.c.incident).where(where, self._ours())
        undated_last = (steps.c.due_at.is_(None), steps.c.due_at, steps.c.id)
        rows = await self._connection.execute(statement.order_by(*undated_last))
        return [Step(**row) for row in rows.mappings()]

    def _ours(self) -> ColumnElement[bool]:
        return incidents.c.team == self._team if self._team else incidents.c.id.is_not(None)

    async def _notes(self) -> dict[str, list[str]]:
        """The words of people in the timelines, by incident."""
        statement = (
            select(entries.c.incident, entries.c.text)
            .join(incidents, incidents.c.id == entries.c.incident)
            .where(entries.c.text != "", self._ours())
        )
        found: dict[str, list[str]] = {}
        for incident, text in await self._connection.execute(statement):
            found.setdefault(incident, []).append(text)
        return found

    def _texts(self, one: Incident, notes: Mapping[str, list[str]], names: Names) -> Iterable[str]:
        yield from (one.id, one.title, one.text, one.where)
        yield from names(one.reporter) if one.reporter else ()
        if self.sees(one):
            yield from notes.get(one.id, ())


async def metrics(connection: AsyncConnection, now: datetime) -> dict[str, int]:
    """What an operator watches: open ones by level, unconfirmed ones, what is overdue; drills apart."""
    counts = await IncidentStore(connection).counts()
    real_and_open = still_open() & incidents.c.drill.is_(False)
    statement = select(incidents.c.level, func.count()).where(real_and_open).group_by(incidents.c.level)
    by_level = {int(level): int(count) for level, count in await connection.execute(statement)}
    counts |= {f"incident_open_level_{level}": by_level.get(level, 0) for level in range(4)}
    overdue = select(func.count()).select_from(steps.join(incidents, incidents.c.id == steps.c.incident))
    behind = overdue.where(_to_do(), steps.c.due_at < now, incidents.c.drill.is_(False))
    counts["incident_steps_late"] = int((await connection.execute(behind.where(still_open()))).scalar_one())
    counts["incident_timers_late"] = await Timers(connection).count_late(now)
    return counts


def _concerning(person: Person) -> ColumnElement[bool]:
    """A coarse sieve, so that an employee's list does not read everybody's; `may` decides on what is left."""
    if any(person.may(each) for each in _BY_ROLE):
        return incidents.c.id.is_not(None)
    named = f'"{person.id}"'
    circle = (incidents.c.members, incidents.c.told)
    asked = (cast(each, String).contains(named, autoescape=True) for each in circle)
    return or_(incidents.c.reporter == person.id, incidents.c.lead == person.id, *asked)


def _holds(texts: Iterable[str], wanted: Sequence[str]) -> bool:
    held = "\n".join(_spoken(text) for text in texts)
    return all(word in held for word in wanted)


@lru_cache(maxsize=16_384)
def _spoken(text: str) -> str:
    """Kept, because the same timelines are searched again and again."""
    return fold(text)


def _to_do() -> ColumnElement[bool]:
    return steps.c.done_at.is_(None) & (steps.c.skipped == "")
