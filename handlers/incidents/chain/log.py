"""The door to the delivery log of an incident."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound
from bot.core.outbox import fate_of
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.store import IncidentStore
from handlers.incidents import ids
from handlers.incidents.board import Board
from handlers.incidents.chain.log_views import MOST, Log, alerts_of, log_modal
from handlers.kit import payload
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Route
from handlers.kit.windows import show


class LogDoor:
    """Who was told when."""

    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board
        self.routes = (Route("action", ids.LOG, self.wanted),)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """For those who may see the incident."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        async with self._desk.services.database.read() as connection:
            store = IncidentStore(connection)
            incident = await store.get(press.value)
            if incident is None:
                raise NotFound("incidents.gone")
            access.check(person, Act.SEE, incident)
            notices, alerts = await store.notices(incident.id), alerts_of(await store.timeline(incident.id))
            keys = [*(one.key for one in notices[-MOST:]), *(str(one.data.get("key", "")) for one in alerts[-MOST:])]
            fates = {key: await fate_of(connection, key) for key in keys}
            people = {one.person for one in notices} | {one.stands_for for one in notices if one.stands_for}
            await self._desk.people.recall(connection, incident.team, people)
        words = await self._desk.words_for(press.spot)
        await show(client, body, log_modal(Log(incident, notices, alerts, fates), self._board.views, words))
