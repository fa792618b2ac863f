"""How do things stand? Whoever leads is asked as often as the level wants it, until the incident is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound, Refused
from bot.core.outbox import died
from bot.core.people import Role
from bot.core.unit import Work
from bot.incidents.access import Act
from bot.incidents.cases import Incident, Kind, Timer
from bot.incidents.chain import SITUATION, ladder, later
from bot.incidents.service import Changed, Line
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers
from handlers.incidents import ids
from handlers.incidents.aftermath import Aftermath
from handlers.incidents.board import Board
from handlers.incidents.cards import marked
from handlers.incidents.chain.reminders import Reminders
from handlers.incidents.chain.roster import Roster
from handlers.incidents.chain.situation_views import (
    SNOOZES,
    Asked,
    answered_card,
    offer_card,
    prompt_card,
    situation_form,
)
from handlers.kit import payload, replies
from handlers.kit.desk import Desk
from handlers.kit.payload import Press, Raw
from handlers.kit.routing import Route
from handlers.kit.windows import show

PATIENCE = 2
"""So many questions may stay without an answer before the chain's next person is offered the lead."""
MOST_ASKED = 12
"""So many questions in a row; from then on one every working morning, for more of them would only be noise."""


class Situation:
    """The clock of an incident: as long as it is open there is a next time to ask.

    The timer's subject counts the questions that nobody has answered.
    """

    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board
        self._reminders = Reminders(board)
        self._roster = Roster(desk)

    async def follow(self, work: Work, before: Incident | None, after: Incident) -> None:
        """A report, another level, state or lead starts the clock anew; the end stops it."""
        if not after.is_open:
            await Timers(work.connection).cancel(after.id, SITUATION)
        elif before is None or _standing(before) != _standing(after):
            await self.ask_later(work, after)

    async def due(self, work: Work, incident: Incident, timer: Timer) -> None:
        """Asks, and sets the next time. Whoever stays silent is not left alone with it."""
        if not incident.is_open:
            return
        leading = await self._leading(work, incident)
        asked = [one for one in leading if await self._reminders.has_room(work, incident, one)]
        silent = int(timer.subject or 0)
        if silent and await self._signs_of_life(work, incident, leading, timer.since):
            silent = 0
        latest = await IncidentStore(work.connection).newest(incident.id, Kind.SITUATION)
        await self._desk.services.incidents.tell(work, incident.id, asked)  # a deputy may answer too
        for person in asked:
            words = self._board.words(person)
            card = prompt_card(Asked(incident, timer.id, latest, silent), words)
            self._board.say(work, incident, person, card, prompt_key(incident.id, timer.id, person))
        lost = bool(silent and timer.since and await self._is_lost(work, incident, timer.since))
        if incident.lead and asked and (lost or silent >= PATIENCE):
            await self._offer(work, incident, asked, silent - (1 if lost else PATIENCE), lost=lost)
        await self.ask_later(work, incident, silent + 1 if asked else silent)  # who was not asked is not silent

    async def ask_later(self, work: Work, incident: Incident, silent: int = 0) -> None:
        """The next time to ask, counted from now as the level wants it."""
        rung = self._roster.rung(incident)
        due = later(self._desk.services.days, work.now, rung.situation_hours * 60, rung.hours)
        if silent >= MOST_ASKED:
            due = max(due, self._desk.services.days.morning_after(work.now, 1))
        await self.ask_at(work, incident, due, silent)

    async def ask_at(self, work: Work, incident: Incident, due: datetime, silent: int = 0) -> None:
        await Timers(work.connection).cancel(incident.id, SITUATION)
        await Timers(work.connection).set(incident.id, SITUATION, due, str(silent), work.now)

    async def _is_lost(self, work: Work, incident: Incident, since: datetime) -> bool:
        """Whether Slack did not take the last question to the lead: the account is closed, or the bot kept out."""
        refused = await died(work.connection, str(incident.lead), since=since - timedelta(seconds=1))
        return any(key.startswith(f"incident-situation:{incident.id}:") for key in refused)

    async def _offer(
        self, work: Work, incident: Incident, asked: Sequence[str], turn: int, *, lost: bool = False
    ) -> None:
        """The chain's next person hears that the lead is silent, each time another one; nobody twice a day."""
        around = await self._roster.around(work, incident)
        besides = {*asked, incident.lead or "", incident.reporter or ""}
        able = [one.person for step in ladder(self._roster.rung(incident), around.there, besides) for one in step]
        if not able:
            return
        person = able[min(turn, len(able) - 1)]
        card = offer_card(incident, self._board.views, self._board.words(person), lost=lost)
        self._board.say(work, incident, person, card, f"incident-offer:{incident.id}:{person}:{work.now:%Y%m%d}")

    async def _signs_of_life(
        self, work: Work, incident: Incident, asked: Sequence[str], since: datetime | None
    ) -> bool:
        """Whether those who were asked have written or done anything meanwhile: that is an answer too."""
        lines = await IncidentStore(work.connection).timeline(incident.id)
        return any(line.by in asked and since is not None and line.written_at > since for line in lines)

    async def _leading(self, work: Work, incident: Incident) -> list[str]:
        first = self._desk.people.holders(Role(self._roster.rung(incident).chain[0]))
        leading = [incident.lead] if incident.lead else [one.id for one in first]
        there = [await self._roster.present(work, incident, person) for person in leading]
        if incident.restricted:
            answering = [one.id for one in self._desk.people.holders(Role.INCIDENT_LEAD)]
            there = [one for one in there if await self._board.may_see(work, incident, one)] or answering
        return list(dict.fromkeys(there))


