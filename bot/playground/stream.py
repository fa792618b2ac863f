"""Pushes what happens to the open pages, each person seeing only their own."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from aiohttp import web

_BACKLOG = 2000  # a page that is this far behind reloads instead


class Stream:
    """The open pages, by person."""

    def __init__(self) -> None:
        self._pages: dict[str, set[asyncio.Queue[str | None]]] = {}
        self.stirred = asyncio.Event()
        """Set when something may have changed; whoever waits for it clears it."""

    @property
    def watched(self) -> bool:
        return any(self._pages.values())

    def push(self, users: Iterable[str], event: dict[str, Any]) -> None:
        self.stirred.set()
        watching = [page for user in users for page in self._pages.get(user, ())]
        if not watching:
            return
        text = json.dumps(event, ensure_ascii=False)
        for page in watching:
            _offer(page, text)

    def push_all(self, event: dict[str, Any]) -> None:
        self.push(list(self._pages), event)

    async def serve(self, request: web.Request, user: str) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        page: asyncio.Queue[str | None] = asyncio.Queue(_BACKLOG)
        self._pages.setdefault(user, set()).add(page)
        writer = asyncio.create_task(_write(socket, page))
        try:
            async for _ in socket:
                pass
        finally:
            self._pages[user].discard(page)
            if not self._pages[user]:
                del self._pages[user]
            writer.cancel()
        return socket

    def close(self) -> None:
        for pages in self._pages.values():
            for page in pages:
                _offer(page, None)


def _offer(page: asyncio.Queue[str | None], text: str | None) -> None:
    if page.full():
        while not page.empty():
            page.get_nowait()
        text = None
    page.put_nowait(text)


async def _write(socket: web.WebSocketResponse, page: asyncio.Queue[str | None]) -> None:
    while (text := await page.get()) is not None:
        await socket.send_str(text)
    await socket.close()
