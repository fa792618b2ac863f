"""What the security team asks: surveys and checklists as files, with their points, bands and ways forward."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from knowledge.documents import ClauseId, Document, Label, Slug, Text

About = Literal["department", "person", "contractor", "service", "company"]
"""What a sheet speaks of; a contractor or a service is named by whoever starts it."""
Remedy = Literal["policy", "awareness", "technical", "organisation"]
"""What kind of gap a weak item is: a rule to write, a bulletin to send, something to set up, somebody to name."""
Evidence = Literal["interview", "review", "observation", "technical", "checklist"]
"""How an inspection sees that something is so (guideline, chapter 4, table of inspection methods)."""


class AnswerOption(Document):
    """One answer; `points` is None where nothing is scored. `stands_for` marks the answers that are counted apart."""

    id: Slug
    label: Label
    points: int | None = None
    stands_for: Literal["unknown", "not_applicable"] | None = None


class Band(Document):
    """What a total means, from this many percent of the points that can be had; the highest band first."""

    id: Slug
    at_least: Annotated[int, Field(ge=0, le=100)]
    title: Label
    meaning: Text
    next_step: Text


class Measure(Document):
    """Something that helps. `effect` and `cost` run from 1 (little) to 3 (much)."""

    text: Text
    effect: Annotated[int, Field(ge=1, le=3)]
    cost: Annotated[int, Field(ge=1, le=3)]


class Item(Document):
    """A question. `id` stays the same in every edition, `number` is the one printed in this edition.

    `topics` find the companies like ours (`cases/`), `answers` the entries of the knowledge base,
    `criteria` names what an inspector looks at. A `free` item is answered in words, and never scored.
    """

    id: Slug
    number: Annotated[int, Field(ge=1, le=99)]
    ask: Text
    why: Text
    harm: Text | None = None
    measures: Annotated[list[Measure], Field(max_length=5)] = Field(default_factory=list)
    clauses: list[ClauseId] = Field(default_factory=list)
    answers: list[Slug] = Field(default_factory=list)
    topics: list[Slug] = Field(default_factory=list)
    remedy: Remedy = "organisation"
    evidence: list[Evidence] = Field(default_factory=list)
    criteria: Text | None = None
    free: bool = False

    @property
    def worth(self) -> Fraction:
        """What its best measure brings for its cost."""
        return max((Fraction(one.effect, one.cost) for one in self.measures), default=Fraction(0))


class Section(Document):
    id: Slug
    title: Label
    items: Annotated[list[Item], Field(min_length=1)]


class SurveyRule(Document):
    """A judgement over some items: every one of them (`all`), or at least one (`any`), has this many points or more."""

    id: Slug
    title: Text
    items: Annotated[list[Slug], Field(min_length=1)]
    match: Literal["all", "any"] = "all"
    at_least: int
    met: Text
    unmet: Text


class NotApplicable(Document):
    """How an item that does not apply is counted, and why: with full points, or left out of the sum."""

    counts_as: Literal["full", "left_out"]
    explained: Text


class Season(Document):
    """When the policy asks for it each year: Mamori reminds whoever holds the role in that month."""

    month: Annotated[int, Field(ge=1, le=12)]
    role: Literal["security_lead", "audit_lead", "education_lead", "system_admin"]
    clause: ClauseId


class Survey(Document):
    """`surveys/*.yml`. Editions of one survey share the `family`; results say which edition they were given in."""

    id: Slug
    family: Slug
    edition: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z. -]{1,20}$")]
    title: Label
    purpose: Text
    source: str
    minutes: Annotated[int, Field(ge=1, le=120)]
    about: About
    answers: Annotated[list[AnswerOption], Field(min_length=2, max_length=5)]
    not_applicable: NotApplicable | None = None
    bands: list[Band] = Field(default_factory=list)
    sections: Annotated[list[Section], Field(min_length=1, max_length=12)]
    rules: list[SurveyRule] = Field(default_factory=list)
    season: Season | None = None
    newest: bool = True
    """Whether this edition is the one to start with; older ones stay so that earlier rounds can be read."""

    @property
    def items(self) -> list[Item]:
        return [item for section in self.sections for item in section.items]

    @property
    def scored(self) -> list[Item]:
        """The items that count."""
        return [item for item in self.items if not item.free] if self.full else []

    @property
    def full(self) -> int:
        """The most points that one item can have; 0 where nothing is scored."""
        return max((one.points for one in self.answers if one.points is not None), default=0)

    @property
    def costly(self) -> AnswerOption | None:
        """The answer that takes points away because nobody knows; None where not knowing costs nothing."""
        return next((one for one in self.answers if one.stands_for == "unknown" and (one.points or 0) < 0), None)

    def item(self, name: str) -> Item | None:
        return next((one for one in self.items if one.id == name), None)

    def option(self, name: str) -> AnswerOption | None:
        return next((one for one in self.answers if one.id == name), None)

    @model_validator(mode="after")
    def _whole(self) -> Survey:
        for kind, names in (
            ("answer", [one.id for one in self.answers]),
            ("band", [one.id for one in self.bands]),
            ("section", [one.id for one in self.sections]),
            ("item", [one.id for one in self.items]),
            ("item number", [str(one.number) for one in self.items]),
            ("rule", [one.id for one in self.rules]),
        ):
            if twice := next((name for name in names if names.count(name) > 1), None):
                raise ValueError(f"{kind} {twice} stands twice")
        if self.bands and ([one.at_least for one in self.bands] != sorted(one.at_least for one in self.bands)[::-1]):
            raise ValueError("the bands must stand from the highest to the lowest")
        if self.bands and self.bands[-1].at_least != 0:
            raise ValueError("the last band must begin at 0")
        known = {one.id for one in self.items}
        if missing := next((name for rule in self.rules for name in rule.items if name not in known), None):
            raise ValueError(f"a rule names item {missing}, which is not there")
        apart = [one.stands_for for one in self.answers if one.stands_for]
        if len(set(apart)) < len(apart):
            raise ValueError("two answers stand for the same")
        if ("not_applicable" in apart) != (self.not_applicable is not None):
            raise ValueError("not_applicable and an answer that stands for it belong together")
        return self
