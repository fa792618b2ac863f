"""Delivery: the clock that sends, reminds and ends; the button that readers press; the Home of those still to read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bulletins.cases import Bulletin
from bot.core.people import Person
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.census import Census
from handlers.kit.blocks import Block
from handlers.kit.desk import Desk
from handlers.kit.feature import Tick, Worker
from handlers.kit.routing import Route
from handlers.kit.words import Words


class Delivering:
    """What happens to a bulletin once it is planned."""

    routes: tuple[Route, ...] = ()
    ticks: tuple[Tick, ...] = ()
    workers: tuple[Worker, ...] = ()

    def __init__(self, desk: Desk, census: Census, board: Board) -> None:
        self._desk = desk
        self._census = census
        self._board = board

    def wake(self) -> None:
        """Something may be due: look now. Call it after the commit."""

    async def redraw(self, work: Work, bulletin: Bulletin) -> None:
        """Every message that was posted, as the bulletin now stands: corrected, withdrawn, or with newer counts."""

    async def resend(self, work: Work, bulletin: Bulletin, targets: Sequence[str]) -> None:
        """Puts the messages for these deliveries (state `waiting`, a new attempt) into the outbox."""

    async def remind(self, work: Work, bulletin: Bulletin, people: Sequence[str]) -> None:
        """A reminder to each of these, in their own language, with the button."""

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """What somebody still has to read; what is mandatory first."""
        return ()
