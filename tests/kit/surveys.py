"""Small surveys, people and campaigns for tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.people import Person, Role
from bot.core.unit import Unit as UnitOfWork
from bot.surveys.answering import Answering
from bot.surveys.cases import Answers, Campaign, Invited, Sheet, Unit, Who, Wish
from bot.surveys.service import SurveyService
from knowledge.surveys import AnswerOption, Survey

TEAM = "T1"
LEAD = Person(
    TEAM, "U0LEAD", "Yumi", roles=frozenset({Role.EMPLOYEE, Role.SECURITY_LEAD}), department="general-affairs"
)


def colleague(name: str, department: str = "sales", *roles: Role) -> Person:
    """Somebody of the team."""
    return Person(TEAM, name, name, roles=frozenset({Role.EMPLOYEE, *roles}), department=department)


def text(words: str) -> dict[str, str]:
    return {"ja": f"{words}ですか", "en": words}


def survey(
    items: int = 6, *, full: int = 4, left_out: bool = False, survey_id: str = "small", **more: object
) -> Survey:
    """A survey of two sections with the answers of the self-diagnosis."""
    half = max(items // 2, 1)
    made = [
        {"id": f"item-{n}", "number": n, "ask": text(f"Item {n}"), "why": text("why"), "measures": []}
        for n in range(1, items + 1)
    ]
    sections = [{"id": "first", "title": text("First"), "items": made[:half]}]
    if made[half:]:
        sections.append({"id": "second", "title": text("Second"), "items": made[half:]})
    bands = [{"id": f"from-{n}", "at_least": n, **{k: text(k) for k in ("title", "meaning", "next_step")}}
             for n in (100, 70, 50, 0)]  # fmt: skip
    values = {
        "id": survey_id, "family": survey_id, "edition": "1", "title": text("Small"), "purpose": text("For tests"),
        "source": "tests", "minutes": 5, "about": "department", "sections": sections, "bands": bands,
        "answers": [option.model_dump() for option in options(full)],
        "not_applicable": {"counts_as": "left_out" if left_out else "full", "explained": text("because")},
    }  # fmt: skip
    return Survey.model_validate(values | more)


def options(full: int = 4) -> list[AnswerOption]:
    made = [
        ("done", full, None), ("partly", full // 2, None), ("not-done", 0, None), ("unknown", -1, "unknown"),
        ("not-applicable", None, "not_applicable"),
    ]  # fmt: skip
    return [
        AnswerOption.model_validate({"id": name, "label": text(name), "points": points, "stands_for": apart})
        for name, points, apart in made
    ]


def units(*heads: str, count: int = 3) -> tuple[Unit, ...]:
    """A unit for each of these people, who answers for it."""
    return tuple(Unit(f"unit-{n}", text(f"Unit {n}"), count, head) for n, head in enumerate(heads, 1))


def wish(now: datetime, of: tuple[Unit, ...], *, who: Who = "heads", days: int = 14, **more: object) -> Wish:
    """A campaign that opens at once."""
    return Wish("small", who, of, now, now + timedelta(days=days), **more)  # type: ignore[arg-type]


async def opened(
    unit: UnitOfWork, service: SurveyService, made: Wish, people: list[Invited]
) -> tuple[Campaign, list[Sheet]]:
    """A campaign that has opened, with its sheets."""
    async with unit() as work:
        planned = await service.plan(work, LEAD, made)
        due = await service.due(work, planned.id)
        assert due is not None
        assert due.opened
        return due.campaign, await service.invite(work, due.campaign, people)


async def filled(
    unit: UnitOfWork, person: Person, sheet: str, answers: dict[str, str], *, send: bool = True
) -> Answers:
    """A sheet with these answers, sent in."""
    answering = Answering()
    async with unit() as work:
        for item, option in answers.items():
            found = await answering.answer(work, person, sheet, item, option)
        return await answering.submit(work, person, sheet) if send else found
