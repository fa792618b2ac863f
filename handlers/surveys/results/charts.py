"""The pictures of a result: drawn and handed out beside the card, with the same numbers as text in a window."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound, Unavailable
from bot.core.handouts import Handout
from bot.core.outbox import posted_at
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.courier import Courier, File, Maker
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot
from handlers.kit.routing import Route
from handlers.kit.windows import redraw, show
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.results.pictures import Drawing, alt_text, drawings, spoken
from handlers.surveys.results.seen import Reader, Seen
from handlers.surveys.results.targets import Target

CHARTS: Final = "surveys.charts"
LOOKS, LOOK_SECONDS = 20, 0.3
"""How long the pictures wait for the card under which they belong."""


class Painter:
    """Makes the pictures, from the result as it then stands."""

    def __init__(self, desk: Desk, reader: Reader) -> None:
        self._desk = desk
        self._reader = reader
        self.maker = Maker(self.make, self.otherwise)

    async def make(self, wanted: Handout) -> File:
        """The charts in one message. Raises Unavailable without a Japanese font, NotAllowed, NotFound."""
        spot = Spot(wanted.team, wanted.person)
        seen = await self._reader.see(await self._desk.people.of(spot), wanted.about["campaign"])
        words = await self._desk.words_for(spot)
        found = drawings(seen, seen.part(wanted.about.get("unit", "")), words)
        if not found:
            raise NotFound("surveys.no_charts")
        try:
            data = [await self._desk.off_loop(one.draw) for one in found]
        except LookupError:
            raise Unavailable("surveys.no_font") from None
        said = words.say("The charts of this result. The same figures as text stand behind the button Charts.")
        made = [self._file(one, data, (said, words)) for one, data in zip(found, data, strict=True)]
        thread = await self._thread(wanted)
        return File(made[0].name, made[0].title, made[0].data, said, made[0].alt, thread, tuple(made[1:]))

    def otherwise(self, _wanted: Handout, words: Words) -> str:
        """The same without pictures."""
        return words.say("The same figures as text: press the button Charts on the result.")

    @staticmethod
    def _file(one: Drawing, data: bytes, spoken_with: tuple[str, Words]) -> File:
        said, words = spoken_with
        return File(f"{one.name}.png", one.chart.title, data, said, alt_text(one.chart, words))

    async def _thread(self, wanted: Handout) -> str | None:
        """The card, once it is out; a little patience, then beside it."""
        if key := wanted.about.get("under"):
            for _ in range(LOOKS):
                async with self._desk.services.database.read() as connection:
                    if found := await posted_at(connection, key):
                        return found[1]
                await asyncio.sleep(LOOK_SECONDS)
        return wanted.about.get("thread") or None


class ChartDoor:
    """The numbers at once; the pictures for whoever wants them (again)."""

    def __init__(self, desk: Desk, reader: Reader, courier: Courier) -> None:
        self._desk = desk
        self._reader = reader
        self._courier = courier
        self.routes = (
            Route("action", ids.CHARTS, self.wanted, changes=False),
            Route("action", ids.PICTURES, self.ordered, changes=False),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the numbers as text."""
        press = payload.press(body)
        target = replace(Target.of(press.value), ts=press.message_ts or "")
        await show(client, body, await self._modal(press, target, ""))

    async def ordered(self, body: Raw, client: AsyncWebClient) -> None:
        """Orders the pictures, and says so."""
        press = payload.press(body)
        target = Target.of(press.value)
        words = await self._desk.words_for(press.spot)
        coming = words.say("The pictures come to your direct messages with me in a moment.")
        modal = await self._modal(press, target, coming)
        await redraw(client, press.view_id, modal)
        about = {"campaign": target.campaign, "unit": target.unit, "thread": target.ts}
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            await self._courier.order(work, Handout(press.spot.team, press.spot.user, CHARTS, about))
        self._courier.wake()

    async def _modal(self, press: payload.Press, target: Target, note: str) -> Modal:
        person = await self._desk.people.of(press.spot)
        seen = await self._reader.see(person, target.campaign)
        return numbers_modal(seen, target, await self._desk.words_for(press.spot), note)


def numbers_modal(seen: Seen, target: Target, words: Words, note: str = "") -> Modal:
    """The numbers of the charts, so that nobody depends on the pictures; `note` says what became of the last press."""
    found = drawings(seen, seen.part(target.unit), words)
    shown: list[Block] = [b.paragraph(words.say("There are no figures to draw."))] if not found else []
    if note:
        shown.append(b.paragraph(note))
    elif found:
        shown.append(b.buttons(Button(ids.PICTURES, words.say("Send me the pictures"), target.carried())))
    for one in found:
        shown += [b.strong(one.chart.title), *b.pages("\n".join(spoken(one.chart, words)))[:8]]
    return Modal(ids.RESULT_SHOWN, words.say("Charts"), shown, words.say("Close"))
