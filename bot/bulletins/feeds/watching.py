"""The round of the sources: who is due is asked, what is new is handed over in the transaction that remembers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.bulletins.feeds.items import Item
from bot.bulletins.feeds.sources import Standing
from bot.core.unit import Work
from knowledge.bulletins import FeedSource


@dataclass(frozen=True, slots=True)
class Collected:
    """What one look at a source brought: items never seen before, and items of which there is a newer word.

    `source` is the id of a source in `feeds.yml`, or `file` for a dropped file that belongs to none of them.
    """

    source: str
    new: tuple[Item, ...]
    updated: tuple[Item, ...]


Keep = Callable[[Work, Collected], Awaitable[None]]
"""Called in the very transaction that remembers the items as seen: what it writes is kept together with that."""


class Collector:
    """Looks at the sources that are due; one that fails or dawdles keeps nobody else waiting."""

    def __init__(self, sources: Sequence[FeedSource]) -> None:
        self._sources = sources

    async def collect(self, keep: Keep) -> list[Collected]:
        """One round over what is due now. The first look at a source brings nothing: what was there is not news."""
        raise NotImplementedError

    async def take_file(self, data: bytes, name: str, keep: Keep) -> Collected:
        """A feed file from hand, for whoever is offline. Raises Refused("bulletins.feed_<code>") when it is none."""
        raise NotImplementedError

    async def status(self) -> list[Standing]:
        """How every source that is switched on stands, in the order of the file; also those never looked at."""
        raise NotImplementedError
