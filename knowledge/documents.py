"""What a content file may hold: one model per kind of document, strict, so that a typing slip is named at once."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
ClauseId = Annotated[str, StringConstraints(pattern=r"^([1-9]\d?-\d+(\.\d+){0,2}|1-P[12])$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=280)]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]
RoleId = Literal[
    "employee",
    "department_head",
    "system_admin",
    "security_lead",
    "president",
    "incident_lead",
    "education_lead",
    "audit_lead",
    "privacy_desk",
    "mynumber_lead",
]


class Verdict(StrEnum):
    """The word an answer begins with; `rule` is for facts where nothing is asked to be permitted."""

    ALLOWED = "allowed"
    CONDITIONAL = "conditional"
    FORBIDDEN = "forbidden"
    ASK = "ask"
    RULE = "rule"


class Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Document):
    """The same thing said in both languages of the product."""

    ja: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    en: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

    def say(self, language: str) -> str:
        return self.en if language == "en" else self.ja


class Label(Document):
    """A button's word: Slack cuts buttons at 75 code points."""

    ja: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=75)]
    en: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=75)]

    def say(self, language: str) -> str:
        return self.en if language == "en" else self.ja


class Lines(Document):
    """Two to six short lines of what to do, in both languages, line by line the same."""

    ja: Annotated[list[Line], Field(min_length=2, max_length=6)]
    en: Annotated[list[Line], Field(min_length=2, max_length=6)]

    def say(self, language: str) -> list[str]:
        return self.en if language == "en" else self.ja


class Phrases(Document):
    ja: Annotated[list[Phrase], Field(min_length=1)]
    en: Annotated[list[Phrase], Field(min_length=1)]


class Clause(Document):
    """One clause of the policy, with the number as printed there."""

    id: ClauseId
    title: Text
    text: Text
    owner: RoleId | None = None
    revised: date | None = None
    review_by: date | None = None


class Chapter(Document):
    """A chapter file in `policy/`; owner and dates hold for every clause that does not say otherwise."""

    chapter: Annotated[int, Field(ge=1, le=13)]
    title: Text
    scope: Text
    owner: RoleId
    revised: date
    review_by: date
    source: str
    clauses: Annotated[list[Clause], Field(min_length=1)]


class Emergency(Document):
    """When an answer goes above all else.

    Each trigger is a line of parts separated by spaces, each part alternatives separated by `|`:
    `添付|ファイル 開いた|開いちゃった` fires when one word of every part stands in the message.
    `unless` words (a question about the future, a drill) keep it quiet.
    """

    triggers: Phrases
    unless: list[Phrase] = []


class Answer(Document):
    """An answer to a question that an employee asks, resting on clauses."""

    id: Slug
    topic: Slug
    verdict: Verdict
    title: Text
    lines: Lines
    clauses: Annotated[list[ClauseId], Field(min_length=1, max_length=5)]
    questions: Phrases
    decision: Slug | None = None
    related: Annotated[list[Slug], Field(max_length=4)] = []
    ask: RoleId | None = None
    emergency: Emergency | None = None
    offers: Literal["mail_check", "report", "near_miss"] | None = None
    """A button that goes with the answer; a near miss can be reported without a name."""
    confidential: bool = False
    """Asked in a channel, it is answered for the asker's eyes only."""
    cases: list[Slug] = []


class AnswerFile(Document):
    """A file of answers; with `only_if` they are given only when the question says one of these words."""

    source: str
    only_if: Phrases | None = None
    answers: Annotated[list[Answer], Field(min_length=1)]


class Option(Document):
    id: Slug
    label: Label
    next: Slug | None = None


class Step(Document):
    """One tap: a question with two to five options; `next` of the option, else of the step, else the result."""

    id: Slug
    ask: Text
    help: Text | None = None
    options: Annotated[list[Option], Field(min_length=2, max_length=5)]
    next: Slug | None = None


class Result(Document):
    """A definite end: the first result whose `when` fits what was tapped."""

    when: dict[Slug, Slug | list[Slug]] = {}
    verdict: Verdict
    say: Text
    permit: RoleId | None = None
    conditions: list[Slug] = []
    clauses: Annotated[list[ClauseId], Field(min_length=1, max_length=5)]

    def fits(self, taps: dict[str, str]) -> bool:
        return all(
            taps.get(step) in (wanted if isinstance(wanted, list) else [wanted]) for step, wanted in self.when.items()
        )


class Decision(Document):
    """A walk of two to five taps that ends in one result; every path is checked by the lint."""

    id: Slug
    title: Text
    source: str
    owner: RoleId
    revised: date
    steps: Annotated[list[Step], Field(min_length=1, max_length=8)]
    conditions: dict[Slug, Text] = {}
    results: Annotated[list[Result], Field(min_length=1)]


class Case(Document):
    """What a company like ours did, as facts from the collected case studies."""

    id: Slug
    number: Annotated[int, Field(ge=1)]
    industry: Slug
    industry_name: Text
    employees: Annotated[int, Field(ge=1)] | None
    prefecture: Text
    trigger: Text
    measures: Annotated[list[Text], Field(min_length=1, max_length=6)]
    effect: Text
    topics: list[Slug] = []


