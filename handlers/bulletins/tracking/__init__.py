"""Tracking: the sender's live card, who has not confirmed, what could not be delivered, corrections, the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.cases import BulletinState
from bot.bulletins.queries import BulletinQueries
from bot.bulletins.store import ALIVE, BulletinStore
from bot.core.people import Permission, Person
from handlers.bulletins.board import Board
from handlers.bulletins.card.heads import units_of
from handlers.bulletins.census import Census
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.tracking.changing import Changing
from handlers.bulletins.tracking.figures import FiguresDoor
from handlers.bulletins.tracking.files import FileDoor, Papers
from handlers.bulletins.tracking.hands import Hands
from handlers.bulletins.tracking.home_views import MOST_AT_HOME, MOST_NAMES, desk_home, head_home
from handlers.bulletins.tracking.missing import MissingDoor
from handlers.bulletins.tracking.proposed import Proposed
from handlers.kit.blocks import Block
from handlers.kit.courier import Courier
from handlers.kit.desk import Desk
from handlers.kit.feature import Worker
from handlers.kit.routing import Route
from handlers.kit.words import Words

ORDER: Final = (BulletinState.OPEN, BulletinState.PAUSED, BulletinState.PROPOSED, BulletinState.PLANNED)
"""What is being read comes first, then what waits for somebody."""


class Tracking:
    """What whoever sent a bulletin sees and does afterwards."""

    def __init__(self, desk: Desk, client: AsyncWebClient, census: Census, board: Board, delivery: Delivering) -> None:
        self._desk = desk
        self._board = board
        courier = Courier(desk, client, Papers(desk).makers)
        doors = (
            Hands(desk, board, delivery), Changing(desk, board, delivery), Proposed(desk, board, delivery),
            MissingDoor(desk), FiguresDoor(desk), FileDoor(desk, courier),
        )  # fmt: skip
        self.routes: tuple[Route, ...] = tuple(route for door in doors for route in door.routes)
        self.workers: tuple[Worker, ...] = (courier,)

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """For whoever may see them: what runs and how far it is; for a head: who of their department is missing."""
        async with self._desk.services.database.read() as connection:
            shown = await self._running(connection, person, words) if person.may(Permission.SEE_BULLETINS) else []
            units = units_of(person, self._desk.people)
            found = await BulletinQueries(connection).missing_in(person.team, units) if units else []
            others = [(one, [user for user in users if user != person.id]) for one, users in found]
            missing = [(one, users) for one, users in others if users]
            for _, users in missing[:MOST_AT_HOME]:
                await self._desk.people.recall(connection, person.team, users[:MOST_NAMES])
        return [*shown, *head_home(missing, self._desk.people, words)]

    async def numbers(self) -> Mapping[str, int]:
        """Counts for the operator."""
        async with self._desk.services.database.read() as connection:
            return await BulletinStore(connection).metrics()

    async def _running(self, connection: AsyncConnection, person: Person, words: Words) -> list[Block]:
        alive = await BulletinStore(connection).in_state(person.team, ALIVE)
        found = sorted(alive, key=lambda one: ORDER.index(one.state))
        now = self._desk.services.clock.now()
        shown = [await self._board.seen(connection, one, now) for one in found[:MOST_AT_HOME]]
        return desk_home(shown, len(found), words)
