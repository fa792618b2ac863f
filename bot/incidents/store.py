"""Incidents in SQL, on the connection of one transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.db import insert_new
from bot.incidents.cases import (
    ENDED,
    Dossier,
    DutyState,
    Earlier,
    Entry,
    Incident,
    Kind,
    Notice,
    Origin,
    Outcome,
    Reason,
    State,
    Step,
    Via,
)
from bot.incidents.tables import duties, entries, incidents, notices, steps

_REASONS = TypeAdapter(tuple[Reason, ...])
_ORIGIN = TypeAdapter(Origin)
_OUTCOME = TypeAdapter(Outcome)
_EARLIER = TypeAdapter(tuple[Earlier, ...])
_PLAIN = (
    "id", "team", "category", "level", "level_is_set", "title", "text", "where", "language", "reporter",
    "happened_at", "noticed_at", "reported_at", "drill", "restricted", "lead", "room", "room_stale", "merged_into",
    "confirmed_at", "contained_at", "recovered_at", "closed_at", "review_due", "reviewed_at", "lesson", "revision",
)  # fmt: skip
"""The columns that hold a field as it is."""
_PEOPLE = ("members", "told", "followers", "room_people")


class IncidentStore:
    """Everything about incidents."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, incident: Incident) -> None:
        await self._connection.execute(incidents.insert(), _row(incident))

    async def save(self, incident: Incident, before: int) -> bool:
        """Writes an incident as it now stands; False when somebody else has changed it since revision `before`."""
        where = (incidents.c.id == incident.id) & (incidents.c.revision == before)
        changed = await self._connection.execute(update(incidents).where(where).values(_row(incident)))
        return bool(changed.rowcount)

    async def get(self, incident_id: str, *, lock: bool = False) -> Incident | None:
        found = await self.select(incidents.c.id == incident_id, lock=lock, limit=1)
        return found[0] if found else None

    async def select(
        self, where: ColumnElement[bool], *, limit: int, offset: int = 0, lock: bool = False
    ) -> list[Incident]:
        """Incidents, newest first."""
        newest = (incidents.c.reported_at.desc(), incidents.c.id)
        statement = select(incidents).where(where).order_by(*newest).limit(limit).offset(offset)
        rows = await self._connection.execute(statement.with_for_update() if lock else statement)
        return [_incident(row) for row in rows.mappings()]

    async def count(self, where: ColumnElement[bool]) -> int:
        return int((await self._connection.execute(select(func.count()).where(where))).scalar_one())

    async def open(self, team: str, limit: int = 50) -> list[Incident]:
        """Those that somebody has to look after, newest first."""
        return await self.select((incidents.c.team == team) & still_open(), limit=limit)

    async def of_reporter(self, team: str, person: str, limit: int) -> list[Incident]:
        return await self.select((incidents.c.team == team) & (incidents.c.reporter == person), limit=limit)

    async def of_mails(self, checks: Collection[str]) -> dict[str, str]:
        """The incident of each mail check that became one."""
        mine = incidents.c.mail_check.in_(list(checks))
        rows = await self._connection.execute(select(incidents.c.mail_check, incidents.c.id).where(mine))
        return {str(check): str(incident) for check, incident in rows}

    async def of_question(self, question: str) -> Incident | None:
        """The newest open incident that was reported from the answer to a question."""
        found = await self.select(still_open() & (incidents.c.origin["question"].as_string() == question), limit=1)
        return found[0] if found else None

    async def merged_into(self, incident_id: str) -> list[Incident]:
        """The reports that go on as this incident."""
        return await self.select(incidents.c.merged_into == incident_id, limit=50)

    async def rooms_to_tend(self, limit: int = 20) -> list[Incident]:
        """Incidents whose own channel is wanted, or not as it should be."""
        return await self.select((incidents.c.room == "!") | incidents.c.room_stale, limit=limit)

    async def in_room(self, channel: str) -> Incident | None:
        """The incident whose own channel this is."""
        found = await self.select(incidents.c.room == channel, limit=1)
        return found[0] if found else None

    async def write(self, entry: Entry) -> int:
        """Adds a line to the timeline and returns its number; the entry's own id is not looked at."""
        values = {
            "incident": entry.incident, "kind": entry.kind.value, "at": entry.at, "written_at": entry.written_at,
            "by": entry.by, "text": entry.text, "data": dict(entry.data),
            "earlier": _EARLIER.dump_python(entry.earlier, mode="json"),
        }  # fmt: skip
        return await self._insert(entries, values)

    async def rewrite(self, entry: Entry) -> None:
        """Changes the words or the time of an entry; what it said before goes with it."""
        earlier = _EARLIER.dump_python(entry.earlier, mode="json")
        statement = update(entries).where(entries.c.id == entry.id)
        await self._connection.execute(statement.values(text=entry.text, at=entry.at, earlier=earlier))

    async def entry(self, entry_id: int) -> Entry | None:
        rows = await self._connection.execute(select(entries).where(entries.c.id == entry_id))
        row = rows.mappings().one_or_none()
        return _entry(row) if row else None

    async def timeline(self, incident_id: str, limit: int = 5000, offset: int = 0) -> list[Entry]:
        """The timeline in the order of what happened."""
        statement = select(entries).where(entries.c.incident == incident_id).order_by(entries.c.at, entries.c.id)
        return [
            _entry(row) for row in (await self._connection.execute(statement.limit(limit).offset(offset))).mappings()
        ]

    async def newest(self, incident_id: str, kind: Kind) -> Entry | None:
        """The latest entry of a kind."""
        mine = (entries.c.incident == incident_id) & (entries.c.kind == kind.value)
        statement = select(entries).where(mine).order_by(entries.c.at.desc(), entries.c.id.desc()).limit(1)
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return _entry(row) if row else None

    async def of_kind(self, incident_id: str, kind: Kind) -> list[Entry]:
        """The entries of a kind, as they were written."""
        mine = (entries.c.incident == incident_id) & (entries.c.kind == kind.value)
        rows = await self._connection.execute(select(entries).where(mine).order_by(entries.c.id))
        return [_entry(row) for row in rows.mappings()]

    async def count_entries(self, incident_id: str) -> int:
        statement = select(func.count()).where(entries.c.incident == incident_id)
        return int((await self._connection.execute(statement)).scalar_one())

    async def tell(self, notice: Notice) -> bool:
        """Writes that somebody was told; False when this message to them is on record already."""
        values = {name: value for name, value in asdict(notice).items() if name != "id"}
        return bool((await self._connection.execute(insert_new(self._connection, notices), values)).rowcount)

    async def confirm(self, incident_id: str, person: str, now: datetime) -> None:
        """Everything that this person was told is confirmed."""
        mine = (notices.c.incident == incident_id) & (notices.c.person == person) & notices.c.confirmed_at.is_(None)
        await self._connection.execute(update(notices).where(mine).values(confirmed_at=now))

    async def notices(self, incident_id: str) -> list[Notice]:
        """Who was told, in the order of telling."""
        statement = select(notices).where(notices.c.incident == incident_id).order_by(notices.c.id)
        return [Notice(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def add_step(self, step: Step) -> int:
        values = {name: value for name, value in asdict(step).items() if name != "id"}
        return await self._insert(steps, values)

    async def save_step(self, step: Step) -> None:
        values = {name: value for name, value in asdict(step).items() if name not in {"id", "incident"}}
        await self._connection.execute(update(steps).where(steps.c.id == step.id).values(values))

    async def step(self, step_id: int) -> Step | None:
        rows = await self._connection.execute(select(steps).where(steps.c.id == step_id))
        row = rows.mappings().one_or_none()
        return Step(**row) if row else None

    async def steps(self, incident_id: str) -> list[Step]:
        """What is to do, in the order in which it was laid down."""
        statement = select(steps).where(steps.c.incident == incident_id).order_by(steps.c.id)
        return [Step(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def add_duty(self, duty: DutyState) -> None:
        """Adds a deadline; one that is there already stays as it is."""
        values = {name: value for name, value in asdict(duty).items() if name != "id"} | {
            "reminded": list(duty.reminded)
        }
        await self._connection.execute(insert_new(self._connection, duties), values)

    async def save_duty(self, duty: DutyState) -> None:
        values = {name: value for name, value in asdict(duty).items() if name not in {"id", "incident"}}
        values["reminded"] = list(duty.reminded)
        await self._connection.execute(update(duties).where(duties.c.id == duty.id).values(values))

    async def duty(self, duty_id: int) -> DutyState | None:
        rows = await self._connection.execute(select(duties).where(duties.c.id == duty_id))
        row = rows.mappings().one_or_none()
        return duty_of(row) if row else None

    async def duties(self, incident_id: str) -> list[DutyState]:
        statement = select(duties).where(duties.c.incident == incident_id).order_by(duties.c.id)
        return [duty_of(row) for row in (await self._connection.execute(statement)).mappings()]

    async def dossier(self, incident: Incident) -> Dossier:
        """Everything on record of one incident."""
        return Dossier(
            incident,
            tuple(await self.timeline(incident.id)),
            tuple(await self.notices(incident.id)),
            tuple(await self.steps(incident.id)),
            tuple(await self.duties(incident.id)),
        )

    async def _insert(self, table: Table, values: dict[str, Any]) -> int:
        key = (await self._connection.execute(table.insert().values(values))).inserted_primary_key
        return int(key[0]) if key else 0

    async def counts(self) -> dict[str, int]:
        """Incidents by state, drills apart, for the operator's metrics."""
        real = incidents.c.drill.is_(False)
        statement = select(incidents.c.state, func.count()).where(real).group_by(incidents.c.state)
        return {f"incident_{state}": int(count) for state, count in await self._connection.execute(statement)}


def still_open() -> ColumnElement[bool]:
    """The condition of being looked after."""
    return incidents.c.state.not_in([state.value for state in ENDED])


def among(ids: Collection[str]) -> ColumnElement[bool]:
    return incidents.c.id.in_(list(ids))


def _row(incident: Incident) -> dict[str, Any]:
    people = {name: list(getattr(incident, name)) for name in _PEOPLE}
    return {name: getattr(incident, name) for name in _PLAIN} | people | {
        "state": incident.state.value,
        "via": incident.via.value,
        "reasons": _REASONS.dump_python(incident.reasons, mode="json"),
        "facts": dict(incident.facts),
        "origin": _ORIGIN.dump_python(incident.origin, mode="json"),
        "mail_check": incident.origin.mail_check or None,
        "outcome": _OUTCOME.dump_python(incident.outcome, mode="json"),
    }  # fmt: skip


def _incident(row: RowMapping) -> Incident:
    plain = {name: row[name] for name in _PLAIN} | {name: tuple(row[name]) for name in _PEOPLE}
    return Incident(
        **plain,
        state=State(row["state"]),
        via=Via(row["via"]),
        reasons=_REASONS.validate_python(row["reasons"]),
        facts=row["facts"],
        origin=_ORIGIN.validate_python(row["origin"]),
        outcome=_OUTCOME.validate_python(row["outcome"]),
    )


def _entry(row: RowMapping) -> Entry:
    earlier = _EARLIER.validate_python(row["earlier"])
    return Entry(**{**row, "kind": Kind(row["kind"]), "earlier": earlier})


def duty_of(row: RowMapping) -> DutyState:
    """A row of the duties as a value."""
    return DutyState(**{**row, "reminded": tuple(row["reminded"])})
