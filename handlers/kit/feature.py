"""A feature as the house sees it: its doors, its card on the App Home, and what it does when the clock says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.people import Person
from bot.core.schedule import Job
from bot.core.unit import Work
from handlers.kit.blocks import Block
from handlers.kit.payload import Message, Raw
from handlers.kit.routing import Route
from handlers.kit.words import Words

HomeCard = Callable[[Person, Words], Awaitable[Sequence[Block]]]


def stacked(*cards: HomeCard) -> HomeCard:
    """Several cards of one slice, one below the other."""

    async def card(person: Person, words: Words) -> Sequence[Block]:
        return [block for each in cards for block in await each(person, words)]

    return card


Numbers = Callable[[], Awaitable[Mapping[str, int]]]
"""Counts by kind, for the operator's metrics."""


@dataclass(frozen=True)
class Tick:
    """Something to do at a job's fire times; any replica may run it, one does, in the transaction that says so."""

    job: Job
    run: Callable[[Work], Awaitable[None]]


class FirstLook(Protocol):
    """A slice that may take what came in before it is read as a question; False leaves it."""

    async def take(self, message: Message) -> bool: ...

    async def take_command(self, body: Raw, client: AsyncWebClient) -> bool: ...


Below = Callable[[Message], Awaitable[None]]
"""What another slice has to offer below the answer to a message."""


class InTurn:
    """Several first looks, one after the other, until one takes it."""

    def __init__(self, *looks: FirstLook) -> None:
        self._looks = looks

    async def take(self, message: Message) -> bool:
        for look in self._looks:
            if await look.take(message):
                return True
        return False

    async def take_command(self, body: Raw, client: AsyncWebClient) -> bool:
        for look in self._looks:
            if await look.take_command(body, client):
                return True
        return False


class Worker(Protocol):
    """Something that works in the background for as long as the product runs; what it works on is rows."""

    async def run(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass(frozen=True)
class Feature:
    name: str
    routes: Sequence[Route]
    home: HomeCard | None = None
    ticks: Sequence[Tick] = field(default_factory=tuple)
    numbers: Numbers | None = None
    workers: Sequence[Worker] = field(default_factory=tuple)
    doors: Mapping[str, HomeCard] = field(default_factory=dict)
    """Cards of the Home tab that a wish brings into the conversation, by the name that `doors.yml` opens them with."""
