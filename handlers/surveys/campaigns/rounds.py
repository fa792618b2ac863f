"""What follows a step of a campaign: invitations, reminders, the closing, the word to whoever runs it."""

from __future__ import annotations

from bot.core.unit import Work
from bot.surveys.cases import Campaign
from bot.surveys.service import Due
from bot.surveys.store import SurveyStore
from handlers.kit.desk import Desk
from handlers.surveys.campaigns.asked import Roll
from handlers.surveys.campaigns.board import Board
from handlers.surveys.campaigns.desk_views import is_near
from handlers.surveys.campaigns.news_views import closed_card, opened_card
from handlers.surveys.filling import Filling
from handlers.surveys.results import Results


class Rounds:
    """Whatever happens to a campaign, by the clock or by hand, goes on here, in the same transaction."""

    def __init__(self, desk: Desk, board: Board, roll: Roll, filling: Filling, results: Results) -> None:
        self._desk = desk
        self._board = board
        self._roll = roll
        self._filling = filling
        self._results = results
        self._service = desk.services.surveys

    async def follow(self, work: Work, due: Due) -> None:
        """What the clock asked for is said to those whom it concerns."""
        campaign = due.campaign
        if due.opened:
            campaign = await self._opened(work, campaign)
        elif due.remind:
            await self._filling.remind(work, campaign, await self._service.unfinished(work, campaign))
        elif due.closed:
            await self._closed(work, due)
        await self._board.show(work, campaign)

    async def cancelled(self, work: Work, campaign: Campaign) -> None:
        """Those who were asked see on their cards that nothing more is needed."""
        await self._filling.ended(work, campaign, await SurveyStore(work.connection).sheets_of(campaign.id))
        await self._board.show(work, campaign)

    async def _opened(self, work: Work, campaign: Campaign) -> Campaign:
        asked = await self._roll.asked(work.connection, campaign)
        campaign = await self._service.assign(work, campaign, asked.units)
        sheets = await self._service.invite(work, campaign, asked.invited)
        await self._filling.invite(work, campaign, sheets)
        if asked.deputies or asked.unknown or asked.nobody or not is_near(campaign.created_at, work.now):
            for person in await self._board.leads(work, campaign):
                card = opened_card(campaign, asked, self._desk.people, self._board.words(person))
                self._board.tell(work, person, card, f"{campaign.id}:opened:{person}")
        await self._board.ensure(work, campaign)
        return campaign

    async def _closed(self, work: Work, due: Due) -> None:
        campaign = due.campaign
        sheets = await SurveyStore(work.connection).sheets_of(campaign.id)
        await self._filling.ended(work, campaign, sheets)
        seen = await self._board.standing(work.connection, campaign)
        for person in await self._board.leads(work, campaign):
            card = closed_card(seen, due.planned, self._board.words(person))
            self._board.tell(work, person, card, f"{campaign.id}:closed:{person}")
        await self._results.announce(work, campaign, sheets)
