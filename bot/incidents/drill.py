"""Exercises: how a drill ends, and what it has shown, counted from its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.audit import Entry as AuditEntry
from bot.core.unit import Work
from bot.incidents.cases import Dossier, Incident, Kind, Notice, State
from bot.incidents.chain import ASKED, UNASKED
from bot.incidents.service import Changed, IncidentService, Line
from bot.incidents.timers import Timers
from knowledge.incidents import Rung

DRILL = "drill"
"""The kind of the timer that ends a drill by itself."""


@dataclass(frozen=True)
class Took:
    """How long somebody took from the first call to the confirmation.

    `met` is None for whoever only heard of it, or was asked too shortly before the end.
    """

    person: str
    role: str
    told_at: datetime
    asked: bool
    took: timedelta | None
    met: bool | None


@dataclass(frozen=True)
class Result:
    """What a drill has shown. `settled` is the time from its start until somebody who decides had confirmed."""

    people: tuple[Took, ...]
    target: timedelta
    settled: timedelta | None
    alarmed: bool
    """Nobody had confirmed when the whole chain had been asked."""
    steps_done: int
    steps: int
    length: timedelta


async def end(service: IncidentService, work: Work, before: Incident, by: str | None) -> Changed:
    """Ends a drill as it stands: no cause, no damage, no review. The clock ends one without anybody (`by` is None)."""
    after = await service.change(work, before, state=State.CLOSED, closed_at=work.now)
    data = {"before": before.state.value, "after": State.CLOSED.value}
    await service.write(work, after, Line(Kind.STATE, by, data=data))
    work.audit.put(AuditEntry(after.team, by or "-", "incident.drill_ended", after.id, {}))
    await Timers(work.connection).cancel_all(after.id)
    return Changed(before, after)


def result(dossier: Dossier, rung: Rung, now: datetime) -> Result:
    """Counts a drill: who was called and confirmed after how long, measured by the wait of its level."""
    incident = dossier.incident
    target = timedelta(minutes=rung.wait_minutes)
    called: dict[str, list[Notice]] = {}
    for notice in dossier.notices:
        called.setdefault(notice.person, []).append(notice)
    over = incident.closed_at or now
    steps = [one for one in dossier.steps if one.source != "action"]
    return Result(
        people=tuple(_took(each, target, over) for each in called.values()),
        target=target,
        settled=incident.confirmed_at - incident.reported_at if incident.confirmed_at else None,
        alarmed=any(one.kind is Kind.TOLD and one.data.get("why") == "alert" for one in dossier.entries),
        steps_done=sum(one.done_at is not None for one in steps),
        steps=len(steps),
        length=over - incident.reported_at,
    )


def _took(notices: list[Notice], target: timedelta, over: datetime) -> Took:
    """The clock of a person runs from the first time they were asked, or told where nobody asked them."""
    asked = [one for one in notices if one.why in ASKED]
    first = (asked or notices)[0]
    confirmed = next((one.confirmed_at for one in notices if one.confirmed_at), None)
    took = max(confirmed - first.told_at, timedelta()) if confirmed else None
    counts = bool(asked) and first.why != UNASKED
    had_time = took is not None or over - first.told_at >= target
    met = (took is not None and took <= target) if counts and had_time else None
    return Took(first.person, first.role, first.told_at, bool(asked), took, met)
