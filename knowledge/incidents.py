"""What the security team knows of incidents: kinds, levels, whom to call, what to do, what the law wants."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from knowledge.documents import ClauseId, Document, Label, Lines, RoleId, Slug, Text

Level = Annotated[int, Field(ge=0, le=3)]
Hours = Literal["always", "working"]
UNSURE = "unsure"
"""The option of a fact that stands for "I do not know": the higher level holds."""

LETTER_FIELDS: tuple[str, ...] = (
    *("id", "company", "title", "category", "level", "happened", "noticed", "reported", "text", "where"),
    *("facts", "people", "cause", "damage", "prevention", "response", "lead", "phone", "today"),
)
"""What a prepared letter may ask for in braces."""


class FactOption(Document):
    """One answer to a fact question; `level` is the lowest level that it allows."""

    id: Slug
    label: Label
    record: Label | None = None
    """The answer as a record states it, where that is not the label."""
    level: Level = 0

    @property
    def stated(self) -> Label:
        return self.record or self.label


class Fact(Document):
    """A question about what happened, asked of the reporter or of those who respond; `record` is what it is about."""

    id: Slug
    ask: Text
    record: Text | None = None
    help: Text | None = None
    options: Annotated[list[FactOption], Field(min_length=2, max_length=10)]
    clauses: list[ClauseId] = Field(default_factory=list)

    @property
    def subject(self) -> Text:
        return self.record or self.ask

    def option(self, chosen: str) -> FactOption | None:
        return next((one for one in self.options if one.id == chosen), None)


class LevelMeaning(Document):
    """A level of policy 11-2: when it holds and who handles it."""

    level: Level
    title: Label
    when: Text
    handlers: list[RoleId]
    clauses: list[ClauseId]


class Levels(Document):
    """`incidents/levels.yml`."""

    levels: Annotated[list[LevelMeaning], Field(min_length=4, max_length=4)]
    facts: list[Fact]


class Category(Document):
    """A kind of incident as people say it, with the first response that stands on the screen at once.

    `presumed` holds until facts are known, `floor` whatever they are. `kind` is the class of policy 11-4, `number`
    the class of the guideline's table of six. `answers` are the emergency answers that lead here.
    """

    id: Slug
    title: Label
    example: Text
    kind: Literal["leak", "tampering", "virus", "none"]
    number: Annotated[int, Field(ge=1, le=6)]
    presumed: Level
    floor: Level = 0
    facts: Annotated[list[Slug], Field(max_length=5)]
    first: Lines
    contacts: list[Slug] = Field(default_factory=list)
    clauses: list[ClauseId]
    playbook: Slug
    answers: list[Slug] = Field(default_factory=list)


class Categories(Document):
    """`incidents/categories.yml`; the order is that of the screen."""

    categories: Annotated[list[Category], Field(min_length=1, max_length=20)]


class Rung(Document):
    """Whom a level calls, in which order, and how long each is waited for.

    `chain` are asked to confirm one after the other; `inform` hear of it at once; whoever `settles` ends the climb.
    Minutes are counted as `hours` says; `again_minutes` after being asked, somebody silent is asked again.
    """

    level: Level
    chain: Annotated[list[RoleId], Field(min_length=1)]
    inform: list[RoleId] = Field(default_factory=list)
    settles: list[RoleId]
    wait_minutes: Annotated[int, Field(ge=1, le=10080)]
    hours: Hours = "working"
    again_minutes: list[Annotated[int, Field(ge=1, le=10080)]] = Field(default_factory=list)
    alert_channel: bool = True
    situation_hours: Annotated[int, Field(ge=1, le=336)]
    """How often whoever leads is asked how things stand."""
    review_days: Annotated[int, Field(ge=1, le=30)] | None = None
    """Business days after the closing until its review is due; None asks for none."""


class ChainContent(Document):
    """`incidents/chain.yml`: who is told, and the house rules of the response."""

    rungs: Annotated[list[Rung], Field(min_length=4, max_length=4)]
    private_room_from: Level | None = None
    """From this level on an incident gets a private channel of its own; None for never."""
    anonymous_near_misses: bool = True

    def rung(self, level: int) -> Rung:
        return next(one for one in self.rungs if one.level == level)


class PlaybookStep(Document):
    """One thing to do: who, and within how many minutes of the report (counted as `hours` says)."""

    id: Slug
    text: Text
    role: RoleId
    within_minutes: Annotated[int, Field(ge=1, le=525600)]
    hours: Hours = "always"
    levels: list[Level] = Field(default_factory=lambda: [0, 1, 2, 3])
    phase: Literal["contain", "investigate", "recover", "notify", "learn"]
    clauses: list[ClauseId] = Field(default_factory=list)


class Playbook(Document):
    """`incidents/playbooks/*.yml`: the steps of a kind of incident, by level."""

    id: Slug
    title: Label
    source: str
    steps: Annotated[list[PlaybookStep], Field(min_length=1, max_length=40)]


class Service(Document):
    """Something that may stop, who restores it and whom to call (policy 11-5.2)."""

    id: Slug
    name: Text
    owner: RoleId
    with_: list[RoleId] = Field(default_factory=list, alias="with")
    contacts: list[Slug] = Field(default_factory=list)
    list_of: Text | None = None
    """A register that holds the contacts: the list of partners, the staff register."""
    target: Text | None = None
    clauses: list[ClauseId]


class Continuity(Document):
    """`incidents/continuity.yml`."""

    services: list[Service]
    assumed: list[Text]


class Condition(Document):
    """Holds when everything named in it does: facts by option, categories, the lowest level."""

    facts: dict[Slug, list[Slug]] = Field(default_factory=dict)
    categories: list[Slug] = Field(default_factory=list)
    level: Level | None = None


class Deadline(Document):
    """A date that a duty runs to, counted from the day on which the company knew (that day is day one).

    `soft_days` is the date to aim at. `extends` moves a last day that is no working day to the next working day.
    """

    id: Slug
    title: Label
    days: Annotated[int, Field(ge=1, le=3650)]
    soft_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    extends: bool = False
    when: Condition = Condition()
    """Where a duty has several dates for the same thing, the first deadline of an `id` whose condition holds counts."""


class Duty(Document):
    """Somebody to notify: a duty by law, a contract's, or a wise thing to do. Never legal advice."""

    id: Slug
    title: Label
    binding: Literal["law", "contract", "advice"]
    to: Text
    contact: Slug | None = None
    when: list[Condition]
    unless: list[Condition] = Field(default_factory=list)
    why: Text
    deadlines: list[Deadline] = Field(default_factory=list)
    timing: Text | None = None
    """By when, in words, where the rule names no number of days."""
    owner: RoleId
    letter: Text | None = None
    """A prepared text; `{fields}` are filled from the incident."""
    law: Text
    source: str
    """The authority, the law or the form behind it, as people are shown it."""
    notes: str = ""
    """For whoever looks after the content: what is still to be checked, and where it was read. Never shown."""
    url: str | None = None
    effective_from: date
    effective_until: date | None = None
    checked_on: date

    @model_validator(mode="after")
    def _dated(self) -> Duty:
        if self.effective_until and self.effective_until < self.effective_from:
            raise ValueError("effective_until is before effective_from")
        return self


class Jurisdiction(Document):
    """`jurisdiction/<country>/duties.yml`: the questions that decide, and the duties."""

    jurisdiction: Slug
    disclaimer: Text
    facts: list[Fact]
    duties: Annotated[list[Duty], Field(min_length=1)]


class IncidentContent(Document):
    """Everything about incidents."""

    levels: Levels
    categories: Categories
    chain: ChainContent
    continuity: Continuity
    playbooks: dict[Slug, Playbook]
    jurisdiction: Jurisdiction

    def category(self, name: str) -> Category | None:
        return next((one for one in self.categories.categories if one.id == name), None)

    def fact(self, name: str) -> Fact | None:
        return next((one for one in (*self.levels.facts, *self.jurisdiction.facts) if one.id == name), None)


INCIDENT_FILES: dict[str, type[Document]] = {
    "levels": Levels,
    "categories": Categories,
    "chain": ChainContent,
    "continuity": Continuity,
}
"""The single files of `incidents/`, by name without the extension."""
