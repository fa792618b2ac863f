"""The longest bulletin there can be, and what its cards and windows are drawn from: for `mamori check`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, cast

from bot.bulletins import cases
from bot.bulletins.cases import Audience, Bulletin, BulletinState, Content, Link, Origin, Question, Wording
from bot.bulletins.repeating import SeriesService
from bot.core.clock import Clock, SystemClock
from bot.core.db import Database
from bot.core.people import Directory
from bot.core.workdays import WorkDays
from handlers.kit.desk import Desk
from handlers.kit.people import People
from handlers.kit.words import Speech
from knowledge.reading import Knowledge

if TYPE_CHECKING:
    from bot.services import Services

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
ZONE = "Asia/Tokyo"
ACCOUNTS = tuple(f"U{number:010}" for number in range(2000))
CHANNELS = tuple(f"C{number:010}" for number in range(500))


@dataclass(frozen=True)
class _Read:
    """What the views of bulletins read of the services."""

    known: Knowledge
    days: WorkDays
    clock: Clock
    series: SeriesService


def desk_of(known: Knowledge) -> Desk:
    """A desk that draws, and does nothing else."""
    days = WorkDays(ZONE)
    services = _Read(known, days, SystemClock(), SeriesService(known.bulletins, days, ZONE))
    people = People(known.company, Directory(()), Database("sqlite://"), services.clock)
    return Desk(cast("Services", services), people, Speech(ZONE))


def longest(known: Knowledge, trap: str, state: BulletinState = BulletinState.DRAFT) -> Bulletin:
    """As much as a bulletin can say, to as many as it can name; whatever somebody types is the trap."""
    said = Wording(trap[: cases.LONGEST_TITLE], trap[: cases.LONGEST_BODY],
                   (trap[: cases.LONGEST_ACTION],) * cases.MOST_ACTIONS)  # fmt: skip
    links = tuple(Link(f"https://{n}.example.com/{'a' * 470}", trap[:200], bad=n > 2) for n in range(cases.MOST_LINKS))
    both = {"ja": trap[:300], "en": trap[:300]}
    option = {"ja": trap[:75], "en": trap[:75]}
    content = Content(
        {"ja": said, "en": said}, "urgent", "", date(2026, 4, 10), links, "question",
        Question(both, (option,) * 4, 0), mandatory=True, clauses=("7-1.5", "8-4", "3-2"),
        origin=Origin("advisory", "AD-22222222", trap[:120], "https://example.go.jp/1", date(2026, 3, 31)),
        picture="F0PICTURE01",
    )  # fmt: skip
    departments = tuple(one.id for one in known.company.departments)
    audience = Audience(
        everyone=True, channels=CHANNELS, departments=departments, roles=("president", "system_admin"),
        groups=ACCOUNTS[:500], people=ACCOUNTS[:500], without=ACCOUNTS[:500], without_departments=departments,
    )  # fmt: skip
    return Bulletin(
        "BL-22222222", "T1", ACCOUNTS[0], content, audience, NOW, state, 99, trap[:500], trap[:500], NOW, NOW, NOW,
        NOW, NOW, ACCOUNTS[1],
    )  # fmt: skip
