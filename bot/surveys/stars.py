"""How near the company is to declaring one or two stars of SECURITY ACTION: a self-declaration, never a certificate.

One star: work on the basic rules (IPA's page of the scheme). Two stars: know where one stands by the self-diagnosis,
and have a basic policy that is published (guideline, chapter 3, column).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.surveys.results import result_of
from bot.surveys.scoring import Score
from bot.surveys.store import SurveyStore
from knowledge.documents import Company
from knowledge.surveys import Item

RULES: Final = "basic-rules"
DIAGNOSIS: Final = "self-diagnosis"
FRESH: Final = timedelta(days=400)
"""A diagnosis that is older than a year and a month no longer says where one stands."""
PARTLY: Final = 2

Need = Literal["rules", "rules_gaps", "diagnosis", "diagnosis_old", "policy", "published"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A round that shows something."""

    campaign: str
    edition: str
    closed_at: datetime
    score: Score


@dataclass(frozen=True, slots=True)
class Stars:
    """What there is, and what is missing for one star and for two."""

    rules: Evidence | None
    gaps: tuple[Item, ...]
    """The basic rules that are not followed even partly."""
    diagnosis: Evidence | None
    policy: bool
    published: str | None
    one: tuple[Need, ...]
    two: tuple[Need, ...]


async def stars_of(connection: AsyncConnection, team: str, company: Company, now: datetime, *, policy: bool) -> Stars:
    """How near we are; `policy` says whether the basic policy is in the knowledge base."""
    rules = await _newest(connection, team, RULES)
    diagnosis = await _newest(connection, team, DIAGNOSIS)
    gaps = tuple(item for item in rules.score.weak if rules.score.items[item.id].points < PARTLY) if rules else ()
    published = company.security_action.policy_url
    one: list[Need] = ["rules"] if rules is None else ["rules_gaps"] if gaps else []
    two: list[Need] = []
    if diagnosis is None or now - diagnosis.closed_at > FRESH:
        two.append("diagnosis" if diagnosis is None else "diagnosis_old")
    if not policy:
        two.append("policy")
    if not published:
        two.append("published")
    return Stars(rules, gaps, diagnosis, policy, published, tuple(one), (*one, *two))


async def _newest(connection: AsyncConnection, team: str, family: str) -> Evidence | None:
    """The newest round that has answers, and enough of them to be shown."""
    for one in reversed(await SurveyStore(connection).rounds(team, family)):
        found = await result_of(connection, one)
        if any(found.people.values()) and not found.too_few:
            return Evidence(one.id, one.survey.edition, one.closed_at or one.due_at, found.company)
    return None
