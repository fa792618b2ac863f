"""The doors of the lists: what one may see, the numbers of a year, and whom to call when something stops."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound
from bot.core.people import Permission, Person
from bot.incidents.cases import Incident
from bot.incidents.filters import Filters, chosen
from bot.incidents.numbers import Rules, figures, year, year_before, years
from bot.incidents.queries import Lists
from handlers.incidents import ids
from handlers.incidents.board import Board
from handlers.incidents.lists.continuity import continuity_modal
from handlers.incidents.lists.fields import YEARS, Listing, recalled, wanted
from handlers.incidents.lists.numbers import Numbers, numbers_modal
from handlers.incidents.lists.views import list_modal, with_way_back
from handlers.incidents.response.hub import Hub
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Message, Press, Raw, Spot
from handlers.kit.routing import Answer, Route
from handlers.kit.windows import show

COMMANDS = frozenset({"incidents", "事故一覧", "インシデント一覧"})


class ListDoors:
    """Reads only; nothing here changes an incident."""

    def __init__(self, desk: Desk, board: Board, hub: Hub) -> None:
        self._desk = desk
        self._board = board
        self._hub = hub
        self._zone = ZoneInfo(desk.services.settings.timezone)
        self._latest: dict[str, str] = {}
        self.routes = (
            Route("action", ids.LIST, self.opened, changes=False),
            Route("action", ids.LIST_FILTER, self.filtered, changes=False),
            Route("view", ids.LISTED, self.searched, changes=False),
            Route("action", ids.LIST_PAGE, self.turned, changes=False),
            Route("action", ids.LIST_ANEW, self.anew, changes=False),
            Route("action", ids.LIST_OPEN, self.incident_wanted, changes=False),
            Route("action", ids.LIST_BACK, self.back, changes=False),
            Route("action", ids.NUMBERS, self.numbers_wanted, changes=False),
            Route("action", ids.NUMBERS_YEAR, self.year_chosen, changes=False),
            Route("action", ids.CONTINUITY, self.continuity, changes=False),
        )

    async def opened(self, body: Raw, client: AsyncWebClient) -> None:
        """The list, from a button anywhere."""
        press = payload.press(body)
        await show(client, body, await self._list(press.spot, Filters()))

    async def take(self, message: Message) -> bool:
        """Sentences are the policy desk's."""
        return False

    async def take_command(self, body: Raw, client: AsyncWebClient) -> bool:
        """`/mamori incidents` opens the list; what follows is looked for in it."""
        command = payload.command(body)
        word, *rest = command.text.split(maxsplit=1) or [""]
        if word.casefold() not in COMMANDS:
            return False
        modal = await self._list(command.spot, Filters(words=rest[0] if rest else ""))
        await client.views_open(trigger_id=command.trigger_id, view=modal.view())
        return True

    async def filtered(self, body: Raw, client: AsyncWebClient) -> None:
        """A menu: the first page of what is left."""
        await self._redraw(body, client, 0)

    async def searched(self, body: Raw, client: AsyncWebClient) -> Answer:
        """The button of the window: what was typed is looked for, and the window stays."""
        view = body.get("view") or {}
        filters, _, fresh = wanted(view)
        modal = await self._list(payload.spot(body), filters, fresh=fresh)
        return {"response_action": "update", "view": modal.view()}

    async def turned(self, body: Raw, client: AsyncWebClient) -> None:
        page = payload.press(body).value
        await self._redraw(body, client, int(page) if page.isdecimal() and len(page) < 5 else 0)

    async def anew(self, body: Raw, client: AsyncWebClient) -> None:
        """All filters away: the fields begin anew, so that none keeps what was entered."""
        _, _, fresh = wanted(body.get("view") or {})
        modal = await self._list(payload.spot(body), Filters(), fresh=fresh + 1)
        await self._update(body, client, modal)

    async def incident_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """The incident takes the place of the list: Slack stacks three windows at most, and its own need two more."""
        press = payload.press(body)
        modal = await self._hub.modal(press.spot, press.value)
        words = await self._desk.words_for(press.spot)
        await self._update(body, client, with_way_back(modal, body.get("view") or {}, words))

    async def back(self, body: Raw, client: AsyncWebClient) -> None:
        """The list as it was left."""
        press = payload.press(body)
        filters, page = recalled(press.value)
        await self._update(body, client, await self._list(press.spot, filters, page))

    async def numbers_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """The numbers of this year; opened over the list, so that one can go back."""
        press = payload.press(body)
        modal = await self._numbers(press, self._desk.services.clock.now().astimezone(self._zone).year)
        over = (body.get("view") or {}).get("type") == "modal"
        opened = client.views_push if over else client.views_open
        await opened(trigger_id=press.trigger_id, view=modal.view())

    async def year_chosen(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        if press.value not in YEARS:
            raise NotFound("kit.gone")
        await self._update(body, client, await self._numbers(press, int(press.value)))

    async def continuity(self, body: Raw, client: AsyncWebClient) -> None:
        """The plan is everybody's; guests ask their contact."""
        press = payload.press(body)
        await self._desk.people.of(press.spot)
        known, words = self._desk.services.known, await self._desk.words_for(press.spot)
        await show(client, body, continuity_modal(known.incidents, self._desk.people, words))

    async def listing(self, person: Person, filters: Filters) -> tuple[list[Incident], list[Incident]]:
        """What the filters leave, and everything that may be seen."""
        async with self._desk.services.database.read() as connection:
            lists = Lists(connection, person.team, person)
            cases = await lists.visible()
        await self._desk.people.meet(person.team, {one.reporter for one in cases if one.reporter})
        found = chosen(cases, filters, person.id, self._zone)
        if filters.words:
            async with self._desk.services.database.read() as connection:
                found = await Lists(connection, person.team, person).find(found, filters.words, self._names())
        return found, cases

    async def _list(self, spot: Spot, filters: Filters, page: int = 0, fresh: int = 0) -> Modal:
        person, words = await self._desk.people.of(spot), await self._desk.words_for(spot)
        found, cases = await self.listing(person, filters)
        return list_modal(Listing(filters, found, cases, person, page, fresh), self._board.views, self._zone, words)

    async def _redraw(self, body: Raw, client: AsyncWebClient, page: int) -> None:
        filters, _, fresh = wanted(body.get("view") or {})
        press = payload.press(body)
        view = str(press.view_id)
        self._latest[view] = press.key
        try:
            modal = await self._list(press.spot, filters, page, fresh)
            if self._latest.get(view) == press.key:  # whoever presses twice in a row wants to see the second
                await self._update(body, client, modal)
        finally:
            if self._latest.get(view) == press.key:
                del self._latest[view]

    async def _update(self, body: Raw, client: AsyncWebClient, modal: Modal) -> None:
        """The window as it now stands. One that was closed meanwhile needs none."""
        view = body.get("view") or {}
        with suppress(SlackApiError):
            await client.views_update(view_id=str(view.get("id")), view=modal.view())

    async def _numbers(self, press: Press, number: int) -> Modal:
        person = await self._desk.people.of(press.spot, Permission.READ_INCIDENTS)
        services = self._desk.services
        now = services.clock.now()
        rules = Rules(services.known.incidents.chain, services.days, self._zone, now)
        async with services.database.read() as connection:
            lists = Lists(connection, person.team, person)
            cases = [one for one in await lists.visible() if lists.sees(one)]
            moved, late = await lists.levels_before(), await lists.late(cases, now)
        period = year(number, self._zone, now)
        past = figures(cases, year_before(period, self._zone), rules, moved)
        there = any(one.reported_at < period.since for one in cases)
        numbers = Numbers(
            number,
            years(cases, self._zone, now),
            figures(cases, period, rules, moved),
            past if there else None,
            late,
        )
        return numbers_modal(numbers, services.known.incidents, await self._desk.words_for(press.spot))

    def _names(self) -> Callable[[str], Iterable[str]]:
        @cache
        def names(user: str) -> Sequence[str]:
            return self._desk.people.known_as(user)

        return names
