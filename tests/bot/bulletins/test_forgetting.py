"""Who read what is forgotten long after the end; how many did is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.bulletins.cases import Bulletin
from bot.bulletins.feeds.advisories import AdvisoryService
from bot.bulletins.feeds.advisory_store import AdvisoryStore
from bot.bulletins.forgetting import forget_deliveries, forget_readers, old_deliveries, old_readers
from bot.bulletins.numbers import Figures, by_bulletin, by_unit
from bot.bulletins.queries import BulletinQueries
from bot.bulletins.service import BulletinService
from bot.bulletins.store import BulletinStore
from bot.core.people import Person, Role
from bot.core.tables import audit
from bot.core.unit import Unit, Work
from bot.core.workdays import WorkDays
from tests.kit import bulletins as k
from tests.kit.advisories import TEAM, advisory_service, item
from tests.kit.content import packaged
from tests.kit.database import TestClock

__all__ = ["advisory_service"]
PEOPLE = {f"U{number}": "sales" if number < 4 else "management" for number in range(7)}
LEAD = Person(TEAM, k.SENDER, "高橋", roles=frozenset({Role.SECURITY_LEAD}))
YEAR = timedelta(days=400)


@pytest.fixture
def service() -> BulletinService:
    return BulletinService(packaged().bulletins, WorkDays("Asia/Tokyo"))


async def read_by_some(unit: Unit, service: BulletinService, clock: TestClock) -> Bulletin:
    made = await k.opened(unit, service, k.bulletin(), PEOPLE, ("C1",))
    async with unit() as work:
        store = BulletinStore(work.connection)
        sent = [replace(one, state="sent", channel="D1", ts="1.2") for one in await store.deliveries_of(made.id)]
        await store.save_deliveries(sent)
    for person in list(PEOPLE)[:5]:
        clock.move(minutes=10)
        async with unit() as work:
            await service.confirm(work, Person(TEAM, person, person), made.id, made.edition)
    return made


async def counted(
    work: Work, made: Bulletin
) -> tuple[dict[str, Figures], dict[str, Figures], dict[str, tuple[int, int]]]:
    queries = BulletinQueries(work.connection)
    marks = await queries.marks([made.id])
    return by_bulletin(marks), by_unit(marks), await queries.delivered([made.id])


async def forgets(unit: Unit, clock: TestClock, most: int = 3) -> list[int]:
    """Part after part until nothing is old; how much each part was."""
    parts = []
    for find, forget in ((old_readers, forget_readers), (old_deliveries, forget_deliveries)):
        while True:
            async with unit() as work:
                rows = await find(work.connection, clock.now() - YEAR, most)
                if not rows:
                    break
                await forget(work.connection, rows)
            parts.append(len(rows))
    return parts


async def test_the_names_go_in_parts_and_every_figure_stays(
    unit: Unit, clock: TestClock, service: BulletinService
) -> None:
    made = await read_by_some(unit, service, clock)
    kept = await read_by_some(unit, service, clock)
    async with unit() as work:
        await service.end(work, LEAD, made.id)
        before, sealed = await counted(work, made), (await work.connection.execute(audit.select())).all()
    assert await forgets(unit, clock) == []
    clock.move(days=401)
    assert await forgets(unit, clock) == [3, 3, 1, 3, 3, 1], "of what has ended, and not of what is still open"
    assert await forgets(unit, clock) == []
    async with unit() as work:
        store = BulletinStore(work.connection)
        assert await counted(work, made) == before
        people = {one.person for one in await store.readers_of(made.id)}
        assert len(people) == 7
        assert not people & set(PEOPLE)
        places = {(one.target in PEOPLE, one.channel, one.ts) for one in await store.deliveries_of(made.id)}
        assert places == {(False, "", ""), (False, "D1", "1.2")}, "a post in a channel names nobody"
        assert {one.person for one in await store.readers_of(kept.id)} == set(PEOPLE)
        assert (await work.connection.execute(audit.select())).all()[: len(sealed)] == sealed


async def test_news_that_is_decided_goes_after_its_last_word_and_what_waits_stays(
    unit: Unit, clock: TestClock, advisory_service: AdvisoryService
) -> None:
    items = [item("jvn", f"Windows の部品{n}の弱点", f"CVE-2026-{n}") for n in range(5)]
    async with unit() as work:
        taken = await advisory_service.take(work, TEAM, advisory_service.sift(items))
        for one in taken[:4]:
            await advisory_service.hold(work, LEAD, one.advisory.id)
    clock.move(days=300)
    async with unit() as work:
        (heard,) = await advisory_service.take(
            work, TEAM, advisory_service.sift([item("kev", "Windows Flaw", "CVE-2026-0", products=("Windows",))])
        )
    clock.move(days=150)
    async with unit() as work:
        store = AdvisoryStore(work.connection)
        old = await store.old(clock.now() - YEAR, 2)
        assert len(old) == 2
        await store.remove(old)
        await store.remove(await store.old(clock.now() - YEAR, 9))
        assert await store.old(clock.now() - YEAR, 9) == []
        left = {one.advisory.id for one in (taken[4], heard)}
        assert {one.id for one in await store.since(TEAM, clock.now() - timedelta(days=999))} == left
        again = await advisory_service.take(work, TEAM, advisory_service.sift(items[1:2]))
    assert [one.what for one in again] == ["new"], "nothing is left of it to join"
