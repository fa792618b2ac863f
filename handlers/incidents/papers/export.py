"""Incidents as a file for a spreadsheet: one row each, times of the company's clock, nothing that a cell could run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.incidents.cases import Incident
from bot.incidents.numbers import Moved, Rules, Span, minutes
from handlers.incidents.labels import level_title, status_of
from handlers.kit.cells import csv_file
from handlers.kit.words import N_, Words
from knowledge.incidents import IncidentContent


@dataclass(frozen=True)
class Sheet:
    """What the rows need beyond the incidents."""

    content: IncidentContent
    names: Mapping[str, str]
    rules: Rules
    moved: Moved
    due: Mapping[str, datetime]


def csv_of(cases: Iterable[Incident], sheet: Sheet, words: Words) -> bytes:
    """The file, in one language."""
    lines = (_Line(one, sheet, words) for one in cases)
    head = [words.say(title) for title, _ in COLUMNS]
    return csv_file(head, ([tell(line) for _, tell in COLUMNS] for line in lines))


@dataclass(frozen=True)
class _Line:
    """One incident, cell by cell."""

    one: Incident
    sheet: Sheet
    words: Words

    def category(self) -> str:
        found = self.sheet.content.category(self.one.category)
        return found.title.say(self.words.language) if found else self.one.category

    def level(self) -> str:
        return level_title(self.sheet.content, self.one.level, self.words)

    def state(self) -> str:
        return self.words.say(status_of(self.one))

    def person(self, user: str | None) -> str:
        return self.sheet.names.get(user, user) if user else ""

    def time(self, moment: datetime | None) -> str:
        return moment.astimezone(self.sheet.rules.zone).isoformat(timespec="minutes") if moment else ""

    def lasted(self, span: Span) -> str:
        found = minutes(self.one, span)
        return "" if found is None else str(round(found))

    def yes(self, holds: bool | None) -> str:
        return "" if holds is None else self.words.say("yes") if holds else self.words.say("no")


COLUMNS: Sequence[tuple[str, Callable[[_Line], str]]] = (
    (N_("Reference"), lambda line: line.one.id),
    (N_("Kind"), lambda line: line.category()),
    (N_("Level"), lambda line: line.level()),
    (N_("State"), lambda line: line.state()),
    (N_("Drill"), lambda line: line.yes(line.one.drill)),
    (N_("Restricted"), lambda line: line.yes(line.one.restricted)),
    (N_("Title"), lambda line: line.one.title),
    (N_("What happened"), lambda line: line.one.text),
    (N_("Where"), lambda line: line.one.where),
    (N_("Reported by"), lambda line: line.person(line.one.reporter)),
    (N_("In charge"), lambda line: line.person(line.one.lead)),
    (N_("Happened at"), lambda line: line.time(line.one.happened_at)),
    (N_("Noticed at"), lambda line: line.time(line.one.noticed_at)),
    (N_("Reported at"), lambda line: line.time(line.one.reported_at)),
    (N_("Confirmed at"), lambda line: line.time(line.one.confirmed_at)),
    (N_("Contained at"), lambda line: line.time(line.one.contained_at)),
    (N_("Recovered at"), lambda line: line.time(line.one.recovered_at)),
    (N_("Closed at"), lambda line: line.time(line.one.closed_at)),
    (N_("Minutes until reported"), lambda line: line.lasted(Span.REPORT)),
    (N_("Minutes until confirmed"), lambda line: line.lasted(Span.CONFIRM)),
    (N_("Minutes until contained"), lambda line: line.lasted(Span.CONTAIN)),
    (N_("Minutes until closed"), lambda line: line.lasted(Span.CLOSE)),
    (
        N_("Confirmed in time"),
        lambda line: line.yes(line.sheet.rules.is_confirmed_in_time(line.one, line.sheet.moved)),
    ),
    (N_("Next due"), lambda line: line.time(line.sheet.due.get(line.one.id))),
    (N_("Review due"), lambda line: line.time(line.one.review_due)),
    (N_("Reviewed at"), lambda line: line.time(line.one.reviewed_at)),
    (N_("Cause"), lambda line: line.one.outcome.cause),
    (N_("Damage"), lambda line: line.one.outcome.damage),
    (N_("Prevention"), lambda line: line.one.outcome.prevention),
    (N_("Lesson"), lambda line: line.one.lesson),
)
"""The head of each column, and what stands in it."""


def file_name(now: datetime, zone: ZoneInfo, what: str = "") -> str:
    """A name that sorts by day and holds nothing of the incidents."""
    parts = ("incidents", what, f"{now.astimezone(zone):%Y%m%d-%H%M}")
    return "-".join(filter(None, parts)) + ".csv"
