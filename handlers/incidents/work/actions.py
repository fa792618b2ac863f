"""The doors of the follow-up actions, and their reminders: what was decided is asked for until it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound, Refused
from bot.core.outbox import Message
from bot.core.people import Person
from bot.core.unit import Work
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.actions import Actions
from bot.incidents.cases import Incident, Step, Timer
from bot.incidents.service import Changed
from bot.incidents.steps import Wish, is_overdue
from bot.incidents.store import IncidentStore
from handlers.incidents import ids
from handlers.incidents.aftermath import Aftermath
from handlers.incidents.board import Board
from handlers.incidents.cards import marked
from handlers.incidents.work import step_ids
from handlers.incidents.work.action_views import (
    ActionTarget,
    action_card,
    action_form,
    actions_modal,
    done_form,
    pressed_in,
)
from handlers.incidents.work.learning import Learning
from handlers.incidents.work.owners import Owners
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot, Submission
from handlers.kit.routing import Route
from handlers.kit.windows import beneath, redraw, show
from handlers.kit.words import Words

LONGEST = timedelta(days=2 * 366)


class ActionDoors:
    """What people decide and finish after an incident."""

    def __init__(self, desk: Desk, board: Board, learning: Learning, after: Aftermath) -> None:
        self._desk = desk
        self._board = board
        self._learning = learning
        self._after = after
        self._owners = Owners(desk)
        self._actions = Actions(desk.services.incidents)
        self.routes = (
            Route("action", ids.ACTIONS, self.wanted),
            Route("action", step_ids.ACTION_NEW, self.wants_more),
            Route("view", ids.ACTION_FORM, self.decided),
            Route("action", step_ids.ACTION_DONE, self.wants_done),
            Route("view", step_ids.ACTION_DONE_FORM, self.finished),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the list of an incident."""
        press = payload.press(body)
        await show(client, body, await self._modal(press.spot, ActionTarget.of(press.value).incident))

    async def wants_more(self, body: Raw, client: AsyncWebClient) -> None:
        """The form; a suggestion fills it in."""
        press = payload.press(body)
        target = replace(ActionTarget.of(press.value), beneath=_lying(body))
        person = await self._desk.people.of(press.spot)
        incident, _ = await self._case(target.incident, person, Act.WORK)
        words = await self._desk.words_for(press.spot)
        await show(client, body, action_form(self._learning.draft(incident, target.ref, words), target, words))

    async def decided(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps a follow-up; whoever does it hears of it."""
        form = payload.submission(body)
        target = ActionTarget.of(form.metadata)
        await self._decide(form, target)
        await self._redraw(body, client, form.spot, target)

    async def wants_done(self, body: Raw, client: AsyncWebClient) -> None:
        """Asks whether there is something to say about it."""
        press = payload.press(body)
        target = pressed_in(ActionTarget.of(press.value), press.spot.channel, press.message_ts)
        target = replace(target, beneath=_lying(body))
        person = await self._desk.people.of(press.spot)
        async with self._desk.services.database.read() as connection:
            action = await IncidentStore(connection).step(target.action)
            incident = await IncidentStore(connection).get(action.incident) if action else None
        if action is None or incident is None:
            raise NotFound("incidents.gone")
        self._actions.check(person, incident, action)
        if action.done_at:
            raise Refused("incidents.already_settled")
        target = replace(target, incident=incident.id)
        await show(client, body, done_form(action, target, await self._desk.words_for(press.spot)))

    async def finished(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps that it is done; the message with the button says so too."""
        form = payload.submission(body)
        target = ActionTarget.of(form.metadata)
        person = await self._desk.people.of(form.spot)
        words = await self._desk.words_for(form.spot)
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                note = form.values.get("note", "")
                incident, action = await self._actions.finish(work, person, target.action, note)
                await self._after.changed(work, Changed(incident, incident))
                self._redraw_message(work, incident, action, target, words)
        await self._redraw(body, client, form.spot, target)

    async def due(self, work: Work, incident: Incident, timer: Timer) -> None:
        """Reminds whoever does it; for the absent their deputy."""
        action = await self._actions.due(work, incident, timer)
        if action is None:
            return
        for person in await self._owners.to_remind(work, incident, action):
            words = self._board.words(person)
            said = words.say("Please remember this follow-up.")
            if is_overdue(action, work.now):
                said = words.say("The day of this follow-up has passed. How far is it?")
            card = action_card(said, action, work.now, self._board.views, words)
            self._board.say(work, incident, person, card, f"incident-action:{action.id}:{timer.id}:{person}")

    async def _decide(self, form: Submission, target: ActionTarget) -> None:
        person = await self._desk.people.of(form.spot)
        owner = await self._owners.chosen(form.spot, form.values.get("person", ""))
        wish = Wish(form.values.get("text", ""), owner.id, self._day(form.values.get("due", "")), target.ref)
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return
            incident = await self._desk.services.incidents.for_act(work, target.incident, person, Act.WORK)
            action = await self._actions.decide(work, incident, person.id, wish)
            await self._after.changed(work, Changed(incident, incident))
            if owner.id != person.id:
                self._tell(work, incident, action, person, owner)

    def _tell(self, work: Work, incident: Incident, action: Step, giver: Person, owner: Person) -> None:
        words = self._board.words(owner.id)
        said = words.say("{name} asks you to do this:", name=self._board.views.name(giver.id, words))
        card = action_card(said, action, work.now, self._board.views, words)
        self._board.say(work, incident, owner.id, card, f"incident-action:{action.id}:given")

    def _day(self, chosen: str) -> datetime | None:
        """The end of the chosen day. Raises Refused for a day that is over, or years away."""
        if not chosen:
            return None
        day = date.fromisoformat(chosen)
        today = self._desk.services.days.day_of(self._desk.services.clock.now())
        if day < today:
            raise Refused("incidents.day_gone", "due")
        if day > today + LONGEST:
            raise Refused("incidents.day_is_far", "due")
        return self._desk.services.days.end_of(day)

    def _redraw_message(self, work: Work, incident: Incident, action: Step, target: ActionTarget, words: Words) -> None:
        if target.ts:
            said = words.say("Thank you, that is done. Nothing more to do.")
            card = marked(incident, action_card(said, action, work.now, self._board.views, words), words)
            key = f"incident-action:{action.id}:done:{target.ts}"
            work.outbox.put(Message("update", target.channel, card.payload(), key, ts=target.ts))

    async def _redraw(self, body: Raw, client: AsyncWebClient, spot: Spot, target: ActionTarget) -> None:
        """The window under the form: the list, or the suggestions."""
        if target.beneath == step_ids.ACTIONS_SHOWN:
            await redraw(client, beneath(body), await self._modal(spot, target.incident))
        elif target.beneath == step_ids.LEARN_SHOWN:
            await redraw(client, beneath(body), await self._learning.modal(spot, target.incident))

    async def _modal(self, spot: Spot, incident_id: str) -> Modal:
        person = await self._desk.people.of(spot)
        incident, steps = await self._case(incident_id, person, Act.SEE)
        people = {one for step in steps for one in (step.person, step.done_by) if one}
        await self._desk.people.meet(incident.team, people)
        words, now = await self._desk.words_for(spot), self._desk.services.clock.now()
        works = access.may(person, Act.WORK, incident)
        return actions_modal(incident, steps, now, self._board.views, words, works=works)

    async def _case(self, incident_id: str, person: Person, act: Act) -> tuple[Incident, list[Step]]:
        return await self._learning.case(incident_id, person, act)


def _lying(body: Raw) -> str:
    """Which window the button was pressed in."""
    return str((body.get("view") or {}).get("callback_id") or "")
