"""Slack's rate limits as token buckets."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from bot.playground.clock import Clock
from bot.playground.errors import TooFast
from bot.playground.methods import METHODS


@dataclass
class Pace:
    """How fast an app may call; `enabled` goes off for load tests."""

    enabled: bool = True
    channel_burst: float = 5
    channel_per_second: float = 1
    workspace_burst: float = 100
    workspace_per_second: float = 5  # "a few hundred a minute"


@dataclass
class _Bucket:
    capacity: float
    per_second: float
    level: float
    at: float

    def take(self, now: float) -> float:
        """Take one token; the answer is how long to wait for it (0: it is yours)."""
        self.level = min(self.capacity, self.level + (now - self.at) * self.per_second)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0
        return (1 - self.level) / self.per_second


class Limits:
    """Refuses the call that comes too soon."""

    def __init__(self, clock: Clock, pace: Pace) -> None:
        self._clock = clock
        self.pace = pace
        self._buckets: dict[tuple[str, ...], _Bucket] = {}

    def check_method(self, name: str) -> None:
        if self.pace.enabled and name != "chat.postMessage":
            rate = METHODS[name].per_minute
            self._take(("method", name), rate, rate / 60)

    def check_post(self, channel: str) -> None:
        pace = self.pace
        if pace.enabled:
            self._take(("channel", channel), pace.channel_burst, pace.channel_per_second)
            self._take(("workspace",), pace.workspace_burst, pace.workspace_per_second)

    def change(self, wish: Mapping[str, Any]) -> None:
        """Go at another pace from now on."""
        for name, value in wish.items():
            _check(name, value)
        self.pace = replace(self.pace, **wish)
        self.forget()

    def forget(self) -> None:
        """Start afresh, as after a quiet minute."""
        self._buckets.clear()

    def _take(self, key: tuple[str, ...], capacity: float, per_second: float) -> None:
        now = self._clock.ticks()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(capacity, per_second, capacity, now)
        wait = bucket.take(now)
        if wait > 0:
            raise TooFast(math.ceil(wait))


_KNOWN = tuple(field.name for field in fields(Pace))


def _check(name: str, value: object) -> None:
    if name not in _KNOWN:
        raise ValueError(f"no such setting: {name}; there are {', '.join(_KNOWN)}")
    if name == "enabled":
        if not isinstance(value, bool):
            raise ValueError("enabled must be true or false")
        return
    least = 1 if name.endswith("_burst") else 0.001
    if type(value) not in {int, float} or not least <= value <= 1_000_000:  # type: ignore[operator]
        raise ValueError(f"{name} must be a number between {least} and 1000000")
