"""A server of feeds on this machine that behaves as well, or as badly, as servers do."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext

Headers = dict[str, str]


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    headers: Headers


@dataclass
class FeedServer:
    """`pages` are bodies by path, with an ETag; `raw` are whole answers; everything asked is in `asked`."""

    port: int = 0
    pages: dict[str, bytes] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    dawdling: set[str] = field(default_factory=set)
    """Paths that send their raw answer and then a letter now and then, for ever."""
    asked: list[Asked] = field(default_factory=list)
    open: set[asyncio.Task[None] | None] = field(default_factory=set)

    @property
    def allow(self) -> frozenset[tuple[str, int]]:
        return frozenset({("127.0.0.1", self.port)})

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open.add(asyncio.current_task())
        try:
            asked = await _request(reader)
            self.asked.append(asked)
            writer.write(self._answer(asked))
            await writer.drain()
            while asked.path in self.dawdling:
                await asyncio.sleep(0.05)
                writer.write(b" ")
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # whoever asked has had enough
        finally:
            writer.close()

    def _answer(self, asked: Asked) -> bytes:
        path = asked.path.partition("?")[0]
        if path in self.raw:
            return self.raw[path]
        if path not in self.pages:
            return answer(404)
        body = self.pages[path]
        tag = f'"{hash(body)}"'
        if asked.headers.get("if-none-match") == tag:
            return answer(304, headers={"ETag": tag})
        return answer(200, body, {"ETag": tag, "Last-Modified": "Fri, 20 Nov 2026 09:00:00 GMT"})


def answer(status: int, body: bytes = b"", headers: Headers | None = None) -> bytes:
    """A whole answer; a header given as "" is left out."""
    given = {"Content-Length": str(len(body)), "Content-Type": "application/xml", "Connection": "close"}
    lines = [f"{name}: {text}" for name, text in (given | (headers or {})).items() if text]
    return "\r\n".join([f"HTTP/1.1 {status} Said", *lines, "", ""]).encode() + body


def redirect(to: str) -> bytes:
    return answer(302, headers={"Location": to})


def bomb(size: int) -> bytes:
    """A small answer that unpacks to many bytes."""
    return answer(200, gzip.compress(b"<rss>" + b" " * size), {"Content-Encoding": "gzip"})


@asynccontextmanager
async def feed_server(tls: SSLContext | None = None) -> AsyncIterator[FeedServer]:
    served = FeedServer()
    server = await asyncio.start_server(served.serve, "127.0.0.1", 0, ssl=tls)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        served.dawdling.clear()
        await asyncio.gather(*(task for task in served.open if task))


async def _request(reader: asyncio.StreamReader) -> Asked:
    first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    headers = {name.strip().lower(): text.strip() for name, _, text in (line.partition(":") for line in rest)}
    return Asked(first.split(" ")[1], headers)
