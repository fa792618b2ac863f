"""Campaigns: planned in one form, opened, reminded of and closed by the clock or by hand, with their progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.people import Permission, Person
from bot.surveys.store import SurveyStore
from handlers.kit.blocks import Block
from handlers.kit.desk import Desk
from handlers.kit.feature import Tick
from handlers.kit.words import Words
from handlers.surveys.campaigns.asked import Roll
from handlers.surveys.campaigns.board import Board
from handlers.surveys.campaigns.clock import LOOK, CampaignClock
from handlers.surveys.campaigns.desk_views import MOST_AT_HOME, desk_home
from handlers.surveys.campaigns.hands import Hands
from handlers.surveys.campaigns.rounds import Rounds
from handlers.surveys.campaigns.season import Seasons
from handlers.surveys.campaigns.start import Starts
from handlers.surveys.filling import Filling
from handlers.surveys.results import Results


class Campaigns:
    """What whoever runs surveys does, and what the clock does for them."""

    def __init__(self, desk: Desk, filling: Filling, results: Results) -> None:
        self._desk = desk
        self._board = Board(desk)
        roll = Roll(desk)
        rounds = Rounds(desk, self._board, roll, filling, results)
        clock = CampaignClock(desk, self._board, roll, rounds)
        seasons = Seasons(desk, self._board)
        starts = Starts(desk, self._board, roll, clock)
        self.routes = (*starts.routes, *Hands(desk, self._board, rounds, filling).routes)
        self.ticks = (Tick(LOOK, clock.looked), Tick(seasons.job, seasons.look))
        self.workers = (clock,)

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """For whoever runs surveys: what runs, how far it is, and the button that starts one."""
        if not person.may(Permission.RUN_SURVEYS):
            return ()
        async with self._desk.services.database.read() as connection:
            running = await SurveyStore(connection).running(person.team)
            # What is being answered comes first, then what opens next.
            found = sorted(running, key=lambda one: (not one.open, one.due_at))
            shown = [await self._board.standing(connection, one) for one in found[:MOST_AT_HOME]]
        return desk_home(shown, len(running), words)

    async def numbers(self) -> Mapping[str, int]:
        """Open campaigns and unfinished sheets, for the operator."""
        async with self._desk.services.database.read() as connection:
            return await SurveyStore(connection).metrics()
