"""Planning: what repeats, the company's yearly calendar, and a view of what comes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.people import Person
from handlers.bulletins.board import Board
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.writing import Writing
from handlers.kit.blocks import Block
from handlers.kit.desk import Desk
from handlers.kit.feature import Tick, Worker
from handlers.kit.routing import Route
from handlers.kit.words import Words


class Planning:
    """What comes by itself, and when."""

    routes: tuple[Route, ...] = ()
    ticks: tuple[Tick, ...] = ()
    workers: tuple[Worker, ...] = ()

    def __init__(self, desk: Desk, board: Board, delivery: Delivering, writing: Writing) -> None:
        self._desk = desk
        self._board = board
        self._delivery = delivery
        self._writing = writing

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """For whoever writes bulletins: what comes next, and the button that opens the calendar."""
        return ()
