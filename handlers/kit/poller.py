"""Looking for what is due, in the background: at once when told to, else after a while, until stopped."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog

from bot.core.unit import Work

log = structlog.get_logger(__name__)


class Poller:
    """A worker that looks again and again; what it looks for is rows, so a crash or a second process loses nothing.

    A slice says in `look` what is to be done; true means that there was something, and that the next look comes
    after `busy_seconds` instead of `idle_seconds`.
    """

    idle_seconds = 60.0
    busy_seconds = 0.0
    trouble_seconds = 2.0

    def __init__(self) -> None:
        self._news = asyncio.Event()
        self._stopping = False

    async def look(self) -> bool:
        """Does what is due now; whether something was."""
        raise NotImplementedError

    def wake(self) -> None:
        """Something may be due: look now."""
        self._news.set()

    async def looked(self, work: Work) -> None:
        """The tick: every minute, and after a jump of the clock."""
        self.wake()

    async def run(self) -> None:
        """Looks until stopped; whatever goes wrong, a database that is away for one, is waited for."""
        while not self._stopping:
            self._news.clear()
            try:
                pause = self.busy_seconds if await self.look() else self.idle_seconds
            except Exception as trouble:  # noqa: BLE001  without this loop nothing would ever be done again
                log.warning("poller_waits", who=type(self).__name__, error=f"{type(trouble).__name__}: {trouble}"[:200])
                await asyncio.sleep(self.trouble_seconds)
                continue
            if pause and not self._stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), pause)

    async def stop(self) -> None:
        """Begins nothing new; what is under way ends by itself, and no transaction is cut off halfway."""
        self._stopping = True
        self._news.set()
