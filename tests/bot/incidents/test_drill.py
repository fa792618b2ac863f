"""What a drill has shown: times from the first call, measured by the wait of its level."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.incidents.cases import Dossier, Entry, Kind, Notice, Step
from bot.incidents.drill import result
from knowledge.incidents import Rung
from tests.kit.database import NOON
from tests.kit.register import case

RUNG = Rung.model_validate(
    {"level": 3, "chain": ["system_admin"], "settles": ["system_admin"], "wait_minutes": 5, "situation_hours": 2}
)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def told(person: str, why: str, at: float, confirmed: float | None = None) -> Notice:
    moment = after(confirmed) if confirmed is not None else None
    return Notice(0, "I-1", person, "system_admin", why, after(at), f"{person}{why}{at}", moment)


def drill(*notices: Notice, **more: object) -> Dossier:
    entries = (Entry(1, "I-1", Kind.TOLD, NOON, NOON, data={"why": "alert"}),) if more.get("alarmed") else ()
    steps = (
        Step(1, "I-1", "playbook", "a", "", "system_admin", None, None, NOON, done_at=after(3)),
        Step(2, "I-1", "playbook", "b", "", "system_admin", None, None, NOON),
        Step(3, "I-1", "action", "", "later", "system_admin", None, None, NOON),
    )
    incident = case(reported_at=NOON, closed_at=after(60), drill=True, confirmed_at=more.get("confirmed_at"))
    return Dossier(incident, entries, notices, steps, ())


def test_the_clock_of_a_person_runs_from_the_first_time_they_were_asked() -> None:
    found = result(drill(told("U1", "inform", 0), told("U1", "chain", 10, 14), told("U1", "again", 12)), RUNG, NOON)
    (one,) = found.people
    assert (one.took, one.met) == (timedelta(minutes=4), True)


def test_late_silent_and_only_told_are_told_apart() -> None:
    calls = (told("U1", "chain", 0, 6), told("U2", "chain", 5), told("U3", "inform", 0), told("U4", "chain", 58))
    found = result(drill(*calls), RUNG, NOON)
    assert [one.met for one in found.people] == [False, False, None, None]
    assert [one.asked for one in found.people] == [True, True, False, True]


def test_the_whole_is_measured_from_the_report() -> None:
    found = result(drill(confirmed_at=after(7), alarmed=True), RUNG, NOON)
    assert (found.settled, found.alarmed, found.length) == (timedelta(minutes=7), True, timedelta(hours=1))
    assert (found.steps_done, found.steps) == (1, 2)
    assert result(drill(), RUNG, NOON).settled is None
