"""Asks a source politely: only for what has changed, within a size and a time, and never inside."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ssl import SSLContext
from typing import Final

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientProxyConnectionError,
    ClientResponse,
    ClientSession,
    DummyCookieJar,
    InvalidURL,
    TCPConnector,
)
from yarl import URL

from bot.bulletins.feeds.guard import Forbidden, Guard

LARGEST: Final = 5 * 1024 * 1024
"""Bytes of a feed, as they come and as they are when unpacked."""
SECONDS: Final = 20.0
MOST_REDIRECTS: Final = 3
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
GZIP: Final = 31  # zlib's word for "with gzip's header"
NAME: Final = "Mamori/0.1"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came, unpacked, with what to ask next time whether it has changed."""

    data: bytes
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """Nothing new since the last time."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why nothing came, as a code; `retry_after` is what the source asked for.

    `forbidden`, `proxy`, `unreachable`, `timeout`, `too_large`, `redirects`, `broken`, `empty`, `gone`, `busy`,
    `denied`, `server`.
    """

    reason: str
    retry_after: timedelta | None = None


Answer = Fetched | NotModified | Failed


class _TooLarge(Exception):  # noqa: N818
    pass


class _Broken(Exception):  # noqa: N818
    pass


TROUBLES: Final = (
    (TimeoutError, "timeout"),
    (_TooLarge, "too_large"),
    ((Forbidden, InvalidURL), "forbidden"),
    ((ClientHttpProxyError, ClientProxyConnectionError), "proxy"),
    (ClientConnectorError, "unreachable"),
)


def agent_of(domains: Sequence[str]) -> str:
    """How we introduce ourselves: whoever is disturbed by us finds out whom to ask."""
    return f"{NAME} (+https://{domains[0]}/)" if domains else NAME


@dataclass(frozen=True, slots=True)
class Fetcher:
    """One request after the other, each with a connection of its own: feeds are asked once an hour.

    `allow` names addresses and ports that tests may reach besides. With a `proxy` all goes through it.
    """

    allow: frozenset[tuple[str, int]] = frozenset()
    seconds: float = SECONDS
    agent: str = NAME
    proxy: str | None = None
    tls: SSLContext | bool = True

    async def fetch(self, url: str, etag: str = "", last_modified: str = "") -> Answer:
        """What the source says now; every failure is an answer too."""
        guard = Guard(self.allow)
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        try:
            async with asyncio.timeout(self.seconds), self._session(guard) as session:
                return await self._follow(
                    session, guard, URL(url), {name: text for name, text in headers.items() if text}
                )
        except (ClientError, _TooLarge, _Broken, OSError, ValueError) as trouble:
            refused = guard.refused and isinstance(trouble, ClientConnectorError)
            return Failed("forbidden" if refused else _what(trouble))

    def _session(self, guard: Guard) -> ClientSession:
        # Unpacking is ours, because a small file may hide a huge one.
        headers = {"User-Agent": self.agent, "Accept-Encoding": "gzip", "Accept": "*/*"}
        dialled = None if self.proxy else guard.socket  # a proxy stands inside, and only it is dialled
        connector = TCPConnector(socket_factory=dialled, force_close=True, limit=1, ssl=self.tls)
        return ClientSession(
            connector=connector, headers=headers, cookie_jar=DummyCookieJar(), auto_decompress=False,
            trust_env=False, proxy=self.proxy,
        )  # fmt: skip

    async def _follow(self, session: ClientSession, guard: Guard, url: URL, headers: dict[str, str]) -> Answer:
        for _ in range(MOST_REDIRECTS + 1):
            guard.check(url)
            if self.proxy:
                await guard.check_name(url)
            async with session.get(url, headers=headers, allow_redirects=False) as response:
                if response.status not in REDIRECTS:
                    return await _answer(response)
                url = url.join(URL(response.headers.get("Location", "")))
        return Failed("redirects")


async def _answer(response: ClientResponse) -> Answer:
    if response.status == 304:
        return NotModified()
    if response.status != 200:
        return Failed(_reason(response.status), _pause(response.headers.get("Retry-After", "")))
    data = await _body(response)
    if not data.strip():
        return Failed("empty")
    return Fetched(data, _kept(response, "ETag", 300), _kept(response, "Last-Modified", 100))


def _what(trouble: Exception) -> str:
    """The code of what went wrong; whatever else it was, the answer was no good."""
    return next((code for kinds, code in TROUBLES if isinstance(trouble, kinds)), "broken")


def _reason(status: int) -> str:
    return {404: "gone", 410: "gone", 429: "busy", 503: "busy"}.get(status, "server" if status >= 500 else "denied")


async def _body(response: ClientResponse) -> bytes:
    """Counted as it comes, and as it unpacks: neither may pass the limit."""
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in {"identity", "", "gzip", "x-gzip"}:
        raise _Broken
    if (response.content_length or 0) > LARGEST:
        raise _TooLarge
    unpack = zlib.decompressobj(GZIP) if packing.endswith("gzip") else None
    parts, came, size = [], 0, 0
    async for chunk in response.content.iter_chunked(1 << 16):
        came += len(chunk)
        parts.append(_unpacked(unpack, chunk, LARGEST - size + 1) if unpack else chunk)
        size += len(parts[-1])
        if came > LARGEST or size > LARGEST:
            raise _TooLarge
    if unpack and not unpack.eof:
        raise _Broken
    return b"".join(parts)


def _unpacked(unpack: zlib._Decompress, chunk: bytes, most: int) -> bytes:
    try:
        return unpack.decompress(chunk, most)
    except zlib.error:
        raise _Broken from None


def _kept(response: ClientResponse, name: str, longest: int) -> str:
    """A header to send back next time; one that is odd is not kept, and then everything is asked for."""
    text = response.headers.get(name, "")
    return text if len(text) <= longest and text.isascii() and text.isprintable() else ""


def _pause(text: str) -> timedelta | None:
    """What `Retry-After` asks for: seconds, or a moment."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return timedelta(seconds=int(text))
    try:
        return max(parsedate_to_datetime(text) - datetime.now(UTC), timedelta())
    except (TypeError, ValueError):
        return None
