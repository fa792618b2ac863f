"""Behind a proxy: everything goes through it, encrypted, and still never inside as far as we can know."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.bulletins.feeds.fetching import Failed, Fetched, Fetcher
from tests.bot.bulletins.feeds.test_fetching import INSIDE
from tests.kit.feed_server import FeedServer, feed_server, redirect
from tests.kit.proxy import Proxy, proxy

NAME = "feeds.example"
"""A name of the world that nobody but the proxy knows."""
NEW = ["req", "-x509", "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-newkey", "ec"]
CURVE = ["-pkeyopt", "ec_paramgen_curve:prime256v1"]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for that name with its key, made for today."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    names = ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(file), "-out", f"{file}.crt"]
    subprocess.run(["openssl", *NEW, *CURVE, *names], check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + Path(f"{file}.crt").read_bytes())
    return file


@pytest.fixture
async def server(certificate: Path) -> AsyncIterator[FeedServer]:
    speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaks.load_cert_chain(certificate)
    async with feed_server(speaks) as server:
        yield server


@pytest.fixture
async def office(server: FeedServer) -> AsyncIterator[Proxy]:
    async with proxy() as made:
        made.names[NAME] = server.port
        yield made


@pytest.fixture
def fetcher(office: Proxy, certificate: Path) -> Fetcher:
    return Fetcher(proxy=office.url, seconds=10, tls=ssl.create_default_context(cafile=f"{certificate}.crt"))


async def test_a_feed_comes_through_a_tunnel_that_the_proxy_cannot_look_into(
    server: FeedServer, office: Proxy, fetcher: Fetcher
) -> None:
    server.pages["/a"] = b"<rss/>"
    found = await fetcher.fetch(f"https://{NAME}/a")
    assert isinstance(found, Fetched)
    assert found.data == b"<rss/>"
    assert office.asked == [f"CONNECT {NAME}:443 HTTP/1.1"]
    assert [one.path for one in server.asked] == ["/a"]


async def test_the_proxy_hears_its_password_and_the_source_does_not(
    server: FeedServer, office: Proxy, fetcher: Fetcher
) -> None:
    server.pages["/a"] = b"<rss/>"
    known = Fetcher(proxy=f"http://mamori:secret@127.0.0.1:{office.port}", seconds=10, tls=fetcher.tls)
    assert isinstance(await known.fetch(f"https://{NAME}/a"), Fetched)
    assert "Proxy-Authorization: Basic bWFtb3JpOnNlY3JldA==" in office.heads[0]
    assert not {"authorization", "proxy-authorization"} & server.asked[0].headers.keys()


@pytest.mark.parametrize(
    "host",
    [*(f"[{one.partition('%')[0]}]" if ":" in one else one for one in INSIDE), "localhost", "intranet", "files.local",
     "wiki.corp", "db.internal", "router.home.arpa", "2130706433", "0x7f000001", "127.1", "metadata.google.internal"],
)  # fmt: skip
@pytest.mark.parametrize("led", [False, True])
async def test_a_proxy_is_never_asked_to_go_inside(
    server: FeedServer, office: Proxy, fetcher: Fetcher, host: str, led: bool
) -> None:
    server.raw["/away"] = redirect(f"https://{host}/")
    assert await fetcher.fetch(f"https://{NAME}/away" if led else f"https://{host}/") == Failed("forbidden")
    assert office.asked == ([f"CONNECT {NAME}:443 HTTP/1.1"] if led else [])


@pytest.mark.parametrize("address", [f"http://{NAME}/", f"https://{NAME}:8443/", f"https://a:b@{NAME}/"])
async def test_other_ways_to_call_are_refused_as_without_a_proxy(office: Proxy, fetcher: Fetcher, address: str) -> None:
    assert await fetcher.fetch(address) == Failed("forbidden")
    assert office.asked == []


async def test_a_name_that_our_own_network_says_is_inside_is_not_asked_for(
    office: Proxy, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = {NAME: [(2, 1, 6, "", ("10.0.0.7", 443))]}
    monkeypatch.setattr("socket.getaddrinfo", lambda host, *_more, **_named: hosts[host])
    assert await fetcher.fetch(f"https://{NAME}/") == Failed("forbidden")
    assert office.asked == []


async def test_a_proxy_that_refuses_or_is_not_there_is_named_as_the_reason(office: Proxy, fetcher: Fetcher) -> None:
    office.refuses = True
    assert await fetcher.fetch(f"https://{NAME}/") == Failed("proxy")
    async with proxy() as gone:
        pass
    assert await Fetcher(proxy=gone.url, seconds=10).fetch(f"https://{NAME}/") == Failed("proxy")
