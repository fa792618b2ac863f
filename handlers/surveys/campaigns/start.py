"""Starting a campaign: the form opens, follows what is chosen in it, and becomes a campaign."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.people import Permission, Person, require
from bot.surveys.cases import SUBJECT, Unit
from bot.surveys.store import SurveyStore
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot, Submission
from handlers.kit.routing import Route
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.campaigns import draft as d
from handlers.surveys.campaigns.asked import Place, Roll
from handlers.surveys.campaigns.board import Board
from handlers.surveys.campaigns.clock import CampaignClock
from handlers.surveys.campaigns.draft import Draft
from handlers.surveys.campaigns.start_views import Form, start_form
from knowledge.surveys import Survey

PATIENCE = 1.5
"""Seconds for Slack to name everybody's account before the form opens; it must open within three."""


class Starts:
    """The form and what comes of it."""

    def __init__(self, desk: Desk, board: Board, roll: Roll, clock: CampaignClock) -> None:
        self._desk = desk
        self._board = board
        self._roll = roll
        self._clock = clock
        self._service = desk.services.surveys
        self.routes = (
            Route("action", ids.START, self.wanted, changes=False),
            Route("action", ids.START_CHOICE, self.chosen, changes=False),
            Route("view", ids.START_FORM, self.sent),
        )

    async def modal(self, person: Person, words: Words, survey_id: str = "") -> Modal:
        """The form as it stands at first. Raises NotAllowed."""
        require(person, Permission.RUN_SURVEYS)
        await self._roll.learn(PATIENCE)
        offered = self._service.offered()
        survey = next((one for one in offered if one.id == survey_id), offered[0])
        async with self._desk.services.database.read() as connection:
            places = await self._roll.places(connection, person.team)
            return await self._drawn(connection, self._fresh(survey, places), places, person, words)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.RUN_SURVEYS)
        view = await self.modal(person, await self._desk.words_for(press.spot), press.value)
        await client.views_open(trigger_id=press.trigger_id, view=view.view())

    async def chosen(self, body: Raw, client: AsyncWebClient) -> None:
        """Draws the form anew for the survey, the departments and who answers, as they are chosen now."""
        press, form = payload.press(body), payload.submission(body)
        person = await self._desk.people.of(press.spot, Permission.RUN_SURVEYS)
        words = await self._desk.words_for(press.spot)
        async with self._desk.services.database.read() as connection:
            places = await self._roll.places(connection, person.team)
            view = await self._drawn(connection, self._read(form, places), places, person, words)
        await client.views_update(view_id=press.view_id, view=view.view())

    async def sent(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps the campaign, and brings whoever started it the card; the clock opens it when its day has come."""
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot, Permission.RUN_SURVEYS)
        async with self._desk.services.database.read() as connection:
            places = await self._roll.places(connection, person.team)
        draft = self._read(form, places)
        units = await self._units(form, draft, places, person)
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                wish = d.wish_of(draft, units, work.now, self._desk.services.days)
                campaign = await self._service.plan(work, person, wish)
                await self._board.bring(work, campaign, person.id, "first")
        self._clock.wake()

    def _fresh(self, survey: Survey, places: list[Place]) -> Draft:
        services = self._desk.services
        return d.fresh(survey, places, services.clock.now(), services.days)

    def _read(self, form: Submission, places: list[Place]) -> Draft:
        wanted = form.values.get("survey", "")
        survey = next((one for one in self._service.offered() if one.id == wanted), None)
        if survey is None:
            raise NotFound("surveys.survey_gone", "survey")
        return d.read(form, survey, self._fresh(survey, places))

    async def _drawn(
        self, connection: AsyncConnection, draft: Draft, places: list[Place], person: Person, words: Words
    ) -> Modal:
        running = await SurveyStore(connection).running(person.team)
        one_thing = draft.survey.about in {"contractor", "service"}
        same = [] if one_thing else [one for one in running if one.survey.family == draft.survey.family]
        form = Form(draft, self._service.offered(), places, person.id, same)
        return start_form(form, self._desk.people, words)

    async def _units(self, form: Submission, draft: Draft, places: list[Place], person: Person) -> tuple[Unit, ...]:
        """Whom it asks. Raises Refused beside the field where nobody, or nobody of ours, was chosen."""
        if not draft.of_departments:
            asked = draft.asked.get(SUBJECT, person.id)
            await self._colleague(form, SUBJECT, asked)
            return (d.subject_unit(draft, self._desk.services.known.company, asked),)
        units = []
        for place in d.chosen(draft, places):
            chosen = None if draft.poll else draft.asked.get(place.unit.id)
            if chosen:
                await self._colleague(form, place.unit.id, chosen)
            elif not draft.poll and place.unit.person is None:
                raise Refused("surveys.nobody_answers", d.PERSON + place.unit.id)
            units.append(_for(place.unit, None if draft.poll else chosen or place.unit.person))
        return tuple(units)

    async def _colleague(self, form: Submission, unit: str, user: str) -> None:
        try:
            found = await self._desk.people.of(Spot(form.spot.team, user))
        except NotAllowed:
            raise Refused("surveys.no_colleague", d.PERSON + unit) from None
        if found.is_guest:
            raise Refused("surveys.no_colleague", d.PERSON + unit)


def _for(unit: Unit, person: str | None) -> Unit:
    return Unit(unit.id, unit.names, unit.head_count, person)
