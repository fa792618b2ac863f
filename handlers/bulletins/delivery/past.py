"""The door to what was said before: the bulletins that still hold for whoever asks, the newest first."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.queries import BulletinQueries, Holding
from bot.core.errors import Unavailable
from bot.core.people import Person
from handlers.bulletins import ids
from handlers.bulletins.census import Census
from handlers.bulletins.delivery.past_views import past_window, waiting_window
from handlers.kit import payload
from handlers.kit.desk import Desk
from handlers.kit.payload import Command, Raw
from handlers.kit.routing import Route
from handlers.kit.windows import redraw, show
from handlers.kit.words import Words


class Past:
    """Anybody may look: they see what was sent to them, and what stands in the channels that they are in."""

    def __init__(self, desk: Desk, census: Census) -> None:
        self._desk = desk
        self._census = census
        self.routes = (Route("action", ids.PAST, self.wanted, changes=False),)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """The list, from a button."""
        spot = payload.press(body).spot
        person, words = await self._desk.people.of(spot), await self._desk.words_for(spot)
        await self._fill(await show(client, body, waiting_window(words)), person, words, client)

    async def commanded(self, command: Command, client: AsyncWebClient) -> None:
        """The same from a command."""
        person, words = await self._desk.people.of(command.spot), await self._desk.words_for(command.spot)
        opened = await client.views_open(trigger_id=command.trigger_id, view=waiting_window(words).view())
        await self._fill(str(opened["view"]["id"]), person, words, client)

    async def _fill(self, window: str, person: Person, words: Words, client: AsyncWebClient) -> None:
        """Slack is asked who is in a channel only for what did not reach them otherwise."""
        async with self._desk.services.database.read() as connection:
            held = await BulletinQueries(connection).holding(person.team, person.id)
        found, hidden = await self._readable(held, person)
        await redraw(client, window, past_window(found, words, hidden=hidden))

    async def _readable(self, held: Sequence[Holding], person: Person) -> tuple[list[Holding], bool]:
        """What they can read, and whether Slack would not say of something."""
        inside: dict[str, bool] = {}
        hidden = False
        for channel in dict.fromkeys(place for one in held if not one.own for place in one.places):
            try:
                inside[channel] = await self._census.is_inside(person.id, channel)
            except Unavailable:
                hidden = True
        return [one for one in held if one.own or any(inside.get(place) for place in one.places)], hidden
