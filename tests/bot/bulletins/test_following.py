"""Readers leave, move and come back while a bulletin is open."""

from __future__ import annotations

from collections.abc import Mapping

from bot.bulletins.cases import Bulletin, Standing
from bot.bulletins.editions import Correction
from bot.bulletins.numbers import figures
from bot.bulletins.queries import BulletinQueries
from bot.bulletins.service import BulletinService
from bot.bulletins.store import BulletinStore
from bot.core.people import Person, Role
from bot.core.unit import Unit
from bot.core.workdays import WorkDays
from knowledge.loader import load
from tests.kit import bulletins as kit
from tests.kit.database import TestClock

READERS = {"U0TANAKA": "sales", "U0EMMA": "development", "U0SATO": "sales"}
LEAD = Person(kit.TEAM, kit.SENDER, "Lead", roles=frozenset({Role.EMPLOYEE, Role.SECURITY_LEAD}))
TANAKA = Person(kit.TEAM, "U0TANAKA", "Tanaka", department="sales")


def service() -> BulletinService:
    return BulletinService(load().bulletins, WorkDays("Asia/Tokyo"))


async def followed(unit: Unit, made: BulletinService, bulletin: Bulletin, **now: str | None) -> bool:
    """Each reader is where they were, but those who are named."""
    where: Mapping[str, str | None] = {**READERS, **now}
    async with unit() as work:
        return await made.follow(work, bulletin.id, lambda one: where[one.person])


async def standing(unit: Unit, bulletin: Bulletin) -> Standing:
    async with unit() as work:
        found = await BulletinStore(work.connection).get(bulletin.id)
        assert found
        standing = await BulletinStore(work.connection).standing(found)
        (mine,) = [figures(await BulletinQueries(work.connection).marks([bulletin.id]))]
        assert (mine.asked, mine.confirmed) == (standing.asked, standing.confirmed)
        assert len(await BulletinStore(work.connection).missing(found)) == standing.asked - standing.confirmed
    return standing


async def test_whoever_has_left_is_neither_asked_nor_reminded_and_stays_on_record(unit: Unit, clock: TestClock) -> None:
    made = service()
    bulletin = await kit.opened(unit, made, kit.bulletin(), READERS)
    clock.moment = made.days.morning_after(clock.now(), 1)
    assert await followed(unit, made, bulletin, U0SATO=None)
    assert not await followed(unit, made, bulletin, U0SATO=None), "once is enough"
    found = await standing(unit, bulletin)
    assert (found.asked, found.left, found.units) == (2, 1, {"development": (0, 1), "sales": (0, 1)})
    async with unit() as work:
        due = await made.due(work, bulletin.id)
        assert due, "what was due stays due"
        assert {one.person for one in due.remind} == {"U0TANAKA", "U0EMMA"}
        assert len(await BulletinStore(work.connection).readers_of(bulletin.id)) == 3
        ((_, people),) = await BulletinQueries(work.connection).missing_in(kit.TEAM, {"sales"})
        assert people == ["U0TANAKA"]
        assert await BulletinQueries(work.connection).steps(bulletin)


async def test_whoever_confirmed_before_they_left_still_counts_until_the_meaning_changes(
    unit: Unit, clock: TestClock
) -> None:
    made = service()
    bulletin = await kit.opened(unit, made, kit.bulletin(), READERS)
    async with unit() as work:
        await made.confirm(work, TANAKA, bulletin.id, 1)
    await followed(unit, made, bulletin, U0TANAKA=None)
    found = await standing(unit, bulletin)
    assert (found.confirmed, found.asked, found.left) == (1, 3, 0)
    async with unit() as work:
        await made.correct(work, LEAD, bulletin.id, Correction(kit.content("新しい手口"), "手口が違う", anew=True))
    found = await standing(unit, bulletin)
    assert (found.confirmed, found.asked, found.left) == (0, 2, 1)


async def test_when_all_who_are_missing_have_left_nothing_is_due_until_somebody_is_back(
    unit: Unit, clock: TestClock
) -> None:
    made = service()
    bulletin = await kit.opened(unit, made, kit.bulletin(), READERS)
    gone = dict.fromkeys(READERS)
    await followed(unit, made, bulletin, **gone)
    clock.moment = made.days.morning_after(clock.now(), 1)
    async with unit() as work:
        due = await made.due(work, bulletin.id)
        assert due
        assert not due.remind
        assert (await made.get(work, bulletin.id)).next_at is None
    assert await followed(unit, made, bulletin, **(gone | {"U0EMMA": "development"}))
    assert (await standing(unit, bulletin)).units == {"development": (0, 1)}
    async with unit() as work:
        assert (await made.get(work, bulletin.id)).next_at


async def test_whoever_moves_counts_where_they_are_and_whoever_had_confirmed_where_they_were(unit: Unit) -> None:
    made = service()
    bulletin = await kit.opened(unit, made, kit.bulletin(), READERS)
    async with unit() as work:
        await made.confirm(work, TANAKA, bulletin.id, 1)
    await followed(unit, made, bulletin, U0TANAKA="development", U0EMMA="sales")
    assert (await standing(unit, bulletin)).units == {"sales": (1, 3)}


async def test_of_what_is_over_the_record_stays_as_it_was(unit: Unit) -> None:
    made = service()
    bulletin = await kit.opened(unit, made, kit.bulletin(), READERS)
    async with unit() as work:
        await made.end(work, LEAD, bulletin.id)
    assert not await followed(unit, made, bulletin, U0SATO=None, U0EMMA="sales")
    assert (await standing(unit, bulletin)).asked == 3
