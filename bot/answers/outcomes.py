"""What can come of a question, from found to unknown; and what is kept about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.place import Place


class Kind(StrEnum):
    FOUND = "found"
    UNSURE = "unsure"
    UNKNOWN = "unknown"
    SOCIAL = "social"
    DOOR = "door"
    """A wish for something that the product does."""
    VAGUE = "vague"
    """Too little to look for: it is asked back, and is nobody's work."""


@dataclass(frozen=True)
class Outcome:
    """The deterministic result of a search; `entry` names an answer, clause (`clause:3-2`), door or reply."""

    kind: Kind
    language: str
    entry: str | None = None
    alternatives: tuple[str, ...] = ()
    confidence: float = 0.0
    emergency: bool = False


@dataclass(frozen=True)
class Asked:
    """A question as it came in. `via` is the door: dm, mention, thread, command, shortcut, home, related."""

    team: str
    asker: str
    text: str
    place: Place
    via: str
    event_key: str


@dataclass(frozen=True)
class Question:
    """A question on record, with what was answered."""

    id: str
    team: str
    asker: str
    text: str
    place: Place
    via: str
    outcome: Outcome
    asked_at: datetime

    def seen_by(self, user: str) -> bool:
        """Whether this person may know of it: the asker, and whoever could read it in its channel."""
        public = self.place.response_url is None and self.place.channel.startswith(("C", "G"))
        return public or self.asker == user


@dataclass(frozen=True)
class Walk:
    """A decision somebody taps through; once ended it is the evidence of what was declared and decided."""

    id: str
    question: str
    team: str
    walker: str
    decision: str
    language: str
    place: Place
    taps: Mapping[str, str] = field(default_factory=dict)
    ended_at: datetime | None = None


class HandoverStatus(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    RESOLVED = "resolved"


class HandoverAct(StrEnum):
    TAKE = "take"
    REPLY = "reply"
    RESOLVE = "resolve"


TRANSITIONS: Mapping[tuple[HandoverStatus, HandoverAct], HandoverStatus] = {
    (HandoverStatus.OPEN, HandoverAct.TAKE): HandoverStatus.TAKEN,
    (HandoverStatus.OPEN, HandoverAct.REPLY): HandoverStatus.RESOLVED,
    (HandoverStatus.TAKEN, HandoverAct.REPLY): HandoverStatus.RESOLVED,
    (HandoverStatus.OPEN, HandoverAct.RESOLVE): HandoverStatus.RESOLVED,
    (HandoverStatus.TAKEN, HandoverAct.RESOLVE): HandoverStatus.RESOLVED,
}


@dataclass(frozen=True)
class Handover:
    """A question that went to a person, tracked until it is resolved and the asker has been told."""

    id: str
    question: Question
    role: str
    urgent: bool
    note: str
    status: HandoverStatus
    opened_at: datetime
    assignee: str | None = None
    reply: str | None = None
    reminded: int = 0
    told: tuple[str, ...] = ()
    """Slack ids of those whose DM holds the card."""
