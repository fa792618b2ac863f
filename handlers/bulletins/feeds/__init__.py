"""Feeds: what concerns the company comes as a card or in a digest; somebody decides, and a bulletin may come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.people import Person
from handlers.bulletins.writing import Writing
from handlers.kit.blocks import Block
from handlers.kit.desk import Desk
from handlers.kit.feature import Tick, Worker
from handlers.kit.payload import Message
from handlers.kit.routing import Route
from handlers.kit.words import Words


class Watch:
    """What comes of the public feeds."""

    routes: tuple[Route, ...] = ()
    ticks: tuple[Tick, ...] = ()
    workers: tuple[Worker, ...] = ()

    def __init__(self, desk: Desk, client: AsyncWebClient, writing: Writing) -> None:
        self._desk = desk
        self._client = client
        self._writing = writing

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """For whoever writes bulletins: how many items wait, and the buttons that show them and their rules."""
        return ()

    async def take_file(self, message: Message) -> bool:
        """A feed file that somebody dropped on the bot; False when it is none, or not from somebody who may."""
        return False

    async def numbers(self) -> Mapping[str, int]:
        """Counts for the operator."""
        return {}
