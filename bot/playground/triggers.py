"""trigger_id: proof that a person just did something; good for three seconds and for one use."""

import secrets
from dataclasses import dataclass

from bot.playground.clock import Clock
from bot.playground.errors import SlackError
from bot.playground.faults import Faults

_KEPT = 5000


@dataclass
class Trigger:
    """Who did something, when, and in which modal."""

    user: str
    at: float
    view: str | None = None
    used: bool = False


class Triggers:
    """Gives trigger ids out and takes each back once."""

    def __init__(self, clock: Clock, faults: Faults, lifetime: float) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._faults = faults
        self._given: dict[str, Trigger] = {}

    def issue(self, user: str, view: str | None = None) -> str:
        at = self._clock.ticks()
        if self._faults.strike("expire_trigger"):
            at -= self._lifetime + 1
        name = f"{int(self._clock.now() * 1000)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._given[name] = Trigger(user, at, view)
        if len(self._given) > _KEPT:
            del self._given[next(iter(self._given))]
        return name

    def forget(self) -> None:
        self._given.clear()

    def redeem(self, name: str) -> Trigger:
        trigger = self._given.get(name)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.ticks() - trigger.at > self._lifetime:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
