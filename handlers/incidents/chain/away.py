"""Absences: somebody says until when they are away and who stands in; whoever calls them asks the deputy at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.absences import Absence, Absences, stand_in
from bot.core.errors import Refused
from bot.core.people import Person, Role
from bot.core.unit import Work
from bot.incidents.store import IncidentStore
from handlers.incidents import ids
from handlers.incidents.board import Board
from handlers.incidents.chain.away_views import Shown, away_form, away_home, back_card, deputy_card
from handlers.incidents.chain.calls import Caller
from handlers.incidents.work.owners import Owners
from handlers.kit import payload, replies
from handlers.kit.blocks import Block
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Submission
from handlers.kit.routing import Route
from handlers.kit.windows import moment_of
from handlers.kit.words import Words

LONGEST = timedelta(days=366)


class Away:
    """Saying that one is away, and that one is back."""

    def __init__(self, desk: Desk, board: Board, caller: Caller) -> None:
        self._desk = desk
        self._board = board
        self._caller = caller
        self._owners = Owners(desk)
        self.routes = (
            Route("action", ids.AWAY, self.wanted),
            Route("view", ids.AWAY_FORM, self.said),
            Route("action", ids.BACK, self.back),
        )

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """For those who may be called: whether they are away, and for whom they stand in."""
        async with self._desk.services.database.read() as connection:
            now, absences = self._desk.services.clock.now(), Absences(connection)
            mine = await absences.of(person.team, person.id, now)
            away = await absences.away(person.team, now)
            others = await absences.represented_by(person.team, person.id, now)
            await self._desk.people.recall(connection, person.team, {*away, *filter(None, away.values())})
        if mine is None and not others and not person.roles - {Role.EMPLOYEE}:
            return []
        people = self._desk.people
        deputy = stand_in(person.id, away, people.deputy_of, people.is_there) if mine else None
        return away_home(Shown(mine, deputy, tuple(others)), self._board.views, words)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the form: until the next opening, with the deputy of the company's file."""
        press = payload.press(body)
        words = await self._desk.words_for(press.spot)
        until = self._desk.services.days.morning_after(self._desk.services.clock.now(), 1)
        deputy = self._desk.people.deputy_of(press.spot.user)
        await client.views_open(trigger_id=press.trigger_id, view=away_form(until, deputy, words).view())

    async def said(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps it, tells the deputy, and hands over at once what waits for the person who goes."""
        form = payload.submission(body)
        until = self._until(form)
        deputy = await self._deputy(form)
        person = await self._desk.people.of(form.spot)
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                said = Absence(person.team, person.id, deputy, work.now, until)
                await Absences(work.connection).say(said)
                await self._desk.people.note_absences(work.connection)
                await self._tell_deputy(work, said, form.key)
                for incident in await IncidentStore(work.connection).open(person.team):
                    await self._caller.gone_away(work, incident, person.id)

    async def back(self, body: Raw, client: AsyncWebClient) -> None:
        """Ends the absence; whoever stood in hears that they need not any more."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            absence = await Absences(work.connection).of(person.team, person.id, work.now)
            ended = await Absences(work.connection).end(person.team, person.id)
            await self._desk.people.note_absences(work.connection)
            if ended and absence and absence.deputy:
                card = back_card(absence, self._board.views, self._board.words(absence.deputy))
                work.outbox.put(replies.direct(absence.deputy, card, f"away-back:{press.key}"[:255]))

    def _until(self, form: Submission) -> datetime:
        now, until = self._desk.services.clock.now(), moment_of(form.values.get("until", ""))
        if until is None or until <= now:
            raise Refused("incidents.until_has_passed", "until")
        if until > now + LONGEST:
            raise Refused("incidents.until_is_far", "until")
        return until

    async def _deputy(self, form: Submission) -> str | None:
        chosen = form.values.get("person", "")
        if not chosen:
            return None
        if chosen == form.spot.user:
            raise Refused("incidents.own_deputy", "person")
        return (await self._owners.chosen(form.spot, chosen)).id

    async def _tell_deputy(self, work: Work, said: Absence, key: str) -> None:
        if said.deputy:
            card = deputy_card(said, self._board.views, self._board.words(said.deputy))
            work.outbox.put(replies.direct(said.deputy, card, f"away-deputy:{key}"[:255]))
