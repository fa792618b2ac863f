"""The doors of the way forward, and how an improvement is decided."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.people import Permission, Person
from bot.surveys import access
from bot.surveys.cases import Improvement
from bot.surveys.ways import Way, ways_of
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot, Submission
from handlers.kit.routing import Route
from handlers.kit.windows import redraw, show
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.results.card_lines import subject
from handlers.surveys.results.improvement_views import improve_form
from handlers.surveys.results.improving import Improving
from handlers.surveys.results.seen import Part, Reader, Seen
from handlers.surveys.results.targets import Target
from handlers.surveys.results.ways_views import Shelf, ways_modal

DUE: Final = timedelta(days=30)
"""What the form proposes; the working day on or after it."""


class WayDoors:
    """From a weak item to somebody who does something about it."""

    def __init__(self, desk: Desk, reader: Reader, improving: Improving) -> None:
        self._desk = desk
        self._reader = reader
        self._improving = improving
        self.routes = (
            Route("action", ids.WAYS, self.wanted, changes=False),
            Route("action", ids.IMPROVE, self.wants_more, changes=False),
            Route("view", ids.IMPROVE_FORM, self.decided),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the window, or turns its page."""
        press = payload.press(body)
        modal = await self._modal(press.spot, Target.of(press.value))
        view = body.get("view") or {}
        if view.get("callback_id") == ids.WAYS_SHOWN:
            await client.views_update(view_id=view["id"], view=modal.view())
        else:
            await show(client, body, modal)

    async def wants_more(self, body: Raw, client: AsyncWebClient) -> None:
        """The form, filled in with the measure that is worth most."""
        press = payload.press(body)
        target = Target.of(press.value)
        person = await self._desk.people.of(press.spot)
        seen = await self._reader.see(person, target.campaign)
        access.check_run(person, seen.campaign)
        part = seen.part(target.unit)
        way = next((one for one in self._ways(part) if one.item.id == target.item), None)
        if way is None:
            raise NotFound("surveys.gone")
        words = await self._desk.words_for(press.spot)
        await show(client, body, improve_form(way, target, (self._owner(part, person), self._due()), words))

    async def decided(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps an improvement; whoever does it hears of it."""
        form = payload.submission(body)
        target = Target.of(form.metadata)
        person = await self._desk.people.of(form.spot)
        seen = await self._reader.see(person, target.campaign)
        if seen.campaign.survey.item(target.item) is None:
            raise NotFound("surveys.gone")
        seen.part(target.unit)
        owner = await self._chosen(form)
        await self._improving.decide(form, person, seen.campaign, (target, owner))
        beneath = (body.get("view") or {}).get("previous_view_id")
        await redraw(client, beneath, await self._modal(form.spot, target))

    async def _modal(self, spot: Spot, target: Target) -> Modal:
        person = await self._desk.people.of(spot)
        seen = await self._reader.see(person, target.campaign)
        part, words = seen.part(target.unit), await self._desk.words_for(spot)
        decided = seen.decided(part)
        await self._desk.people.meet(person.team, {one.owner for one in decided})
        shelf = self._shelf(seen, decided, words, sends=person.may(Permission.SEND_BULLETINS))
        return ways_modal(self._ways(part), target, shelf, _title(seen, part, words), words)

    def _shelf(self, seen: Seen, decided: list[Improvement], words: Words, *, sends: bool) -> Shelf:
        people = self._desk.people
        writers = [people.called(one.id, words.language) for one in people.allowed(Permission.EDIT_KNOWLEDGE)]
        names = {one.owner: people.called(one.owner, words.language) for one in decided}
        return Shelf(self._desk.services.known, names, writers, decided, runs=seen.scope.runs, sends=sends)

    def _ways(self, part: Part) -> list[Way]:
        known = self._desk.services.known
        return ways_of(part.score, known.company, known.cases.values()) if part.score else []

    def _owner(self, part: Part, person: Person) -> str:
        """Whoever heads the department, else whoever asks."""
        heads = [one for one in self._desk.services.directory.everyone if part.unit and part.unit.id in one.heads]
        return next((user for one in heads if (user := self._desk.people.account_of(one.email))), person.id)

    def _due(self) -> date:
        days = self._desk.services.days
        return days.next_working_day(days.day_of(self._desk.services.clock.now() + DUE))

    async def _chosen(self, form: Submission) -> Person:
        """Who is to do it. Raises Refused for whoever is no colleague of ours."""
        try:
            found = await self._desk.people.of(Spot(form.spot.team, form.values.get("owner", "")))
        except NotAllowed:
            raise Refused("surveys.no_colleague", "owner") from None
        if found.is_guest:
            raise Refused("surveys.no_colleague", "owner")
        return found


def _title(seen: Seen, part: Part, words: Words) -> str:
    title = subject(seen.campaign, words)
    return f"{title} ({part.unit.name(words.language)})" if part.unit else title
