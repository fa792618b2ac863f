"""The cards of campaigns: one live card for each person who runs them, edited in place as answers come in."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.outbox import posts_like
from bot.core.people import Role
from bot.core.unit import Work
from bot.surveys.cases import Campaign, CampaignState, SheetState
from bot.surveys.store import SurveyStore
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.words import Words
from handlers.surveys.campaigns.desk_views import MOST_LATE, Standing, campaign_card
from handlers.surveys.campaigns.news_views import moved_card

UNFINISHED = (SheetState.WAITING, SheetState.STARTED)


class Board:
    """Draws and addresses; every message is put on the caller's open unit of work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def standing(self, connection: AsyncConnection, campaign: Campaign) -> Standing:
        """How far a campaign is; of an anonymous one without anybody's name."""
        await self._desk.people.recall(connection, campaign.team, self._named(campaign))
        if campaign.state is CampaignState.PLANNED:
            return Standing(campaign)
        store = SurveyStore(connection)
        progress = await store.progress(campaign.id)
        if campaign.anonymous:
            return Standing(campaign, progress)
        late = await store.sheets_of(campaign.id, UNFINISHED, MOST_LATE)
        heads = await store.sheets_of(campaign.id, limit=len(campaign.units)) if campaign.who == "heads" else []
        await self._desk.people.recall(connection, campaign.team, (one.person for one in (*late, *heads) if one.person))
        return Standing(campaign, progress, heads, late)

    async def bring(self, work: Work, campaign: Campaign, person: str, occasion: str) -> None:
        """The card, anew at the end of somebody's conversation; the one they had before points there."""
        words = self.words(person)
        moved = moved_card(campaign, words)
        for channel, key in await posts_like(work.connection, _prefix(campaign.id, person)):
            work.outbox.put(replies.redraw(channel, moved, f"{key}:moved", key))
        card = campaign_card(await self.standing(work.connection, campaign), self._desk.people, words)
        key = f"{_prefix(campaign.id, person)}{occasion}"
        work.outbox.put(replies.direct(person, card, key[:255]))

    async def leads(self, work: Work, campaign: Campaign) -> list[str]:
        """Whoever started it; when they have left, as may be in a round of years later, the security leads."""
        await self._desk.people.recall(work.connection, campaign.team, [campaign.by])
        if self._desk.people.is_there(campaign.by):
            return [campaign.by]
        return [one.id for one in self._desk.people.holders(Role.SECURITY_LEAD)]

    async def ensure(self, work: Work, campaign: Campaign) -> None:
        """A round that began by itself has no card yet."""
        if not await posts_like(work.connection, f"survey-desk:{campaign.id}:"):
            for person in await self.leads(work, campaign):
                await self.bring(work, campaign, person, "opened")

    async def show(self, work: Work, campaign: Campaign) -> None:
        """Every live card as the campaign now stands; one that already looks like this is left alone."""
        seen = await self.standing(work.connection, campaign)
        newest: dict[str, str] = {}
        for person, key in await posts_like(work.connection, f"survey-desk:{campaign.id}:"):
            newest.setdefault(person, key)
        for person, key in newest.items():
            card = campaign_card(seen, self._desk.people, self.words(person))
            edit = f"{key}:{work.now.timestamp():.0f}:{crc32(str(card).encode()):x}"
            work.outbox.put(replies.redraw(person, card, edit, key))

    def tell(self, work: Work, person: str, card: Card, key: str) -> None:
        """A message to whoever runs it; kept apart from those to the people asked."""
        work.outbox.put(replies.direct(person, card, f"survey-told:{key}"[:255]))

    def words(self, person: str) -> Words:
        return self._desk.speech.in_(self._desk.people.known_language(person))

    @staticmethod
    def _named(campaign: Campaign) -> Sequence[str]:
        return [campaign.by, *(one.person for one in campaign.units if one.person)]


def _prefix(campaign: str, person: str) -> str:
    return f"survey-desk:{campaign}:{person}:"
