"""Who may come in: this machine by its own names, and no page from elsewhere through somebody's browser."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.playground import cast
from bot.playground.server import Playground, start
from tests.bot.playground.screen import Admin

SOCKETS = [f"/api/page/stream?user={cast.TANAKA.id}", "/link?ticket=x", "/link/?ticket=x"]
PLACES = ["/", "/api/page/state", "/api/admin/credentials", "/static/app.js", "/api/api.test", *SOCKETS]
ODD_HOSTS = [
    "localhost.evil.com",
    "127.0.0.1.evil.com",
    "evil.com",
    "evil.com:80",
    "127.0.0.1@evil.com",
    "0.0.0.0",
    "[::]",
    "[::2]",
    "127.0.0.2",
    "localhost.",
    "localhost:80:80",
    "192.168.0.1:8800",
    "",
]
ODD_ORIGINS = [
    "http://evil.com",
    "null",
    "",
    "http://localhost.evil.com",
    "http://127.0.0.1.evil.com",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "http://localhost:1",
    "https://{host}",
    "{host}",
    "http://{host}.evil.com",
    "http://evil.com@{host}",
]


async def _raw(playground: Playground, *lines: str) -> int:
    """The status of a request of these very lines."""
    host, _, port = playground.url.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host.strip("[]"), int(port))
    writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
    await writer.drain()
    status = int((await reader.readline()).split()[1])
    writer.close()
    await writer.wait_closed()
    return status


@pytest.mark.parametrize("place", PLACES)
async def test_every_other_name_for_this_machine_is_refused_at_every_door(playground: Playground, place: str) -> None:
    for host in ODD_HOSTS:
        assert await _raw(playground, f"GET {place} HTTP/1.1", f"Host: {host}") == 403, host
    assert await _raw(playground, f"GET {place} HTTP/1.0") == 403


@pytest.mark.parametrize("place", PLACES)
async def test_a_page_from_another_place_is_refused_at_every_door(playground: Playground, place: str) -> None:
    host = playground.url.removeprefix("http://")
    for origin in ODD_ORIGINS:
        named = f"Origin: {origin.format(host=host)}"
        assert await _raw(playground, f"GET {place} HTTP/1.1", f"Host: {host}", named) == 403, origin


@pytest.mark.parametrize("place", SOCKETS[:1])
async def test_its_own_page_gets_a_socket(playground: Playground, session: aiohttp.ClientSession, place: str) -> None:
    async with session.ws_connect(playground.url + place, origin=playground.url) as socket:
        assert not socket.closed
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await session.ws_connect(playground.url + place, origin="http://evil.com")
    assert refused.value.status == 403


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
async def test_the_names_of_this_machine_are_all_right(playground: Playground, name: str) -> None:
    port = playground.url.rpartition(":")[2]
    assert await _raw(playground, "GET /api/page/state HTTP/1.1", f"Host: {name}:{port}") == 200
    own = f"Origin: http://{name}:{port}"
    assert await _raw(playground, "GET /api/page/state HTTP/1.1", f"Host: {name}:{port}", own) == 200


async def test_it_lives_on_the_newer_loopback_too(session: aiohttp.ClientSession) -> None:
    try:
        running = await start(host="::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    assert running.url.startswith("http://[::1]:")
    assert (await Admin(session, running.url).get("clock"))["ok"]
    assert await _raw(running, "GET / HTTP/1.1", "Host: evil.com") == 403
    await running.stop()


@pytest.mark.parametrize("door", ["admin/reset", "admin/faults", "admin/kick", "page/message", "page/action"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_what_a_form_can_send_moves_nothing(
    playground: Playground, session: aiohttp.ClientSession, door: str, kind: str
) -> None:
    sent = '{"kind": "drop_ack", "user": "U0TANAKA001", "channel": "C0GENERAL01", "text": "x"}'
    for origin in ({}, {"Origin": playground.url}):
        headers = {"Content-Type": kind} | origin
        async with session.post(f"{playground.url}/api/{door}", data=sent, headers=headers) as answer:
            assert answer.status == 415
    assert not playground.slack.faults.armed
    assert not playground.slack.space.channels[cast.GENERAL].messages


async def test_a_file_may_come_from_its_own_page_or_as_what_no_form_sends(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    url = f"{playground.url}/api/page/upload?user={cast.TANAKA.id}&filename=a.txt"
    own, plain, bare = {"Origin": playground.url}, {"Content-Type": "text/plain"}, {"Content-Type": "message/rfc822"}
    for headers, status in (
        (own | plain, 200),
        (bare, 200),
        (plain, 415),
        (plain | {"Origin": "http://evil.com"}, 403),
    ):
        async with session.post(url, data=b"hello", headers=headers) as answer:
            assert answer.status == status, headers


async def test_no_other_page_is_told_that_it_may(playground: Playground, session: aiohttp.ClientSession) -> None:
    asked = {"Origin": "http://evil.com", "Access-Control-Request-Method": "POST"}
    async with session.options(f"{playground.url}/api/admin/reset", headers=asked) as answer:
        assert answer.status == 403
        assert not any(name.lower().startswith("access-control") for name in answer.headers)
