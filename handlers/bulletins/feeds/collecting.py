"""Asks the sources in their turn, and brings what is urgent at once; the rest is the digest's."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.bulletins.feeds.watching import Collected
from bot.core.schedule import Daily, Every, Job
from bot.core.unit import Work
from bot.core.workdays import WorkDays
from handlers.bulletins.feeds.room import Room
from handlers.kit.poller import Poller

LOOK: Final = Job("bulletins.feeds_look", Every(timedelta(minutes=1)))


def digest_job(zone: str) -> Job:
    """Every morning at nine; whether it is a working day, the run itself asks."""
    return Job("bulletins.feeds_digest", Daily(time(9), ZoneInfo(zone)))


def is_for_digest(day: date, days: WorkDays, *, weekly: bool) -> bool:
    """Whether a digest comes on a day: every working day, or the first one of each week."""
    monday = day - timedelta(days=day.weekday())
    return days.works(day) and (not weekly or day == days.next_working_day(monday))


class Collecting(Poller):
    """What was seen and what came of it are kept in one transaction: a crash loses nothing and says nothing twice."""

    trouble_seconds = 10.0

    def __init__(self, room: Room) -> None:
        super().__init__()
        self._desk = room.desk
        self._service = room.service
        self._board = room.board
        self._collector = room.collector

    async def look(self) -> bool:
        """A round of the sources; quiet where the company wants none, or before we know whom to tell."""
        if self._desk.services.settings.feeds and self._board.team():
            await self._collector.collect(self.keep)
        return False

    async def stop(self) -> None:
        await super().stop()
        self._collector.stop()

    async def digest(self, work: Work) -> None:
        """Each working day at nine, or on the first one of the week."""
        days, weekly = self._desk.services.days, self._service.interests.digest == "weekly"
        today, team = days.day_of(work.now), self._board.team()
        if team and is_for_digest(today, days, weekly=weekly):
            await self._board.digest(work, await self._service.digest(work, team), today.isoformat())

    async def keep(self, work: Work, collected: Collected) -> None:
        """Takes in what a look brought, in the transaction that remembers it as seen; told once all of it is in."""
        sifted = await self._desk.off_loop(self._service.sift, (*collected.new, *collected.updated))
        team = self._board.team()
        if team:
            await self._board.follow(work, await self._service.take(work, team, sifted))
            if not collected.more:
                await self._board.cards(work, await self._service.digest(work, team, urgent=True))
