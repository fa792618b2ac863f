"""What bulletins are: what is said, to whom, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Literal

from knowledge.bulletins import Ask, Severity

LONGEST_TITLE: Final = 120
LONGEST_BODY: Final = 2400
LONGEST_ACTION: Final = 200
MOST_ACTIONS: Final = 8
MOST_LINKS: Final = 6


class BulletinState(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    """Written, and waiting for a second person."""
    PLANNED = "planned"
    PAUSED = "paused"
    OPEN = "open"
    """Released: it is on its way or has arrived, and can be confirmed."""
    ENDED = "ended"
    """No longer valid: nobody is reminded, and joiners do not get it."""
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    """Never sent."""


BEFORE: Final = frozenset({BulletinState.DRAFT, BulletinState.PROPOSED, BulletinState.PLANNED, BulletinState.PAUSED})
"""Nobody has read it yet, so everything about it may change."""
SAID: Final = frozenset({BulletinState.OPEN, BulletinState.ENDED})


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said in one language. `actions` are what to do, one step each."""

    title: str
    body: str
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An address that readers see; a `bad` one is an example and is only ever shown defanged."""

    url: str
    label: str = ""
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One check question with its options, by language; `right` counts from 0."""

    ask: Mapping[str, str]
    options: tuple[Mapping[str, str], ...]
    right: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where it comes from: an advisory of a feed, a mail campaign, an incident, a survey, or a calendar entry."""

    kind: Literal["advisory", "campaign", "incident", "survey", "calendar"]
    id: str
    source: str = ""
    url: str = ""
    day: date | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    """What the source is called, by language; `source` where there is none."""

    def called(self, language: str) -> str:
        """The name of the source in a language."""
        return self.names.get(language, self.source)


@dataclass(frozen=True, slots=True)
class Content:
    """What people read, as one edition: `wordings` by language, Japanese always, English where there is one."""

    wordings: Mapping[str, Wording]
    severity: Severity = "info"
    template: str = ""
    do_by: date | None = None
    links: tuple[Link, ...] = ()
    ask: Ask = "button"
    question: Question | None = None
    mandatory: bool = False
    clauses: tuple[str, ...] = ()
    origin: Origin | None = None
    picture: str = ""
    """A file in Slack that shows what to look for; "" without one."""

    def wording(self, language: str) -> Wording:
        """What is said to somebody of this language, else the Japanese."""
        return self.wordings.get(language) or self.wordings["ja"]

    @property
    def asks(self) -> bool:
        return self.ask != "none"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets it. Channels get a post; people of all the rest get a message of their own, each once.

    `roles` and `departments` are ids of the company's file, `groups` user groups of Slack. `without` and
    `without_departments` are the exceptions.
    """

    everyone: bool = False
    channels: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    without_departments: tuple[str, ...] = ()

    @property
    def nobody(self) -> bool:
        return not (self.everyone or self.channels or self.departments or self.roles or self.groups or self.people)


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin as it stands. `edition` counts the texts whose meaning differs; readers confirm one of them.

    `next_at` is when the clock looks at it again. `series` is what it repeats, `fire_at` which time of it this is.
    """

    id: str
    team: str
    by: str
    content: Content
    audience: Audience
    created_at: datetime
    state: BulletinState = BulletinState.DRAFT
    edition: int = 1
    change: str = ""
    """What changed in this edition, or why it was withdrawn, in the words of whoever did it."""
    change_en: str = ""
    """The same for those who read English; "" for the same words."""
    opens_at: datetime | None = None
    opened_at: datetime | None = None
    said_at: datetime | None = None
    """Since when the newest edition stands."""
    valid_until: datetime | None = None
    ended_at: datetime | None = None
    released_by: str | None = None
    series: str | None = None
    fire_at: datetime | None = None
    next_at: datetime | None = None
    looked_at: datetime | None = None
    revision: int = 0

    @property
    def open(self) -> bool:
        return self.state is BulletinState.OPEN

    def why(self, language: str) -> str:
        """What changed, or why it was withdrawn, for somebody of this language."""
        return (self.change_en if language == "en" else "") or self.change

    @property
    def title(self) -> str:
        return self.content.wording("ja").title


@dataclass(frozen=True, slots=True)
class Series:
    """Something that repeats: `rule` is a `knowledge.recurrence.Recurrence` as data.

    With `drafts` each time lays a draft before `by` `ahead` working days early; without, it is sent as it stands.
    """

    id: str
    team: str
    by: str
    name: str
    content: Content
    audience: Audience
    rule: Mapping[str, object]
    drafts: bool
    created_at: datetime
    ahead: int = 0
    entry: str = ""
    """The entry of the company's calendar it follows; "" for one of somebody's own."""
    state: Literal["active", "paused", "ended"] = "active"
    last_fire: datetime | None = None
    next_at: datetime | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message of a bulletin on its way: to a channel, or to a person. `attempt` counts those sent anew by hand."""

    bulletin: str
    target: str
    kind: Literal["channel", "person"]
    state: Literal["waiting", "sent", "failed"] = "waiting"
    attempt: int = 0
    channel: str = ""
    ts: str = ""
    error: str = ""
    at: datetime | None = None

    @property
    def key(self) -> str:
        """The outbox key of its message."""
        return f"bulletin:{self.bulletin}:{self.target}:{self.attempt}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is asked to read it. `confirmed` is the newest edition they confirmed; 0 is none yet."""

    bulletin: str
    person: str
    unit: str
    since: datetime
    confirmed: int = 0
    confirmed_at: datetime | None = None
    wrong: int = 0
    """How often they answered the check question wrongly."""
    reminded: int = 0
    reminded_at: datetime | None = None
    joined: bool = False
    """Whether they came after it was sent."""
    left_at: datetime | None = None
    """When it was noticed that their account is closed: whoever had not confirmed by then counts no more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a bulletin is: deliveries by state, and readers by department as (confirmed, asked).

    `left` are those whose account was closed before they confirmed; they are not among those asked.
    """

    waiting: int = 0
    sent: int = 0
    failed: int = 0
    units: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    left: int = 0

    @property
    def all(self) -> int:
        return self.waiting + self.sent + self.failed

    @property
    def confirmed(self) -> int:
        return sum(done for done, _ in self.units.values())

    @property
    def asked(self) -> int:
        return sum(asked for _, asked in self.units.values())
