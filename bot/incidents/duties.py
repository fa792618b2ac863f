"""Which duties to notify somebody an incident brings; as long as a fact is open the answer may be "perhaps"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.core.workdays import WorkDays
from bot.incidents.cases import Incident, Reason
from bot.incidents.deadlines import DueDates, due_dates
from knowledge.incidents import UNSURE, Condition, Deadline, Duty, Jurisdiction

Truth = bool | None
"""None: it cannot be told yet."""


class Need(StrEnum):
    """Whether somebody must, or should, be notified."""

    NEEDED = "needed"
    PERHAPS = "perhaps"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class Situation:
    """What decides about duties: the kind of incident, its level, the facts, and since when the company knows."""

    category: str
    level: int
    facts: Mapping[str, str]
    knew: datetime


@dataclass(frozen=True)
class Run:
    """A deadline that runs. `certain` is False when an open fact may still give more time: the strict one counts."""

    deadline: Deadline
    dates: DueDates
    certain: bool = True


@dataclass(frozen=True)
class Due:
    """A duty in one incident: `because` decided it, `missing` are the facts still to be asked."""

    duty: Duty
    need: Need
    because: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()

    @property
    def next_due(self) -> datetime | None:
        return min((run.dates.extended for run in self.runs), default=None)


def situation_of(incident: Incident) -> Situation:
    """The situation of an incident; the company knows from the moment at which any of its people noticed."""
    knew = min(incident.noticed_at or incident.reported_at, incident.reported_at)
    return Situation(incident.category, incident.level, incident.facts, knew)


def applicable(jurisdiction: Jurisdiction, situation: Situation, days: WorkDays) -> list[Due]:
    """Every duty in force on the day the company knew: binding law first, then by date, then as the file has them."""
    day = days.day_of(situation.knew)
    found = [_due(duty, situation, days) for duty in jurisdiction.duties if in_force(duty, day)]
    return sorted(found, key=_rank)


def in_force(duty: Duty, day: date) -> bool:
    """Whether the rule behind a duty was in force on a day."""
    return duty.effective_from <= day and (duty.effective_until is None or day <= duty.effective_until)


def _rank(due: Due) -> tuple[int, float]:
    order = ("law", "contract", "advice").index(due.duty.binding)
    return order, due.next_due.timestamp() if due.next_due else float("inf")


def _due(duty: Duty, situation: Situation, days: WorkDays) -> Due:
    need = _need(duty, situation)
    because = tuple(_because(duty, need, situation))
    if need is Need.NOT_NEEDED:
        return Due(duty, need, because)
    runs, asked = _runs(duty, situation, days)
    open_ = _open(_undecided(duty, need, situation), situation)
    return Due(duty, need, because, tuple(dict.fromkeys((*open_, *asked))), runs)


def _need(duty: Duty, situation: Situation) -> Need:
    when, unless = (_any(each, situation) for each in (duty.when, duty.unless))
    if when is False or unless is True:
        return Need.NOT_NEEDED
    return Need.NEEDED if when and unless is False else Need.PERHAPS


def _because(duty: Duty, need: Need, situation: Situation) -> Iterator[Reason]:
    """What is known and decided: the first condition that holds, or for a "no" what keeps each of them from holding."""
    exempt = _first(duty.unless, situation)
    holds = _first(duty.when, situation)
    if need is Need.NOT_NEEDED and exempt:
        yield from _known(exempt, situation)
    elif need is Need.NOT_NEEDED:
        yield from dict.fromkeys(reason for one in duty.when for reason in _against(one, situation))
    elif holds:
        yield from _known(holds, situation)


def _undecided(duty: Duty, need: Need, situation: Situation) -> Iterator[Condition]:
    if need is Need.PERHAPS:
        holds = _first(duty.when, situation)
        both = duty.unless if holds else (*duty.when, *duty.unless)
        yield from (one for one in both if _holds(one, situation) is None)


def _runs(duty: Duty, situation: Situation, days: WorkDays) -> tuple[tuple[Run, ...], list[str]]:
    """One run for each id of the deadlines, and the facts that would tell which of several counts."""
    runs, asked = [], []
    for name in dict.fromkeys(one.id for one in duty.deadlines):
        may_count = _may_count((one for one in duty.deadlines if one.id == name), situation)
        if not may_count:
            continue
        dates = due_dates(may_count, situation.knew, days)
        strictest = min(range(len(dates)), key=lambda at: (dates[at].extended, dates[at].strict, at))
        doubtful = [one.when for one in may_count if _holds(one.when, situation) is None]
        runs.append(Run(may_count[strictest], dates[strictest], certain=not doubtful))
        asked += _open(doubtful, situation)
    return tuple(runs), asked


def _may_count(deadlines: Iterable[Deadline], situation: Situation) -> list[Deadline]:
    """The first deadline whose condition holds, and before it those of which that cannot be told."""
    found = []
    for one in deadlines:
        holds = _holds(one.when, situation)
        if holds is not False:
            found.append(one)
        if holds:
            break
    return found


def _any(conditions: Sequence[Condition], situation: Situation) -> Truth:
    each = [_holds(one, situation) for one in conditions]
    return True if True in each else None if None in each else False


def _first(conditions: Sequence[Condition], situation: Situation) -> Condition | None:
    return next((one for one in conditions if _holds(one, situation)), None)


def _holds(condition: Condition, situation: Situation) -> Truth:
    if condition.categories and situation.category not in condition.categories:
        return False
    if condition.level is not None and situation.level < condition.level:
        return False
    each = [_fact_holds(situation.facts.get(fact, ""), options) for fact, options in condition.facts.items()]
    return False if False in each else None if None in each else True


def _fact_holds(answer: str, options: Sequence[str]) -> Truth:
    """An option that the rule names holds, `unsure` included where it says so; otherwise unsure is not known."""
    if answer in options:
        return True
    return None if answer in {"", UNSURE} else False


def _open(conditions: Iterable[Condition], situation: Situation) -> list[str]:
    """The facts without which these conditions stay undecided."""
    each = ((fact, options) for one in conditions for fact, options in one.facts.items())
    return [fact for fact, options in each if _fact_holds(situation.facts.get(fact, ""), options) is None]


def _known(condition: Condition, situation: Situation) -> Iterator[Reason]:
    if condition.categories:
        yield Reason("category", situation.category)
    if condition.level is not None:
        yield Reason("level", "", level=situation.level)
    for fact in condition.facts:
        yield Reason("fact", fact, situation.facts.get(fact, ""))


def _against(condition: Condition, situation: Situation) -> Iterator[Reason]:
    if condition.categories and situation.category not in condition.categories:
        yield Reason("category", situation.category)
    elif condition.level is not None and situation.level < condition.level:
        yield Reason("level", "", level=situation.level)
    else:
        for fact, options in condition.facts.items():
            answer = situation.facts.get(fact, "")
            if _fact_holds(answer, options) is False:
                yield Reason("fact", fact, answer)
