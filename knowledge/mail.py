"""What the security team knows of suspicious mail: one model per file of `mail/`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from knowledge.documents import ClauseId, Document, Label, Lines, Slug, Text

Domain = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$", max_length=253)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{2,20}$")]
IndicatorId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*(?:[a-z]?_[a-z0-9_]+)?$", max_length=40)]
Group = Literal["theme", "url", "sender", "body", "combination", "headers", "attachment", "answer"]


VERDICTS = ("danger", "caution", "no_sign")
DEEDS = ("received", "opened", "clicked", "attachment", "typed", "replied")
PolicyItem = Annotated[str, StringConstraints(pattern=r"^(theme-[1-6]|sender-[12]|body-[1-5]|attachment-[1-5])?$")]
"""An item of policy 7-4.5 by its number there: theme-6, sender-1, body-3, attachment-2; "" for none."""


class Brand(Document):
    """A name that criminals borrow, and where the real one writes from."""

    id: Slug
    names: Annotated[list[Words], Field(min_length=1)]
    domains: Annotated[list[Domain], Field(min_length=1)]
    common: bool = False


class Brands(Document):
    brands: list[Brand]


class Sending(Document):
    """Facts about domains."""

    freemail: list[Domain]
    not_freemail: list[Domain] = Field(default_factory=list)
    abused_endings: list[Domain]
    free_hosts: list[Domain]
    sender_free_hosts: list[Domain]
    shorteners: list[Domain]
    relays: list[Domain]
    redirectors: list[str]
    bait_words: list[Word]


class ThemePhrases(Document):
    ja: list[Words]
    en: list[Words]
    other: list[Words] = Field(default_factory=list)


class Theme(Document):
    id: IndicatorId
    hint: bool = False
    phrases: ThemePhrases


class Themes(Document):
    themes: list[Theme]


class Telephone(Document):
    prefix: str
    digits: Annotated[int, Field(ge=9, le=11)]


class BodySigns(Document):
    unnatural: list[Words]
    foreign_characters: str = ""
    hidden_text_floor: int
    telephone_prefixes: list[Telephone]
    agencies: list[Words]


class Indicator(Document):
    """What a finding counts for, and how it is said; `alone`: what it counts for when a link comes without a mail."""

    id: IndicatorId
    group: Group
    weight: Annotated[float, Field(ge=0, le=10)]
    alone: Annotated[float, Field(ge=0, le=10)] | None = None
    policy: PolicyItem = ""
    says: Text


class Indicators(Document):
    indicators: list[Indicator]


class LinkScale(Document):
    """From points to a verdict where a link comes without a mail: one strong sign is enough."""

    danger: float = 5
    caution: float = 2


class Scale(Document):
    """From points to a verdict."""

    caps: dict[Group, float]
    danger: float
    danger_alone: float
    caution: float
    share_of_links: Annotated[float, Field(gt=0, le=1)]
    link: LinkScale = Field(default_factory=LinkScale)

    @model_validator(mode="after")
    def _ordered(self) -> Scale:
        if not self.caution < self.danger <= self.danger_alone:
            raise ValueError("caution must be below danger, danger not above danger_alone")
        if not self.link.caution < self.link.danger:
            raise ValueError("link: caution must be below danger")
        return self


class WalkItem(Document):
    """One thing to look for; `id` is the indicator that a yes stands for."""

    id: IndicatorId
    says: Label
    example: Label


class WalkStep(Document):
    """One screen of the walk-through."""

    id: Slug
    title: Label
    hint: Text
    items: Annotated[list[WalkItem], Field(min_length=1, max_length=9)]


class MailWalk(Document):
    """The policy's list as a few short screens."""

    steps: Annotated[list[WalkStep], Field(min_length=1, max_length=6)]


class Advice(Document):
    """What to do now, and the clauses it rests on."""

    lines: Lines
    clauses: list[ClauseId] = Field(default_factory=list)


class MailAdvice(Document):
    """What to do, by verdict and by what the person did; `links`: the same where it was a link, and no mail."""

    verdicts: dict[Literal["danger", "caution", "no_sign"], Advice]
    links: dict[Literal["danger", "caution", "no_sign", "received"], Advice] = Field(default_factory=dict)
    deeds: dict[Literal["received", "opened", "clicked", "attachment", "typed", "replied"], Advice]


class MailContent(Document):
    """Everything in `mail/`."""

    brands: Brands
    sending: Sending
    themes: Themes
    body: BodySigns
    indicators: Indicators
    scale: Scale
    walk: MailWalk
    advice: MailAdvice

    def for_links(self) -> MailContent:
        """The same for links without a mail: their own weights, and points from one kind of sign alone."""
        weighed = [
            one if one.alone is None else one.model_copy(update={"weight": one.alone})
            for one in self.indicators.indicators
        ]
        link = self.scale.link
        limits = {"caps": {}, "danger": link.danger, "danger_alone": link.danger, "caution": link.caution}
        scale = self.scale.model_copy(update=limits)
        return self.model_copy(update={"indicators": Indicators(indicators=weighed), "scale": scale})


MAIL_FILES: dict[str, type[Document]] = {
    "brands": Brands,
    "sending": Sending,
    "themes": Themes,
    "body": BodySigns,
    "indicators": Indicators,
    "scale": Scale,
    "walk": MailWalk,
    "advice": MailAdvice,
}
"""The files of `mail/`, by name without the extension."""
