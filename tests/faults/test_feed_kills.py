"""Power cuts while much news is taken in: every item begins one advisory, and none is told twice."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.bulletins.feeds.advisory_tables import advisories
from bot.bulletins.feeds.tables import feed_items, feed_sources
from bot.core.db import Database
from tests.faults.rig import ROOT, _die_with_the_tests
from tests.kit.database import started
from tests.kit.feed_files import rdf
from tests.kit.feed_server import FeedServer, feed_server

pytestmark = pytest.mark.slow

OLD = [("Windows の昔の弱点", "CVE-2025-1")]
NEWS = [(f"Windows の部品{n}における権限昇格の脆弱性", f"CVE-2026-{n:05}") for n in range(450)]
KILLS = 3


async def round_of(url: str, server: FeedServer, hours: float, seconds: float | None) -> bool:
    """One round, cut short after so many seconds; whether it came to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.collecting", url, str(server.port), str(hours),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, preexec_fn=_die_with_the_tests,
    )  # fmt: skip
    assert process.stdout
    assert await process.stdout.readline() == b"begins\n"
    if seconds is not None:
        await asyncio.sleep(seconds)
        if process.returncode is None:
            process.kill()
    await process.communicate()  # closes the pipe, too
    return process.returncode == 0


@pytest.mark.parametrize("seed", range(2))
async def test_each_item_is_one_advisory_however_often_the_power_fails(tmp_path: Path, seed: int) -> None:
    url, dice = f"sqlite:///{tmp_path / 'feeds.db'}", Random(seed)
    await (await started(url)).stop()
    async with feed_server() as server:
        server.pages["/jvn"] = rdf(*OLD)
        assert await round_of(url, server, 0, None)
        server.pages["/jvn"] = rdf(*NEWS, *OLD)
        done = [await round_of(url, server, 2 + hour, dice.uniform(0.05, 0.7)) for hour in range(KILLS)]
        assert await round_of(url, server, 20, None)
        assert await round_of(url, server, 30, None)
        asked = [one.headers.get("if-none-match") for one in server.asked]
    assert not all(done), "nothing was cut"
    assert asked[-1] not in asked[:2], "once all of it is in, only what is newer is asked for"
    database = Database(url)
    await database.start()
    async with database.read() as connection:
        kept = list(await connection.execute(select(advisories.c.cves, advisories.c.mentions, advisories.c.updates)))
        seen = len(list(await connection.execute(select(feed_items.c.key))))
        (counted,) = (await connection.execute(select(feed_sources.c["items"]))).scalars()
    await database.stop()
    assert sorted(cve for one in kept for cve in one.cves) == [cve for _, cve in NEWS]
    assert {(len(one.mentions), one.updates) for one in kept} == {(1, 0)}
    assert seen == counted == len(NEWS) + len(OLD)
