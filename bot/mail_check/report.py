"""What an analysis says, small and plain enough to cross from one process to another and into a row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from bot.core.defang import plain
from bot.mail_check.destinations import Destination
from bot.mail_check.mail import Form, Mail
from bot.mail_check.marks import Marks, marks_of
from bot.mail_check.verdict import Judgement, Verdict

EXCERPT = 1_200
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Reason:
    """One indicator that fired."""

    id: str
    weight: float
    evidence: str


@dataclass(frozen=True, slots=True)
class FileSeen:
    """An attachment as the report names it; size in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict with everything that the person, the administrator and the campaign need."""

    verdict: Verdict
    score: float
    reasons: tuple[Reason, ...]
    subject: str = ""
    sender: str = ""
    sender_name: str = ""
    excerpt: str = ""
    links: tuple[str, ...] = ()
    files: tuple[FileSeen, ...] = ()
    unread: tuple[str, ...] = ()
    marks: Marks = field(default_factory=Marks)
    destinations: tuple[Destination, ...] = ()
    """Where the links of a check without a mail lead."""


REPORT: TypeAdapter[Report] = TypeAdapter(Report)


def report_of(mail: Mail, judged: Judgement, destinations: tuple[Destination, ...] = ()) -> Report:
    """Put a mail and its judgement into a report; every text is cut to size."""
    return Report(
        verdict=judged.verdict,
        score=judged.score,
        reasons=tuple(Reason(one.finding.id, one.weight, plain(one.finding.evidence)[:200]) for one in judged.reasons),
        subject=plain(_title(mail))[:300],
        sender=plain(mail.sender.whole)[:200] if mail.sender else "",
        sender_name=plain(mail.sender.name)[:200] if mail.sender else "",
        excerpt="" if mail.form is Form.LINK else plain(mail.text[:EXCERPT]),
        links=tuple(dict.fromkeys(plain(link.url[:300]) for link in mail.links if "://" in link.url))[:MOST_SHOWN],
        files=tuple(_seen(one.name, one.data) for one in mail.attachments[:MOST_SHOWN]),
        unread=tuple(mail.unread),
        marks=marks_of(mail),
        destinations=destinations,
    )


def _title(mail: Mail) -> str:
    """What it is called: a mail by its subject, a link by itself."""
    return mail.subject if mail.form is Form.MAIL else next((one.url for one in mail.links), "")


def _seen(name: str, data: bytes) -> FileSeen:
    return FileSeen(plain(name)[:120], len(data), hashlib.sha256(data).hexdigest())
