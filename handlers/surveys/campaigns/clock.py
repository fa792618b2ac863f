"""Does what is due for campaigns, each in a transaction of its own, and keeps the cards up to date."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.core.schedule import Every, Job
from bot.surveys.cases import Progress
from bot.surveys.store import SurveyStore
from handlers.kit.desk import Desk
from handlers.kit.poller import Poller
from handlers.surveys.campaigns.asked import Roll
from handlers.surveys.campaigns.board import Board
from handlers.surveys.campaigns.rounds import Rounds

LEARNING_SECONDS = 90.0
LOOK = Job("surveys.look", Every(timedelta(minutes=1)), catch_up="once")

log = structlog.get_logger(__name__)


class CampaignClock(Poller):
    """What waits is rows: whoever runs replicas, each step is taken once, by whoever has the campaign's lock."""

    def __init__(self, desk: Desk, board: Board, roll: Roll, rounds: Rounds) -> None:
        super().__init__()
        self._desk = desk
        self._board = board
        self._roll = roll
        self._rounds = rounds
        self._drawn: dict[str, tuple[int, dict[str, Progress]]] = {}

    async def stop(self) -> None:
        await super().stop()
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
