"""One round of a source in a process of its own, for tests that kill it: `python -m tests.faults.collecting …`."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

from bot.bulletins.feeds.advisories import AdvisoryService
from bot.bulletins.feeds.fetching import Fetcher
from bot.bulletins.feeds.looking import Lookout
from bot.bulletins.feeds.watching import Collected, Collector
from bot.core.db import Database
from bot.core.unit import Unit, Work
from tests.bot.bulletins.feeds.shapes import source
from tests.kit.advisories import TEAM
from tests.kit.content import packaged
from tests.kit.database import AUDIT_KEY, NOON, TestClock


async def main(url: str, port: int, hours: float) -> None:
    """Looks at the source so many hours after noon; says when it begins."""
    known = packaged()
    service = AdvisoryService(known.bulletins, known.company.products)

    async def keep(work: Work, collected: Collected) -> None:
        await service.take(work, TEAM, service.sift((*collected.new, *collected.updated)))

    database = Database(url)
    await database.start()
    unit = Unit(database, TestClock(NOON + timedelta(hours=hours)), AUDIT_KEY, lambda: None)
    lookout = Lookout(Fetcher(frozenset({("127.0.0.1", port)})), pause=0)
    collector = Collector([source("jvn", f"http://127.0.0.1:{port}/jvn", "jvn")], unit, database, lookout)
    print("begins", flush=True)  # noqa: T201
    await collector.collect(keep)
    await database.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
