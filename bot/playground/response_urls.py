"""response_url: five answers in thirty minutes, without a token."""

import secrets
from dataclasses import dataclass

from bot.playground.clock import Clock

USES = 5
LIFETIME = 30 * 60
_KEPT = 5000


@dataclass
class Way:
    """Where an answer through one URL goes, and what it may replace."""

    channel: str
    user: str
    expires: float
    ts: str | None = None  # the message that was acted on
    ephemeral: bool = False
    left: int = USES


class WayClosed(Exception):  # noqa: N818
    """The URL is used up, expired or unknown; `args[0]` is Slack's body text."""


class ResponseUrls:
    """Gives out response URLs and counts their uses."""

    def __init__(self, clock: Clock) -> None:
        self.base = ""
        self._clock = clock
        self._ways: dict[str, Way] = {}

    def issue(self, channel: str, user: str, ts: str | None = None, *, ephemeral: bool = False) -> str:
        key = secrets.token_hex(16)
        self._ways[key] = Way(channel, user, self._clock.ticks() + LIFETIME, ts, ephemeral)
        if len(self._ways) > _KEPT:
            del self._ways[next(iter(self._ways))]
        return f"{self.base}/actions/{key}"

    def forget(self) -> None:
        self._ways.clear()

    def take(self, key: str) -> Way:
        way = self._ways.get(key)
        if way is None or self._clock.ticks() > way.expires:
            raise WayClosed("expired_url")
        if way.left == 0:
            raise WayClosed("used_url")
        way.left -= 1
        return way
