"""A clock that a person or a test can move forward."""

import time


class Clock:
    """Real time plus the hours that someone asked to skip."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def now(self) -> float:
        return time.time() + self.skipped

    def ticks(self) -> float:
        """Seconds that only ever grow, for limits and time-outs."""
        return time.monotonic() + self.skipped

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("the clock only goes forward")
        self.skipped += seconds
