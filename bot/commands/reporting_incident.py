"""The incident report without Slack, for whoever keeps the machine: read from the database, beside a running bot."""

from __future__ import annotations

from dataclasses import dataclass

from bot.config import Settings
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.errors import NotFound
from bot.incidents.cases import Dossier
from bot.incidents.store import IncidentStore
from bot.wiring import directory_of, knowledge_of
from handlers.incidents.papers.document import report_page
from handlers.incidents.papers.paper_views import FORMATS, Choice, file_name
from handlers.incidents.papers.printer import view_of
from handlers.kit.people import People
from handlers.kit.words import Speech

KINDS = tuple(FORMATS)


@dataclass(frozen=True)
class Made:
    """A report: what it should be called, and its bytes."""

    name: str
    data: bytes


async def report_of(settings: Settings, incident: str, kind: str, language: str) -> Made:
    """The report of an incident. Raises NotFound, Unavailable without a Japanese font, and FileNotFoundError.

    Nothing is written, not even to the audit log: a file of SQLite belongs to the bot that runs on it.
    """
    known, clock = knowledge_of(settings), SystemClock()
    database = Database(settings.database)
    await database.open_to_read()
    try:
        dossier = await _dossier(database, incident.strip().upper())
        people = People(known.company, directory_of(known.company), database, clock)
        view = await view_of(dossier, language, people, known, clock.now())
    finally:
        await database.stop()
    page = report_page(dossier, view, Speech(settings.timezone).in_(language))
    return Made(file_name(Choice(dossier.incident.id, language), kind), FORMATS[kind].make(page))


async def _dossier(database: Database, incident_id: str) -> Dossier:
    async with database.read() as connection:
        store = IncidentStore(connection)
        incident = await store.get(incident_id)
        if incident is None:
            raise NotFound("incidents.gone")
        return await store.dossier(incident)
