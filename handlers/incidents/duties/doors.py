"""The doors of the duties: the checklist, what people settle in it, letters, the facts that decide, and reminders."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound
from bot.core.people import Person, Role
from bot.core.unit import Work
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.cases import Dossier, Incident, Timer
from bot.incidents.checklist import DONE, NOT_NEEDED, OPEN, Checklist, Item, Line
from bot.incidents.deadlines import OVERDUE
from bot.incidents.notifying import Reminder, Settling
from bot.incidents.store import IncidentStore
from handlers.incidents import ids
from handlers.incidents.aftermath import Aftermath
from handlers.incidents.board import Board
from handlers.incidents.duties import ids as duty_ids
from handlers.incidents.duties.cards import binds, reminder_card
from handlers.incidents.duties.letters import letter_of
from handlers.incidents.duties.views import Target, duty_modal, facts_form, item_modal, letter_modal, note_form
from handlers.incidents.work.owners import Owners
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot, Submission
from handlers.kit.routing import Route
from handlers.kit.windows import beneath, redraw, show


class Duties:
    """Whom to notify, until when, and how far that is."""

    def __init__(self, desk: Desk, board: Board, aftermath: Aftermath) -> None:
        self._desk = desk
        self._board = board
        self._aftermath = aftermath
        self._service = desk.services.incidents
        self._owners = Owners(desk)

    @property
    def routes(self) -> tuple[Route, ...]:
        return (
            Route("action", ids.DUTIES, self.wanted),
            Route("action", duty_ids.DUTIES_PAGE, self.turned),
            Route("action", duty_ids.DUTY_SEE, self.opened),
            Route("action", duty_ids.DUTY_DONE, self.wants_done),
            Route("action", duty_ids.DUTY_DROP, self.wants_dropped),
            Route("action", duty_ids.DUTY_AGAIN, self.undone),
            Route("view", duty_ids.DUTY_FORM, self.settled),
            Route("action", duty_ids.DUTY_LETTER, self.wants_letter),
            Route("action", duty_ids.DUTY_FACTS, self.wants_facts),
            Route("view", duty_ids.DUTY_FACTS_FORM, self.facts_told),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the checklist, from a card or from another window."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        case, _ = await self._case(Target.of(press.value), person)
        words = await self._desk.words_for(press.spot)
        works = access.may(person, Act.WORK, case.incident)
        await show(client, body, duty_modal(case, self._board.views, words, works=works))

    async def turned(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        await self._redraw(client, press.view_id, press.spot, Target.of(press.value))

    async def opened(self, body: Raw, client: AsyncWebClient) -> None:
        """One duty whole, over the checklist."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        target = Target.of(press.value)
        await show(client, body, await self._item_modal(target, press.spot, person))

    async def wants_done(self, body: Raw, client: AsyncWebClient) -> None:
        await self._ask(body, client, DONE)

    async def wants_dropped(self, body: Raw, client: AsyncWebClient) -> None:
        await self._ask(body, client, NOT_NEEDED)

    async def settled(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps what was done or why it need not be."""
        form = payload.submission(body)
        target = Target.of(form.metadata)
        await self._settle(form.spot, form.key, target, form.values.get("note", ""))
        await self._redraw_beneath(client, body, form.spot, target)

    async def undone(self, body: Raw, client: AsyncWebClient) -> None:
        """One press takes back what was settled; the timeline keeps both."""
        press = payload.press(body)
        target = replace(_from_window(body, Target.of(press.value)), what=OPEN)
        await self._settle(press.spot, press.key, target, "")
        await self._redraw_item(client, press.spot, target)

    async def wants_letter(self, body: Raw, client: AsyncWebClient) -> None:
        """The prepared text; readers of English see the Japanese one below, which is what is sent."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        target = Target.of(press.value)
        case, dossier = await self._case(target, person)
        duty = _item(case, target).due.duty
        words = await self._desk.words_for(press.spot)
        languages = dict.fromkeys((words.language, "ja")) if duty.letter else {}
        spoken = [self._desk.speech.in_(language) for language in languages]
        letters = [letter_of(duty, dossier, case.now, self._board.views, each) for each in spoken]
        await show(client, body, letter_modal(duty, letters, words))

    async def wants_facts(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        target = _from_window(body, Target.of(press.value))
        case, _ = await self._case(target, person, Act.WORK)
        names = _item(case, target).due.missing if target.duty else case.missing
        words = await self._desk.words_for(press.spot)
        await show(client, body, facts_form(case, names, target, self._board.views, words))

    async def facts_told(self, body: Raw, client: AsyncWebClient) -> None:
        """Facts move duties and the level alike: whoever must hear of a new level is told."""
        form = payload.submission(body)
        await self._tell_facts(form)
        await self._redraw_beneath(client, body, form.spot, Target.of(form.metadata))

    async def remind(self, work: Work, incident: Incident, timer: Timer) -> None:
        """A date draws near or has passed: one message for all that is due."""
        reminder = await self._service.notifying.due(work, incident, timer)
        if reminder is None:
            return
        case = await self._checklist(work, incident)
        for person in await self._to_remind(work, case, reminder):
            sees = await self._board.may_see(work, incident, person)
            if incident.restricted and not sees:
                continue
            card = reminder_card(case, reminder, self._board.views, self._board.words(person), sees=sees)
            self._board.say(work, incident, person, card, f"incident-duty:{incident.id}:{timer.id}:{person}")

    async def _to_remind(self, work: Work, case: Checklist, reminder: Reminder) -> list[str]:
        """Whoever leads, or stands in while they are away; who answers for incidents hears too when it is grave.

        That is what the law asks for, a date that has passed, and a lead who is not there.
        """
        incident, owners = case.incident, self._owners
        found = await owners.there(work, incident, owners.leading(incident))
        if OVERDUE in reminder.names or incident.lead not in found or binds(case, reminder):
            leads = [one.id for one in self._desk.people.holders(Role.INCIDENT_LEAD)]
            found += await owners.there(work, incident, leads)
        return list(dict.fromkeys(found or owners.leading(incident)))

    async def _ask(self, body: Raw, client: AsyncWebClient, what: str) -> None:
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        target = replace(_from_window(body, Target.of(press.value)), what=what)
        case, _ = await self._case(target, person, Act.WORK)
        item = _item(case, target)
        line = next((one for one in item.lines if one.deadline == target.deadline), Line(target.deadline))
        await show(client, body, note_form(item, line, target, await self._desk.words_for(press.spot)))

    async def _settle(self, spot: Spot, key: str, target: Target, note: str) -> None:
        person = await self._desk.people.of(spot)
        async with self._desk.services.unit() as work:
            if await work.first_time(key):
                incident = await self._service.for_act(work, target.incident, person, Act.WORK)
                said = Settling(target.duty, target.deadline, target.what, note)
                await self._service.notifying.settle(work, incident, person.id, said)

    async def _tell_facts(self, form: Submission) -> None:
        person = await self._desk.people.of(form.spot)
        facts = {name.removeprefix("fact-"): chosen for name, chosen in form.values.items() if chosen}
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                incident = Target.of(form.metadata).incident
                changed = await self._service.tell_facts(work, incident, person, facts)
                await self._aftermath.changed(work, changed)

    async def _redraw_beneath(self, client: AsyncWebClient, body: Raw, spot: Spot, target: Target) -> None:
        """What lies under a form that was sent: the duty's own window, or the list where the form took its place."""
        under = beneath(body)
        if target.duty and under == target.window:
            await self._redraw_item(client, spot, target)
        elif under in {target.window, target.beneath}:
            await self._redraw(client, under, spot, target)

    async def _redraw_item(self, client: AsyncWebClient, spot: Spot, target: Target) -> None:
        """A duty's window and the list under it."""
        person = await self._desk.people.of(spot)
        await redraw(client, target.window, await self._item_modal(target, spot, person))
        await self._redraw(client, target.beneath, spot, target)

    async def _redraw(self, client: AsyncWebClient, view_id: str | None, spot: Spot, target: Target) -> None:
        """The checklist as it now stands."""
        person = await self._desk.people.of(spot)
        case, _ = await self._case(target, person)
        words = await self._desk.words_for(spot)
        works = access.may(person, Act.WORK, case.incident)
        await redraw(client, view_id, duty_modal(case, self._board.views, words, page=target.page, works=works))

    async def _item_modal(self, target: Target, spot: Spot, person: Person) -> Modal:
        case, _ = await self._case(target, person)
        words = await self._desk.words_for(spot)
        works = access.may(person, Act.WORK, case.incident)
        home = Target(case.incident.id, page=target.page)
        return item_modal(case, _item(case, target), home, self._board.views, words, works=works)

    async def _case(self, target: Target, person: Person, act: Act = Act.SEE) -> tuple[Checklist, Dossier]:
        """The checklist and everything on record, for somebody who may do this. Raises NotFound and NotAllowed."""
        async with self._desk.services.database.read() as connection:
            store = IncidentStore(connection)
            incident = await store.get(target.incident)
            if incident is None:
                raise NotFound("incidents.gone")
            access.check(person, act, incident)
            dossier = await store.dossier(incident)
        known = {row.by for row in dossier.duties} | {incident.lead}
        await self._desk.people.meet(incident.team, {one for one in known if one})
        now = self._desk.services.clock.now()
        return self._service.notifying.checklist(incident, dossier.duties, now), dossier

    async def _checklist(self, work: Work, incident: Incident) -> Checklist:
        rows = await IncidentStore(work.connection).duties(incident.id)
        return self._service.notifying.checklist(incident, rows, work.now)


def _item(case: Checklist, target: Target) -> Item:
    """The duty that is meant. Raises NotFound when the rules no longer know it."""
    found = case.item(target.duty)
    if found is None:
        raise NotFound("kit.gone")
    return found


def _from_window(body: Raw, target: Target) -> Target:
    """The target with the window in which something was pressed, and the checklist when that is a duty's own."""
    view = body.get("view") or {}
    below = str(view.get("previous_view_id") or "") if target.duty else ""
    return replace(target, window=str(view.get("id") or ""), beneath=below)
