"""Processor time to list, search and count incidents: `python -m tests.bench.incidents`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import cache
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

import click

from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.people import Directory, PeopleStore, Profile, Role
from bot.core.workdays import WorkDays
from bot.incidents.filters import Filters, chosen
from bot.incidents.numbers import Rules, figures, year, year_before
from bot.incidents.queries import Lists
from bot.incidents.store import IncidentStore
from handlers.incidents.cards import Views
from handlers.incidents.lists.fields import Listing
from handlers.incidents.lists.views import list_modal
from handlers.kit.people import People
from handlers.kit.words import Speech
from knowledge.loader import load
from tests.kit.database import NOON, started
from tests.kit.register import TEAM, keep, member, register

ZONE = ZoneInfo("Asia/Tokyo")
KNOWN = load()


async def measured(name: str, work: Callable[[], Awaitable[object]], times: int) -> None:
    """The first run by itself, because nothing is warm then, and the median of the rest."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        await work()
        spent.append(1000 * (time.process_time() - began))
    click.echo(f"{name:34} first {spent[0]:6.1f} ms, then {median(spent[1:]):6.1f} ms of CPU")


@click.command()
@click.option("--incidents", "count", default=200, show_default=True, help="How many incidents are on record.")
@click.option("--notes", default=10, show_default=True, help="Notes of people in each timeline.")
@click.option("--times", default=20, show_default=True, help="How often each is done.")
def main(count: int, notes: int, times: int) -> None:
    """List, filter, search and count what a company has on record."""
    asyncio.run(_run(count, notes, times))


async def _run(count: int, notes: int, times: int) -> None:
    database = await started("sqlite://")
    async with database.write() as connection:
        await keep(IncidentStore(connection), register(count, Random(7)), notes)
    lead = member(Role.SECURITY_LEAD)
    words = Speech("Asia/Tokyo").in_("ja")
    people = await _people(database)
    views = Views(KNOWN.incidents, KNOWN.company, people)
    rules = Rules(KNOWN.incidents.chain, WorkDays("Asia/Tokyo"), ZONE, NOON)

    async def listed(filters: Filters) -> None:
        async with database.read() as connection:
            lists = Lists(connection, TEAM, lead)
            cases = await lists.visible()
            found = await lists.find(chosen(cases, filters, lead.id, ZONE), filters.words, cache(people.known_as))
        list_modal(Listing(filters, found, cases, lead, 0), views, ZONE, words).view()

    async def counted() -> None:
        async with database.read() as connection:
            lists = Lists(connection, TEAM, lead)
            cases, moved = await lists.visible(), await lists.levels_before()
            await lists.late(cases, NOON)
        period = year(NOON.year, ZONE, NOON)
        for each in (period, year_before(period, ZONE)):
            figures(cases, each, rules, moved)

    click.echo(f"{count} incidents, {3 * notes * count} lines in their timelines")
    await measured("list", lambda: listed(Filters()), times)
    await measured("list, filtered", lambda: listed(Filters(state="open", level=2)), times)
    await measured("search, found in a timeline", lambda: listed(Filters(words="回線 Ａ－０００９")), times)
    await measured("search, found nowhere", lambda: listed(Filters(words="ブロックチェーン")), times)
    await measured("numbers of two years", counted, times)
    await database.stop()


async def _people(database: Database) -> People:
    """Sixty colleagues whom we have met."""
    users = [f"U{number}" for number in range(60)]
    async with database.write() as connection:
        for user in users:
            known = Profile(TEAM, user, f"田中 {user}", f"{user}@example.co.jp", "ja-JP", None, False, True, NOON)
            await PeopleStore(connection).save(known)
    people = People(KNOWN.company, Directory([]), database, SystemClock())
    await people.meet(TEAM, users)
    return people


if __name__ == "__main__":
    main()
