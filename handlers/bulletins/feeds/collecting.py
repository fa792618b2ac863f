"""Asks the sources in their turn, and brings what is urgent at once; the rest is the digest's."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from bot.bulletins.feeds.watching import Collected
from bot.core.schedule import Daily, Every, Job
from bot.core.unit import Work
from bot.core.workdays import WorkDays
from handlers.bulletins.feeds.room import Room

IDLE_SECONDS: Final = 60.0
TROUBLE_SECONDS: Final = 10.0
LOOK: Final = Job("bulletins.feeds_look", Every(timedelta(minutes=1)))

log = structlog.get_logger(__name__)


def digest_job(zone: str) -> Job:
    """Every morning at nine; whether it is a working day, the run itself asks."""
    return Job("bulletins.feeds_digest", Daily(time(9), ZoneInfo(zone)))


def is_for_digest(day: date, days: WorkDays, *, weekly: bool) -> bool:
    """Whether a digest comes on a day: every working day, or the first one of each week."""
    monday = day - timedelta(days=day.weekday())
    return days.works(day) and (not weekly or day == days.next_working_day(monday))


class Collecting:
    """What was seen and what came of it are kept in one transaction: a crash loses nothing and says nothing twice."""

    def __init__(self, room: Room) -> None:
        self._desk = room.desk
        self._service = room.service
        self._board = room.board
        self._collector = room.collector
        self._news = asyncio.Event()
        self._stopping = False

    async def looked(self, work: Work) -> None:
        """The tick: every minute, and after a jump of the clock."""
        self._news.set()

    async def run(self) -> None:
        """Looks until stopped; a round that fails is logged, and the next one comes."""
        while not self._stopping and self._desk.services.settings.feeds:
            self._news.clear()
            pause = IDLE_SECONDS
            try:
                if self._board.team():  # whom should we tell?
                    await self._collector.collect(self.keep)
            except Exception as trouble:  # noqa: BLE001  without this loop no feed would ever be read again
                log.warning("feeds_wait", error=f"{type(trouble).__name__}: {trouble}"[:200])
                pause = TROUBLE_SECONDS
            with suppress(TimeoutError):
                if not self._stopping:
                    await asyncio.wait_for(self._news.wait(), pause)

    async def stop(self) -> None:
        self._stopping = True
        self._collector.stop()
        self._news.set()

    async def digest(self, work: Work) -> None:
        """Each working day at nine, or on the first one of the week."""
        days, weekly = self._desk.services.days, self._service.interests.digest == "weekly"
        today, team = days.day_of(work.now), self._board.team()
        if team and is_for_digest(today, days, weekly=weekly):
            await self._board.digest(work, await self._service.digest(work, team), today.isoformat())

    async def keep(self, work: Work, collected: Collected) -> None:
        """Takes in what a look brought, in the transaction that remembers it as seen."""
        sifted = await self._desk.off_loop(self._service.sift, (*collected.new, *collected.updated))
        team = self._board.team()
        if team:
            await self._board.follow(work, await self._service.take(work, team, sifted))
            await self._board.cards(work, await self._service.digest(work, team, urgent=True))
