"""Those who joined since, or left: once a day what still holds is given to the first, and the others are let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

import structlog

from bot.bulletins.cases import Audience, Bulletin, Delivery, Reader
from bot.bulletins.store import BulletinStore
from bot.core.errors import Unavailable
from bot.core.schedule import Daily, Job
from handlers.bulletins.census import Census
from handlers.bulletins.delivery.posts import Posts
from handlers.bulletins.delivery.roll import Roll
from handlers.kit.desk import Desk

MORNING = time(9, 5)
"""The accounts of those who begin today are there by then, or come tomorrow."""

log = structlog.get_logger(__name__)


class Joiners:
    """The tick says when; the clock's worker does it, because Slack is asked outside of a transaction."""

    def __init__(self, desk: Desk, census: Census, posts: Posts, roll: Roll) -> None:
        self._desk = desk
        self._census = census
        self._posts = posts
        self._roll = roll
        zone = ZoneInfo(desk.services.known.company.timezone)
        self.job = Job("bulletins.joiners", Daily(MORNING, zone), catch_up="once")

    async def welcome(self) -> None:
        """Every open bulletin that is for everybody, or for departments or roles, to those who have none of it."""
        async with self._desk.services.database.read() as connection:
            found = await BulletinStore(connection).open()
        self._census.forget()
        for one in found:
            try:
                await self._roll.call(one.id)
                if lasting(one.audience):
                    await self._one(one)
            except Unavailable:
                return  # Slack is away; tomorrow is another day
            except Exception:
                log.exception("joiners_not_told", bulletin=one.id)

    async def _one(self, bulletin: Bulletin) -> None:
        reach = await self._census.reach(replace(bulletin.audience, channels=(), groups=(), people=()), bulletin.team)
        async with self._desk.services.unit() as work:
            now = await self._desk.services.bulletins.get(work, bulletin.id)
            store = BulletinStore(work.connection)
            known = {one.target for one in await store.deliveries_of(bulletin.id)}
            known |= {one.person for one in await store.readers_of(bulletin.id)}
            newcomers = {one: unit for one, unit in reach.people.items() if one not in known}
            if not newcomers or not now.open:
                return
            deliveries = [Delivery(now.id, one, "person") for one in newcomers]
            readers = [Reader(now.id, one, unit, work.now, joined=True) for one, unit in newcomers.items()]
            await self._desk.services.bulletins.join(work, now, deliveries, readers)
            await self._posts.out(work, now, deliveries)


def lasting(audience: Audience) -> bool:
    """Whether an audience is one that somebody can come to belong to."""
    return bool(audience.everyone or audience.departments or audience.roles)
