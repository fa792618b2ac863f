"""Sources and their items in SQL, on the connection of one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.feeds.items import Item
from bot.bulletins.feeds.sources import UNDER_WAY, Standing
from bot.bulletins.feeds.tables import feed_items, feed_sources
from bot.core.db import insert_new

AT_ONCE: Final = 500
TOMORROW: Final = timedelta(days=1)
LONGEST: Final = timedelta(days=2)
"""No pause is so long: a clock that has gone wrong once must not keep a source waiting for ever."""


class FeedStore:
    """How each source stands, and what of it was seen."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def due(self, sources: Sequence[str], now: datetime) -> list[str]:
        """Those of the sources that should be looked at now."""
        known = await self.standings()
        standings = (known.get(source) or Standing(source) for source in sources)
        return [one.id for one in standings if one.next_at is None or not now < one.next_at < now + LONGEST]

    async def claim(self, source: str, now: datetime) -> Standing | None:
        """Takes a look upon oneself; None when somebody else is looking."""
        await self._connection.execute(insert_new(self._connection, feed_sources), asdict(Standing(source)))
        next_at = feed_sources.c.next_at
        due = or_(next_at.is_(None), next_at <= now, next_at >= now + LONGEST)
        statement = update(feed_sources).where(feed_sources.c.id == source, due).values(next_at=now + UNDER_WAY)
        taken = await self._connection.execute(statement)
        return (await self.standings())[source] if taken.rowcount else None

    async def standings(self) -> Mapping[str, Standing]:
        """Every source that was ever looked at."""
        rows = await self._connection.execute(select(feed_sources))
        return {row["id"]: Standing(**row) for row in rows.mappings()}

    async def save(self, standing: Standing) -> None:
        """Keeps how it stands after a look; what it has brought is counted by `advance`."""
        mine, values = feed_sources.c.id == standing.id, asdict(standing)
        del values["items"]
        await self._connection.execute(update(feed_sources).where(mine).values(values))

    async def advance(self, source: str, more: int, now: datetime) -> None:
        """So many more items of it are known, and whoever looks is still at it."""
        values = {"items": feed_sources.c["items"] + more, "next_at": now + UNDER_WAY}
        await self._connection.execute(update(feed_sources).where(feed_sources.c.id == source).values(values))

    async def fresh(self, source: str, items: Sequence[Item]) -> list[Item]:
        """Those that `take` may find new, or a newer word."""
        before = await self._before(source, [item.key for item in items])
        return [one for one in items if one.key not in before or _is_newer(one, before[one.key])]

    async def take(self, source: str, items: Sequence[Item], now: datetime) -> tuple[list[Item], list[Item]]:
        """Remembers the items: those never seen before, and those of which this is a newer word."""
        items = [_sober(item, now) for item in items]
        before = await self._before(source, [item.key for item in items])
        new = [item for item in items if item.key not in before]
        updated = [item for item in items if item.key in before and _is_newer(item, before[item.key])]
        for part in _parts([_row(source, item, now) for item in new]):
            await self._connection.execute(insert_new(self._connection, feed_items), part)
        for item in updated:
            mine = (feed_items.c.source == source) & (feed_items.c.key == item.key)
            await self._connection.execute(update(feed_items).where(mine).values(_row(source, item, now)))
        return new, updated

    async def _before(self, source: str, keys: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        found: dict[str, Mapping[str, Any]] = {}
        for part in _parts(keys):
            mine = (feed_items.c.source == source) & feed_items.c.key.in_(part)
            columns = (feed_items.c.key, feed_items.c.title, feed_items.c.updated)
            rows = await self._connection.execute(select(*columns).where(mine))
            found |= {row["key"]: row for row in rows.mappings()}
        return found


def _is_newer(item: Item, before: Mapping[str, Any]) -> bool:
    """Whether the date has moved on, or the title has come to say so."""
    if item.updated and before["updated"]:
        return bool(item.updated > before["updated"])
    return item.is_update and item.title != before["title"]


def _sober(item: Item, now: datetime) -> Item:
    """A date that is yet to come says nothing, and would hide every true one after it."""
    published, updated = (date if date and date <= now + TOMORROW else None for date in (item.published, item.updated))
    return replace(item, published=published, updated=updated)


def _row(source: str, item: Item, now: datetime) -> dict[str, Any]:
    return {"source": source, "key": item.key, "title": item.title, "updated": item.updated, "seen_at": now}


def _parts(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), AT_ONCE):
        yield list(rows[start : start + AT_ONCE])
