"""Opens the window of an incident, and keeps it true after every form that is sent from it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound, ServiceError
from bot.core.people import Person
from bot.core.unit import Work
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.cases import Incident
from bot.incidents.glance import Glance, glance
from bot.incidents.service import Changed
from bot.incidents.store import IncidentStore
from handlers.incidents import ids
from handlers.incidents.aftermath import Aftermath
from handlers.incidents.board import Board
from handlers.incidents.duties import ids as duty_ids
from handlers.incidents.response.hub_views import Reader, follow_modal, hub_modal
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.desk import Desk
from handlers.kit.errors import SENTENCES, UNKNOWN_CODE
from handlers.kit.payload import Raw, Spot, Submission
from handlers.kit.routing import Answer, Handle, Route
from handlers.kit.windows import beneath, redraw, show
from handlers.kit.words import Words

MOST_OPEN = 1000
CHANGING = frozenset({ids.STEP, duty_ids.DUTY_AGAIN})
"""The buttons that change something at once."""
Decide = Callable[[Work, Person], Awaitable[Changed]]


@dataclass(frozen=True)
class Asked:
    """Somebody who wants to do something with an incident, and may."""

    incident: Incident
    person: Person
    words: Words


class Hub:
    """The window; and what every door that is opened from it shares."""

    def __init__(self, desk: Desk, board: Board, after: Aftermath) -> None:
        self.desk = desk
        self.board = board
        self.after = after
        self.routes = (Route("action", ids.OPEN, self.wanted),)
        self._open: OrderedDict[str, str] = OrderedDict()
        """The windows that this process has opened lately, each with its incident."""

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the window, from a card, from the home, or from another window."""
        press = payload.press(body)
        self._open[await show(client, body, await self.modal(press.spot, press.value))] = press.value
        while len(self._open) > MOST_OPEN:
            self._open.popitem(last=False)

    def under(self, routes: Iterable[Route]) -> tuple[Route, ...]:
        """The same doors, of windows that lie on top of this one: what is changed there shows here as well."""
        return tuple(
            replace(one, handle=self._shown_after(one.handle)) if one.surface == "view" or one.id in CHANGING else one
            for one in routes
        )

    def _shown_after(self, handle: Handle) -> Handle:
        async def handled(body: Raw, client: AsyncWebClient) -> Answer:
            answer = await handle(body, client)
            view = body.get("view") or {}
            beneath_it = {str(view.get(which)) for which in ("root_view_id", "previous_view_id")}
            for view_id in beneath_it & self._open.keys() if answer is None else ():  # a refused form changed nothing
                await self.redraw(client, view_id, payload.spot(body), self._open[view_id])
            return answer

        return handled

    def answering(self, routes: Iterable[Route]) -> tuple[Route, ...]:
        """The same doors; a button that comes too late gets its reason in this window, drawn anew around it."""
        return tuple(
            replace(one, handle=self._said_in(one.handle)) if one.surface == "action" else one for one in routes
        )

    def _said_in(self, handle: Handle) -> Handle:
        async def handled(body: Raw, client: AsyncWebClient) -> Answer:
            try:
                return await handle(body, client)
            except ServiceError as refusal:
                view = body.get("view") or {}
                if view.get("callback_id") != ids.HUB:
                    raise
                spot = payload.spot(body)
                modal, words = await self.modal(spot, view["private_metadata"]), await self.desk.words_for(spot)
                said = words.say(SENTENCES.get(refusal.code, UNKNOWN_CODE))
                told = [b.strong(said), b.context(words.say("This window now shows how it stands.")), b.divider()]
                await redraw(client, view["id"], replace(modal, blocks=[*told, *modal.blocks]))
                return None

        return handled

    async def asked(self, spot: Spot, incident_id: str, act: Act) -> Asked:
        """An incident for somebody who may do this with it. Raises NotFound and NotAllowed."""
        person = await self.desk.people.of(spot)
        async with self.desk.services.database.read() as connection:
            incident = await _found(IncidentStore(connection), incident_id)
        access.check(person, act, incident)
        return Asked(incident, person, await self.desk.words_for(spot))

    async def kept(self, body: Raw, client: AsyncWebClient, decide: Decide) -> None:
        """Does what a form says, once, and shows it in the window beneath."""
        form = payload.submission(body)
        await self.decided(form.spot, form.key, decide)
        await self.refresh(client, beneath(body), form)

    async def decided(self, spot: Spot, key: str, decide: Decide) -> None:
        """A decision with everything that follows it, in one transaction; a press that comes twice counts once."""
        person = await self.desk.people.of(spot)
        async with self.desk.services.unit() as work:
            if await work.first_time(key):
                await self.after.changed(work, await decide(work, person))

    async def refresh(self, client: AsyncWebClient, view_id: str | None, form: Submission) -> None:
        """Draws the window beneath a form anew."""
        await self.redraw(client, view_id, form.spot, form.metadata)

    async def redraw(self, client: AsyncWebClient, view_id: str | None, spot: Spot, incident_id: str) -> None:
        """The window as it now stands; whoever may no longer see it keeps what they saw, and can press nothing."""
        if view_id:
            with suppress(ServiceError):
                await redraw(client, view_id, await self.modal(spot, incident_id))

    async def modal(self, spot: Spot, incident_id: str) -> Modal:
        """The window for this person. Raises NotFound and NotAllowed."""
        person = await self.desk.people.of(spot)
        words = await self.desk.words_for(spot)
        seen = await self._seen(incident_id, person)
        if not access.may(person, Act.SEE, seen.incident):
            return follow_modal(seen.incident, person, self.board.views, words)
        far = self.board.steps_line(seen, words)
        return hub_modal(seen, Reader(person, seen.notices), self.board.views, words, far)

    async def _seen(self, incident_id: str, person: Person) -> Glance:
        async with self.desk.services.database.read() as connection:
            incident = await _found(IncidentStore(connection), incident_id)
            access.check(person, Act.FOLLOW, incident)
            notifying = self.desk.services.incidents.notifying
            seen = await glance(connection, incident, notifying, self.desk.services.clock.now())
        by = seen.situation.by if seen.situation else None
        people = (incident.lead, incident.reporter, by, *incident.members, *(one.person for one in seen.notices))
        await self.desk.people.meet(incident.team, [one for one in people if one])
        return seen


async def _found(store: IncidentStore, incident_id: str) -> Incident:
    incident = await store.get(incident_id)
    if incident is None:
        raise NotFound("incidents.gone")
    return incident
