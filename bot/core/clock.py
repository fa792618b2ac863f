"""Time is given, not taken: whoever needs the hour is handed a clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Return this moment, aware and in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedClock:
    """The system's clock moved by an offset, so that a demonstration can jump to tomorrow."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset
        self.steady = SystemClock()
        self.moved_at = self.steady.now()
        self._watchers: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return self.steady.now() + self.offset

    def move(self, offset: timedelta) -> None:
        """Show another time from now on, and tell everybody who watches."""
        self.offset = offset
        self.moved_at = self.steady.now()
        for told in self._watchers:
            told()

    def watch(self, told: Callable[[], None]) -> None:
        """Call this after every jump."""
        self._watchers.append(told)


def steady(clock: Clock) -> Clock:
    """Return the same clock without its jumps, for what takes its time whatever the date: leases, time-outs."""
    return clock.steady if isinstance(clock, ShiftedClock) else clock


def waited(clock: Clock, since: timedelta) -> timedelta:
    """Return how much of this time has really passed: a jump makes nobody wait for days."""
    return min(since, clock.steady.now() - clock.moved_at) if isinstance(clock, ShiftedClock) else since
