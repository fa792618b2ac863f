"""A year on: at night the bot forgets what the company does not keep, and says the same numbers as before."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.bulletins.store import BulletinStore
from bot.core.people import Person, Role
from bot.core.retention import NAMELESS
from bot.core.tables import outbox
from bot.playground.cast import TAKAHASHI
from handlers.bulletins.delivery.posts import Posts
from handlers.upkeep.forgetting import Forgetting
from knowledge.documents import Retention
from tests.kit import bulletins as k
from tests.kit.database import TestClock
from tests.kit.patience import eventually
from tests.kit.stage import Stage, finder, stage


async def named(scene: Stage, bulletin: str) -> set[str]:
    """Who is on record as having been asked to read it."""
    async with scene.house.services.database.read() as connection:
        readers = await BulletinStore(connection).readers_of(bulletin)
    return {one.person for one in readers if one.person.startswith("U")}


@pytest.mark.parametrize(("days", "gone"), [(400, True), (None, False)])
async def test_a_year_later_the_names_are_gone_unless_the_company_keeps_them(
    tmp_path: Path, clock: TestClock, days: int | None, gone: bool
) -> None:
    known = finder().known.company
    company = known.model_copy(update={"retention": Retention(bulletin_readers=days)})
    async with stage(tmp_path, clock, company=company) as scene:
        made = await k.send(scene, content=k.content(mandatory=True))
        people = await named(scene, made.id)
        assert people
        lead = Person(made.team, TAKAHASHI.id, "高橋", roles=frozenset({Role.SECURITY_LEAD}))
        async with scene.house.services.unit() as work:
            await scene.house.services.bulletins.end(work, lead, made.id)
        (night,) = [one for one in scene.house.workers if isinstance(one, Forgetting)]
        clock.move(days=399)
        await scene.house.ticker.look()
        assert await night.look() is False
        assert await named(scene, made.id) == people
        clock.move(days=1, hours=15, minutes=21)
        await scene.house.ticker.look()  # just after twenty past three

        async def forgotten() -> bool:
            return not await named(scene, made.id)

        if gone:
            await eventually(forgotten)
        else:
            assert await night.look() is False
            assert await named(scene, made.id) == people


async def test_taken_back_after_the_names_are_gone_it_is_addressed_to_nobody_unknown(
    tmp_path: Path, clock: TestClock
) -> None:
    async with stage(tmp_path, clock) as scene:
        made = await k.send(scene, content=k.content(mandatory=True, severity="urgent"))
        people = await named(scene, made.id)
        lead = Person(made.team, TAKAHASHI.id, "高橋", roles=frozenset({Role.SECURITY_LEAD}))
        service, unit, posts = scene.house.services.bulletins, scene.house.services.unit, Posts(scene.house.desk)
        async with unit() as work:
            await service.end(work, lead, made.id)
        (night,) = [one for one in scene.house.workers if isinstance(one, Forgetting)]
        clock.move(days=402)
        while await night.look():
            pass
        assert people
        assert not await named(scene, made.id)
        async with unit() as work:
            taken_back = await service.withdraw(work, lead, made.id, "誤報でした")
            await posts.redraw(work, taken_back)
            await posts.withdrawn(work, taken_back)
        async with unit() as work:
            addressed = set((await work.connection.execute(select(outbox.c.channel))).scalars())
        assert addressed
        assert not [one for one in addressed if one.startswith(NAMELESS)]
