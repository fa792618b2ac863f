"""Two processes take in what the feeds say at the same moment."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from bot.bulletins.feeds.advisories import AdvisoryService, Sifted
from bot.bulletins.feeds.advisory_tables import advisories
from bot.core.unit import Unit
from tests.kit.advisories import TEAM, advisory_service, item

__all__ = ["advisory_service"]
TITLE = "Windows における権限昇格の脆弱性"


async def test_one_weakness_that_two_sources_tell_at_once_is_one_advisory(
    unit: Unit, advisory_service: AdvisoryService
) -> None:
    cves = [f"CVE-2026-{number}" for number in range(1000, 1004)]
    there = asyncio.Barrier(2)

    async def told(source: str, order: list[str]) -> None:
        sifted: Sifted = advisory_service.sift([item(source, f"{TITLE} {cve[-4:]}", cve) for cve in order])
        await there.wait()
        async with unit() as work:
            await advisory_service.take(work, TEAM, sifted)

    await asyncio.gather(told("jvn", cves), told("kev", cves[::-1]))
    async with unit() as work:
        found = list(await work.connection.execute(select(advisories.c.cves, advisories.c.mentions)))
    assert sorted(cve for one in found for cve in one.cves) == cves
    assert {len(one.mentions) for one in found} == {2}
