"""One look at one source: asked, read, and page after page where it has several."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.bulletins.feeds.fetching import Failed, Fetched, Fetcher, NotModified
from bot.bulletins.feeds.items import Item
from bot.bulletins.feeds.reading import Reading, Unreadable, read
from bot.bulletins.feeds.sources import Standing, Window, address, window
from knowledge.bulletins import FeedSource

MOST_PAGES: Final = 20
SECONDS_BETWEEN_PAGES: Final = 6.0
"""What NVD asks of everybody."""


class Missed(Exception):  # noqa: N818 - the word of the house
    """A look that brought nothing: a code of `Failed` or `Unreadable`, and how long the source wants to be left."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Lookout:
    """Looks; keeps nothing."""

    def __init__(self, fetcher: Fetcher, pause: float = SECONDS_BETWEEN_PAGES) -> None:
        self._fetcher = fetcher
        self._pause = pause

    async def look(self, source: FeedSource, standing: Standing, now: datetime) -> tuple[Standing, list[Item]]:
        """What it says, and how it stands with what to ask next time. Raises Missed."""
        span = window(source, standing, now)
        known = ("", "") if span else (standing.etag, standing.last_modified)
        answer = await self._ask(address(source, span), *known)
        if answer is None:
            return standing, []
        next_time = ("", span[1].isoformat()) if span else (answer.etag, answer.last_modified)
        items = await self._pages(source, span, answer)
        return replace(standing, etag=next_time[0], last_modified=next_time[1]), items

    async def _pages(self, source: FeedSource, span: Window | None, first: Fetched) -> list[Item]:
        reading = await _read(source, first)
        items = list(reading.items)
        for _ in range(MOST_PAGES - 1):
            if reading.rest is None:
                break
            await asyncio.sleep(self._pause)
            page = await self._ask(address(source, span, reading.rest))
            reading = await _read(source, page or Fetched(b""))
            items += reading.items
        return items

    async def _ask(self, url: str, etag: str = "", last_modified: str = "") -> Fetched | None:
        answer = await self._fetcher.fetch(url, etag, last_modified)
        if isinstance(answer, Failed):
            raise Missed(answer.reason, answer.retry_after)
        return None if isinstance(answer, NotModified) else answer


async def _read(source: FeedSource, answer: Fetched) -> Reading:
    """In a thread: at its worst it takes half a second."""
    try:
        return await asyncio.to_thread(read, answer.data, source.kind, source.id)
    except Unreadable as refusal:
        raise Missed(refusal.code) from None
