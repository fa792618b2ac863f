"""A bulletin as those see it who look after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.bulletins.cases import Bulletin, Delivery, Standing
from bot.bulletins.editions import Proposal


@dataclass(frozen=True)
class Seen:
    """A bulletin as it stands: `minutes` until all is sent, and when who is reminded next."""

    bulletin: Bulletin
    standing: Standing = field(default_factory=Standing)
    failed: Sequence[Delivery] = ()
    minutes: int | None = None
    remind_at: datetime | None = None
    head_at: datetime | None = None
    waiting: Proposal | None = None
    """A correction that waits for a second person."""

    @property
    def missing(self) -> int:
        return self.standing.asked - self.standing.confirmed
