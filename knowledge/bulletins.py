"""What the security team sends: templates, the yearly calendar, the feeds it follows, and what concerns the company."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AliasChoices, Field, StringConstraints, model_validator

from knowledge.documents import ClauseId, Document, Label, RoleId, Slug, Text
from knowledge.recurrence import Recurrence

Severity = Literal["info", "caution", "urgent"]
Ask = Literal["none", "button", "question"]
"""What a reader is asked to do: nothing, press 確認しました, or answer a check question first."""
TemplateKind = Literal["warning", "news", "season", "duty", "other"]
"""Under which heading a template is offered."""
FeedKind = Literal["rss", "jvn", "kev", "nvd"]
"""How a source is read: RSS and Atom, JVN's RDF with repeated elements, the two JSON forms."""


class CheckQuestion(Document):
    """One question that shows whether the bulletin was understood; `right` counts from 0."""

    ask: Text
    options: Annotated[list[Label], Field(min_length=2, max_length=4)]
    right: Annotated[int, Field(ge=0, le=3)]

    @model_validator(mode="after")
    def _right_exists(self) -> CheckQuestion:
        if self.right >= len(self.options):
            raise ValueError("right: there is no such option; the first one is 0")
        return self


class BulletinText(Document):
    """What is said: a title, a few sentences, and what to do, one step a line; `{name}` stands for a variable."""

    title: Text
    body: Text
    actions: list[Text] = Field(default_factory=list, max_length=8)


class BulletinTemplate(BulletinText):
    """`bulletins/templates/*.yml`: what to start from. `do_within` and `valid` count working days and days."""

    id: Slug
    name: Label
    when: Text
    kind: TemplateKind = "other"
    severity: Severity = "info"
    ask: Ask = "button"
    question: CheckQuestion | None = None
    mandatory: bool = False
    do_within: Annotated[int, Field(ge=0, le=60)] | None = None
    valid: Annotated[int, Field(ge=1, le=730)] | None = None
    clauses: list[ClauseId] = Field(default_factory=list)


class CalendarEntry(Document):
    """Something that comes every year or every week: from which template, when, for whom, and whose task it is."""

    id: Slug
    name: Label
    template: Slug
    rule: Recurrence
    roles: list[RoleId] = Field(default_factory=list)
    """Whom it is for; everyone where none is named."""
    by: RoleId = "security_lead"
    ahead: Annotated[int, Field(ge=0, le=20)] = 3
    """Working days before, when the draft lies ready for whoever is responsible."""
    clauses: list[ClauseId] = Field(default_factory=list)


class BulletinCalendar(Document):
    """`bulletins/calendar.yml`."""

    entries: list[CalendarEntry]


class BulletinHabits(Document):
    """`bulletins/habits.yml`: how the company handles bulletins. Working days, unless it says otherwise."""

    approval: Literal["never", "always", "unless_urgent"] = "never"
    """Whether a second person releases what somebody wrote."""
    remind_after: Annotated[list[Annotated[int, Field(ge=1, le=30)]], Field(max_length=5)] = Field(default=[1, 3])
    head_after: Annotated[int, Field(ge=1, le=30)] | None = 4
    """When a department head hears who has not confirmed yet."""
    counts_in_channels: Annotated[int, Field(ge=0, le=100)] = 20
    """Up to this many channels, the posts themselves show how many have confirmed."""


Url = Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=500)]


class FeedSource(Document):
    """A public source. `minutes` is the least time between two looks; `terms` says what may be done with it."""

    id: Slug
    name: Text
    kind: FeedKind
    url: Url
    site: Url
    terms: Text
    minutes: Annotated[int, Field(ge=60, le=10080)] = 60
    on: bool = Field(default=True, validation_alias=AliasChoices("enabled", "on"))
    """Whether it is followed; `enabled:` in the file, because YAML takes a bare `on` for a yes."""
    only_products: bool = False
    """Whether only items about the company's own products count, never its keywords."""


class Feeds(Document):
    """`bulletins/feeds.yml`."""

    sources: list[FeedSource]


class Interest(Document):
    """A product of the company, or a subject it cares for: every name that texts call it by, in both languages.

    `cpes` are beginnings of product ids (`cpe:/a:vendor:product`), `versions` those in use (`7.*` is any of 7);
    `not_with` are words that tell another thing of the same name.
    """

    id: Slug
    name: Text
    words: Annotated[
        list[Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]], Field(min_length=1)
    ]
    cpes: list[str] = Field(default_factory=list)
    versions: list[str] = Field(default_factory=list)
    not_with: list[str] = Field(default_factory=list)
    users: list[Slug] = Field(default_factory=list)
    """Departments that use it; everyone where none is named."""
    kind: Literal["product", "keyword"] = "product"


class Interests(Document):
    """`bulletins/interests.yml`: what concerns the company, and from which severity on."""

    interests: list[Interest]
    least_score: Annotated[float, Field(ge=0, le=10)] = 4.0
    """CVSS base score below which an item is not shown; items without a score are."""
    urgent_score: Annotated[float, Field(ge=0, le=10)] = 9.0
    digest: Literal["daily", "weekly"] = "daily"
    most_in_digest: Annotated[int, Field(ge=3, le=20)] = 10


class BulletinContent(Document):
    """Everything of the folder `bulletins/`."""

    templates: dict[str, BulletinTemplate]
    calendar: BulletinCalendar
    habits: BulletinHabits
    feeds: Feeds
    interests: Interests


BULLETIN_FILES = {
    "calendar": BulletinCalendar,
    "habits": BulletinHabits,
    "feeds": Feeds,
    "interests": Interests,
}
"""The files of the folder, by name without `.yml`; the templates stand in a folder of their own."""
