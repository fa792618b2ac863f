"""Does what is due for campaigns, each in a transaction of its own, and keeps the cards up to date."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog

from bot.core.schedule import Every, Job
from bot.core.unit import Work
from bot.surveys.cases import Progress
from bot.surveys.store import SurveyStore
from handlers.kit.desk import Desk
from handlers.surveys.campaigns.asked import Roll
from handlers.surveys.campaigns.board import Board
from handlers.surveys.campaigns.rounds import Rounds

IDLE_SECONDS = 60.0
TROUBLE_SECONDS = 2.0
LEARNING_SECONDS = 90.0
LOOK = Job("surveys.look", Every(timedelta(minutes=1)), catch_up="once")

log = structlog.get_logger(__name__)


class CampaignClock:
    """What waits is rows: whoever runs replicas, each step is taken once, by whoever has the campaign's lock."""

    def __init__(self, desk: Desk, board: Board, roll: Roll, rounds: Rounds) -> None:
        self._desk = desk
        self._board = board
        self._roll = roll
        self._rounds = rounds
        self._news = asyncio.Event()
        self._stopping = False
        self._drawn: dict[str, tuple[int, dict[str, Progress]]] = {}

    def wake(self) -> None:
        """Something may be due: look now."""
        self._news.set()

    async def looked(self, work: Work) -> None:
        """The tick: every minute, and after a jump of the clock."""
        self.wake()

    async def run(self) -> None:
        """Looks until stopped; a database that is away is waited for."""
        while not self._stopping:
            self._news.clear()
            try:
                busy = await self.look()
            except Exception as trouble:  # noqa: BLE001  without this loop no campaign would ever open or close again
                log.warning("campaigns_wait", error=f"{type(trouble).__name__}: {trouble}"[:200])
                await asyncio.sleep(TROUBLE_SECONDS)
                continue
            if not busy:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), IDLE_SECONDS)

    async def stop(self) -> None:
        self._stopping = True
        self._news.set()
        await self._roll.stop()

    async def look(self) -> bool:
        """Runs what is due now; False when nothing was."""
        now = self._desk.services.clock.now()
        async with self._desk.services.database.read() as connection:
            await self._desk.people.note_absences(connection)
            due = await SurveyStore(connection).due(now)
        if due:
            await self._roll.learn(LEARNING_SECONDS)
        for campaign in due:
            if not self._stopping:
                await self._one(campaign)
        try:
            await self._redraw()
        except Exception:
            log.exception("campaigns_not_drawn")
        return bool(due)

    async def _one(self, campaign_id: str) -> None:
        try:
            async with self._desk.services.unit() as work:
                due = await self._desk.services.surveys.due(work, campaign_id)
                if due:
                    await self._rounds.follow(work, due)
        except Exception:
            log.exception("campaign_failed", campaign=campaign_id)
            async with self._desk.services.unit() as work:
                await self._desk.services.surveys.put_off(work, campaign_id)

    async def _redraw(self) -> None:
        """The cards of those campaigns in which somebody has gone on since they were last looked at."""
        async with self._desk.services.database.read() as connection:
            store = SurveyStore(connection)
            seen = {one.id: (one.revision, await store.progress(one.id)) for one in await store.open()}
        for name, standing in seen.items():
            if self._drawn.get(name) != standing:
                async with self._desk.services.unit() as work:
                    # As it is now: somebody may have closed it since, and nobody would draw its card again.
                    await self._board.show(work, await self._desk.services.surveys.get(work, name))
        self._drawn = seen
