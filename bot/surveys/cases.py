"""Campaigns, sheets, answers, referrals and improvements, as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Literal

from knowledge.surveys import Survey

Who = Literal["heads", "poll"]
"""Who answers for a unit: one person for all of it, or everybody in it."""
Combine = Literal["mean", "weighted", "minimum"]
"""How the company's value of an item comes from those of its units."""
Shape = Literal["five", "one"]

SUBJECT: Final = "subject"
"""The unit of a survey about one contractor, service or the whole company."""


class CampaignState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class SheetState(StrEnum):
    WAITING = "waiting"
    STARTED = "started"
    DONE = "done"


class ReferralState(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Unit:
    """A department or site of a campaign; `person` answers for it, where one person does."""

    id: str
    names: Mapping[str, str]
    head_count: int = 0
    person: str | None = None

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names.get("ja", self.id)


@dataclass(frozen=True, slots=True)
class Campaign:
    """A survey put to some units for some days; it keeps the survey as it was asked."""

    id: str
    team: str
    survey: Survey
    by: str
    who: Who
    units: tuple[Unit, ...]
    opens_at: datetime
    due_at: datetime
    created_at: datetime
    state: CampaignState = CampaignState.PLANNED
    anonymous: bool = False
    visible: bool = False
    """Whether those who answered see the result."""
    combine: Combine = "mean"
    repeats: bool = False
    subject: str = ""
    """The contractor or service it is about."""
    looked_at: datetime | None = None
    """What was due by then has been done."""
    next_at: datetime | None = None
    reminded_at: datetime | None = None
    closed_at: datetime | None = None
    revision: int = 0

    @property
    def open(self) -> bool:
        return self.state is CampaignState.OPEN

    def unit(self, unit_id: str) -> Unit | None:
        return next((one for one in self.units if one.id == unit_id), None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's answers: in a campaign, or alone for oneself (then it keeps its own survey)."""

    id: str
    team: str
    person: str | None
    unit: str
    campaign: str | None = None
    survey: Survey | None = None
    state: SheetState = SheetState.WAITING
    shape: Shape = "five"
    at: int = 0
    """The item that is looked at, counted from 0 in the order of the survey."""
    created_at: datetime | None = None
    started_at: datetime | None = None
    changed_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What was said to an item: an answer, words, evidence; `by` where somebody else knew it."""

    item: str
    answer: str | None = None
    text: str = ""
    link: str = ""
    files: tuple[Mapping[str, str], ...] = ()
    by: str | None = None
    at: datetime | None = None

    @property
    def noted(self) -> bool:
        return bool(self.text or self.link or self.files)


@dataclass(frozen=True, slots=True)
class Referral:
    """An item passed on to a colleague who knows."""

    id: int
    sheet: str
    item: str
    by: str
    to: str
    note: str
    asked_at: datetime
    state: ReferralState = ReferralState.ASKED
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Improvement:
    """What was decided to do about a weak item, by whom and until when; chased until done."""

    id: int
    team: str
    campaign: str
    family: str
    unit: str
    item: str
    text: str
    owner: str
    by: str
    due_at: datetime
    created_at: datetime
    chased: int = 0
    next_at: datetime | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    note: str = ""
    dropped: bool = False

    @property
    def open(self) -> bool:
        return self.done_at is None and not self.dropped


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a unit is: how many sheets wait, are begun, are done."""

    unit: str
    waiting: int = 0
    started: int = 0
    done: int = 0

    @property
    def invited(self) -> int:
        return self.waiting + self.started + self.done


@dataclass(frozen=True, slots=True)
class Wish:
    """A campaign as somebody wants it; `units` with who answers for each."""

    survey: str
    who: Who
    units: tuple[Unit, ...]
    opens_at: datetime
    due_at: datetime
    anonymous: bool = False
    visible: bool = True
    combine: Combine = "mean"
    repeats: bool = False
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is to answer, and for which unit."""

    person: str
    unit: str


@dataclass(frozen=True, slots=True)
class Answers:
    """A sheet with what was given so far."""

    sheet: Sheet
    survey: Survey
    given: Mapping[str, Given] = field(default_factory=dict)
    campaign: Campaign | None = None

    @property
    def missing(self) -> list[str]:
        """The items without an answer, in order; words are never asked for."""
        return [item.id for item in self.survey.items if not item.free and not self._answered(item.id)]

    @property
    def answered(self) -> int:
        return sum(1 for item in self.survey.items if not item.free and self._answered(item.id))

    @property
    def changeable(self) -> bool:
        return self.campaign is None or self.campaign.open

    def _answered(self, item: str) -> bool:
        return item in self.given and self.given[item].answer is not None


def by_item(given: Iterable[Given]) -> dict[str, Given]:
    return {one.item: one for one in given}


def names_of(text: Any) -> dict[str, str]:
    """A text of the content in both languages, as a campaign keeps it."""
    return {"ja": text.ja, "en": text.en}
