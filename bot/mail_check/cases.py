"""A suspicious mail on its way: the check of one person, and the campaign that the same mails form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.place import Place
from bot.mail_check.report import Report
from bot.mail_check.verdict import Verdict


class Source(StrEnum):
    """How a mail came to us."""

    FILE = "file"
    TEXT = "text"
    WALK = "walk"
    LINK = "link"


class State(StrEnum):
    """Where a check stands. `waiting`: to be analysed; `failed`: could not be read; `checked`: the verdict is out."""

    WAITING = "waiting"
    FAILED = "failed"
    CHECKED = "checked"
    REPORTED = "reported"


class Deed(StrEnum):
    """What the person did with the mail, from harmless to grave."""

    RECEIVED = "received"
    OPENED = "opened"
    CLICKED = "clicked"
    ATTACHMENT = "attachment"
    TYPED = "typed"
    REPLIED = "replied"


GRAVE = frozenset({Deed.CLICKED, Deed.ATTACHMENT, Deed.TYPED, Deed.REPLIED})


class Status(StrEnum):
    """What the administrator makes of a campaign."""

    NEW = "new"
    DANGEROUS = "dangerous"
    SPAM = "spam"
    HARMLESS = "harmless"
    TRAINING = "training"


@dataclass(frozen=True)
class SlackFile:
    """The file that somebody dropped, as Slack names it; size in bytes."""

    id: str
    name: str
    url: str
    size: int


@dataclass(frozen=True)
class Check:
    """One person's mail, from the first doubt to the lead's verdict."""

    id: str
    team: str
    person: str
    place: Place
    source: Source
    language: str
    state: State
    created_at: datetime
    file: SlackFile | None = None
    text: str = ""
    report: Report | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    deed: Deed | None = None
    failure: str = ""
    campaign: str | None = None
    reported_at: datetime | None = None
    revision: int = 0
    """Counts the changes: each new state of the card is an edit of its own."""

    @property
    def verdict(self) -> Verdict:
        return self.report.verdict if self.report else Verdict.NO_SIGN


class Warned(StrEnum):
    """What became of the warning to everybody."""

    SENDING = "sending"
    POSTED = "posted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Bulletin:
    """The warning to everybody, as it was seen in the preview; `picture` is a file in Slack, "" for none."""

    ja: str
    en: str
    picture: str
    by: str
    at: datetime
    attempt: int = 1
    state: Warned = Warned.SENDING
    trouble: str = ""


@dataclass(frozen=True)
class Memo:
    """What those who look after mails note for each other."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Tally:
    """How many people reported a campaign, and what they did with it."""

    reporters: int = 0
    deeds: Mapping[Deed, int] = field(default_factory=dict)
    only_links: bool = False
    """Whether nobody reported a mail: what came was a link alone."""

    @property
    def is_grave(self) -> bool:
        return not GRAVE.isdisjoint(self.deeds)


@dataclass(frozen=True)
class Campaign:
    """The same or similar mails, decided once for all who report them."""

    id: str
    team: str
    status: Status
    subject: str
    sender: str
    verdict: Verdict
    first_at: datetime
    last_at: datetime
    assignee: str | None = None
    taken_at: datetime | None = None
    """Since when somebody looks after it."""
    note: str = ""
    """What the reporters were told with the decision."""
    memos: tuple[Memo, ...] = ()
    decided_by: str | None = None
    decided_at: datetime | None = None
    settled_at: datetime | None = None
    """The moment of the first decision."""
    decisions: int = 0
    """How often it was decided: from the second time on we correct ourselves."""
    reminded: int = 0
    picture: str = ""
    """The picture of what to look for, a file in Slack."""
    bulletin: Bulletin | None = None
    revision: int = 0
    told: tuple[str, ...] = ()
    """Slack ids of those whose DM holds the card."""
    tally: Tally = field(default_factory=Tally)

    @property
    def is_decided(self) -> bool:
        return self.status is not Status.NEW

    @property
    def is_dangerous(self) -> bool:
        """Whether it cannot wait: the analysis says so, or somebody did something grave with it."""
        return self.verdict is Verdict.DANGER or self.tally.is_grave

    @property
    def is_warned(self) -> bool:
        return self.bulletin is not None and self.bulletin.state is not Warned.REFUSED
