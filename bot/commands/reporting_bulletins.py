"""Bulletins without Slack, for whoever keeps the machine: read beside a running bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from sqlalchemy import true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.cases import Bulletin
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.store import BulletinStore
from bot.config import Settings
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.errors import NotFound
from bot.wiring import directory_of, knowledge_of
from handlers.bulletins.card.labels import STATES, reason
from handlers.bulletins.card.said_views import said_lines
from handlers.bulletins.card.seen import Seen
from handlers.bulletins.card.views import confirmed_line, sent_line, state_line, unit_lines
from handlers.bulletins.proposal_views import waits_line
from handlers.bulletins.tracking.files import people_csv, year_csv
from handlers.bulletins.tracking.year import rows_of, year_of
from handlers.kit.people import People
from handlers.kit.words import Speech

MOST = 500


async def lines_of(settings: Settings, language: str) -> list[str]:
    """One line for each bulletin, the newest first. Raises FileNotFoundError."""
    words = Speech(settings.timezone).in_(language)
    async with _reading(settings) as (_, connection):
        found = await BulletinStore(connection).select(true(), limit=MOST)
    return [
        "  ".join(
            (one.id, words.moment(one.opened_at or one.created_at), words.say(STATES[one.state]),
             one.content.wording(language).title)
        )
        for one in found
    ]  # fmt: skip


async def standing_of(settings: Settings, reference: str, language: str) -> list[str]:
    """How a bulletin stands, line by line. Raises NotFound."""
    words = Speech(settings.timezone).in_(language)
    async with _reading(settings) as (people, connection):
        store, bulletin = BulletinStore(connection), await _found(connection, reference)
        standing = await store.standing(bulletin)
        failed = await store.deliveries_of(bulletin.id, "failed")
        said = await EditionStore(connection).of(bulletin.id)
        waiting = await EditionStore(connection).waiting(bulletin.id)
        named = {name for one in said for name in (one.by, one.released_by) if name}
        named |= {waiting.by} if waiting else set()
        await people.recall(connection, bulletin.team, named)
    seen = Seen(bulletin, standing, failed, waiting=waiting)
    lines = [bulletin.content.wording(language).title, state_line(seen, words)]
    lines += [sent_line(seen, words)] if standing.all else []
    lines += [f"  {one.target}  {reason(one.error, words)}" for one in failed]
    if standing.asked:
        each = unit_lines(standing, people, words, len(standing.units))
        lines += [confirmed_line(standing, words), *(f"  {line}" for line in each)]
    if waiting:
        lines.append(waits_line(waiting, people.called(waiting.by, language), words))
    return [*lines, *said_lines(said, people, words)]


async def csv_of(settings: Settings, reference: str, language: str) -> bytes:
    """One bulletin person by person, or those of twelve months. Raises NotFound."""
    words, zone = Speech(settings.timezone).in_(language), ZoneInfo(settings.timezone)
    async with _reading(settings) as (people, connection):
        if not reference:
            team = next((one.team for one in await BulletinStore(connection).select(true(), limit=1)), "")
            return year_csv(year_of(await rows_of(connection, team, SystemClock().now())), words, zone)
        bulletin = await _found(connection, reference)
        readers = await BulletinStore(connection).readers_of(bulletin.id)
        await people.recall(connection, bulletin.team, [one.person for one in readers])
        return people_csv(bulletin, readers, people, words, zone)


async def _found(connection: AsyncConnection, reference: str) -> Bulletin:
    found = await BulletinStore(connection).get(reference.strip().upper())
    if found is None:
        raise NotFound("bulletins.gone")
    return found


@asynccontextmanager
async def _reading(settings: Settings) -> AsyncIterator[tuple[People, AsyncConnection]]:
    """Nothing is written, not even to the audit log: a file of SQLite belongs to the bot that runs on it."""
    company = knowledge_of(settings).company
    database = Database(settings.database)
    await database.open_to_read()
    try:
        async with database.read() as connection:
            yield People(company, directory_of(company), database, SystemClock()), connection
    finally:
        await database.stop()
