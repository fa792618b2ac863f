"""The contact chain: who is asked to confirm, in which order, who hears of it, and when the next one is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.people import Person, Role
from bot.core.workdays import WorkDays
from bot.incidents.cases import Entry, Incident, Notice, Timer
from bot.incidents.timers import LATE
from knowledge.incidents import Hours, Rung

CHAIN, PING, REACH, SITUATION = "chain", "ping", "reach", "situation"
"""The timers: the next one is asked, somebody silent is asked again, did it arrive, how do things stand."""
ASKED = frozenset({"chain", "deputy", "again"})
"""Those of whom a confirmation is expected; the others only hear of it."""
CLIMBS = frozenset({"chain", "deputy"})
"""Asked for the first time: a step of the climb."""
RAISED = "raised"
"""Who has a call already hears that the level has risen, and nothing else again."""
UNASKED = "self"
"""Somebody who confirms without having been told."""
Holders = Mapping[str, tuple["Called", ...]]


@dataclass(frozen=True)
class Called:
    """Somebody of the chain; `stands_for` is the absent one whose deputy they are."""

    person: str
    role: str
    stands_for: str | None = None


def ladder(rung: Rung, holders: Holders, besides: Collection[str]) -> tuple[tuple[Called, ...], ...]:
    """The chain with people in place of roles: one tuple a step, none of them empty, nobody twice.

    Whoever also stands in for somebody whose word settles it is called as that one's deputy.
    """
    seen = set(besides)
    steps = (_fresh(holders.get(role, ()), seen) for role in rung.chain)
    return tuple(tuple(_as_settling(rung, holders, one) for one in step) for step in steps if step)


def hearers(rung: Rung, holders: Holders, besides: Collection[str]) -> tuple[Called, ...]:
    """Those who hear of the level at once, without those who know already."""
    return _fresh((one for role in rung.inform for one in holders.get(role, ())), set(besides))


def settles(rung: Rung, roles: Collection[str], called: Iterable[Notice]) -> bool:
    """Whether somebody's confirmation ends the climb: by a role of their own, or by the one they were called for."""
    return bool({*roles, *(one.role for one in called)} & set(rung.settles))


def unasked(incident: Incident, person: Person, rung: Rung, now: datetime) -> Notice:
    """That somebody has confirmed whom nobody had asked: they saw the card in the channel. It is no message."""
    held = {role.value for role in person.roles}
    role = next((one for one in (*rung.settles, *rung.chain) if one in held), Role.EMPLOYEE.value)
    return Notice(0, incident.id, person.id, role, UNASKED, now, f"incident-self:{incident.id}:{person.id}", now)


def unanswered(told: Iterable[Notice]) -> list[Notice]:
    """Those who were asked and have not confirmed: what each was told last."""
    notices = list(told)
    answered = {one.person for one in notices if one.confirmed_at}
    last = {one.person: one for one in notices if one.why in ASKED and one.person not in answered}
    return list(last.values())


def confirmations(told: Iterable[Notice]) -> list[Notice]:
    """One for each who has confirmed: as what they were called last."""
    return list({one.person: one for one in told if one.confirmed_at}.values())


def call_key(incident: Incident, person: str, why: str, count: str = "") -> str:
    """The name of a call: the same one is made once."""
    return f"incident-call:{incident.id}:{person}:{why}:{count}:{incident.level}"


def at_level(notice: Notice, level: int) -> bool:
    """Whether somebody was told of the incident as one of this level."""
    return notice.key.endswith(f":{level}")


def is_first(notice: Notice, told: Iterable[Notice]) -> bool:
    """Whether it is the first message to this person: the only one that says everything."""
    return next((one.key for one in told if one.person == notice.person and one.why != UNASKED), "") == notice.key


def risen(notice: Notice, levels: Iterable[Entry]) -> Entry | None:
    """The rise that somebody was told of: it was written in the same moment."""
    found = (one for one in levels if one.written_at == notice.told_at)
    return next((one for one in found if at_level(notice, one.data.get("after", -1))), None)


def asks_now(notice: Notice, told: Iterable[Notice]) -> Notice:
    """As what somebody is called by now: who only heard of it at first may have been asked since."""
    mine = [one for one in told if one.person == notice.person and one.why in CLIMBS]
    return mine[-1] if mine else notice


def being_asked(told: Iterable[Notice]) -> list[Notice]:
    """Those of the latest step who have not confirmed: the chain waits for them."""
    notices = list(told)
    steps = [one.told_at for one in notices if one.why in CLIMBS]
    silent = {one.person for one in unanswered(notices)}
    return [one for one in notices if one.why in CLIMBS and one.told_at == steps[-1] and one.person in silent]


def later(days: WorkDays, moment: datetime, minutes: int, hours: Hours) -> datetime:
    """The moment after so many minutes, of any time or of working time only."""
    wait = timedelta(minutes=minutes)
    return moment + wait if hours == "always" else days.after(moment, wait)


def pulled(days: WorkDays, timer: Timer, now: datetime, hours: Hours) -> datetime:
    """When a timer is due whose clock was set back: it waits as long as it was to wait, but from now on."""
    due = now + (timer.due_at - (timer.since or now))
    return due if hours == "always" else days.after(due, timedelta())


def lacking(incident: Incident, waiting: Iterable[Timer], now: datetime, *, settled: bool) -> frozenset[str]:
    """What is due for an incident and would never come, or has not come: missing kinds, and ids of late timers."""
    timers = list(waiting)
    wanted = {SITUATION} if incident.is_open else set()
    if incident.is_open and not incident.is_near_miss and not settled:
        wanted.add(CHAIN)
    late = {str(one.id) for one in timers if one.due_at <= now - LATE}
    return frozenset(wanted - {one.kind for one in timers} | late)


def _as_settling(rung: Rung, holders: Holders, called: Called) -> Called:
    entries = [one for role in rung.settles for one in holders.get(role, ()) if one.person == called.person]
    if called.stands_for or any(one.stands_for is None for one in entries):
        return called
    return next(iter(entries), called)


def _fresh(found: Iterable[Called], seen: set[str]) -> tuple[Called, ...]:
    fresh = []
    for one in found:
        if one.person not in seen:
            seen.add(one.person)
            fresh.append(one)
    return tuple(fresh)
