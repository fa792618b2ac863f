"""What stories of campaigns need: a company of four departments with twelve people, the form, the clock's hand."""

from __future__ import annotations

from datetime import date

from sqlalchemy import true

from bot.playground.cast import EMMA, REYES, SATO, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from bot.playground.model import User
from bot.surveys.answering import Answering
from bot.surveys.cases import Campaign, Sheet
from bot.surveys.store import SurveyStore
from handlers.kit.payload import Spot
from handlers.surveys import ids
from handlers.surveys.campaigns.clock import CampaignClock
from knowledge.documents import Company, Department, Member
from knowledge.loader import load
from tests.bot.playground.screen import Json, Screen
from tests.kit.database import TestClock
from tests.kit.incidents import next_view, told, until_told
from tests.kit.reporting import from_home
from tests.kit.stage import Stage, words_of
from tests.kit.taps import day, picked

NAMES = {"joined1": "中村 亮", "joined2": "小林 葵", "joined3": "加藤 翼", "joined4": "吉田 凛", "joined5": "山口 渚"}
JOINING = tuple(
    User(f"U0JOINED{number:03}", name, said, "社員", f"{name}@example.co.jp")
    for number, (name, said) in enumerate(NAMES.items(), 1)
)
DEPARTMENTS = {
    "sales": ("sato", (TANAKA, SATO, REYES)),
    "general-affairs": ("takahashi", (SUZUKI, TAKAHASHI, JOINING[0])),
    "development": ("watanabe", (EMMA, WATANABE, JOINING[1])),
    "manufacturing": ("joined3", JOINING[2:5]),
}
"""Twelve people in four departments."""


def company(*missing: str) -> Company:
    """The sample company with these departments; the `missing` stand in its list without an account."""
    known = load().company
    names = {one.id: one.name for one in known.departments}
    listed = {one.id: one for one in known.people}
    people = [
        listed.get(user.name, _member(user.name, where, user.real_name)).model_copy(update={"department": where})
        for where, (_, users) in DEPARTMENTS.items()
        for user in users
    ]
    for number, one in enumerate(people):  # a president who answers for nothing else
        if one.id == "watanabe":
            people[number] = one.model_copy(update={"roles": ["employee", "department_head", "president"]})
    people += [_member(name, "manufacturing") for name in missing]
    departments = [Department(id=where, name=names[where], head=head) for where, (head, _) in DEPARTMENTS.items()]
    return known.model_copy(update={"people": people, "departments": departments})


def _member(name: str, department: str, called: str = "") -> Member:
    named = {"ja": called or f"社員 {name}", "en": called or f"Person {name}"}
    return Member.model_validate(
        {"id": name, "name": named, "email": f"{name}@example.co.jp", "department": department}
    )


def clock_of(scene: Stage) -> CampaignClock:
    return next(worker for worker in scene.house.workers if isinstance(worker, CampaignClock))


async def pass_days(scene: Stage, clock: TestClock, **time: float) -> None:
    """Moves the standing clock, does what is due until nothing is, and lets the messages arrive."""
    clock.move(**time)
    while await clock_of(scene).look():
        pass
    await scene.settled()


async def open_form(screen: Screen) -> Json:
    """The form that starts a campaign, opened from the App Home."""
    return await from_home(screen, "診断・アンケートを始める")


async def choose(screen: Screen, view: Json, field: str, value: Json) -> Json:
    """Chooses in a field that redraws the form; the form that comes of it."""
    action = {"block_id": field, "action_id": f"{ids.START_CHOICE}.{field}", **value}
    where, kept = (
        {"type": "view", "view_id": view["id"]},
        filled(**{"survey": picked("self-diagnosis-3-1"), field: value}),
    )
    answer = await screen.do("action", container=where, action=action, state=kept)
    assert answer["ok"], answer
    return await next_view(screen)


def filled(**fields: Json) -> Json:
    """The state of a form, by field; a field that redraws the form keeps its own name."""
    named = {name: f"{ids.START_CHOICE}.{name}" if name in {"survey", "units", "who"} else "value" for name in fields}
    return {name: {named[name]: value} for name, value in fields.items()}


def radio(value: str) -> Json:
    return {"type": "radio_buttons", "selected_option": {"value": value}}


def several(*values: str) -> Json:
    return {"type": "multi_static_select", "selected_options": [{"value": one} for one in values]}


def checks(*values: str) -> Json:
    return {"type": "checkboxes", "selected_options": [{"value": one} for one in values]}


def wanted(first: date, last: date, **more: Json) -> Json:
    """Everything that the form of the self-diagnosis asks."""
    fields = {
        "survey": picked("self-diagnosis-3-1"), "units": several(*DEPARTMENTS), "who": radio("heads"),
        "opens": day(first.isoformat()), "due": day(last.isoformat()), "combine": radio("mean"),
        "options": checks("visible"),
    }  # fmt: skip
    return filled(**{**fields, **more})


async def campaigns(scene: Stage) -> list[Campaign]:
    """All campaigns, the newest first."""
    async with scene.house.services.database.read() as connection:
        return await SurveyStore(connection).select(true())


async def sheets(scene: Stage, campaign: str) -> list[Sheet]:
    async with scene.house.services.database.read() as connection:
        return await SurveyStore(connection).sheets_of(campaign)


async def answer(scene: Stage, sheet: Sheet, option: str = "done", *, send: bool = True, items: int = 25) -> None:
    """Somebody fills in their sheet."""
    person = await scene.house.desk.people.of(Spot(sheet.team, sheet.person or ""))
    answering = Answering()
    async with scene.house.services.unit() as work:
        found = await answering.open(work, person, sheet.id)
        for item in found.survey.items[:items]:
            await answering.answer(work, person, sheet.id, item.id, option)
        if send:
            await answering.submit(work, person, sheet.id)


async def card(scene: Stage, user: str) -> Json:
    """The live card of whoever runs a campaign."""
    await until_told(scene, user, ids.EXTEND)
    return (await told(scene, user, ids.EXTEND))[-1]


async def card_words(scene: Stage, user: str) -> str:
    return words_of(await card(scene, user))
