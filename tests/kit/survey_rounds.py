"""Rounds of a survey on a stage: people fill in their sheets, the campaign closes, the result is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core.people import Person
from bot.core.unit import Work
from bot.playground.cast import TAKAHASHI
from bot.surveys.answering import Answering, Note
from bot.surveys.cases import Campaign, Invited, Sheet, Unit, Wish, names_of
from bot.surveys.store import SurveyStore
from handlers.kit.payload import Spot
from handlers.surveys import ids
from handlers.surveys.results import Results
from knowledge.surveys import Survey
from tests.kit.stage import Stage

Marks = Mapping[str, str] | Callable[[str], str]
"""What somebody answers to each item."""


@dataclass(frozen=True)
class Filled:
    """Somebody's sheet: for which unit, and what they answer; nobody sends in an empty one."""

    person: str
    unit: str
    marks: Marks
    note: str = ""


def results(scene: Stage) -> Results:
    """The genuine one, behind its door."""
    route = next(one for one in scene.house.routes if one.id == ids.RESULT)
    found = getattr(route.handle, "__self__", None)
    assert isinstance(found, Results)
    return found


async def member(scene: Stage, user: str) -> Person:
    """Somebody of the cast as the company knows them."""
    team = next(iter(scene.house.desk.people._profiles))[0]
    return await scene.house.desk.people.of(Spot(team, user))


def departments(scene: Stage, *wanted: str) -> tuple[Unit, ...]:
    company = scene.house.services.known.company
    counts = {
        one.id: len([each for each in company.people if each.department == one.id]) for one in company.departments
    }
    return tuple(
        Unit(one.id, names_of(one.name), counts[one.id])
        for one in company.departments
        if one.id in wanted or not wanted
    )


async def opened(scene: Stage, filled: Sequence[Filled], survey: str = "self-diagnosis-3-1", **more: Any) -> Campaign:
    """A campaign in which these people have answered."""
    services, lead = scene.house.services, await member(scene, TAKAHASHI.id)
    people = {one.person: await member(scene, one.person) for one in filled}
    now = services.clock.now()
    units = more.pop("units", None) or departments(scene, *(one.unit for one in filled), *more.pop("silent", ()))
    wish = Wish(survey, more.pop("who", "poll"), units, now, now + timedelta(days=14), **more)
    async with services.unit() as work:
        planned = await services.surveys.plan(work, lead, wish)
        due = await services.surveys.due(work, planned.id)
        assert due is not None
        invited = [Invited(one.person, one.unit) for one in filled]
        sheets = await services.surveys.invite(work, due.campaign, invited)
        for sheet, one in zip(sheets, filled, strict=True):
            await _fill(work, people[one.person], sheet, due.campaign.survey, one)
        return due.campaign


async def closed(scene: Stage, filled: Sequence[Filled], **more: Any) -> Campaign:
    """A campaign that has closed, with its result told."""
    campaign = await opened(scene, filled, **more)
    return await close(scene, campaign)


async def close(scene: Stage, campaign: Campaign) -> Campaign:
    services, lead = scene.house.services, await member(scene, TAKAHASHI.id)
    async with services.unit() as work:
        due = await services.surveys.close(work, lead, campaign.id)
        sheets = await SurveyStore(work.connection).sheets_of(campaign.id)
        await results(scene).announce(work, due.campaign, sheets)
    await scene.admin.post("settle")
    return due.campaign


def all_(answer: str, **others: str) -> Marks:
    """The same answer everywhere, but for these items (named with underscores)."""
    return lambda item: others.get(item.replace("-", "_"), answer)


async def _fill(work: Work, person: Person, sheet: Sheet, survey: Survey, one: Filled) -> None:
    answering = Answering()
    for item in survey.items:
        answer = one.marks(item.id) if callable(one.marks) else one.marks.get(item.id, "")
        if answer and not item.free:
            await answering.answer(work, person, sheet.id, item.id, answer)
    if one.note:
        await answering.note(work, person, sheet.id, survey.items[0].id, Note(one.note))
    await answering.submit(work, person, sheet.id)
