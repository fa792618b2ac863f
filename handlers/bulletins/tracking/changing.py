"""After it was read: a correction in its place, or taking it back, each with the reason that readers see."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins import access
from bot.bulletins.cases import SAID, Bulletin
from bot.bulletins.editions import Correction
from bot.core.errors import Refused
from bot.core.people import Permission
from handlers.bulletins.board import Board
from handlers.bulletins.card import ids
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.tracking.forms import ANEW, STAYS, correct_form, left_behind, withdraw_form, wordings_of
from handlers.kit import payload
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot
from handlers.kit.routing import Route
from handlers.kit.windows import show


class Changing:
    """The forms that change what people have read."""

    def __init__(self, desk: Desk, board: Board, delivery: Delivering) -> None:
        self._desk = desk
        self._board = board
        self._delivery = delivery
        self._service = desk.services.bulletins
        self.routes = (
            Route("action", ids.CORRECT, self.wants_correction, changes=False),
            Route("view", ids.CORRECT_FORM, self.corrected),
            Route("action", ids.WITHDRAW, self.wants_back, changes=False),
            Route("view", ids.WITHDRAW_FORM, self.withdrawn),
        )

    async def wants_correction(self, body: Raw, client: AsyncWebClient) -> None:
        """The form, with the text as it stands."""
        press = payload.press(body)
        bulletin = await self._to_change(press.spot, press.value)
        await show(client, body, correct_form(bulletin, await self._desk.words_for(press.spot)))

    async def corrected(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps the better text, edits every message, and asks everybody again where the meaning has changed."""
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot, Permission.SEND_BULLETINS)
        wordings, anew = wordings_of(form), ANEW in form.many.get("anew", ())
        change, change_en = form.values.get("change", ""), form.values.get("change_en", "")
        async with self._desk.services.unit() as work:
            found = await self._service.get(work, form.metadata)
            access.check_write(person, found)
            content = replace(found.content, wordings=wordings)
            if content == found.content and not anew:
                raise Refused("bulletins.nothing_changed", "ja_body")
            if left_behind(found.content.wordings, wordings) and STAYS not in form.many.get("stays", ()):
                raise Refused("bulletins.english_left", "en_body")
            if not await work.first_time(form.key):
                return
            better = Correction(content, change, change_en, anew)
            changed = await self._service.correct(work, person, found.id, better)
            await self._delivery.redraw(work, changed)
            await self._board.show(work, changed)
        self._delivery.wake()

    async def wants_back(self, body: Raw, client: AsyncWebClient) -> None:
        """The form that asks why."""
        press = payload.press(body)
        bulletin = await self._to_change(press.spot, press.value)
        await show(client, body, withdraw_form(bulletin, await self._desk.words_for(press.spot)))

    async def withdrawn(self, body: Raw, client: AsyncWebClient) -> None:
        """Takes it back, wherever it stands."""
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot, Permission.SEND_BULLETINS)
        why, why_en = form.values.get("change", ""), form.values.get("change_en", "")
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return
            bulletin = await self._service.withdraw(work, person, form.metadata, why, why_en)
            await self._delivery.redraw(work, bulletin)
            await self._board.show(work, bulletin)
        self._delivery.wake()

    async def _to_change(self, spot: Spot, bulletin_id: str) -> Bulletin:
        person = await self._desk.people.of(spot, Permission.SEND_BULLETINS)
        async with self._desk.services.unit() as work:
            bulletin = await self._service.get(work, bulletin_id)
        access.check_write(person, bulletin)
        if bulletin.state not in SAID:
            raise Refused("bulletins.moved_on")
        return bulletin
