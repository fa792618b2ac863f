"""A grave incident's own private channel, as those who respond see it: wanted, said in it, asked for by hand."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import Refused
from bot.core.people import Person
from bot.core.place import Place
from bot.core.unit import Work
from bot.incidents.access import Act, may
from bot.incidents.cases import Incident, State
from bot.incidents.service import Changed
from bot.incidents.store import IncidentStore
from handlers.incidents import ids
from handlers.incidents.board import Board
from handlers.incidents.cards import marked
from handlers.incidents.labels import status_of
from handlers.incidents.response.hub import Hub
from handlers.kit import blocks as b
from handlers.kit import payload, replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Route

WANTED, REFUSED = "!", "-"
_LED = frozenset({State.CONFIRMED, State.CONTAINED, State.RECOVERED})


class Rooms:
    """A part of what follows every change: says what is wanted; the worker does it."""

    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board
        self._service = desk.services.incidents

    async def follow(self, work: Work, before: Incident | None, after: Incident) -> None:
        """A confirmed incident of a grave level wants a room; one that has a room wants it up to date."""
        if before is None:
            return
        if after.room == "" and self._is_wanted(after):
            await self._service.change(work, after, room=WANTED)
        elif has_room(after) and not after.room_stale and await self.is_stale(work.connection, before, after):
            await self._service.change(work, after, room_stale=True)
        if has_room(after) and before.is_open != after.is_open:
            self._announce(work, after)

    async def people(self, connection: AsyncConnection, incident: Incident) -> tuple[str, ...]:
        """Those who belong in it: who leads, has confirmed, or was asked in; of them those who may see the incident."""
        notices = await IncidentStore(connection).notices(incident.id)
        confirmed = [one.person for one in notices if one.confirmed_at]
        wanted = dict.fromkeys(one for one in (incident.lead, *confirmed, *incident.members) if one)
        await self._desk.people.recall(connection, incident.team, wanted)
        known = {one: self._desk.people.known(one) for one in wanted}
        return tuple(one for one, person in known.items() if person and may(person, Act.SEE, incident))

    def _is_wanted(self, incident: Incident) -> bool:
        least = self._service.content.chain.private_room_from
        return least is not None and incident.state in _LED and not incident.is_near_miss and incident.level >= least

    async def is_stale(self, connection: AsyncConnection, before: Incident, after: Incident) -> bool:
        """Whether the room shows another level or state than there is, or holds other people than belong in it."""
        if (before.level, before.state) != (after.level, after.state):
            return True
        return set(await self.people(connection, after)) != set(after.room_people)

    def _announce(self, work: Work, incident: Incident) -> None:
        """The end, and a new beginning, are said in the room; it stays, since the review comes after the end."""
        words = self._board.company_words
        said = (
            words.say("This incident was opened again.")
            if incident.is_open
            else words.say("This incident has ended: {status}", status=words.say(status_of(incident)))
        )
        more = words.say("This channel stays as it is. Archive it when nobody needs it any more.")
        shown = [b.strong(said), *([] if incident.is_open else [b.context(more)])]
        key = f"incident-room-end:{incident.id}:{incident.revision}"
        work.outbox.put(replies.say(Place(incident.room), "", marked(incident, Card(said, shown), words), key))


class RoomDoor:
    """Asks for a room by hand: below the level that brings one, or once Slack allows it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.routes = (Route("action", ids.ROOM, self.wanted),)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        await self._hub.decided(press.spot, press.key, lambda work, who: self._want(work, who, press.value))
        await self._hub.redraw(client, press.view_id, press.spot, press.value)

    async def _want(self, work: Work, person: Person, incident_id: str) -> Changed:
        service = self._hub.desk.services.incidents
        before = await service.for_act(work, incident_id, person, Act.WORK)
        if not before.is_open or before.room not in {"", REFUSED}:
            raise Refused("incidents.already_settled")
        return Changed(before, await service.change(work, before, room=WANTED))


def has_room(incident: Incident) -> bool:
    """Whether the channel is there."""
    return incident.room.startswith(("C", "G"))
