"""The doors of a correction that waits: looked at once more, released, sent back with a reason, or taken back."""

from __future__ import annotations

import json

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.people import Permission
from handlers.bulletins.board import Board
from handlers.bulletins.card import ids
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.proposal_views import carried
from handlers.bulletins.proposals import Pointer
from handlers.bulletins.release_views import return_form
from handlers.bulletins.writing.keys import once
from handlers.kit import payload
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Route
from handlers.kit.windows import show


class Proposed:
    """The second person, and the author who thinks again."""

    def __init__(self, desk: Desk, board: Board, delivery: Delivering) -> None:
        self._desk = desk
        self._board = board
        self._delivery = delivery
        self._service = desk.services.bulletins
        self.routes = (
            Route("action", ids.PROPOSAL, self.wanted, changes=False),
            Route("action", ids.PROPOSAL_RELEASE, self.released),
            Route("action", ids.PROPOSAL_RETURN, self.return_wanted, changes=False),
            Route("view", ids.PROPOSAL_RETURN_FORM, self.returned),
            Route("action", ids.PROPOSAL_TAKE_BACK, self.taken_back),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """The proposal once more, from the App Home of somebody who may release it."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.RELEASE_BULLETINS)
        which = Pointer.read(press.value)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            found, proposal = await self._service.proposed(work, person, which.bulletin, which.number)
            standing = await self._delivery.standing(work, proposal.correction.of(found, work.now))
            await self._board.proposals.ask(work, found, proposal, {person.id: None}, standing, once(press.key))

    async def released(self, body: Raw, client: AsyncWebClient) -> None:
        """It stands: every message is edited, and where the meaning has changed everybody is asked again."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.RELEASE_BULLETINS)
        which = Pointer.read(press.value)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            after = await self._service.release_correction(work, person, which.bulletin, which.number)
            await self._delivery.redraw(work, after)
            await self._board.show(work, after)
        self._delivery.wake()

    async def return_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Asks for the reason."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.RELEASE_BULLETINS)
        which, words = Pointer.read(press.value), await self._desk.words_for(press.spot)
        async with self._desk.services.unit() as work:
            found, proposal = await self._service.proposed(work, person, which.bulletin, which.number)
            await self._desk.people.recall(work.connection, found.team, {proposal.by})
        author, held = self._desk.people.called(proposal.by, words.language), json.dumps(carried(proposal))
        await show(client, body, return_form(ids.PROPOSAL_RETURN_FORM, found, author, held, words))

    async def returned(self, body: Raw, client: AsyncWebClient) -> None:
        """The author hears who wants what changed, with the button to go on; the bulletin stays as it was."""
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot, Permission.RELEASE_BULLETINS)
        which, why = Pointer.read(form.metadata), form.values.get("change", "")
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return
            after = await self._service.return_correction(work, person, which.bulletin, which.number, why)
            await self._board.show(work, after)

    async def taken_back(self, body: Raw, client: AsyncWebClient) -> None:
        """The author has thought again."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        which = Pointer.read(press.value)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            after = await self._service.take_correction_back(work, person, which.bulletin, which.number)
            await self._board.show(work, after)
