"""Surveys and their results without Slack, for whoever keeps the machine: read beside a running bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.config import Settings
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.errors import NotFound
from bot.surveys.cases import Campaign
from bot.surveys.store import SurveyStore
from bot.wiring import directory_of, knowledge_of
from handlers.kit.people import People
from handlers.kit.words import Speech
from handlers.surveys.campaigns.labels import STATES
from handlers.surveys.results.card_lines import subject
from handlers.surveys.results.files import MAKE, file_name
from handlers.surveys.results.papering import Source
from handlers.surveys.results.seen import Reader, in_full


@dataclass(frozen=True)
class Made:
    """A file: what it should be called, and its bytes."""

    name: str
    data: bytes


async def lines_of(settings: Settings, language: str) -> list[str]:
    """One line for each campaign, the newest first. Raises FileNotFoundError."""
    words = Speech(settings.timezone).in_(language)
    async with _reading(settings) as (_, connection):
        found = await SurveyStore(connection).all()
    return [
        "  ".join((one.id, words.day_of(one.opens_at), words.say(STATES[one.state]), subject(one, words)))
        for one in found
    ]


async def result_of(settings: Settings, reference: str, kind: str, language: str) -> Made:
    """The result of a campaign. Raises NotFound, Refused while it cannot be shown, Unavailable without a font."""
    known, now = knowledge_of(settings), SystemClock().now()
    async with _reading(settings) as (database, connection):
        store = SurveyStore(connection)
        campaign = await store.get(reference.strip().upper())
        if campaign is None:
            raise NotFound("surveys.gone")
        seen = in_full(*await Reader.load(connection, campaign))
        notes = await store.notes(campaign.id)
        people = People(known.company, directory_of(known.company), database, SystemClock())
        users = _named(campaign, {sheet.person for sheet, _ in notes if sheet.person})
        users |= {one.owner for one in seen.improvements}
        await people.recall(connection, campaign.team, users)
    names = {user: people.called(user, language) for user in users}
    source = Source(seen, known, now, names, notes)
    return Made(file_name(campaign, kind, language), MAKE[kind](source, Speech(settings.timezone).in_(language)))


def _named(campaign: Campaign, users: set[str]) -> set[str]:
    return set() if campaign.anonymous else users


@asynccontextmanager
async def _reading(settings: Settings) -> AsyncIterator[tuple[Database, AsyncConnection]]:
    """Nothing is written, not even to the audit log: a file of SQLite belongs to the bot that runs on it."""
    database = Database(settings.database)
    await database.open_to_read()
    try:
        async with database.read() as connection:
            yield database, connection
    finally:
        await database.stop()
