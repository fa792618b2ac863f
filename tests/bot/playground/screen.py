"""One person's page, driven by tests through the same doors as the browser's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp

from tests.kit.patience import SECONDS

Json = dict[str, Any]


class Screen:
    """What one person sees and does."""

    def __init__(self, session: aiohttp.ClientSession, url: str, user: str) -> None:
        self._session = session
        self._url = url
        self.user = user
        self.dm = ""
        self._events: asyncio.Queue[Json] = asyncio.Queue()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> Screen:
        self.dm = (await self.get("state"))["app"]["dm_channel"]
        self._socket = await self._session.ws_connect(f"{self._url}/api/page/stream?user={self.user}")
        self._reader = asyncio.create_task(self._read(self._socket))
        return self

    async def close(self) -> None:
        if self._socket is not None and self._reader is not None:
            await self._socket.close()
            await self._reader

    async def get(self, path: str, **query: str) -> Json:
        asked = self._session.get(f"{self._url}/api/page/{path}", params={"user": self.user, **query})
        return await _body(await asked)

    async def do(self, path: str, **body: Any) -> Json:
        sent = self._session.post(f"{self._url}/api/page/{path}", json={"user": self.user, **body})
        return await _body(await sent)

    async def say(self, text: str, channel: str = "", **more: Any) -> Json:
        return await self.do("message", channel=channel or self.dm, text=text, **more)

    async def drop(self, name: str, content: bytes) -> Json:
        """Lets a file fall on the page; it is sent with `say(…, files=[id])`."""
        where = f"{self._url}/api/page/upload"
        sent = self._session.post(where, params={"user": self.user, "filename": name}, data=BytesIO(content))
        return await _body(await sent)

    async def click(self, message: Json, action_id: str, **chosen: Any) -> Json:
        block = next(block for block in message["blocks"] if action_id in json.dumps(block))
        where = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
        action = {"block_id": block["block_id"], "action_id": action_id, **chosen}
        return await self.do("action", container=where, action=action)

    async def sees(self, kind: str, when: Callable[[Json], bool] = lambda _: True) -> Json:
        """The next event of a kind (that fulfils a condition)."""
        while True:
            event = await asyncio.wait_for(self._events.get(), SECONDS)
            if event["type"] == kind and when(event):
                return event

    async def hears_bot(self) -> Json:
        """The next message that the app writes."""
        message: Json = (await self.sees("message", lambda event: event["message"]["bot_id"]))["message"]
        return message

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            self._events.put_nowait(json.loads(message.data))


class Admin:
    """The admin door."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/api/admin"

    async def get(self, path: str, **query: str) -> Json:
        return await _body(await self._session.get(f"{self._url}/{path}", params=query))

    async def post(self, path: str, **body: Any) -> Json:
        return await _body(await self._session.post(f"{self._url}/{path}", json=body))

    async def fault(self, kind: str, **more: Any) -> Json:
        return await self.post("faults", kind=kind, **more)

    async def drop_fault(self, kind: str = "") -> Json:
        """Disarm one kind, or all; what is armed after that."""
        gone = await _body(await self._session.delete(f"{self._url}/faults", params={"kind": kind} if kind else {}))
        return gone | await self.get("faults") if gone["ok"] else gone

    async def lines(self, kind: str, name: str = "") -> list[Json]:
        lines: list[Json] = (await self.get("log", kind=kind, name=name))["lines"]
        return lines


async def _body(response: aiohttp.ClientResponse) -> Json:
    body: Json = await response.json()
    return body


OpenScreen = Callable[[str], Awaitable[Screen]]
Connect = Callable[[AsyncApp], Awaitable[None]]
