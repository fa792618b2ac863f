"""Identifiers in Slack's shapes."""

import secrets
import string

from bot.playground.clock import Clock

_LETTERS = string.ascii_uppercase + string.digits


def new_id(prefix: str) -> str:
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(10))


def short_id() -> str:
    """A block id as Slack's servers make them."""
    return secrets.token_urlsafe(4)[:5]


class Stamps:
    """Message timestamps: the clock in microseconds, never the same one twice."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        self._last = max(self._last + 1, int(self._clock.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
