"""Older cards of a bulletin that was not sent yet: none of them offers what is no longer so."""

from __future__ import annotations

import secrets

from bot.bulletins.cases import Bulletin
from bot.core.outbox import posts_like
from bot.core.people import Person
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.writing.panel_views import draft_card
from handlers.bulletins.writing.panels import DRAFT, Panels
from handlers.kit import replies
from handlers.kit.desk import Desk
from handlers.kit.words import N_, Words

CALLED_OFF = N_("{name} called it off. It was not sent to anybody.")


class Settling:
    """Draws the cards anew; every message is put on the caller's open unit of work."""

    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board
        self._panels = Panels(desk)

    async def call_off(self, work: Work, person: Person, bulletin_id: str, said: str = CALLED_OFF) -> Bulletin:
        """Nobody gets it; every card of it says who did that, those before a second person too. Raises Refused."""
        after = await self._desk.services.bulletins.cancel(work, person, bulletin_id)

        def line(words: Words) -> str:
            return words.say(said, name=self._desk.people.called(person.id, words.language))

        await self._panels.settle(work, after, line)
        await self._board.show(work, after)
        return after

    async def rewritten(self, work: Work, bulletin: Bulletin) -> None:
        """Nothing can be sent from a panel of what was written before; the card of the draft shows the newest."""
        await self._panels.outdate(work, bulletin)
        await self.drawn(work, bulletin)

    async def drawn(self, work: Work, bulletin: Bulletin) -> None:
        """The card with which it was laid before somebody, as the draft is now."""
        for person, key in await posts_like(work.connection, f"{DRAFT}:{bulletin.id}:"):
            await self._desk.people.recall(work.connection, bulletin.team, {person})
            words = self._desk.speech.in_(self._desk.people.known_language(person))
            work.outbox.put(replies.redraw(person, draft_card(bulletin, words), f"{key}:{secrets.token_hex(6)}", key))
