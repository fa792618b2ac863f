"""The doors of the incident report: looked at in a window, had as a file in one's own conversation with the bot."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.core import fonts
from bot.core.errors import NotFound
from bot.core.handouts import Handout
from bot.core.people import Person
from bot.incidents.access import Act
from handlers.incidents import ids
from handlers.incidents.papers.paper_views import FORMATS, ON_ITS_WAY, PDF, Choice, preparing_modal, report_modal
from handlers.incidents.papers.printer import Printer
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.courier import Courier
from handlers.kit.desk import Desk
from handlers.kit.errors import SENTENCES
from handlers.kit.payload import Press, Raw
from handlers.kit.routing import Route
from handlers.kit.windows import redraw, show
from handlers.kit.words import Words

REPORT = "incidents.report"
NO_FONT = SENTENCES["kit.no_font"]
LARGE = 400
"""Entries from which on reading the record may outlive the trigger of a window."""


class Paper:
    """The report on paper.

    A file is ordered in the transaction of the press and made by the courier after it: whoever was told that it
    comes gets it or a reason, even when the process dies in between.
    """

    def __init__(self, desk: Desk, printer: Printer, courier: Courier) -> None:
        self._desk = desk
        self._printer = printer
        self._courier = courier
        self.routes = (
            Route("action", ids.DOCUMENT, self.wanted, changes=False),
            Route("action", ids.DOCUMENT_LANGUAGE, self.turned, changes=False),
            Route("action", ids.SEND_DOCUMENT, self.ordered, changes=False),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the report in the reader's language; at once, and filled a moment later, where the record is long."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        words = await self._desk.words_for(press.spot)
        choice = Choice(press.value, words.language)
        if await self._printer.entries(person, choice.incident) <= LARGE:
            await show(client, body, await self._modal(person, choice, words))
            return
        opened = await show(client, body, preparing_modal(words))
        await redraw(client, opened, await self._modal(person, choice, words))

    async def turned(self, body: Raw, client: AsyncWebClient) -> None:
        """The same report in the other language."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        words = await self._desk.words_for(press.spot)
        await redraw(client, press.view_id, await self._modal(person, Choice.of(press.value), words))

    async def ordered(self, body: Raw, client: AsyncWebClient) -> None:
        """Orders a file: one window sends each file once, however often its button is pressed."""
        press = payload.press(body)
        choice, kind = Choice.of(press.value), press.action_id.removeprefix(f"{ids.SEND_DOCUMENT}.")
        if kind not in FORMATS:
            raise NotFound("kit.gone")
        person = await self._desk.people.of(press.spot)
        words = await self._desk.words_for(press.spot)
        # Said in the window at once: where there is no font, no PDF will ever come.
        if kind == PDF and await self._desk.off_loop(fonts.found) is None:
            note = words.say(NO_FONT)
        else:
            await self._order(press, person, choice, kind)
            note = words.say(ON_ITS_WAY)
        await redraw(client, press.view_id, await self._modal(person, choice, words, note))
        self._courier.wake()

    async def _order(self, press: Press, person: Person, choice: Choice, kind: str) -> None:
        about = {"incident": choice.incident, "format": kind, "language": choice.language}
        service = self._desk.services.incidents
        async with self._desk.services.unit() as work:
            incident = await service.for_act(work, choice.incident, person, Act.EXPORT)
            if await work.first_time(f"document:{press.view_id or press.key}:{':'.join(about.values())}"):
                await self._courier.order(work, Handout(person.team, person.id, REPORT, about))
                told = {"format": kind, "language": choice.language}
                service.audit(work, incident, person.id, "incident.exported", told)

    async def _modal(self, person: Person, choice: Choice, words: Words, note: str = "") -> Modal:
        return report_modal(await self._printer.page(person, choice), choice, words, note)
