"""Results: the card, the charts, the way forward, improvements, the files, how near SECURITY ACTION is."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.people import Person
from bot.core.unit import Work
from bot.surveys.cases import Campaign, Sheet
from bot.surveys.improvements import ImprovementStore
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Button
from handlers.kit.courier import Courier
from handlers.kit.desk import Desk
from handlers.kit.feature import Tick, Worker
from handlers.kit.payload import Raw
from handlers.kit.routing import Route
from handlers.kit.windows import show
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.results.announcing import Announcer
from handlers.surveys.results.card_lines import subject
from handlers.surveys.results.cards import result_modal
from handlers.surveys.results.charts import CHARTS, ChartDoor, Painter
from handlers.surveys.results.files import FILE, FileDoor, Printer
from handlers.surveys.results.improvement_views import home_blocks
from handlers.surveys.results.improving import Improving
from handlers.surveys.results.seen import Reader
from handlers.surveys.results.star_views import StarDoor
from handlers.surveys.results.targets import Target
from handlers.surveys.results.ways import WayDoors


class Results:
    """Says what a campaign came to, and what is done about it."""

    def __init__(self, desk: Desk, client: AsyncWebClient) -> None:
        self._desk = desk
        self._reader = reader = Reader(desk)
        courier = Courier(desk, client, {CHARTS: Painter(desk, reader).maker, FILE: Printer(desk, reader).maker})
        self._announcer = Announcer(desk, reader, courier)
        improving = Improving(desk)
        doors = (
            ChartDoor(desk, reader, courier),
            FileDoor(desk, reader, courier),
            StarDoor(desk),
            WayDoors(desk, reader, improving),
            improving,
        )
        own = Route("action", ids.RESULT, self.wanted, changes=False)
        self.routes: tuple[Route, ...] = (own, *(route for door in doors for route in door.routes))
        self.ticks: tuple[Tick, ...] = (improving.tick,)
        self.workers: tuple[Worker, ...] = (courier,)

    async def announce(self, work: Work, campaign: Campaign, sheets: Sequence[Sheet]) -> None:
        """Tells the result of a campaign that has closed to those who may see it."""
        await self._announcer.announce(work, campaign, sheets)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens a result, also of a campaign that is still open."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        seen = await self._reader.see(person, Target.of(press.value).campaign)
        await show(client, body, result_modal(seen, await self._desk.words_for(press.spot)))

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """Improvements to be done by this person, the latest results they may see."""
        async with self._desk.services.database.read() as connection:
            mine = await ImprovementStore(connection).mine(person.team, person.id)
        return [*home_blocks(mine, words), *_latest(await self._reader.latest(person), words)]


def _latest(found: Sequence[Campaign], words: Words) -> list[Block]:
    if not found:
        return []
    shown: list[Block] = [b.strong(words.say("Survey results"))]
    for one in found:
        closed = words.say("closed on {day}", day=words.day_of(one.closed_at or one.due_at))
        button = Button(f"{ids.RESULT}.{one.id}", words.say("See the result"), one.id)
        shown.append(b.row(f"{subject(one, words)}\n{closed}", button))
    return shown
