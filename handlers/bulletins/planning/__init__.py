"""Planning: what repeats, the company's yearly calendar, and a view of what comes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.people import Permission, Person
from handlers.bulletins.board import Board
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.planning.calendar import Calendar
from handlers.bulletins.planning.clock import SeriesClock
from handlers.bulletins.planning.repeat import Repeats
from handlers.bulletins.writing import Writing
from handlers.kit.blocks import Block
from handlers.kit.desk import Desk
from handlers.kit.words import Words


class Planning:
    """What comes by itself, and when."""

    def __init__(self, desk: Desk, board: Board, delivery: Delivering, writing: Writing) -> None:
        clock = SeriesClock(desk, board, delivery, writing)
        repeats = Repeats(desk, clock)
        self._calendar = Calendar(desk, board, writing, clock, repeats)
        self.routes = (*self._calendar.routes, *repeats.routes)
        self.ticks = (clock.tick,)
        self.workers = (clock,)

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """For whoever writes or oversees bulletins: what comes next, and the button that opens the calendar."""
        if not person.may(Permission.SEE_BULLETINS):
            return ()
        return await self._calendar.home(person, words)