class CaseFile(Document):
    source: str
    cases: Annotated[list[Case], Field(min_length=1)]


class Term(Document):
    """A word of the policy and what people call it; synonyms also help the search."""

    id: Slug
    term: Text
    meaning: Text
    synonyms: Phrases


class Glossary(Document):
    source: str
    terms: list[Term]


class SocialReply(Document):
    """A human word back to greetings, thanks and the like."""

    id: Slug
    says: Phrases
    replies: Text
    offers: Literal["person"] | None = None
    """A button that goes with the reply."""


class Social(Document):
    social: list[SocialReply]


class Elsewhere(Document):
    """A subject that people bring although no rule of ours covers it, and where they may turn instead.

    Its phrasings keep the search from stretching a rule over it.
    """

    id: Slug
    title: Text
    questions: Phrases
    reply: Text


class ElsewhereFile(Document):
    elsewhere: Annotated[list[Elsewhere], Field(min_length=1)]


Opened = Literal["report", "near_miss", "kinds", "mail", "person", "phones", "roles", "bulletins", "surveys", "drills"]
"""What a door shows: buttons of the desk, numbers to call, or what the App Home shows of a feature."""


class Door(Document):
    """A wish for something that the product does ("let me talk to a person"), and what is put into the person's hand.

    Its phrasings are matched as a question's are; add the words that your people use.
    """

    id: Slug
    title: Text
    says: Phrases
    reply: Text
    opens: Annotated[list[Opened], Field(min_length=1, max_length=4)]
    otherwise: Text | None = None
    """Said instead to whoever finds nothing behind the door: no right to it, or nothing there today."""


class DoorFile(Document):
    doors: Annotated[list[Door], Field(min_length=1)]


class RoleDuty(Document):
    """A role of the security organisation and what it answers for (tables 5 and 6 of the guideline)."""

    id: Slug
    role: RoleId | None = None
    title: Text
    duty: Text


class Rule(Document):
    """One of the numbered basic rules."""

    number: int
    title: Text
    why: Text
    do: Lines
    clauses: list[ClauseId] = []


class Penalty(Document):
    """One row of the legal penalties table."""

    id: Slug
    law: Text
    violation: Text
    penalty: Text
    source: str
    checked_on: date


class Accident(Document):
    """An accident that happened to a small company, and its lesson."""

    id: Slug
    kind: Slug
    title: Text
    happened: Text
    cause: Text
    lesson: Text
    clauses: list[ClauseId] = []


class Guidance(Document):
    """`guidance.yml`: the tables that answers and reports point to."""

    source: str
    roles: list[RoleDuty]
    rules: list[Rule]
    penalties: list[Penalty]
    accidents: list[Accident]


class Member(Document):
    """A person of the company; Slack accounts are matched by e-mail address."""

    id: Slug
    name: Text
    email: str
    department: Slug
    roles: list[RoleId] = ["employee"]
    phone: str | None = None
    slack_id: str | None = None
    deputy: Slug | None = None
    """Who stands in while this person is away."""


class Department(Document):
    """A department, or a site with people and a head of its own."""

    id: Slug
    name: Text
    head: Slug | None = None
    kind: Literal["department", "site"] = "department"


class SecurityAction(Document):
    """What the company has declared to IPA's SECURITY ACTION itself; a declaration, never a certificate."""

    policy_url: str | None = None
    """Where the basic policy is published."""
    one_star_on: date | None = None
    two_stars_on: date | None = None


class Contact(Document):
    """Somebody to call: inside or outside the company."""

    id: Slug
    name: Text
    phone: str | None = None
    email: str | None = None
    hours: Text | None = None
    url: str | None = None


class Product(Document):
    id: Slug
    name: str
    vendor: str
    kind: Slug


class Channels(Document):
    alert: str
    incidents: str
    security: str
    general: str


Days = Annotated[int, Field(ge=90, le=3650)]


class Retention(Document):
    """After how many days the bot forgets; without a number (`null`) it never does. Counts and the sealed log stay."""

    bulletin_readers: Days | None = 400
    """Who got and read a bulletin, counted from its end."""
    mail_checks: Days | None = 400
    """What a checked mail said and who checked it."""
    advisories: Days | None = 400
    """News from the feeds that somebody has decided, counted from the last word on it."""


class Company(Document):
    """`company.yml`: who we are, who holds which role, and where to reach them."""

    name: Text
    industry: Slug
    employees: int
    prefecture: Text
    timezone: str = "Asia/Tokyo"
    departments: list[Department]
    people: list[Member]
    contacts: list[Contact]
    channels: Channels
    own_domains: list[str]
    partner_domains: list[str]
    mail_servers: list[str] = []
    """Names (authserv-id) of the company's own receiving servers: only their Authentication-Results are believed."""
    products: list[Product]
    security_action: SecurityAction = SecurityAction()
    retention: Retention = Retention()
