"""The doors of the timeline: its pages, adding to it, correcting it, and keeping a message in it."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.unit import Work
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.cases import Entry, Incident
from bot.incidents.service import Changed
from bot.incidents.store import IncidentStore
from bot.incidents.timeline import Correction, Timeline, may_correct
from handlers.incidents import ids
from handlers.incidents.aftermath import Aftermath
from handlers.incidents.board import Board
from handlers.incidents.work import step_ids
from handlers.incidents.work.relay import Relay
from handlers.incidents.work.timeline_views import (
    PAGE,
    EntryTarget,
    Page,
    correct_form,
    entry_form,
    entry_modal,
    timeline_modal,
)
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot, Submission
from handlers.kit.routing import Route
from handlers.kit.windows import beneath, moment_of, redraw, show


class TimelineDoors:
    """What people do with the timeline."""

    def __init__(self, desk: Desk, board: Board, relay: Relay, after: Aftermath) -> None:
        self._desk = desk
        self._board = board
        self._relay = relay
        self._after = after
        self._timeline = Timeline(desk.services.incidents)
        self.routes = (
            Route("action", ids.TIMELINE, self.wanted),
            Route("action", ids.TIMELINE_PAGE, self.turned),
            Route("action", step_ids.ENTRY, self.opened),
            Route("action", ids.ADD_ENTRY, self.wants_to_add),
            Route("view", ids.ENTRY_FORM, self.added),
            Route("action", ids.EDIT_ENTRY, self.wants_to_correct),
            Route("view", ids.EDIT_ENTRY_FORM, self.corrected),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the timeline where it ends now."""
        press = payload.press(body)
        await show(client, body, await self._modal(press.spot, EntryTarget.of(press.value)))

    async def turned(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        await redraw(client, press.view_id, await self._modal(press.spot, EntryTarget.of(press.value)))

    async def opened(self, body: Raw, client: AsyncWebClient) -> None:
        """One entry in full."""
        press = payload.press(body)
        entry, incident, _ = await self._entry(press.spot, EntryTarget.of(press.value), Act.SEE)
        await self._desk.people.meet(incident.team, _people(entry))
        words = await self._desk.words_for(press.spot)
        await show(client, body, entry_modal(entry, incident, self._board.views, words))

    async def wants_to_add(self, body: Raw, client: AsyncWebClient) -> None:
        """The form: for the reporter it is telling more, for those who respond it is the record."""
        press = payload.press(body)
        target = EntryTarget.of(press.value)
        incident, person = await self._known(press.spot, target, Act.ADD)
        words = await self._desk.words_for(press.spot)
        tells = not access.may(person, Act.SEE, incident)
        over = (body.get("view") or {}).get("callback_id") == step_ids.TIMELINE_SHOWN
        target = EntryTarget(target.incident, beneath=over)
        await show(client, body, entry_form(target, self._desk.services.clock.now(), words, tells=tells))

    async def added(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps an entry; what the reporter tells is passed on to those who respond."""
        form = payload.submission(body)
        target = EntryTarget.of(form.metadata)
        person = await self._desk.people.of(form.spot)
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                await self._add(work, target, person, form)
        await self._redraw(body, client, form.spot, target)

    async def wants_to_correct(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        target = EntryTarget.of(press.value)
        entry, incident, person = await self._entry(press.spot, target, Act.ADD)
        if not may_correct(person, incident, entry):
            raise Refused("incidents.not_your_entry")
        await show(client, body, correct_form(entry, target, await self._desk.words_for(press.spot)))

    async def corrected(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps the correction beside what stood there before."""
        form = payload.submission(body)
        target = EntryTarget.of(form.metadata)
        person = await self._desk.people.of(form.spot)
        at = moment_of(form.values.get("at", "")) or self._desk.services.clock.now()
        said = Correction(target.entry, form.values.get("text", ""), at, target.seen)
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                incident = await self._timeline.correct(work, target.incident, person, said)
                await self._after.changed(work, Changed(incident, incident))
        await self._redraw(body, client, form.spot, target)

    async def _add(self, work: Work, target: EntryTarget, person: Person, form: Submission) -> None:
        text, at = form.values.get("text", ""), moment_of(form.values.get("at", ""))
        incident = await self._timeline.note(work, target.incident, person, text, at)
        if person.id == incident.reporter and not access.may(person, Act.SEE, incident):
            await self._relay.told_more(work, incident, text, form.key)
        await self._after.changed(work, Changed(incident, incident))

    async def _redraw(self, body: Raw, client: AsyncWebClient, spot: Spot, target: EntryTarget) -> None:
        """The timeline under the form, where that is what lies there."""
        if target.beneath:
            await redraw(client, beneath(body), await self._modal(spot, target))

    async def _modal(self, spot: Spot, target: EntryTarget) -> Modal:
        """A page as it now stands, for somebody who may see it."""
        incident, person = await self._known(spot, target, Act.SEE)
        async with self._desk.services.database.read() as connection:
            store = IncidentStore(connection)
            total = await store.count_entries(incident.id)
            target = target.within(total)
            first = max(target.start, 0)
            entries = await store.timeline(incident.id, target.start + PAGE - first, first)
        await self._desk.people.meet(incident.team, {one for entry in entries for one in _people(entry)})
        page = Page(incident, entries, target, total, person, access.may(person, Act.ADD, incident))
        return timeline_modal(page, self._board.views, await self._desk.words_for(spot))

    async def _known(self, spot: Spot, target: EntryTarget, act: Act) -> tuple[Incident, Person]:
        """The incident, for somebody who may do this with it. Raises NotFound and NotAllowed."""
        person = await self._desk.people.of(spot)
        async with self._desk.services.database.read() as connection:
            incident = await IncidentStore(connection).get(target.incident)
        if incident is None:
            raise NotFound("incidents.gone")
        access.check(person, act, incident)
        return incident, person

    async def _entry(self, spot: Spot, target: EntryTarget, act: Act) -> tuple[Entry, Incident, Person]:
        incident, person = await self._known(spot, target, act)
        async with self._desk.services.database.read() as connection:
            entry = await IncidentStore(connection).entry(target.entry)
        if entry is None or entry.incident != incident.id:
            raise NotFound("incidents.gone")
        return entry, incident, person


def _people(entry: Entry) -> set[str]:
    """Everybody whom an entry names."""
    named = (entry.data.get(key) for key in ("person", "author", "before", "after"))
    return {one for one in (entry.by, *named) if isinstance(one, str) and one}
