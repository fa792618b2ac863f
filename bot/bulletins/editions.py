"""What a bulletin says over time: its editions, the corrections between them, and those that are only proposed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from bot.bulletins.cases import Bulletin, Content
from bot.core.errors import Refused

Fate = Literal["waiting", "released", "returned", "taken_back", "replaced", "corrected", "withdrawn", "ended"]
"""Of a proposal: the last four are what became of it, or of the bulletin, before anybody had decided."""
DECIDED: Final = frozenset[Fate]({"released", "returned"})


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be said instead, and what changed; `anew` where the meaning did, so that everybody confirms again."""

    content: Content
    change: str
    change_en: str = ""
    anew: bool = False

    def of(self, bulletin: Bulletin, now: datetime) -> Bulletin:
        """The bulletin as it stands with this correction, said at a moment."""
        return replace(
            bulletin, content=self.content, edition=bulletin.edition + self.anew, change=self.change,
            change_en=self.change_en, said_at=now if self.anew else bulletin.said_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edition:
    """What a bulletin said from a moment on; each correction makes one. `edition` counts the meanings."""

    number: int
    content: Content
    edition: int
    change: str
    change_en: str
    by: str
    at: datetime
    released_by: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction that waits for a second person, and what became of it; `number` counts those of a bulletin.

    `decided_by` is None while it waits, and where it was the clock that ended the bulletin.
    """

    bulletin: str
    number: int
    by: str
    at: datetime
    correction: Correction
    fate: Fate = "waiting"
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str = ""

    @property
    def waits(self) -> bool:
        return self.fate == "waiting"

    def check_waits(self) -> None:
        """Raises Refused with what became of it when there is nothing left to decide."""
        if self.fate in DECIDED:
            raise Refused("bulletins.correction_decided")
        if self.fate == "taken_back":
            raise Refused("bulletins.correction_taken_back")
        if not self.waits:
            raise Refused("bulletins.correction_outdated")
