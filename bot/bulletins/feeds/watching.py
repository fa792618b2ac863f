"""The round of the sources: who is due is asked, what is new is handed over in the transaction that remembers it.

Much news is handed over in parts, so that nobody else waits long for the database. Only with the last part is the
look kept as done: whoever looks again after a crash is told everything anew, and hands over what is missing.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import structlog

from bot.bulletins.feeds.feed_store import FeedStore
from bot.bulletins.feeds.items import Item
from bot.bulletins.feeds.looking import Lookout, Missed
from bot.bulletins.feeds.reading import Reading, Unreadable, read
from bot.bulletins.feeds.sources import Standing
from bot.core.alone import alone
from bot.core.db import Database
from bot.core.errors import Refused
from bot.core.unit import Unit, Work
from knowledge.bulletins import FeedSource

HANDED: Final = "file"
PART: Final = 100
"""So many new items are taken in at once: with all that comes of them it is less than half a second."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Collected:
    """What one look at a source brought: items never seen before, and items of which there is a newer word.

    `source` is the id of a source in `feeds.yml`, or `file` for a dropped file that belongs to none of them.
    `known` counts those that were seen before, and of which this is no newer word. `more` means that this is a part
    of it, and that another follows.
    """

    source: str
    new: tuple[Item, ...]
    updated: tuple[Item, ...]
    known: int = 0
    more: bool = False


Keep = Callable[[Work, Collected], Awaitable[None]]
"""Called in the very transaction that remembers the items as seen: what it writes is kept together with that."""


class Collector:
    """Looks at the sources that are due; one that fails or dawdles keeps nobody else waiting."""

    def __init__(self, sources: Sequence[FeedSource], unit: Unit, database: Database, lookout: Lookout) -> None:
        self._sources = [source for source in sources if source.on]
        self._database = database
        self._unit = unit
        self._lookout = lookout
        self._looks: set[asyncio.Task[tuple[Standing, list[Item]]]] = set()
        self._stopping = False

    async def collect(self, keep: Keep) -> list[Collected]:
        """One round over what is due now. The first look at a source brings nothing: what was there is not news."""
        async with self._unit() as work:
            due = await FeedStore(work.connection).due([source.id for source in self._sources], work.now)
        by_host: dict[str, list[FeedSource]] = defaultdict(list)
        for source in self._sources:
            if source.id in due:
                by_host[_host_of(source.url)].append(source)
        rounds = await asyncio.gather(*(self._host(sources, keep) for sources in by_host.values()))
        return [one for each in rounds for one in each]

    def stop(self) -> None:
        """Lets go of what is being asked; only the asking is cut off, no transaction."""
        self._stopping = True
        for look in self._looks:
            look.cancel()

    async def take_file(self, data: bytes, name: str, keep: Keep) -> Collected:
        """A feed file from hand, for whoever is offline. Raises Refused("bulletins.feed_<code>") when it is none."""
        try:
            reading = await asyncio.to_thread(read, data, None, HANDED)
        except Unreadable as refusal:
            raise Refused(f"bulletins.feed_{refusal.code}", name=name) from None
        source = self._owner(reading)
        items = [replace(item, source=source) for item in reading.items]
        found = Collected(source, (), ())
        for part, more in _parts(await self._fresh(source, items)):
            async with self._unit() as work:
                taken = await self._take(work, source, part)
                found = replace(found, new=found.new + taken.new, updated=found.updated + taken.updated)
                found = replace(found, known=len(items) - len(found.new) - len(found.updated))
                await keep(work, replace(taken, known=found.known, more=more))
        return found

    async def status(self) -> list[Standing]:
        """How every source that is switched on stands, in the order of the file; also those never looked at."""
        async with self._database.read() as connection:
            known = await FeedStore(connection).standings()
        return [known.get(source.id) or Standing(source.id) for source in self._sources]

    def _owner(self, reading: Reading) -> str:
        """The source that a file is from: of the same form, and of the same house where the file names one."""
        same = [one for one in self._sources if one.kind == reading.kind]
        house = _host_of(reading.origin) if reading.origin else None
        return next((one.id for one in same if house in {None, _host_of(one.url)}), HANDED)

    async def _host(self, sources: Sequence[FeedSource], keep: Keep) -> list[Collected]:
        """The sources of one host, one after the other."""
        found = []
        for source in sources:
            async with self._unit() as work:
                standing = await FeedStore(work.connection).claim(source.id, work.now)
            if standing is None:
                continue
            if self._stopping:
                break
            look = asyncio.create_task(self._lookout.look(source, standing, work.now))
            self._looks.add(look)
            look.add_done_callback(self._looks.discard)
            await asyncio.wait([look])
            if look.cancelled():
                break
            try:
                seen, items = look.result()
                found += await self._keep(source, seen, items, keep)
            except Missed as missed:
                await self._failed(source, standing, missed)
            except Exception:  # what one source does to us must not keep us from the others
                log.exception("feed_failed", source=source.id)
                await self._failed(source, standing, Missed("internal"))
        return found

    async def _keep(self, source: FeedSource, standing: Standing, items: list[Item], keep: Keep) -> list[Collected]:
        found: list[Collected] = []
        for part, more in _parts(await self._fresh(source.id, items)):
            if self._stopping:
                break
            async with self._unit() as work:
                collected = replace(await self._take(work, source.id, part), more=more)
                store = FeedStore(work.connection)
                await store.advance(source.id, len(collected.new), work.now)
                if not more:
                    await store.save(standing.succeeded(work.now, _pause(source)))
                if standing.first_done and (found or collected.new or collected.updated):
                    await keep(work, collected)
                    found.append(collected)
        return found

    async def _fresh(self, source: str, items: Sequence[Item]) -> list[Item]:
        """What is probably not known, looked up without keeping anybody waiting."""
        async with self._database.read() as connection:
            return await FeedStore(connection).fresh(source, items)

    @staticmethod
    async def _take(work: Work, source: str, items: Sequence[Item]) -> Collected:
        """Remembers them as seen; what somebody else has taken in meanwhile is left out."""
        await alone(work.connection, f"feed/{source}")
        new, updated = await FeedStore(work.connection).take(source, items, work.now)
        return Collected(source, tuple(new), tuple(updated))

    async def _failed(self, source: FeedSource, standing: Standing, missed: Missed) -> None:
        async with self._unit() as work:
            after = standing.failed(work.now, _pause(source), missed.reason, missed.retry_after)
            await FeedStore(work.connection).save(after)


def _host_of(url: str) -> str:
    """The host, whatever else is wrong with the address."""
    return url.split("/", 3)[2].lower()


def _pause(source: FeedSource) -> timedelta:
    return timedelta(minutes=source.minutes)


def _parts(items: Sequence[Item]) -> Iterator[tuple[Sequence[Item], bool]]:
    """Part by part, each with whether another follows; of nothing one that is empty."""
    for start in range(0, len(items) or 1, PART):
        yield items[start : start + PART], start + PART < len(items)