class SituationDoors:
    """The answers: in words, that nothing has changed, or to ask again later."""

    def __init__(self, desk: Desk, board: Board, situation: Situation, after: Aftermath) -> None:
        self._desk = desk
        self._board = board
        self._situation = situation
        self._after = after
        self._service = desk.services.incidents
        self.routes = (
            Route("action", ids.SITUATION, self.wanted),
            Route("view", ids.SITUATION_FORM, self.written),
            Route("action", ids.SITUATION_SAME, self.unchanged),
            Route("action", ids.SNOOZE, self.snoozed),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the form, from the question or from a card."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        async with self._desk.services.unit() as work:
            incident = await self._service.for_act(work, _incident_of(press.value), person, Act.WORK)
            latest = await IncidentStore(work.connection).newest(incident.id, Kind.SITUATION)
        words = await self._desk.words_for(press.spot)
        await show(client, body, situation_form(incident, latest, press.value, words))

    async def written(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps it in the timeline and on the card."""
        form = payload.submission(body)
        text = form.values.get("text", "")
        if not text:
            raise Refused("incidents.text_missing", "text")
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                person = await self._desk.people.of(form.spot)
                incident = await self._service.for_act(work, _incident_of(form.metadata), person, Act.WORK)
                await self._keep(work, incident, Line(Kind.SITUATION, person.id, text))
                self._thank(work, incident, form.metadata, person.id)

    async def unchanged(self, body: Raw, client: AsyncWebClient) -> None:
        """One press is an answer too; what was said last goes on to hold."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            incident = await self._service.for_act(work, _incident_of(press.value), person, Act.WORK)
            latest = await IncidentStore(work.connection).newest(incident.id, Kind.SITUATION)
            words = self._board.company_words
            said = str(latest.data.get("said") or latest.text) if latest else ""
            text = words.say("No change: {text}", text=said) if said else words.say("No change.")
            await self._keep(work, incident, Line(Kind.SITUATION, person.id, text, {"said": said, "same": True}))
            self._answered(work, press, incident, person.id)

    async def snoozed(self, body: Raw, client: AsyncWebClient) -> None:
        """Asks again after the chosen while."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        minutes = {f"{ids.SNOOZE}.{one}": one for one, _ in SNOOZES}.get(press.action_id)
        if minutes is None:
            raise NotFound("kit.gone")
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            incident = await self._service.for_act(work, _incident_of(press.value), person, Act.WORK)
            if incident.is_open:
                until = work.now + timedelta(minutes=minutes)
                await self._situation.ask_at(work, incident, until)
                self._answered(work, press, incident, person.id, until)

    async def _keep(self, work: Work, incident: Incident, line: Line) -> None:
        await self._service.write(work, incident, line)
        after = await self._service.change(work, incident)
        if after.is_open:
            await self._situation.ask_later(work, after)
        await self._after.changed(work, Changed(incident, after))

    def _answered(
        self, work: Work, press: Press, incident: Incident, person: str, until: datetime | None = None
    ) -> None:
        """The question shows its answer in place of the buttons; a card in the channel stays as it is."""
        if ":" in press.value:
            words = self._board.words(person)
            card = marked(incident, answered_card(incident, words, until), words)
            work.outbox.put(replies.edit(press, card, f"incident-answered:{press.key}"[:255]))

    def _thank(self, work: Work, incident: Incident, carried: str, person: str) -> None:
        timer = carried.partition(":")[2]
        if timer.isdecimal():
            words = self._board.words(person)
            card = marked(incident, answered_card(incident, words), words)
            key = prompt_key(incident.id, int(timer), person)
            work.outbox.put(replies.edit_posted(person, card, f"{key}:answered", key))


def prompt_key(incident: str, timer: int, person: str) -> str:
    """The outbox key of a question."""
    return f"incident-situation:{incident}:{timer}:{person}"


def _incident_of(value: str) -> str:
    """The incident that a button is about; a question of ours carries its own number behind it."""
    return value.partition(":")[0]


def _standing(incident: Incident) -> tuple[object, ...]:
    return incident.is_open, incident.level, incident.state, incident.lead
