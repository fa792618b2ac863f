"""A clock that a person or a test can move forward."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

FURTHEST = 10 * 366 * 86_400


class Clock:
    """Real time plus the hours that someone asked to skip."""

    def __init__(self) -> None:
        self.skipped = 0.0
        self._moved = asyncio.Event()
        self._watchers: list[Callable[[float], None]] = []

    def now(self) -> float:
        return time.time() + self.skipped

    def ticks(self) -> float:
        """Seconds that only ever grow, for limits and time-outs."""
        return time.monotonic() + self.skipped

    def advance(self, seconds: float) -> None:
        if not 0 <= seconds <= FURTHEST - self.skipped:  # also when it is not a number
            raise ValueError("the clock goes forward only, and ten years at most")
        self.set(self.skipped + seconds)

    def advance_to(self, moment: float) -> None:
        """Go forward to a time of day in epoch seconds."""
        self.advance(moment - self.now())

    def set(self, skipped: float) -> None:
        """So many seconds are skipped from now on: whoever waits looks again, whoever watches is told."""
        self.skipped = skipped
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        for told in self._watchers:
            told(skipped)

    def watch(self, told: Callable[[float], None]) -> None:
        """Call this with the skipped seconds whenever somebody moves the clock."""
        self._watchers.append(told)

    async def sleep(self, seconds: float) -> None:
        """Wait so long; a clock moved forward wakes too."""
        await self.until(self.now() + seconds)

    async def until(self, moment: float) -> None:
        """Wait for a time of day in epoch seconds; a clock moved forward wakes too."""
        while (rest := moment - self.now()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), rest)
