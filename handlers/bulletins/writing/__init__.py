"""Writing: a form from a template, the preview, the test to oneself, drafts, and the second person's release."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bulletins.cases import Audience, Bulletin, Content
from bot.core.people import Person
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.census import Census
from handlers.bulletins.delivery import Delivering
from handlers.kit.blocks import Block, Modal
from handlers.kit.desk import Desk
from handlers.kit.routing import Route
from handlers.kit.words import Words


class Writing:
    """What whoever writes bulletins does before anybody reads them."""

    routes: tuple[Route, ...] = ()

    def __init__(self, desk: Desk, census: Census, board: Board, delivery: Delivering) -> None:
        self._desk = desk
        self._census = census
        self._board = board
        self._delivery = delivery

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """For whoever writes bulletins: the button that begins one, and the drafts."""
        return ()

    async def form(self, person: Person, words: Words, bulletin: Bulletin) -> Modal:
        """The form for one that exists as a draft."""
        raise NotImplementedError

    async def offer(self, work: Work, person: str, team: str, content: Content, audience: Audience) -> Bulletin:
        """Lays a draft before somebody, from another part of the house: an advisory, a mail campaign, an incident."""
        raise NotImplementedError
