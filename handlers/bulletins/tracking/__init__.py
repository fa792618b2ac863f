"""Tracking: the sender's live card, who has not confirmed, what could not be delivered, corrections, the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.people import Person
from handlers.bulletins.board import Board
from handlers.bulletins.census import Census
from handlers.bulletins.delivery import Delivering
from handlers.kit.blocks import Block
from handlers.kit.desk import Desk
from handlers.kit.feature import Worker
from handlers.kit.routing import Route
from handlers.kit.words import Words


class Tracking:
    """What whoever sent a bulletin sees and does afterwards."""

    routes: tuple[Route, ...] = ()
    workers: tuple[Worker, ...] = ()

    def __init__(self, desk: Desk, client: AsyncWebClient, census: Census, board: Board, delivery: Delivering) -> None:
        self._desk = desk
        self._client = client
        self._census = census
        self._board = board
        self._delivery = delivery

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """For whoever may see them: what runs and how far it is; for a head: who of their department is missing."""
        return ()

    async def numbers(self) -> Mapping[str, int]:
        """Counts for the operator."""
        return {}
