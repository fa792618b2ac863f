"""Sheets of surveys on a stage: a campaign that asks people, and a card that is pressed where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.core.people import Person
from bot.playground.cast import TAKAHASHI
from bot.surveys.cases import Answers, Campaign, Invited, Sheet, Unit, Wish, names_of
from bot.surveys.store import SurveyStore
from handlers.kit.payload import Spot
from handlers.surveys.filling import Filling
from tests.bot.playground.screen import Json, Screen
from tests.kit.incidents import next_view, told, until_told
from tests.kit.stage import Stage, words_of
from tests.kit.taps import _pressable


async def member(scene: Stage, user: str) -> Person:
    """Somebody of the cast as the company knows them."""
    return await scene.house.desk.people.of(Spot(scene.slack.slack.space.team_id, user))


async def campaign(scene: Stage, units: Sequence[str], *people: str, **more: Any) -> tuple[Campaign, list[Sheet]]:
    """An open campaign whose sheets these people got, one each for the units, in their order."""
    services, lead = scene.house.services, await member(scene, TAKAHASHI.id)
    for one in people:
        await member(scene, one)
    named = {one.id: names_of(one.name) for one in services.known.company.departments}
    asked = tuple(Unit(unit, named[unit], 3, person) for unit, person in zip(units, people, strict=True))
    now = services.clock.now()
    survey, who = more.pop("survey", "self-diagnosis-3-1"), more.pop("who", "heads")
    wish = Wish(survey, who, asked, now, now + timedelta(days=14), **more)
    async with services.unit() as work:
        planned = await services.surveys.plan(work, lead, wish)
        due = await services.surveys.due(work, planned.id)
        assert due is not None
        invited = [Invited(person, unit) for unit, person in zip(units, people, strict=True)]
        sheets = await services.surveys.invite(work, due.campaign, invited)
        await filling(scene).invite(work, due.campaign, sheets)
    return due.campaign, sheets


async def remind(scene: Stage, asked: Campaign) -> None:
    """Reminds by hand, as the button of the desk does."""
    services, lead = scene.house.services, await member(scene, TAKAHASHI.id)
    async with services.unit() as work:
        found, sheets = await services.surveys.remind(work, lead, asked.id)
        await filling(scene).remind(work, found, sheets)


async def close(scene: Stage, asked: Campaign, *, cancel: bool = False) -> None:
    """Closes or calls off a campaign, as its card does."""
    services, lead = scene.house.services, await member(scene, TAKAHASHI.id)
    async with services.unit() as work:
        if cancel:
            ended = await services.surveys.cancel(work, lead, asked.id)
        else:
            ended = (await services.surveys.close(work, lead, asked.id)).campaign
        await filling(scene).ended(work, ended, await SurveyStore(work.connection).sheets_of(asked.id))
    await scene.admin.post("settle")


async def answers(scene: Stage, sheet: str) -> Answers:
    """A sheet as the database has it."""
    async with scene.house.services.database.read() as connection:
        found = await SurveyStore(connection).answers(sheet)
    assert found is not None
    return found


async def sheets_of(scene: Stage, user: str) -> list[Sheet]:
    async with scene.house.services.database.read() as connection:
        return await SurveyStore(connection).mine(scene.slack.slack.space.team_id, user)


def filling(scene: Stage) -> Filling:
    return Filling(scene.house.desk)


@dataclass
class Paper:
    """One of the bot's messages in somebody's conversation, pressed where it stands and read as it then is."""

    scene: Stage
    screen: Screen
    ts: str
    taps: int = 0

    @classmethod
    async def of(cls, scene: Stage, user: str, words: str) -> Paper:
        """The newest message with these words."""
        await until_told(scene, user, words)
        found = await told(scene, user, words)
        return cls(scene, await scene.person(user), max(found, key=lambda one: float(one["ts"]))["ts"])

    async def message(self) -> Json:
        found = await told(self.scene, self.screen.user, "")
        return next(one for one in found if one["ts"] == self.ts)

    async def words(self) -> str:
        return words_of(await self.message())

    async def tap(self, label: str, beside: str = "") -> Json:
        """Presses what reads so, the first one at or below the words `beside`."""
        self.taps += 1
        message = await self.message()
        at = next((n for n, one in enumerate(message["blocks"]) if beside in words_of({"blocks": one, "text": ""})), 0)
        block, element, _, sent = next(
            one for one in _pressable(message) if one[2] == label and message["blocks"].index(one[0]) >= at
        )
        action = sent | {"block_id": block["block_id"], "action_id": element["action_id"]}
        where = {"type": "message", "channel": message["channel"], "ts": self.ts}
        return await self.screen.do("action", container=where, action=action)

    async def menu(self, label: str, beside: str = "") -> Json:
        """Chooses from the menu beside a question; the window that opens."""
        await self.tap(label, beside)
        return await next_view(self.screen)

    def labels(self, message: Json) -> list[str]:
        return [label for _, _, label, _ in _pressable(message)]
