"""After it was read: a correction in its place, or taking it back, each with the reason that readers see."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins import access
from bot.bulletins.cases import SAID, Bulletin
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.editions import Correction, Proposal
from bot.bulletins.store import BulletinStore
from bot.core.errors import Refused
from bot.core.people import Permission, Person
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.card import ids
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.proposals import Pointer
from handlers.bulletins.releasing import releasers
from handlers.bulletins.tracking.forms import (
    ANEW,
    STAYS,
    correct_form,
    corrects,
    left_behind,
    withdraw_form,
)
from handlers.bulletins.writing.sheet import Reading, corrected_from
from handlers.kit import payload
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot
from handlers.kit.routing import Answer, Route
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
        """The form, with the text as it stands; with their own for whoever has proposed one."""
        press = payload.press(body)
        which = Pointer.read(press.value) if press.data() else Pointer(press.value, 0)
        person, bulletin = await self._to_change(press.spot, which.bulletin)
        approval = self._service.needs_release(bulletin)
        async with self._desk.services.database.read() as connection:
            store = EditionStore(connection)
            waiting, said = await store.waiting(bulletin.id), await store.last(bulletin.id)
            typed = await store.proposal(bulletin.id, which.number) if which.number else waiting
        if approval and waiting and waiting.by != person.id:
            raise Refused("bulletins.correction_waits")
        typed = typed if typed and typed.by == person.id else None
        words, english = await self._desk.words_for(press.spot), await self._speaks_english(bulletin)
        view = correct_form(bulletin, words, typed, approval=approval, said=said, english=english)
        await show(client, body, view)

    async def corrected(self, body: Raw, client: AsyncWebClient) -> Answer:
        """Keeps the better text, edits every message, and asks everybody again where the meaning has changed.

        Where the company wants a second person, it goes before those who may release it instead.
        """
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot, Permission.SEND_BULLETINS)
        bulletin_id, read = corrects(form.metadata)
        words, anew = await self._desk.words_for(form.spot), ANEW in form.many.get("anew", ())
        change, change_en = form.values.get("change", ""), form.values.get("change_en", "")
        async with self._desk.services.unit() as work:
            found = await self._service.get(work, bulletin_id)
            access.check_write(person, found)
            reading = Reading(corrected_from(form, found.content), self._desk, words, found.content.do_by)
            content = reading.content(found.content)
            if reading.errors:
                return {"response_action": "errors", "errors": reading.errors}
            if not await work.first_time(form.key):
                return None
            if read and read != await EditionStore(work.connection).last(found.id):
                raise Refused("bulletins.corrected_meanwhile", "body_ja")
            if content == found.content and not anew:
                raise Refused("bulletins.nothing_changed", "body_ja")
            if left_behind(found.content.wordings, content.wordings) and STAYS not in form.many.get("stays", ()):
                raise Refused("bulletins.english_left", "body_en")
            better = Correction(content, change, change_en, anew)
            changed = await self._service.correct(work, person, found.id, better)
            if proposal := await EditionStore(work.connection).waiting(found.id):
                await self._propose(work, changed, proposal)
            else:
                await self._delivery.redraw(work, changed)
            await self._board.show(work, changed)
        self._delivery.wake()
        return None

    async def wants_back(self, body: Raw, client: AsyncWebClient) -> None:
        """The form that asks why."""
        press = payload.press(body)
        _, bulletin = await self._to_change(press.spot, press.value)
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

    async def _propose(self, work: Work, bulletin: Bulletin, proposal: Proposal) -> None:
        """Asks those who may release it, and says whom. Raises Refused when there is nobody: then nothing is kept."""
        asked = releasers(self._desk, bulletin.team, proposal.by)
        if not asked:
            raise Refused("bulletins.nobody_releases_correction", "change")
        standing = await self._delivery.standing(work, proposal.correction.of(bulletin, work.now))
        await self._board.proposals.answer(work, bulletin, proposal, asked)
        await self._board.proposals.ask(work, bulletin, proposal, asked, standing)

    async def _speaks_english(self, bulletin: Bulletin) -> bool:
        """Whether somebody reads English of those who were asked, or got it in person."""
        async with self._desk.services.database.read() as connection:
            store = BulletinStore(connection)
            people = {one.person for one in await store.readers_of(bulletin.id) if one.left_at is None}
            people |= {one.target for one in await store.deliveries_of(bulletin.id) if one.kind == "person"}
            await self._desk.people.recall(connection, bulletin.team, people)
        return any(self._desk.people.known_language(one) == "en" for one in people)

    async def _to_change(self, spot: Spot, bulletin_id: str) -> tuple[Person, Bulletin]:
        person = await self._desk.people.of(spot, Permission.SEND_BULLETINS)
        async with self._desk.services.unit() as work:
            bulletin = await self._service.get(work, bulletin_id)
        access.check_write(person, bulletin)
        if bulletin.state not in SAID:
            raise Refused("bulletins.moved_on")
        return person, bulletin
