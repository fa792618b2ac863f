"""The incidents on record without Slack, for whoever keeps the machine: lines to read, or a file for a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.workdays import WorkDays
from bot.incidents.cases import Incident
from bot.incidents.filters import Filters, chosen
from bot.incidents.numbers import Period, Rules
from bot.incidents.queries import Lists
from bot.wiring import directory_of, knowledge_of
from handlers.incidents.labels import status_of
from handlers.incidents.lists.fields import level_name
from handlers.incidents.lists.views import titled
from handlers.incidents.papers.export import Sheet, csv_of
from handlers.kit.people import People
from handlers.kit.words import Speech, Words


@dataclass(frozen=True)
class Days:
    """The days of the reports, both included; None leaves an end open."""

    since: date | None = None
    until: date | None = None

    def period(self, zone: ZoneInfo) -> Period:
        """The same as moments of the company's zone."""
        first, last = self.since or date(2000, 1, 1), self.until or date(2999, 12, 31)
        start = datetime(first.year, first.month, first.day, tzinfo=zone)
        return Period(start, datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1))


@dataclass(frozen=True)
class Register:
    """What was read: the incidents, and what a sheet needs beyond them."""

    cases: list[Incident]
    sheet: Sheet

    def as_csv(self, words: Words) -> bytes:
        """The same file as in Slack."""
        return csv_of(sorted(self.cases, key=lambda one: one.reported_at), self.sheet, words)

    def as_lines(self, words: Words) -> list[str]:
        """One line each, the open ones first."""
        ordered = chosen(self.cases, Filters(), "", self.sheet.rules.zone)
        return [
            "  ".join(
                (
                    one.id,
                    words.moment(one.reported_at),
                    level_name(one.level, words),
                    words.say(status_of(one)),
                    titled(one, words),
                )
            )
            for one in ordered
        ]


async def register_of(settings: Settings, days: Days, language: str) -> Register:
    """Everything on record, restricted ones too: who reads the database sees it all. Raises FileNotFoundError."""
    known, clock, zone = knowledge_of(settings), SystemClock(), ZoneInfo(settings.timezone)
    database = Database(settings.database)
    await database.open_to_read()
    try:
        async with database.read() as connection:
            lists = Lists(connection, "", None)
            period = days.period(zone)
            cases = [one for one in await lists.visible() if period.holds(one)]
            moved, due = await lists.levels_before(), await lists.next_due(cases)
        names = await _names(cases, language, People(known.company, directory_of(known.company), database, clock))
    finally:
        await database.stop()
    rules = Rules(known.incidents.chain, WorkDays(settings.timezone), zone, clock.now())
    return Register(cases, Sheet(known.incidents, names, rules, moved, due))


def words_of(settings: Settings, language: str) -> Words:
    return Speech(settings.timezone).in_(language)


async def _names(cases: list[Incident], language: str, people: People) -> dict[str, str]:
    found = {}
    for one in cases:
        named = [user for user in (one.reporter, one.lead) if user]
        await people.meet(one.team, named)
        found.update({user: people.called(user, language) for user in named})
    return found
