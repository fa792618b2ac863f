"""What the doors of a sheet share: one unit of work a press, the sheet it is about, and the card that comes of it."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from bot.core.errors import Refused
from bot.core.outbox import Message
from bot.core.people import Person
from bot.core.unit import Work
from bot.surveys.answering import Answering
from bot.surveys.cases import Answers, ReferralState, SheetState
from bot.surveys.referrals import ReferralStore
from bot.surveys.store import SurveyStore
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.payload import Press
from handlers.kit.words import Words
from handlers.surveys import keys
from handlers.surveys.filling.cards import gone_elsewhere, over, thanks
from handlers.surveys.filling.labels import Seen, Views
from handlers.surveys.filling.own import own_card
from handlers.surveys.filling.pages import page_card
from handlers.surveys.filling.targets import Target, fresh, in_own_room, once

Step = Callable[[Work, Person, str], Awaitable[Answers]]
Draw = Callable[[Seen, Words], Card]


class Sheets:
    """Takes a press to the sheet it is about, and draws what came of it."""

    def __init__(self, desk: Desk, answering: Answering) -> None:
        self._desk = desk
        self.answering = answering
        self.views = Views(desk.services.known, desk.people)

    async def pressed(self, press: Press, wanted: Target, step: Step, draw: Draw | None = None) -> Answers | None:
        """Does one thing to a sheet and redraws its card; None when it was done before.

        When the survey is over, the card says so as well as the refusal. Raises what services raise.
        """
        person = await self._desk.people.of(press.spot)
        words = await self._desk.words_for(press.spot)
        async with self._desk.services.unit() as work:
            if not await work.first_time(once(press.key)):
                return None
            try:
                found = await step(work, person, await self.sheet_of(work, person, wanted))
            except Refused as refusal:
                if refusal.code != "surveys.over":
                    raise
                closed = refusal
                await self._say_over(work, press, person, wanted, words)
            else:
                if draw:
                    self.show(work, press, found, draw(await self.seen(work, found), words), words)
                return found
        raise closed

    async def sheet_of(self, work: Work, person: Person, wanted: Target) -> str:
        """The sheet that a button means. Raises NotFound, and Refused for a campaign that is over."""
        if wanted.campaign:
            return await self.answering.own(work, person, wanted.campaign)
        return wanted.sheet

    async def seen(self, work: Work, found: Answers) -> Seen:
        """A sheet with the questions that colleagues still have; their names are at hand then."""
        asked = [] if found.campaign is None else await ReferralStore(work.connection).of_sheet(found.sheet.id)
        people = {*(one.to for one in asked), *(one.by for one in found.given.values() if one.by)}
        people |= {found.campaign.by} if found.campaign else set()
        await self._desk.people.recall(work.connection, found.sheet.team, people)
        return Seen(found, tuple(one for one in asked if one.state is ReferralState.ASKED))

    def page(self, seen: Seen, words: Words) -> Card:
        """Where the sheet is open at."""
        return page_card(seen, self.views, words)

    def finished(self, seen: Seen, words: Words) -> Card:
        """What is shown of a sheet that was sent: thanks, or the own result."""
        if seen.answers.campaign is None:
            return own_card(seen.answers, self.views, words)
        return thanks(seen.answers, seen.answers.campaign, self.views, words)

    def as_it_stands(self, seen: Seen, words: Words) -> Card:
        """The result or the thanks of a finished sheet, else the page where its person was."""
        done = seen.sheet.state is SheetState.DONE
        return self.finished(seen, words) if done else self.page(seen, words)

    def show(self, work: Work, press: Press, found: Answers, card: Card, words: Words) -> None:
        """Changes the pressed message; a press elsewhere brings the sheet to the person's own conversation."""
        if in_own_room(press):
            work.outbox.put(replies.edit(press, card, fresh(found.sheet, "drawn")))
            return
        work.outbox.put(replies.direct(press.spot.user, card, fresh(found.sheet, "card")))
        if press.spot.ephemeral:
            work.outbox.put(replies.edit(press, gone_elsewhere(words), fresh(found.sheet, "elsewhere")))

    def redraw(self, work: Work, form: Target, found: Answers, card: Card) -> None:
        """Changes the message from which a form was opened."""
        if form.ts:
            key = fresh(found.sheet, "drawn")
            work.outbox.put(Message("update", form.channel, card.payload(), key, ts=form.ts))

    async def _say_over(self, work: Work, press: Press, person: Person, wanted: Target, words: Words) -> None:
        """On the card itself. Whose sheet of an anonymous campaign it was may be forgotten by now."""
        if not in_own_room(press):
            return
        if wanted.campaign:
            campaign, given = await SurveyStore(work.connection).get(wanted.campaign), None
        else:
            found = await self.answering.open(work, person, wanted.sheet)
            campaign, given = found.campaign, found.answered
        if campaign:
            key = keys.of_campaign(campaign.id, "over", secrets.token_hex(6))
            work.outbox.put(replies.edit(press, over(campaign, given, words), key))
