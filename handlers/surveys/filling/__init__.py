"""Filling in a sheet: invitation, pages, notes, passing on, sending in; and the own diagnosis."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.people import Person
from bot.core.unit import Work
from bot.surveys.answering import Answering
from bot.surveys.cases import Campaign, Sheet
from handlers.kit import payload
from handlers.kit.blocks import Block
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Route
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.filling.doors import Doors
from handlers.surveys.filling.home import HomeCard
from handlers.surveys.filling.letters import Letters
from handlers.surveys.filling.notes import Notes
from handlers.surveys.filling.referrals import Referrals
from handlers.surveys.filling.sheets import Sheets
from handlers.surveys.filling.targets import Target


class Filling:
    """Asks people and keeps what they say."""

    def __init__(self, desk: Desk) -> None:
        sheets = Sheets(desk, Answering())
        self._letters = Letters(desk, sheets.views)
        self._notes = Notes(desk, sheets)
        self._referrals = Referrals(desk, sheets)
        self._home = HomeCard(desk)
        self.routes: tuple[Route, ...] = (
            *Doors(desk, sheets).routes,
            Route("action", ids.MORE, self._more, changes=False),
            *self._notes.routes,
            *self._referrals.routes,
        )

    async def invite(self, work: Work, campaign: Campaign, sheets: Sequence[Sheet]) -> None:
        """Writes to everybody who is asked, in their own language."""
        await self._letters.invite(work, campaign, sheets)

    async def remind(self, work: Work, campaign: Campaign, sheets: Sequence[Sheet]) -> None:
        """Reminds those who have not finished, with a button that goes on where they were."""
        await self._letters.remind(work, campaign, sheets)

    async def moved(self, work: Work, campaign: Campaign, sheets: Sequence[Sheet]) -> None:
        """Says the new last day on the invitations."""
        await self._letters.moved(work, campaign, sheets)

    async def ended(self, work: Work, campaign: Campaign, sheets: Sequence[Sheet]) -> None:
        """Says on the cards that the campaign is over."""
        await self._letters.ended(work, campaign, sheets)

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """What this person is asked, what they began alone, and the way into the own diagnosis."""
        return await self._home.blocks(person, words)

    async def _more(self, body: Raw, client: AsyncWebClient) -> None:
        """The menu beside a question: why it is asked, a comment, a colleague who knows."""
        press = payload.press(body)
        wanted = Target.of(press.value)
        if wanted.deed == "refer":
            await self._referrals.open(press, wanted, client)
        else:
            await self._notes.open(press, wanted, client)
