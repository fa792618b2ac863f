"""How long a day of 2,000 feed items that all concern the company keeps other writers of SQLite waiting.

python -m tests.bench.feeds_writer

On two busy cores: 8.0 s when all of it was one transaction, 0.6 s in parts of a hundred.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.feeds.advisories import AdvisoryService
from bot.bulletins.feeds.fetching import Fetcher
from bot.bulletins.feeds.looking import Lookout
from bot.bulletins.feeds.watching import Collected, Collector
from bot.core.db import Database, metadata
from bot.core.migrate import load_tables
from bot.core.unit import Unit, Work
from tests.kit.advisories import TEAM
from tests.kit.content import packaged
from tests.kit.database import AUDIT_KEY, TestClock
from tests.kit.feed_files import rdf


class Watched(Database):
    """A database that knows how long each transaction held the writer."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.held: list[float] = []

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        async with super().write() as connection:
            began = perf_counter()
            yield connection
        self.held.append(perf_counter() - began)


@click.command()
@click.option("--items", default=2000)
def main(items: int) -> None:
    """Hands in a file of so many items, each of which begins an advisory."""
    asyncio.run(_measure(items))


async def _measure(items: int) -> None:
    known = packaged()
    service = AdvisoryService(known.bulletins, known.company.products)

    async def keep(work: Work, collected: Collected) -> None:
        sifted = await asyncio.to_thread(service.sift, (*collected.new, *collected.updated))
        await service.take(work, TEAM, sifted)

    with TemporaryDirectory() as folder:
        load_tables()
        database = Watched(f"sqlite:///{Path(folder, 'mamori.db')}")
        await database.start()
        async with database.write() as connection:
            await connection.run_sync(metadata.create_all)
        unit = Unit(database, TestClock(), AUDIT_KEY, lambda: None)
        collector = Collector(known.bulletins.feeds.sources, unit, database, Lookout(Fetcher()))
        titles = [(f"Windows の部品{n}における権限昇格の脆弱性", f"CVE-2026-{n:05}") for n in range(items)]
        database.held.clear()
        began = perf_counter()
        await collector.take_file(rdf(*titles), "jvn.rdf", keep)
        held = database.held
        took = f"{items} items in {perf_counter() - began:.1f} s, {len(held)} transactions"
        click.echo(f"{took}, the writer held for {max(held):.2f} s at the longest")
        await database.stop()


if __name__ == "__main__":
    main()
