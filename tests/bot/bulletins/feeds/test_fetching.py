"""Fetching: polite, within a size and a time, and never inside, whatever the server does."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.bulletins.feeds.fetching import LARGEST, Failed, Fetched, Fetcher, NotModified, agent_of
from bot.bulletins.feeds.guard import is_public
from tests.kit.feed_server import FeedServer, answer, bomb, feed_server, redirect

INSIDE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.1.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "198.18.0.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.88.99.1",
    "203.0.113.1",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:7f00:1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2002:7f00:1::",
    "2001:db8::1",
    "3fff::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12::1",
    "ff02::1",
]
PUBLIC = ["8.8.8.8", "192.0.66.1", "2606:4700::1111", "2400:4050::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as server:
        yield server


@pytest.fixture
def fetcher(server: FeedServer) -> Fetcher:
    return Fetcher(server.allow, seconds=5, agent=agent_of(["mihon.example"]))


async def test_what_came_is_asked_for_again_only_when_it_has_changed(server: FeedServer, fetcher: Fetcher) -> None:
    server.pages["/a"] = b"<rss/>"
    first = await fetcher.fetch(server.url("/a"))
    assert isinstance(first, Fetched)
    assert first.data == b"<rss/>"
    assert await fetcher.fetch(server.url("/a"), first.etag, first.last_modified) == NotModified()
    server.pages["/a"] = b"<rss></rss>"
    assert isinstance(await fetcher.fetch(server.url("/a"), first.etag, first.last_modified), Fetched)
    last = server.asked[-1].headers
    assert last["if-modified-since"] == "Fri, 20 Nov 2026 09:00:00 GMT"
    assert last["user-agent"] == "Mamori/0.1 (+https://mihon.example/)"


@pytest.mark.parametrize(
    ("status", "reason"), [(403, "denied"), (404, "gone"), (410, "gone"), (429, "busy"), (500, "server"), (503, "busy")]
)
async def test_a_refusal_has_its_reason(server: FeedServer, fetcher: Fetcher, status: int, reason: str) -> None:
    server.raw["/a"] = answer(status, b"no")
    assert await fetcher.fetch(server.url("/a")) == Failed(reason)


async def test_how_long_a_source_wants_to_be_left_alone_is_heard(server: FeedServer, fetcher: Fetcher) -> None:
    server.raw["/a"] = answer(429, headers={"Retry-After": "1200"})
    assert await fetcher.fetch(server.url("/a")) == Failed("busy", timedelta(minutes=20))
    at = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    server.raw["/a"] = answer(503, headers={"Retry-After": at})
    found = await fetcher.fetch(server.url("/a"))
    assert isinstance(found, Failed)
    assert found.retry_after
    assert timedelta(hours=1) < found.retry_after <= timedelta(hours=2)
    server.raw["/a"] = answer(503, headers={"Retry-After": "9" * 400})
    assert await fetcher.fetch(server.url("/a")) == Failed("busy")


BAD = {
    "empty": answer(200, b" \n "),
    "too_large by its own word": answer(200, b"", {"Content-Length": str(50 * 1024 * 1024)}),
    "too_large without a word": answer(200, b"<a/>" * (LARGEST // 3), {"Content-Length": ""}),
    "too_large once unpacked": bomb(50 * 1024 * 1024),
    "broken off": answer(200, b"<rss>", {"Content-Length": "4000"}),
    "broken packing": answer(200, b"<rss/>", {"Content-Encoding": "gzip"}),
    "broken half": answer(200, gzip.compress(b"<rss/>" * 9)[:-9], {"Content-Encoding": "gzip"}),
    "broken foreign packing": answer(200, b"<rss/>", {"Content-Encoding": "br"}),
    "broken head": b"HTTP/1.1 2000 What\r\n\r\n",
    "broken silence": b"",
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_answer_is_a_failure_with_a_reason(server: FeedServer, fetcher: Fetcher, name: str) -> None:
    server.raw["/a"] = BAD[name]
    assert await fetcher.fetch(server.url("/a")) == Failed(name.partition(" ")[0])


async def test_a_bomb_is_never_unpacked_whole(server: FeedServer, fetcher: Fetcher) -> None:
    server.raw["/a"] = bomb(50 * 1024 * 1024)
    tracemalloc.start()
    try:
        await fetcher.fetch(server.url("/a"))
        assert tracemalloc.get_traced_memory()[1] < 4 * LARGEST
    finally:
        tracemalloc.stop()


async def test_what_is_packed_is_unpacked(server: FeedServer, fetcher: Fetcher) -> None:
    server.raw["/a"] = answer(200, gzip.compress(b"<rss/>"), {"Content-Encoding": "gzip"})
    assert await fetcher.fetch(server.url("/a")) == Fetched(b"<rss/>")


@pytest.mark.parametrize("so_far", [b"HTTP/1.1 200 O", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n<rss>"])
async def test_a_server_that_dawdles_is_left(server: FeedServer, so_far: bytes) -> None:
    server.raw["/a"] = so_far
    server.dawdling.add("/a")
    assert await Fetcher(server.allow, seconds=0.3).fetch(server.url("/a")) == Failed("timeout")


async def test_three_redirects_are_followed_and_no_more(server: FeedServer, fetcher: Fetcher) -> None:
    server.pages["/0"] = b"<rss/>"
    server.raw |= {f"/{n}": redirect(f"/{n - 1}") for n in range(1, 5)}
    assert isinstance(await fetcher.fetch(server.url("/3")), Fetched)
    assert await fetcher.fetch(server.url("/4")) == Failed("redirects")


@pytest.mark.parametrize(
    "to",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::ffff:7f00:1]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://user:secret@8.8.8.8/",
        "https://8.8.8.8:22/",
        "http://8.8.8.8/",
        "file:///etc/hosts",
        "https:///",
    ],
)
async def test_no_redirect_leads_inside_or_away_from_https(server: FeedServer, fetcher: Fetcher, to: str) -> None:
    server.raw["/a"] = redirect(to)
    assert await fetcher.fetch(server.url("/a")) == Failed("forbidden")


async def test_without_leave_this_machine_is_never_called(server: FeedServer) -> None:
    server.pages["/a"] = b"<rss/>"
    assert await Fetcher().fetch(server.url("/a")) == Failed("forbidden")
    assert await Fetcher().fetch(f"https://localhost:{server.port}/a") == Failed("forbidden")
    assert server.asked == []


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    async with feed_server() as gone:
        pass
    assert await Fetcher(gone.allow).fetch(gone.url("/a")) == Failed("unreachable")


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_known_however_it_is_written(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_world_is_let_through(address: str) -> None:
    assert is_public(address)
