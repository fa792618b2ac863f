"""Does what is due for bulletins, each in a transaction of its own, and follows what is on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.bulletins.cases import Bulletin, Delivery, Reader
from bot.bulletins.service import Due
from bot.bulletins.store import BulletinStore
from bot.core.errors import Unavailable
from bot.core.schedule import Every, Job
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.census import Census, Reach
from handlers.bulletins.delivery.joiners import Joiners
from handlers.bulletins.delivery.posts import Posts
from handlers.bulletins.delivery.roll import Roll
from handlers.kit.desk import Desk
from handlers.kit.feature import Tick
from handlers.kit.poller import Poller

LOOK: Final = Job("bulletins.look", Every(timedelta(minutes=1)), catch_up="once")
RECOUNT: Final = timedelta(minutes=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Drawn:
    """What was last shown of a bulletin: its figures on the cards, and when its posts were counted anew."""

    pulse: tuple[int, ...]
    counted: tuple[int, int] = (0, 0)
    counted_at: datetime | None = None


class DeliveryClock(Poller):
    """What waits is rows: whoever runs replicas, each step is taken once, by whoever has the bulletin's lock."""

    idle_seconds = 20.0
    busy_seconds = 4.0

    def __init__(self, desk: Desk, census: Census, board: Board, posts: Posts) -> None:
        super().__init__()
        self._desk = desk
        self._census = census
        self._board = board
        self._posts = posts
        self._drawn: dict[str, Drawn] = {}
        self._roll = Roll(desk, census)
        self._joiners = Joiners(desk, census, posts, self._roll)
        self._greeting = False
        self.ticks = (Tick(LOOK, self.looked), Tick(self._joiners.job, self.greet))

    async def greet(self, work: Work) -> None:
        """The daily tick: somebody may have joined."""
        self._greeting = True
        self.wake()

    async def look(self) -> bool:
        """Does what is due now; whether something was, or is on its way."""
        async with self._desk.services.database.read() as connection:
            await self._desk.people.note_absences(connection)
            due = await BulletinStore(connection).due(self._desk.services.clock.now())
        for bulletin_id in due:
            if not self._stopping:
                await self._one(bulletin_id)
        if self._greeting:
            self._greeting = False
            await self._joiners.welcome()
        sending = await self._settle()
        try:
            await self._draw()
        except Exception:
            log.exception("bulletins_not_drawn")
        return bool(due or sending)

    async def _one(self, bulletin_id: str) -> None:
        services = self._desk.services
        try:
            await self._roll.call(bulletin_id)
            async with services.unit() as work:
                due = await services.bulletins.due(work, bulletin_id)
                if due and not due.open:
                    await self._follow(work, due)
            if due and due.open:
                await self._open(due.bulletin)
        except Unavailable as trouble:
            log.warning("bulletin_waits", bulletin=bulletin_id, code=trouble.code)
            await self._put_off(bulletin_id)
        except Exception:
            log.exception("bulletin_failed", bulletin=bulletin_id)
            await self._put_off(bulletin_id)

    async def _put_off(self, bulletin_id: str) -> None:
        async with self._desk.services.unit() as work:
            await self._desk.services.bulletins.put_off(work, bulletin_id)

    async def _open(self, bulletin: Bulletin) -> None:
        """Whom it reaches is asked before the transaction: Slack may take its time, or be away."""
        reach = await self._census.reach(bulletin.audience, bulletin.team)
        service = self._desk.services.bulletins
        async with self._desk.services.unit() as work:
            due = await service.due(work, bulletin.id)
            if due and not due.open:  # somebody was faster, and by now it is something else that is due
                await self._follow(work, due)
            if due is None or not due.open or due.bulletin.audience != bulletin.audience:
                return
            deliveries, readers = drawn_up(due.bulletin, reach, work.now)
            opened = await service.open(work, due.bulletin, deliveries, readers)
            await self._posts.out(work, opened, [one for one in deliveries if one.state == "waiting"])
            await self._board.show(work, opened)

    async def _follow(self, work: Work, due: Due) -> None:
        if due.late:
            await self._board.late(work, due.bulletin)
        if due.remind:
            await self._posts.notes.remind(work, due.bulletin, [one.person for one in due.remind])
        if due.heads:
            await self._board.heads(work, due.bulletin, [one.person for one in due.heads])
        if due.ended:
            await self._posts.redraw(work, due.bulletin)
            await self._board.ended(work, due.bulletin)
        await self._board.show(work, due.bulletin)

    async def _settle(self) -> bool:
        """Notes what has become of the messages; whether some are still on their way."""
        async with self._desk.services.database.read() as connection:
            waiting = await BulletinStore(connection).on_way()
        for bulletin_id in waiting:
            async with self._desk.services.unit() as work:
                await BulletinStore(work.connection).settle(bulletin_id, work.now)
        return bool(waiting)

    async def _draw(self) -> None:
        """The cards of those bulletins of which something has moved, and now and then the counts in their posts."""
        async with self._desk.services.database.read() as connection:
            pulses = await BulletinStore(connection).pulse()
        for bulletin_id, pulse in pulses.items():
            before = self._drawn.get(bulletin_id)
            if before is None or before.pulse != pulse:
                async with self._desk.services.unit() as work:
                    self._drawn[bulletin_id] = await self._shown(work, bulletin_id, pulse, before)
        self._drawn = {one: self._drawn[one] for one in pulses if one in self._drawn}

    async def _shown(self, work: Work, bulletin_id: str, pulse: tuple[int, ...], before: Drawn | None) -> Drawn:
        # As it is now: somebody may have ended it since, and nobody would draw its card again.
        bulletin = await self._desk.services.bulletins.get(work, bulletin_id)
        await self._board.show(work, bulletin)
        standing = await self._posts.standing(work, bulletin)
        counted = standing.confirmed, standing.asked
        last = before.counted_at if before else None
        if not standing.confirmed or (before and counted == before.counted):
            return Drawn(pulse, counted, last)  # a post that has just gone out says that nobody has yet
        if before and last and work.now - last < RECOUNT:
            return Drawn((), before.counted, last)  # looked at again soon
        await self._posts.recount(work, bulletin, standing)
        return Drawn(pulse, counted, work.now)


def drawn_up(bulletin: Bulletin, reach: Reach, now: datetime) -> tuple[list[Delivery], list[Reader]]:
    """The deliveries that a reach comes to, those that cannot go with the reason, and who is asked."""
    deliveries = [Delivery(bulletin.id, one, "channel") for one in reach.channels]
    closed = {one: why for one, why in reach.trouble.items() if one not in reach.channels}
    deliveries += [Delivery(bulletin.id, one, "channel", "failed", error=why, at=now) for one, why in closed.items()]
    deliveries += [Delivery(bulletin.id, one, "person") for one in reach.people]
    return deliveries, [Reader(bulletin.id, one, unit, now) for one, unit in reach.readers.items()]
