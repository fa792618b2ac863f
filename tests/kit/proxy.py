"""A proxy on this machine, as companies have one: it opens tunnels, and passes on what is not encrypted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Proxy:
    """`asked` is the first line of every request; `names` says where names of the world really lead, host to port."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    refuses: bool = False
    open: set[asyncio.Task[None] | None] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open.add(asyncio.current_task())
        async with _closed(writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.heads.append(head)
            self.asked.append(head.partition("\r\n")[0])
            if self.refuses:
                writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
            else:
                await self._pass_on(head, reader, writer)

    async def _pass_on(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target, _ = self.asked[-1].split(" ")
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        port = self.names.get(str(parts.hostname), parts.port or 80)
        theirs, ours = await asyncio.open_connection("127.0.0.1", port)
        async with _closed(ours):
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                path = target.partition(parts.netloc)[2] or "/"
                once = "" if "Upgrade: websocket" in head else "Connection: close\r\n"
                ours.write((head.replace(target, path, 1)[:-2] + once + "\r\n").encode("latin-1"))
            await asyncio.gather(_pipe(reader, ours), _pipe(theirs, writer))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until one side has nothing more to say; then the other hears so, too."""
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()
    writer.close()


@asynccontextmanager
async def _closed(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    """Whatever happens, the connection is closed; one that breaks off has had enough."""
    try:
        with suppress(OSError, asyncio.IncompleteReadError):
            yield
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


@asynccontextmanager
async def proxy() -> AsyncIterator[Proxy]:
    """A proxy that is there until the block ends; what is still open then is cut."""
    made = Proxy()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in made.open:
            if task:
                task.cancel()
        await asyncio.gather(*(task for task in made.open if task), return_exceptions=True)
