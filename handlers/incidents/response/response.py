"""The doors of those who respond: confirm, lead, hand over, and bring together what is one and the same."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotAllowed, Refused
from bot.core.people import Person
from bot.core.unit import Work
from bot.incidents.access import Act, may
from bot.incidents.cases import Incident
from bot.incidents.command import Command, Merged, mergeable
from bot.incidents.service import Changed
from bot.incidents.store import IncidentStore
from handlers.incidents import ids
from handlers.incidents.chain.calls import Caller
from handlers.incidents.response.hub import Hub
from handlers.incidents.response.incident_views import note_card
from handlers.incidents.response.move_forms import hand_over_form, merge_form
from handlers.kit import payload
from handlers.kit.payload import Raw, Spot
from handlers.kit.routing import Route
from handlers.kit.windows import beneath, show


class Response:
    """Who looks after it."""

    def __init__(self, hub: Hub, caller: Caller) -> None:
        self._hub = hub
        self._caller = caller
        self._service = hub.desk.services.incidents
        self._command = Command(self._service)
        self.routes = (
            Route("action", ids.CONFIRM, self.confirmed),
            Route("action", ids.TAKE_LEAD, self.lead_taken),
            Route("action", ids.HAND_OVER, self.hand_over_wanted),
            Route("view", ids.HAND_OVER_FORM, self.handed_over),
            Route("action", ids.MERGE, self.merge_wanted),
            Route("view", ids.MERGE_FORM, self.merged),
        )

    async def confirmed(self, body: Raw, client: AsyncWebClient) -> None:
        """Somebody of the chain has read it; when they cannot settle this level, the next one is asked at once."""
        press = payload.press(body)
        await self._hub.decided(press.spot, press.key, lambda work, who: self._confirm(work, who, press.value))
        await self._hub.redraw(client, press.view_id, press.spot, press.value)

    async def lead_taken(self, body: Raw, client: AsyncWebClient) -> None:
        """One press, and the lead is mine; whoever led is told."""
        press = payload.press(body)
        await self._hub.decided(press.spot, press.key, lambda work, who: self._lead(work, who, press.value, who))
        await self._hub.redraw(client, press.view_id, press.spot, press.value)

    async def hand_over_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        asked = await self._hub.asked(press.spot, press.value, Act.HAND_OVER)
        await show(client, body, hand_over_form(asked.incident, self._hub.board.views, asked.words))

    async def handed_over(self, body: Raw, client: AsyncWebClient) -> None:
        """The lead goes to somebody who can handle it; both hear of it."""
        form = payload.submission(body)
        to = await self._colleague(form.spot, form.values.get("person", ""))
        note = form.values.get("note", "")
        await self._hub.kept(body, client, lambda work, who: self._lead(work, who, form.metadata, to, note))

    async def merge_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """The open incidents that this person handles, and with which it may be one."""
        press = payload.press(body)
        asked = await self._hub.asked(press.spot, press.value, Act.MOVE)
        async with self._hub.desk.services.database.read() as connection:
            found = await IncidentStore(connection).open(asked.incident.team, 100)
        others = [one for one in found if mergeable(asked.incident, one) and may(asked.person, Act.MOVE, one)]
        await show(client, body, merge_form(asked.incident, others, self._hub.board.views, asked.words))

    async def merged(self, body: Raw, client: AsyncWebClient) -> None:
        """One report goes on as the other; both reporters are told, in words of their own language."""
        form = payload.submission(body)
        into = form.values.get("into", "")
        person = await self._hub.desk.people.of(form.spot)
        async with self._hub.desk.services.unit() as work:
            if await work.first_time(form.key):
                await self._bring_together(work, form.metadata, person, into)
        await self._hub.refresh(client, beneath(body), form)

    async def _confirm(self, work: Work, person: Person, incident_id: str) -> Changed:
        changed = await self._service.confirm(work, incident_id, person)
        await self._caller.confirmed(work, changed)
        return changed

    async def _lead(self, work: Work, person: Person, incident_id: str, to: Person, note: str = "") -> Changed:
        changed = await self._command.hand_over(work, incident_id, person, to, note)
        incident, before = changed.after, changed.before.lead
        if to.id != person.id:
            await self._tell_new_lead(work, incident, person, note)
        if before and before != person.id:
            self._tell_old_lead(work, incident, before)
        if before == person.id:
            self._tell_old_lead(work, incident, person.id)
        return changed

    async def _tell_new_lead(self, work: Work, incident: Incident, by: Person, note: str) -> None:
        words = self._hub.board.words(str(incident.lead))
        name = self._hub.board.views.name(by.id, words)
        said = words.say(
            "{name} has handed you the lead of {id}: {title}", name=name, id=incident.id, title=incident.title
        )
        more = [words.say("Note: {note}", note=note)] if note else []
        key = f"incident-lead:{incident.id}:{incident.revision}:{incident.lead}"
        self._hub.board.say(work, incident, str(incident.lead), note_card(incident, said, words, *more), key)

    def _tell_old_lead(self, work: Work, incident: Incident, before: str) -> None:
        words = self._hub.board.words(before)
        name = self._hub.board.views.name(incident.lead, words)
        said = words.say("{name} leads {id} from now on. Thank you for leading it.", name=name, id=incident.id)
        key = f"incident-lead:{incident.id}:{incident.revision}:{before}"
        self._hub.board.say(work, incident, before, note_card(incident, said, words), key)

    async def _bring_together(self, work: Work, incident_id: str, person: Person, into: str) -> None:
        merged = await self._command.merge(work, incident_id, person, into)
        await self._hub.after.changed(work, merged.ended)
        goes_on = await self._hub.after.changed(work, merged.goes_on)
        self._tell_reporters(work, merged, goes_on)

    def _tell_reporters(self, work: Work, merged: Merged, goes_on: Incident) -> None:
        ended = merged.ended.after
        for person in dict.fromkeys((ended.reporter, goes_on.reporter)):
            if person is None:
                continue
            words = self._hub.board.words(person)
            said = (
                words.say(
                    "Your report {id} goes on as {other}: both are about the same.", id=ended.id, other=goes_on.id
                )
                if person == ended.reporter
                else words.say("Somebody else has reported the same as your {id}. Both go on together.", id=goes_on.id)
            )
            key = f"incident-merged:{ended.id}:{person}"
            self._hub.board.say(work, goes_on, person, note_card(goes_on, said, words), key)

    async def _colleague(self, spot: Spot, user: str) -> Person:
        """Somebody who was chosen in a form. Raises Refused for whoever is no colleague of ours."""
        try:
            return await self._hub.desk.people.of(Spot(spot.team, user))
        except NotAllowed:
            raise Refused("incidents.no_colleague", "person") from None
