"""The duties of an incident as a list to work through: what the rules say now, beside what people have settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.incidents.cases import DutyState, Incident
from bot.incidents.duties import Due, Need, Run

OPEN, DONE, NOT_NEEDED = "open", "done", "not_needed"
SETTLED = frozenset({DONE, NOT_NEEDED})


@dataclass(frozen=True)
class Line:
    """One deadline of a duty, or a duty without one, and what has become of it."""

    deadline: str
    run: Run | None = None
    row: DutyState | None = None

    @property
    def state(self) -> str:
        return self.row.state if self.row else OPEN

    def is_late(self, now: datetime) -> bool:
        return self.state == OPEN and self.run is not None and self.run.dates.extended < now


@dataclass(frozen=True)
class Item:
    """A duty with its lines; one that is not needed has none but those that people had settled before."""

    due: Due
    lines: tuple[Line, ...]

    @property
    def open(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state == OPEN) if self.counts else ()

    @property
    def next_line(self) -> Line | None:
        """The open line whose date comes next; without dates the first that is open."""
        dated = [(line.run.dates.extended, at) for at, line in enumerate(self.open) if line.run]
        return self.open[min(dated)[1] if dated else 0] if self.open else None

    @property
    def counts(self) -> bool:
        """Whether it may have to be done."""
        return self.due.need is not Need.NOT_NEEDED


@dataclass(frozen=True)
class Checklist:
    """Everything that the screen shows; what is not needed stands last."""

    incident: Incident
    items: tuple[Item, ...]
    knew: datetime
    now: datetime

    @property
    def by_need(self) -> tuple[Item, ...]:
        """What is needed first, then what may be; in each what is open, the next date first."""
        return tuple(sorted(self.items, key=_urgency))

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that would decide, in the order in which they are worth asking."""
        undecided = (item for item in self.items if item.open)
        return tuple(dict.fromkeys(fact for item in undecided for fact in item.due.missing))

    @property
    def waiting(self) -> int:
        """How many duties are not settled."""
        return sum(bool(item.open) for item in self.items)

    @property
    def next_due(self) -> datetime | None:
        dates = (line.run.dates.extended for item in self.items for line in item.open if line.run)
        return min(dates, default=None)

    def item(self, duty: str) -> Item | None:
        return next((item for item in self.items if item.due.duty.id == duty), None)


def _urgency(item: Item) -> tuple[int, bool, float]:
    line = item.next_line
    date = line.run.dates.extended.timestamp() if line and line.run else float("inf")
    return list(Need).index(item.due.need), not item.open, date


def items_of(dues: Sequence[Due], rows: Sequence[DutyState]) -> tuple[Item, ...]:
    """Each duty with what people have settled of it; the order of the rules, what is not needed last."""
    kept = {(row.duty, row.deadline): row for row in rows}
    items = [Item(due, _lines(due, kept)) for due in dues]
    return tuple(sorted(items, key=lambda item: not item.counts))


def _lines(due: Due, kept: dict[tuple[str, str], DutyState]) -> tuple[Line, ...]:
    name = due.duty.id
    if due.need is Need.NOT_NEEDED:
        settled = (row for (duty, _), row in kept.items() if duty == name and row.state in SETTLED)
        return tuple(Line(row.deadline, None, row) for row in settled)
    if not due.runs:
        return (Line("", None, kept.get((name, ""))),)
    return tuple(Line(run.deadline.id, run, kept.get((name, run.deadline.id))) for run in due.runs)
