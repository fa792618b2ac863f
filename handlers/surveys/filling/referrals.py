"""The doors of a question that goes to a colleague: asked, answered, given back."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.people import Person
from bot.core.unit import Work
from bot.surveys.cases import Answers, Referral
from handlers.kit import payload, replies
from handlers.kit.desk import Desk
from handlers.kit.payload import Press, Raw, Spot
from handlers.kit.routing import Route
from handlers.surveys import ids, keys
from handlers.surveys.filling.notes import item_of, spot_of
from handlers.surveys.filling.referral_views import asked_card, comment_form, refer_form, settled_card, told_card
from handlers.surveys.filling.sheets import Sheets
from handlers.surveys.filling.targets import Target, once, target
from knowledge.surveys import Item

Ended = Awaitable[tuple[Referral, Answers]]


class Referrals:
    """Nobody has to know everything: an item may go to whoever knows it."""

    def __init__(self, desk: Desk, sheets: Sheets) -> None:
        self._desk = desk
        self._sheets = sheets
        self._answering = sheets.answering
        self.routes = (
            Route("view", ids.REFER_FORM, self.asked),
            Route("action", ids.FOR_ANSWER, self.answered),
            Route("action", ids.FOR_BACK, self.given_back),
            Route("action", ids.FOR_COMMENT, self.wants_comment, changes=False),
            Route("view", ids.FOR_FORM, self.answered_with_comment),
        )

    async def open(self, press: Press, wanted: Target, client: AsyncWebClient) -> None:
        """The form that asks who knows it."""
        found = await self._sheets.pressed(press, wanted, self._answering.look)
        if found is None:
            return
        if found.campaign is None or found.campaign.anonymous:
            raise Refused("surveys.not_passed_on")
        item, words = item_of(found, wanted), await self._desk.words_for(press.spot)
        held = target(found, item=item.id, **spot_of(press))
        await client.views_open(trigger_id=press.trigger_id, view=refer_form(item, held, words).view())

    async def asked(self, body: Raw, client: AsyncWebClient) -> None:
        """Writes to the colleague in their own language; the sheet shows who has been asked."""
        form = payload.submission(body)
        wanted = Target.of(form.metadata)
        person = await self._desk.people.of(form.spot)
        words = await self._desk.words_for(form.spot)
        colleague = await self._colleague(form.spot, form.values.get("to", ""))
        async with self._desk.services.unit() as work:
            if not await work.first_time(once(form.key)):
                return
            sheet = await self._sheets.sheet_of(work, person, wanted)
            note = form.values.get("note", "")
            referral = await self._answering.pass_on(work, person, sheet, wanted.item, colleague, note)
            found = await self._answering.open(work, person, sheet)
            item = item_of(found, wanted)
            found = await self._answering.turn(work, person, sheet, found.survey.items.index(item))
            seen = await self._sheets.seen(work, found)
            theirs = self._desk.speech.in_(self._desk.people.known_language(colleague.id))
            card = asked_card(referral, found, item, self._sheets.views, theirs)
            work.outbox.put(replies.direct(colleague.id, card, keys.of_sheet(found.sheet, "refer", referral.id)))
            self._sheets.redraw(work, wanted, found, self._sheets.page(seen, words))

    async def answered(self, body: Raw, client: AsyncWebClient) -> None:
        """One press answers for whoever asked."""
        press = payload.press(body)
        wanted = Target.of(press.value)
        person = await self._desk.people.of(press.spot)
        async with self._desk.services.unit() as work:
            if await work.first_time(once(press.key)):
                ended = self._answering.answer_for(work, person, wanted.referral, wanted.option)
                await self._settle(work, press.spot, ended, spot_of(press))

    async def wants_comment(self, body: Raw, client: AsyncWebClient) -> None:
        """A form for the answer and words to it."""
        press = payload.press(body)
        wanted = Target.of(press.value)
        person = await self._desk.people.of(press.spot)
        async with self._desk.services.unit() as work:
            referral, found = await self._answering.asked(work, person, wanted.referral)
        held, words = Target(referral=referral.id, **spot_of(press)), await self._desk.words_for(press.spot)
        form = comment_form(found, _item(referral, found), held, words)
        await client.views_open(trigger_id=press.trigger_id, view=form.view())

    async def answered_with_comment(self, body: Raw, client: AsyncWebClient) -> None:
        form = payload.submission(body)
        wanted = Target.of(form.metadata)
        person = await self._desk.people.of(form.spot)
        option, text = form.values.get("option", ""), form.values.get("text", "")
        async with self._desk.services.unit() as work:
            if await work.first_time(once(form.key)):
                ended = self._answering.answer_for(work, person, wanted.referral, option, text)
                await self._settle(work, form.spot, ended, {"channel": wanted.channel, "ts": wanted.ts})

    async def given_back(self, body: Raw, client: AsyncWebClient) -> None:
        """The colleague does not know it either; whoever asked hears of it."""
        press = payload.press(body)
        wanted = Target.of(press.value)
        person = await self._desk.people.of(press.spot)
        async with self._desk.services.unit() as work:
            if await work.first_time(once(press.key)):
                ended = self._answering.give_back(work, person, wanted.referral)
                await self._settle(work, press.spot, ended, spot_of(press))

    async def _settle(self, work: Work, spot: Spot, ended: Ended, where: dict[str, Any]) -> None:
        """Both hear of it: the colleague on the pressed card, whoever asked by a message of their own."""
        referral, found = await ended
        item = _item(referral, found)
        await self._desk.people.recall(work.connection, found.sheet.team, [referral.by, referral.to])
        views = self._sheets.views
        words = await self._desk.words_for(spot)
        card = settled_card(referral, found, item, views, words)
        self._sheets.redraw(work, Target(**where), found, card)
        theirs = self._desk.speech.in_(self._desk.people.known_language(referral.by))
        told = told_card(referral, found, item, views, theirs)
        work.outbox.put(replies.direct(referral.by, told, keys.of_sheet(found.sheet, "card", "told", referral.id)))

    async def _colleague(self, spot: Spot, user: str) -> Person:
        try:
            return await self._desk.people.of(Spot(spot.team, user))
        except NotAllowed as refusal:
            raise Refused("surveys.no_colleague", "to") from refusal


def _item(referral: Referral, found: Answers) -> Item:
    item = found.survey.item(referral.item)
    if item is None:
        raise NotFound("surveys.item_gone")
    return item
