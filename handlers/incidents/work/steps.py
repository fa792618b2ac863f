"""The doors of the steps: the list, ticking, taking back, giving away, and adding one's own."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.unit import Work
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.cases import Incident, Step
from bot.incidents.service import Changed
from bot.incidents.steps import Settled, Steps, StepState, Wish
from bot.incidents.store import IncidentStore
from handlers.incidents import ids
from handlers.incidents.aftermath import Aftermath
from handlers.incidents.board import Board
from handlers.incidents.cards import marked
from handlers.incidents.work import step_ids
from handlers.incidents.work.chasing import Chasing, rows_of
from handlers.incidents.work.step_views import (
    ASSIGN,
    DONE,
    SKIP,
    TAKE,
    UNDO,
    Sheet,
    StepTarget,
    assign_form,
    meant,
    skip_form,
    step_form,
)
from handlers.kit import payload, replies
from handlers.kit.desk import Desk
from handlers.kit.payload import Press, Raw, Spot
from handlers.kit.routing import Route
from handlers.kit.windows import beneath, moment_of, redraw, show

AT_ONCE = {DONE: Settled(StepState.DONE), UNDO: Settled(StepState.OPEN)}


class StepDoors:
    """What people do with the steps."""

    def __init__(self, desk: Desk, board: Board, chasing: Chasing, after: Aftermath) -> None:
        self._desk = desk
        self._board = board
        self._chasing = chasing
        self._after = after
        self._service = desk.services.incidents
        self._steps = Steps(self._service)
        self.routes = (
            Route("action", ids.STEPS, self.wanted),
            Route("action", step_ids.STEPS_PAGE, self.turned),
            Route("action", ids.STEP, self.pressed),
            Route("view", ids.SKIP_FORM, self.skipped),
            Route("view", step_ids.ASSIGN_FORM, self.assigned),
            Route("action", ids.ADD_STEP, self.wants_more),
            Route("view", ids.STEP_FORM, self.added),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the list, from a card or from another window."""
        press = payload.press(body)
        sheet = await self._sheet(press.spot, StepTarget.of(press.value))
        await show(client, body, self._chasing.views.modal(sheet, await self._desk.words_for(press.spot)))

    async def turned(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        await self._redraw(client, press.view_id, press.spot, StepTarget.of(press.value))

    async def pressed(self, body: Raw, client: AsyncWebClient) -> None:
        """A button of a step: some do what they say at once, some ask first."""
        press = payload.press(body)
        target = StepTarget.of(press.value)
        if target.what in {SKIP, ASSIGN}:
            await self._ask(body, client, target)
            return
        try:
            await self._at_once(press, target)
        finally:  # when somebody was faster the list shows it too
            await self._redraw(client, press.view_id, press.spot, target)

    async def skipped(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps why a step is not needed."""
        form = payload.submission(body)
        target = StepTarget.of(form.metadata)
        person = await self._desk.people.of(form.spot)
        said = Settled(StepState.SKIPPED, form.values.get("reason", ""))
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                incident, step = await self._mine(work, target, person)
                await self._steps.settle(work, incident, person.id, step, said)
                await self._changed(work, incident)
        await self._redraw(client, beneath(body), form.spot, target)

    async def assigned(self, body: Raw, client: AsyncWebClient) -> None:
        """Gives a step to a colleague, who hears of it."""
        form = payload.submission(body)
        target = StepTarget.of(form.metadata)
        person = await self._desk.people.of(form.spot)
        owner = await self._chasing.owners.chosen(form.spot, form.values.get("person", ""))
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                await self._assign(work, target, person, owner, form.key)
        await self._redraw(client, beneath(body), form.spot, target)

    async def wants_more(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        target = StepTarget.of(press.value)
        await self._sheet(press.spot, target, Act.WORK)
        await show(client, body, step_form(target, await self._desk.words_for(press.spot)))

    async def added(self, body: Raw, client: AsyncWebClient) -> None:
        """Adds a step; whoever is to do it hears of it."""
        form = payload.submission(body)
        target = StepTarget.of(form.metadata)
        person = await self._desk.people.of(form.spot)
        chosen, due = form.values.get("person", ""), form.values.get("due", "")
        owner = await self._chasing.owners.chosen(form.spot, chosen) if chosen else None
        wish = Wish(form.values.get("text", ""), owner.id if owner else None, moment_of(due))
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                await self._add(work, target, person, wish, owner)
        await self._redraw(client, beneath(body), form.spot, target)

    async def _at_once(self, press: Press, target: StepTarget) -> None:
        person = await self._desk.people.of(press.spot)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            incident, step = await self._mine(work, target, person)
            if target.what == TAKE:
                access.check(person, Act.WORK, incident)
                await self._steps.assign(work, incident, person.id, step, person.id)
            elif target.what in AT_ONCE:
                await self._steps.settle(work, incident, person.id, step, AT_ONCE[target.what])
            after = await self._changed(work, incident)
            if target.reminded and not press.view_id:
                rows = await rows_of(work, after)
                steps = [rows[one] for one in target.reminded if one in rows]
                card = self._chasing.redrawn(work, after, person.id, steps)
                drawn = marked(after, card, self._board.words(person.id))
                work.outbox.put(replies.edit(press, drawn, f"incident-step-shown:{press.key}"[:255]))

    async def _assign(self, work: Work, target: StepTarget, giver: Person, owner: Person, key: str) -> None:
        incident = await self._service.for_act(work, target.incident, giver, Act.WORK)
        _may_know(incident, owner)
        step = await self._steps.of(work, incident, target.step)
        after = await self._steps.assign(work, incident, giver.id, step, owner.id)
        now = await self._changed(work, incident)
        if after != step:
            self._give(work, now, after, giver, owner, key)

    async def _add(self, work: Work, target: StepTarget, giver: Person, wish: Wish, owner: Person | None) -> None:
        incident = await self._service.for_act(work, target.incident, giver, Act.WORK)
        if owner:
            _may_know(incident, owner)
        step = await self._steps.add(work, incident, giver.id, wish)
        now = await self._changed(work, incident)
        if owner:
            self._give(work, now, step, giver, owner, str(step.id))

    def _give(self, work: Work, incident: Incident, step: Step, giver: Person, owner: Person, key: str) -> None:
        if owner.id != giver.id:
            card = self._chasing.given_card(work, incident, owner.id, step, giver.id)
            self._board.say(work, incident, owner.id, card, f"incident-step-given:{incident.id}:{step.id}:{key}"[:255])

    async def _changed(self, work: Work, before: Incident) -> Incident:
        """The cards are drawn anew with how far the steps are."""
        after = await self._service.change(work, before)
        return await self._after.changed(work, Changed(before, after))

    async def _mine(self, work: Work, target: StepTarget, person: Person) -> tuple[Incident, Step]:
        """A step that this person may settle: of an incident that they work on, or one that is theirs to do."""
        incident = await self._service.get(work, target.incident)
        step = await IncidentStore(work.connection).step(target.step)
        theirs = step is not None and step.incident == incident.id and incident.team == person.team
        theirs = theirs and step is not None and person.id in self._chasing.owners.of(incident, step)
        if not (theirs and incident.is_open):
            access.check(person, Act.WORK, incident)
        return incident, await self._steps.of(work, incident, target.step)

    async def _ask(self, body: Raw, client: AsyncWebClient, target: StepTarget) -> None:
        press = payload.press(body)
        sheet = await self._sheet(press.spot, target, Act.WORK)
        words = await self._desk.words_for(press.spot)
        step = meant(sheet.steps, target.step)
        text = self._chasing.views.text(sheet.incident, step, words)
        modal = (
            skip_form(text, target, words)
            if target.what == SKIP
            else assign_form(text, step.person or "", target, words)
        )
        await show(client, body, modal)

    async def _redraw(self, client: AsyncWebClient, view_id: str | None, spot: Spot, target: StepTarget) -> None:
        if view_id:
            sheet = await self._sheet(spot, replace(target, what=""))
            modal = self._chasing.views.modal(sheet, await self._desk.words_for(spot), target.page)
            await redraw(client, view_id, modal)

    async def _sheet(self, spot: Spot, target: StepTarget, act: Act = Act.SEE) -> Sheet:
        """The steps for somebody who may do this with them. Raises NotFound and NotAllowed."""
        person = await self._desk.people.of(spot)
        async with self._desk.services.database.read() as connection:
            store = IncidentStore(connection)
            incident = await store.get(target.incident)
            if incident is None:
                raise NotFound("incidents.gone")
            access.check(person, act, incident)
            steps = tuple(await store.steps(incident.id))
        known = {one for step in steps for one in (step.person, step.done_by) if one}
        await self._desk.people.meet(incident.team, known | ({incident.lead} if incident.lead else set()))
        reader = person.id if access.may(person, Act.WORK, incident) else ""
        return Sheet(incident, steps, self._desk.services.clock.now(), reader)


def _may_know(incident: Incident, owner: Person) -> None:
    """Of a restricted incident nobody gets to do anything who may not see it."""
    if incident.restricted and not access.may(owner, Act.SEE, incident):
        raise Refused("incidents.not_asked_in", "person")
