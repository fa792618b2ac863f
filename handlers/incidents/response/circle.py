"""The doors of who may see an incident: restrict it, lift that, ask people in; everybody is told in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotAllowed, Refused
from bot.core.people import Person
from bot.core.unit import Work
from bot.incidents.access import Act
from bot.incidents.cases import Incident
from bot.incidents.command import Command
from bot.incidents.service import Changed
from handlers.incidents import ids
from handlers.incidents.response.hub import Hub
from handlers.incidents.response.incident_views import circle_line, circle_names, note_card
from handlers.incidents.response.move_forms import invite_form, restrict_form
from handlers.kit import payload
from handlers.kit.payload import Raw, Spot
from handlers.kit.routing import Route
from handlers.kit.windows import show


class Circle:
    """Who may see it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._command = Command(hub.desk.services.incidents)
        self.routes = (
            Route("action", ids.RESTRICT, self.restriction_wanted),
            Route("view", ids.RESTRICT_FORM, self.restricted),
            Route("action", ids.INVITE, self.invitation_wanted),
            Route("view", ids.INVITE_FORM, self.invited),
        )

    async def restriction_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        asked = await self._hub.asked(press.spot, press.value, Act.RESTRICT)
        names = circle_names(asked.incident, self._hub.board.views, asked.words)
        await show(client, body, restrict_form(asked.incident, names, asked.words))

    async def restricted(self, body: Raw, client: AsyncWebClient) -> None:
        """The form of one that is open asks whom to ask in; the other only for the reason."""
        form = payload.submission(body)
        people: list[Person] | None = None
        if "people" in form.many:
            people = await self._colleagues(form.spot, form.many["people"])
        reason = form.values.get("reason", "")
        await self._hub.kept(body, client, lambda work, who: self._restrict(work, who, form.metadata, reason, people))

    async def invitation_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        asked = await self._hub.asked(press.spot, press.value, Act.INVITE)
        await show(client, body, invite_form(asked.incident, asked.words))

    async def invited(self, body: Raw, client: AsyncWebClient) -> None:
        """Those newly asked in are told what they can see, and who else can."""
        form = payload.submission(body)
        people = await self._colleagues(form.spot, form.many.get("people", ()))
        await self._hub.kept(body, client, lambda work, who: self._invite(work, who, form.metadata, people))

    async def _restrict(
        self, work: Work, person: Person, incident_id: str, reason: str, people: Sequence[Person] | None
    ) -> Changed:
        wanted = people is not None
        changed = await self._command.restrict(work, incident_id, person, reason, restricted=wanted)
        if people is None:
            return changed
        invited = await self._invite(work, person, incident_id, people)
        return Changed(changed.before, invited.after)

    async def _invite(self, work: Work, person: Person, incident_id: str, people: Sequence[Person]) -> Changed:
        changed = await self._command.invite(work, incident_id, person, people)
        for one in changed.after.members:
            if one not in changed.before.members and one != person.id:
                self._tell(work, changed.after, person, one)
        return changed

    def _tell(self, work: Work, incident: Incident, by: Person, person: str) -> None:
        board = self._hub.board
        words = board.words(person)
        said = words.say(
            "{name} has asked you in to {id}: {title}",
            name=board.views.name(by.id, words),
            id=incident.id,
            title=incident.title,
        )
        more = [circle_line(incident, board.views, words)] if incident.restricted else []
        key = f"incident-invited:{incident.id}:{incident.revision}:{person}"
        board.say(work, incident, person, note_card(incident, said, words, *more), key)

    async def _colleagues(self, spot: Spot, users: Sequence[str]) -> list[Person]:
        """Those who were chosen in a form. Raises Refused when one is no colleague of ours."""
        try:
            return [await self._hub.desk.people.of(Spot(spot.team, user)) for user in dict.fromkeys(users)]
        except NotAllowed:
            raise Refused("incidents.cannot_invite", "people") from None
