"""An incident with the most of everything, for what `mamori check` draws of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.incidents.cases import (
    Dossier,
    DutyState,
    Earlier,
    Entry,
    Incident,
    Kind,
    Notice,
    Outcome,
    Reason,
    State,
    Step,
    Via,
)
from bot.incidents.glance import Glance
from handlers.incidents import ids
from handlers.incidents.duties import ids as duty_ids
from handlers.incidents.work import step_ids
from handlers.incidents.work.owners import Owners
from handlers.incidents.work.step_views import PHASES
from knowledge.incidents import IncidentContent

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=70)
SETTLED = frozenset({State.CLOSED, State.REJECTED, State.MERGED})
DOORS = {
    name
    for module in (ids, step_ids, duty_ids)
    for name in vars(module).values()
    if isinstance(name, str) and name.startswith("incidents.")
}
ENTRIES, STEPS, NOTICES = 500, 60, 40


class Everybody(Owners):
    """Owners without a company: each step is everybody's."""

    def __init__(self) -> None:
        """Needs nothing."""

    def of(self, incident: Incident, step: Step) -> list[str]:  # noqa: ARG002  nobody in particular
        return [f"U{number}" for number in range(10)]


def incident_of(trap: str, **more: Any) -> Incident:
    """An incident in which everybody wrote as much as they could."""
    state = more.get("state", State.CONFIRMED)
    values: dict[str, Any] = {
        "id": "I-SAMPLE00",
        "team": "T1",
        "category": "loss",
        "state": state,
        "level": 3,
        "reasons": (Reason("category", "loss", level=2), Reason("person", "U2", level=3)),
        "title": trap.replace("\n", " ")[:80],
        "text": trap[:3000],
        "language": "ja",
        "via": Via.HOME,
        "reported_at": NOW,
        "reporter": "U1",
        "where": trap[:300],
        "lead": "U2",
        "members": tuple(f"U{number}" for number in range(50)),
        "merged_into": "I-SAMPLE01" if state is State.MERGED else None,
        "outcome": Outcome(trap[:3000], trap[:3000], trap[:3000]),
        "closed_at": LATER if state in SETTLED else None,
        "review_due": NOW + timedelta(days=5) if state is State.CLOSED else None,
        "lesson": trap[:3000],
    }
    return Incident(**(values | more))


def record_of(incident: Incident, content: IncidentContent, trap: str) -> Dossier:
    """Hundreds of entries, dozens of steps and notices, and every deadline settled."""
    duties = [
        (duty.id, line) for duty in content.jurisdiction.duties for line in [one.id for one in duty.deadlines] or [""]
    ]
    return Dossier(
        incident,
        tuple(_entry(number, incident, trap) for number in range(ENTRIES)),
        tuple(_notice(number, incident) for number in range(NOTICES)),
        tuple(_step(number, incident, trap) for number in range(STEPS)),
        tuple(
            DutyState(number, incident.id, duty, line, NOW, NOW, "done", trap[:1000], "U2", NOW)
            for number, (duty, line) in enumerate(duties)
        ),
    )


def glance_of(dossier: Dossier) -> Glance:
    """The same at one glance."""
    others = tuple(incident_of("", id=f"I-SAMPLE{number}") for number in range(10, 60))
    said = next(one for one in dossier.entries if one.kind is Kind.SITUATION)
    more: dict[str, Any] = {"steps": dossier.steps, "merged": others, "similar": tuple(one.id for one in others[:3])}
    more["decided"] = replace(said, kind=Kind.LEVEL, by="U2")
    return Glance(dossier.incident, NOW, dossier.notices, said, (), duties=12, duty_due=NOW, **more)


def _entry(number: int, incident: Incident, trap: str) -> Entry:
    kind = list(Kind)[number % len(Kind)]
    data: dict[str, Any] = {"person": "U1", "role": "system_admin", "before": "reported", "after": "closed"}
    data |= {"text": trap[:300], "author": trap[:80], "due": trap[:20], "ref": trap[:80]}
    data |= {"before": 1, "after": 3} if kind is Kind.LEVEL else {}
    data |= {"facts": {"personal": trap[:75], trap[:30]: trap[:75]}} if kind is Kind.FACTS else {}
    data |= {"permalink": "https://aoba.slack.example/archives/C1/p1"} if kind is Kind.MESSAGE else {}
    earlier = (Earlier(trap[:2000], NOW, "U3", NOW - timedelta(days=1)),) * 3 if number % 2 else ()
    return Entry(number, incident.id, kind, NOW, LATER, "U1", trap[:2000], data, earlier)


def _notice(number: int, incident: Incident) -> Notice:
    why = ("chain", "again", "deputy", "inform", "raised")[number % 5]
    confirmed = NOW if number % 2 else None
    return Notice(number, incident.id, f"U{number}", "system_admin", why, NOW, f"k{number}", confirmed, "U9")


def _step(number: int, incident: Incident, trap: str) -> Step:
    done, source = LATER if number % 3 == 0 else None, "action" if number % 4 == 0 else "added"
    return Step(
        id=number,
        incident=incident.id,
        source=source,
        ref="",
        text=trap[:300],
        role="system_admin",
        person=f"U{number % 7}",
        due_at=NOW,
        created_at=NOW,
        phase=list(PHASES)[number % len(PHASES)],
        done_at=done,
        done_by="U1" if done else None,
        skipped=trap[:500] if number % 6 == 0 else "",
    )
