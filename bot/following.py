"""The bot follows the clock of a playground in another process: after a jump to Monday it is Monday for both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.config import Settings
from bot.core.clock import Clock, ShiftedClock, SystemClock

LOOK_SECONDS = 1.0
SMALLEST_JUMP = timedelta(milliseconds=1)

log = structlog.get_logger(__name__)


@asynccontextmanager
async def clock_for(settings: Settings) -> AsyncIterator[Clock]:
    """The clock to live by: the system's, or a playground's for as long as the context lasts."""
    if settings.clock_url is None:
        yield SystemClock()
        return
    clock = ShiftedClock()
    async with ClientSession(timeout=ClientTimeout(total=2)) as session:
        follower = Follower(session, settings.clock_url, clock)
        await follower.look()
        following = asyncio.create_task(follower.run())
        yield clock
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


class Follower:
    """Asks the playground for its time; while it does not answer, time goes on as before."""

    def __init__(self, session: ClientSession, url: str, clock: ShiftedClock) -> None:
        self._session = session
        self._url = url
        self._clock = clock
        self._silent = False

    async def run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Moves our clock when theirs was moved."""
        try:
            async with self._session.get(self._url, allow_redirects=False) as answer:
                offset = timedelta(seconds=float((await answer.json())["skipped"]))
        except (ClientError, TimeoutError, ValueError, TypeError, KeyError, OverflowError) as trouble:
            if not self._silent:
                log.warning("clock_not_followed", url=self._url, error=f"{type(trouble).__name__}: {trouble}"[:200])
            self._silent = True
            return
        self._silent = False
        if abs(offset - self._clock.offset) >= SMALLEST_JUMP:
            log.info("clock_moved", offset=str(offset))
            self._clock.move(offset)
