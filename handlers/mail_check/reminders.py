"""The clock's door of the mail desk: no reported mail waits for a verdict unseen."""

from __future__ import annotations

from datetime import timedelta

from bot.core.people import Role
from bot.core.schedule import Every, Job
from bot.core.unit import Work
from bot.mail_check.campaign_store import CampaignStore
from bot.mail_check.cases import Campaign
from bot.mail_check.patience import MORNINGS, due, goes_up
from handlers.kit import replies
from handlers.kit.desk import Desk
from handlers.mail_check.board import Board
from handlers.mail_check.triage_views import reminder_card

JOB = Job("mail_check.remind", Every(timedelta(minutes=1)), catch_up="once")


class Reminders:
    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board

    async def run(self, work: Work) -> None:
        """Reminds those who decide, the security lead last."""
        for campaign in await CampaignStore(work.connection).waiting(MORNINGS):
            reminded = due(campaign, self._desk.services.days, work.now)
            if reminded > campaign.reminded:
                await self._remind(work, campaign, reminded)

    async def _remind(self, work: Work, campaign: Campaign, reminded: int) -> None:
        after = await self._desk.services.campaigns.remind(work, campaign, reminded)
        if after is None:
            return
        to = [after.assignee] if after.assignee else [one.id for one in self._desk.people.holders(Role.SYSTEM_ADMIN)]
        to += self._board.lead() if goes_up(reminded) else []
        for person in dict.fromkeys(to):
            card = reminder_card(after, self._board.words(person))
            work.outbox.put(replies.direct(person, card, f"mail-reminder:{after.id}:{reminded}:{person}"))
