"""Counts whom a bulletin reaches, beside the doors: asking Slack may take longer than a form may wait."""

from __future__ import annotations

import asyncio
from collections import deque

import structlog

from bot.bulletins.store import BulletinStore
from bot.core.errors import Unavailable
from handlers.bulletins.census import Census, Reach
from handlers.bulletins.writing.panels import Job, Panels
from handlers.kit.desk import Desk

log = structlog.get_logger(__name__)


class Counter:
    """One after the other. What is not counted when the product stops has a button on its card that counts again."""

    def __init__(self, desk: Desk, census: Census, panels: Panels) -> None:
        self._desk = desk
        self._census = census
        self._panels = panels
        self._jobs: deque[Job] = deque()
        self._news = asyncio.Event()
        self._stopping = False
        self._asking: asyncio.Task[Reach] | None = None

    def want(self, job: Job) -> None:
        """Counts soon."""
        self._jobs.append(job)
        self._news.set()

    async def run(self) -> None:
        """Works until stopped."""
        while not self._stopping:
            await self._news.wait()
            self._news.clear()
            while self._jobs and not self._stopping:
                try:
                    await self._count(self._jobs.popleft())
                except Exception:
                    log.exception("bulletin_not_counted")

    async def stop(self) -> None:
        """Cuts off only the asking, no transaction."""
        self._stopping = True
        self._news.set()
        if self._asking:
            self._asking.cancel()

    async def _count(self, job: Job) -> None:
        async with self._desk.services.database.read() as connection:
            bulletin = await BulletinStore(connection).get(job.bulletin)
        if bulletin is None or bulletin.revision != job.revision:
            return
        self._asking = asyncio.create_task(self._census.reach(bulletin.audience, bulletin.team))
        await asyncio.wait([self._asking])
        if self._asking.cancelled():
            return
        trouble = self._asking.exception()
        if trouble and not isinstance(trouble, Unavailable):
            log.warning("bulletin_not_counted", error=str(trouble)[:200])
        async with self._desk.services.unit() as work:
            now = await BulletinStore(work.connection).get(bulletin.id)
            if now and now.revision == job.revision:
                await self._panels.counted(work, now, job.aim, None if trouble else self._asking.result())
