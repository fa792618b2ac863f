"""The doors of a sheet: begin or go on, answer, turn, send; and the diagnosis for oneself."""

from __future__ import annotations

from functools import partial

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound
from bot.core.outbox import blank
from bot.core.people import Person
from bot.core.unit import Work
from bot.surveys.cases import Answers, SheetState
from bot.surveys.store import SurveyStore
from handlers.kit import payload
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Route
from handlers.surveys import ids, keys
from handlers.surveys.filling.own import dropped_card
from handlers.surveys.filling.sheets import Sheets
from handlers.surveys.filling.targets import Target, once
from knowledge.surveys import Survey

ALONE = "self-diagnosis"
"""The family of surveys that anybody can answer for oneself."""


class Doors:
    """Every press on a sheet is kept before the card changes."""

    def __init__(self, desk: Desk, sheets: Sheets) -> None:
        self._desk = desk
        self._sheets = sheets
        self._answering = sheets.answering
        self.routes = (
            Route("action", ids.BEGIN, self.begun),
            Route("action", ids.ANSWER, self.answered),
            Route("action", ids.TURN, self.turned),
            Route("action", ids.SEND, self.sent),
            Route("action", ids.ALONE, self.alone),
            Route("action", ids.DROP, self.dropped),
        )

    async def begun(self, body: Raw, client: AsyncWebClient) -> None:
        """Begins a sheet, or goes on where its person was; one that was sent shows what came of it."""
        press = payload.press(body)
        wanted = Target.of(press.value)

        async def step(work: Work, person: Person, sheet: str) -> Answers:
            found = await self._answering.open(work, person, sheet)
            if found.sheet.state is SheetState.DONE and found.campaign is None:
                return found
            return await self._answering.turn(work, person, sheet, found.sheet.at, wanted.wanted_shape)

        await self._sheets.pressed(press, wanted, step, self._sheets.as_it_stands)

    async def answered(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        wanted = Target.of(press.value)
        step = partial(self._answering.answer, item=wanted.item, option=wanted.option)
        await self._sheets.pressed(press, wanted, step, self._sheets.page)

    async def turned(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        wanted = Target.of(press.value)

        async def step(work: Work, person: Person, sheet: str) -> Answers:
            at = wanted.at
            if at is None:
                at = (await self._answering.open(work, person, sheet)).sheet.at
            return await self._answering.turn(work, person, sheet, at, wanted.wanted_shape)

        await self._sheets.pressed(press, wanted, step, self._sheets.page)

    async def sent(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        await self._sheets.pressed(press, Target.of(press.value), self._answering.submit, self._sheets.finished)

    async def alone(self, body: Raw, client: AsyncWebClient) -> None:
        """The own diagnosis: the one that was begun goes on, else there is a new one."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        words = await self._desk.words_for(press.spot)
        async with self._desk.services.unit() as work:
            if await work.first_time(once(press.key)):
                found = await self._begun_or_new(work, person)
                card = self._sheets.page(await self._sheets.seen(work, found), words)
                self._sheets.show(work, press, found, card, words)

    async def dropped(self, body: Raw, client: AsyncWebClient) -> None:
        """Forgets an own diagnosis, and what the messages on record said of it."""
        press = payload.press(body)
        wanted = Target.of(press.value)

        async def step(work: Work, person: Person, sheet: str) -> Answers:
            found = await self._answering.open(work, person, sheet)
            await self._answering.drop(work, person, sheet)
            await blank(work.connection, keys.of_sheet(found.sheet, ""))
            return found

        await self._sheets.pressed(press, wanted, step, lambda _, words: dropped_card(words))

    async def _begun_or_new(self, work: Work, person: Person) -> Answers:
        survey = own_survey(self._desk)
        store = SurveyStore(work.connection)
        for sheet in await store.mine(person.team, person.id):
            same = sheet.campaign is None and sheet.survey is not None and sheet.survey.id == survey.id
            if same and sheet.state is not SheetState.DONE:
                return await self._answering.open(work, person, sheet.id)
        return await self._answering.alone(work, person, survey)


def own_survey(desk: Desk) -> Survey:
    """What somebody answers for oneself. Raises NotFound where the company's content has none."""
    found = desk.services.surveys.newest(ALONE)
    if found is None:
        raise NotFound("surveys.survey_gone")
    return found
