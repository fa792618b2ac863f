"""An incident from the report to the lesson, and everything that hangs on it, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Where an incident stands. `reported`: nobody has confirmed it yet."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    CONTAINED = "contained"
    RECOVERED = "recovered"
    CLOSED = "closed"
    REJECTED = "rejected"
    MERGED = "merged"


ENDED = frozenset({State.CLOSED, State.REJECTED, State.MERGED})


class Via(StrEnum):
    """The door through which a report came."""

    HOME = "home"
    SHORTCUT = "shortcut"
    MESSAGE = "message"
    COMMAND = "command"
    SENTENCE = "sentence"
    MAIL = "mail"
    DRILL = "drill"


class Kind(StrEnum):
    """What an entry of the timeline is about."""

    REPORTED = "reported"
    TOLD = "told"
    CONFIRMED = "confirmed"
    LEVEL = "level"
    STATE = "state"
    LEAD = "lead"
    NOTE = "note"
    MESSAGE = "message"
    STEP = "step"
    DUTY = "duty"
    FACTS = "facts"
    SITUATION = "situation"
    ACCESS = "access"
    ROOM = "room"
    ACTION = "action"
    REVIEW = "review"
    MERGED = "merged"


@dataclass(frozen=True)
class Reason:
    """Why a level is what it is: the fact and the option that ask for it, or the category or a person's word."""

    source: str
    """`category`, `fact`, or `person`."""
    id: str
    option: str = ""
    level: int = 0


@dataclass(frozen=True)
class Origin:
    """Where a report came from: the message behind it, the mail check, or the question."""

    permalink: str = ""
    files: tuple[str, ...] = ()
    mail_check: str = ""
    words: str = ""
    author: str = ""
    channel: str = ""
    question: str = ""
    """What was asked of the policy desk: its answer was an emergency."""
    handover: str = ""
    """What had been given to a person for it before it was reported."""


@dataclass(frozen=True)
class Outcome:
    """What is said at the closing."""

    cause: str = ""
    damage: str = ""
    prevention: str = ""


@dataclass(frozen=True)
class Incident:
    """One incident. `reporter` is None when a near miss was told without a name."""

    id: str
    team: str
    category: str
    state: State
    level: int
    reasons: tuple[Reason, ...]
    title: str
    text: str
    language: str
    via: Via
    reported_at: datetime
    reporter: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    level_is_set: bool = False
    """A person has said which level it is: facts no longer move it."""
    where: str = ""
    happened_at: datetime | None = None
    noticed_at: datetime | None = None
    origin: Origin = field(default_factory=Origin)
    drill: bool = False
    restricted: bool = False
    lead: str | None = None
    members: tuple[str, ...] = ()
    """Those who were asked in beyond their role; they see it even when it is restricted."""
    told: tuple[str, ...] = ()
    """Those whose DM holds the incident's card."""
    room: str = ""
    """The incident's own private channel; `!` for one that is wanted and not made yet, `-` where Slack refused."""
    room_people: tuple[str, ...] = ()
    """Those who were brought into the room."""
    room_stale: bool = False
    """Whether the room has still to be brought up to date."""
    followers: tuple[str, ...] = ()
    """Those who reported the same: their reports go on as this incident."""
    merged_into: str | None = None
    outcome: Outcome = field(default_factory=Outcome)
    confirmed_at: datetime | None = None
    contained_at: datetime | None = None
    recovered_at: datetime | None = None
    closed_at: datetime | None = None
    review_due: datetime | None = None
    reviewed_at: datetime | None = None
    lesson: str = ""
    """What the review found."""
    revision: int = 0

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def is_near_miss(self) -> bool:
        return self.level == 0


@dataclass(frozen=True)
class Earlier:
    """What an entry said before it was corrected, when that was, by whom, and the time that it named before."""

    text: str
    at: datetime
    by: str
    happened: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """A line of the timeline: `at` is when it happened, `written_at` when it was written. `by` is None for the bot."""

    id: int
    incident: str
    kind: Kind
    at: datetime
    written_at: datetime
    by: str | None = None
    text: str = ""
    """A person's own words."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """Codes, from which the door makes a sentence in the reader's language."""
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True)
class Notice:
    """Who was told when, and when they confirmed: the delivery log of the contact chain."""

    id: int
    incident: str
    person: str
    role: str
    why: str
    """`chain`, `inform`, `again`, `deputy`, `late`, `raised`, `self`."""
    told_at: datetime
    key: str
    """The outbox key of the message, by which its fate is known."""
    confirmed_at: datetime | None = None
    stands_for: str | None = None


@dataclass(frozen=True)
class Step:
    """Something to do: of a playbook (`ref` is its id there), added by somebody, or a follow-up action."""

    id: int
    incident: str
    source: str
    """`playbook`, `added`, or `action` (a follow-up that outlives the closing)."""
    ref: str
    text: str
    """Empty for a playbook's own step: the content says it."""
    role: str
    person: str | None
    due_at: datetime | None
    created_at: datetime
    phase: str = ""
    done_at: datetime | None = None
    done_by: str | None = None
    skipped: str = ""
    """Why it was not needed; "" when it was not skipped."""
    chased: int = 0


@dataclass(frozen=True)
class DutyState:
    """One deadline of one duty, for one incident."""

    id: int
    incident: str
    duty: str
    deadline: str
    """"" for a duty without a date."""
    due_at: datetime | None
    extended_at: datetime | None
    """The date after the rule for days that are no working days; equal to `due_at` where it does not matter."""
    state: str
    """`open`, `done`, `not_needed`."""
    note: str = ""
    by: str | None = None
    at: datetime | None = None
    reminded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Timer:
    """Something that is due for an incident; whoever runs it marks it done in the same transaction."""

    id: int
    incident: str
    kind: str
    subject: str
    due_at: datetime
    attempt: int = 0
    since: datetime | None = None
    """From when it waits, for what waits a while rather than for a date."""


@dataclass(frozen=True)
class Dossier:
    """Everything on record of one incident: what the document, the preview and the drill's result sheet are made of."""

    incident: Incident
    entries: tuple[Entry, ...]
    notices: tuple[Notice, ...]
    steps: tuple[Step, ...]
    duties: tuple[DutyState, ...]
