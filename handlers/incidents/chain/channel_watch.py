"""Watches the channels that show incidents: when one is missing somebody hears of it, and it is tried again."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.core.desk import OutboxDesk
from bot.core.outbox import died
from bot.core.people import Role
from bot.core.schedule import Every, Job
from bot.core.unit import Work
from bot.incidents.store import IncidentStore, still_open
from handlers.incidents.board import Board, card_key
from handlers.kit import blocks as b
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk

WATCH = Job("incidents.channels", Every(timedelta(minutes=2)), catch_up="once")
MOST, MOST_TRIED = 200, 5
A_DAY = timedelta(days=1)

log = structlog.get_logger(__name__)


class ChannelWatch:
    """The calls go on by direct message all the while."""

    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board

    async def look(self, work: Work) -> None:
        """What Slack did not take: cards of open incidents, which are posted anew, and alerts, which come again."""
        store = IncidentStore(work.connection)
        cards = {card_key(one): one for one in await store.select(still_open(), limit=MOST)}
        lost = await died(work.connection, self._board.channel, cards)
        for key in lost[:MOST_TRIED]:
            await OutboxDesk(work.connection).resend(key, work.now)
            await self._board.show(work, await self._desk.services.incidents.change(work, cards[key]))
        if lost:
            self._tell(work, self._board.channel)
        if await died(work.connection, self._board.alert, since=work.now - A_DAY):
            self._tell(work, self._board.alert)

    def _tell(self, work: Work, channel: str) -> None:
        """Those who can set it right hear of it once a day."""
        log.error("incident_channel_missing", channel=channel)
        for person in self._keepers():
            words = self._board.words(person)
            said = words.say("I cannot write in {channel}, where incidents are shown.", channel=channel)
            more = words.say(
                "Please look whether this channel exists, is not archived, and has me as a member (/invite). "
                "I keep trying. Until then everybody is called by direct message only."
            )
            key = f"incident-channel:{channel}:{person}:{work.now:%Y%m%d}"
            work.outbox.put(replies.direct(person, Card(said, [b.strong(said), b.paragraph(more)]), key))

    def _keepers(self) -> list[str]:
        people = self._desk.people
        roles = (Role.SYSTEM_ADMIN, Role.SECURITY_LEAD, Role.INCIDENT_LEAD)
        return list(dict.fromkeys(one.id for role in roles for one in people.holders(role)))
