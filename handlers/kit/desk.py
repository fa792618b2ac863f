"""What every slice's doors need: the unit of work, people, words, and a worker for what costs CPU."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec, TypeVar

from bot.services import Services
from handlers.kit.payload import Spot
from handlers.kit.people import People
from handlers.kit.words import Speech, Words

Args = ParamSpec("Args")
T = TypeVar("T")


@dataclass(frozen=True)
class Desk:
    services: Services
    people: People
    speech: Speech
    _worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "mamori-cpu"))

    async def words_for(self, spot: Spot) -> Words:
        """The words of the person who pressed, typed or opened something."""
        return self.speech.in_(await self.people.language(spot))

    async def off_loop(self, work: Callable[Args, T], *args: Args.args, **kwargs: Args.kwargs) -> T:
        """Runs CPU work beside the event loop, one at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, partial(work, *args, **kwargs))

    def close(self) -> None:
        self._worker.shutdown(cancel_futures=True)
