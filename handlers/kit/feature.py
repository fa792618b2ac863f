"""A feature as the house sees it: its doors, its card on the App Home, and what it does when the clock says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.people import Person
from bot.core.schedule import Job
from bot.core.unit import Work
from handlers.kit.blocks import Block
from handlers.kit.routing import Route
from handlers.kit.words import Words

HomeCard = Callable[[Person, Words], Awaitable[Sequence[Block]]]


Numbers = Callable[[], Awaitable[Mapping[str, int]]]
"""Counts by kind, for the operator's metrics."""


@dataclass(frozen=True)
class Tick:
    """Something to do at a job's fire times; any replica may run it, one does, in the transaction that says so."""

    job: Job
    run: Callable[[Work], Awaitable[None]]


@dataclass(frozen=True)
class Feature:
    name: str
    routes: Sequence[Route]
    home: HomeCard | None = None
    ticks: Sequence[Tick] = field(default_factory=tuple)
    numbers: Numbers | None = None
