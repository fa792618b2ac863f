"""Identifiers in Slack's shapes."""

import base64
import hashlib
import secrets
from collections.abc import Iterable

from bot.playground.clock import Clock


def new_id(prefix: str) -> str:
    return prefix + base64.b32encode(secrets.token_bytes(7))[:10].decode()


def id_of(prefix: str, members: Iterable[str]) -> str:
    """The same id for the same people, whenever it is asked for."""
    return prefix + base64.b32encode(hashlib.sha256(" ".join(sorted(members)).encode()).digest())[:10].decode()


def short_id() -> str:
    """A block id as Slack's servers make them."""
    return secrets.token_urlsafe(4)[:5]


class Stamps:
    """Message timestamps: the clock in microseconds, never the same one twice."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def restart(self) -> None:
        """Stamp by the clock again, after it was set back."""
        self._last = 0

    def next(self) -> str:
        self._last = max(self._last + 1, int(self._clock.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
