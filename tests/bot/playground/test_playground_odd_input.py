"""What no well-behaved page, app or person sends: refused at the door, and nothing is broken afterwards."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.people import LONGEST_TEXT
from bot.playground.reading import DEEPEST, read_json
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, Json, Screen

DEEP = '{"a": ' * 300 + "1" + "}" * 300
BROKEN = ["{", "[" * 100_000, DEEP, '{"text": NaN}', '{"text": -Infinity}', '{"text": 1e999}', "[1]", "5"]
JSON_TYPE = {"Content-Type": "application/json; charset=utf-8"}


async def send(session: aiohttp.ClientSession, url: str, body: str | bytes, **headers: str) -> tuple[int, str]:
    async with session.post(url, data=body, headers=JSON_TYPE | headers) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("body", BROKEN)
@pytest.mark.parametrize("door", ["page/message", "admin/message", "admin/clock"])
async def test_broken_json_is_refused_in_words(
    playground: Playground, session: aiohttp.ClientSession, door: str, body: str
) -> None:
    status, text = await send(session, f"{playground.url}/api/{door}", body)
    assert status == 400
    assert json.loads(text)["ok"] is False


def test_json_may_be_as_deep_as_anybody_needs() -> None:
    nested: Any = 1
    for _ in range(DEEPEST - 1):
        nested = [nested]
    assert read_json(json.dumps(nested)) == nested
    with pytest.raises(ValueError, match="too deep"):
        read_json(json.dumps([[nested]]))


async def test_half_a_surrogate_pair_leaves_a_channel_readable(
    playground: Playground, session: aiohttp.ClientSession, tanaka: Screen
) -> None:
    typed = f'{{"user": "{tanaka.user}", "channel": "{cast.GENERAL}", "text": "half \\ud83d"}}'
    for door in ("page", "admin"):
        assert (await send(session, f"{playground.url}/api/{door}/message", typed))[0] == 200
    way = playground.slack.response_urls.issue(cast.GENERAL, tanaka.user)
    assert (await send(session, way, '{"text": "half \\ud83d"}'))[0] == 200
    shown = (await tanaka.get("messages", channel=cast.GENERAL))["messages"]
    assert [message["text"] for message in shown] == ["half ?"] * 3


async def test_numbers_that_json_does_not_know_never_reach_a_message(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    body = f'{{"channel": "{cast.GENERAL}", "text": "x", "metadata": {{"event_type": "a", "event_payload": %s}}}}'
    for payload in ('{"a": NaN}', '{"a": 1e999}', DEEP):
        sent = body % payload
        bearer = f"Bearer {playground.bot_token}"
        answer = await send(session, f"{playground.api_url}chat.postMessage", sent, Authorization=bearer)
        assert json.loads(answer[1])["error"] == "invalid_json"


@pytest.mark.parametrize(
    "body",
    [
        b"\xff",
        b"[" * 100_000,
        b"5",
        b'{"text": "x", "thread_ts": {}}',
        b'{"text": "x", "thread_ts": "1.000000"}',
        b'{"text": "x", "attachments": 5}',
    ],
)
async def test_a_response_url_refuses_what_is_no_message(
    playground: Playground, session: aiohttp.ClientSession, tanaka: Screen, body: bytes
) -> None:
    way = playground.slack.response_urls.issue(cast.GENERAL, tanaka.user)
    assert (await send(session, way, body))[0] == 400


@pytest.mark.parametrize(
    "part",
    [
        "garbage",
        'Content-Disposition: form-data; name="text"\r\nContent-Transfer-Encoding: odd\r\n\r\nx',
        'Content-Disposition: form-data; name="text"\r\nContent-Type: text/plain; charset=odd\r\n\r\nx',
    ],
)
async def test_a_form_that_cannot_be_read_is_refused_everywhere(
    playground: Playground, session: aiohttp.ClientSession, client: AsyncWebClient, part: str
) -> None:
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    body = f"--b\r\n{part}\r\n--b--\r\n"
    bearer = f"Bearer {playground.bot_token}"
    answer = await send(session, f"{playground.api_url}chat.postMessage", body, Authorization=bearer, **form)
    assert json.loads(answer[1])["error"] == "invalid_form_data"
    announced = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    assert (await send(session, announced["upload_url"], body, **form))[0] == 400
    wish = f"client_id={playground.client_id}&scope=chat:write&redirect_uri=http://localhost/"
    assert (await send(session, f"{playground.url}/oauth/v2/authorize?{wish}", body, **form))[0] == 200


@pytest.mark.parametrize(
    ("door", "body", "error"),
    [
        ("message", {"channel": cast.GENERAL, "text": 5}, "bad_request"),
        ("message", {"channel": cast.GENERAL, "text": None}, "bad_request"),
        ("action", {"container": {"type": "view", "view_id": "V1"}, "action": "x"}, "bad_request"),
        ("open", {"channel": cast.GENERAL, "tab": {}}, "no_such_tab"),
        ("reaction", {"name": "<b>"}, "no_such_emoji"),
        ("reaction", {"name": 5}, "bad_request"),
    ],
)
async def test_a_page_that_sends_nonsense_is_told_so(tanaka: Screen, door: str, body: Json, error: str) -> None:
    said = await tanaka.say("hello", cast.GENERAL)
    reply = await tanaka.do(door, **{"channel": cast.GENERAL, "ts": said["ts"]} | body)
    assert (reply["ok"], reply["error"]) == (False, error)


@pytest.mark.parametrize(
    ("door", "body"),
    [
        ("settings", {"channel_per_second": 0}),
        ("settings", {"channel_burst": -1}),
        ("settings", {"enabled": "false"}),
        ("settings", {"pace": 1}),
        ("archive", {"channel": cast.GENERAL, "archived": "perhaps"}),
        ("faults", {"kind": "delay", "ms": 10**400}),
    ],
)
async def test_a_switch_takes_only_what_it_can_do(admin: Admin, client: AsyncWebClient, door: str, body: Json) -> None:
    before = await admin.get("settings")
    assert not (await admin.post(door, **body))["ok"]
    assert await admin.get("settings") == before
    await client.chat_postMessage(channel=cast.GENERAL, text="still here")


async def test_an_archive_link_to_nowhere_leads_to_the_page(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    for place in ("X/y", f"{cast.GENERAL}/p1700000000123456"):
        async with session.get(f"{playground.url}/archives/{place}", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (302, "/")


async def test_endless_texts_neither_stop_the_clock_nor_fill_the_memory(
    playground: Playground, session: aiohttp.ClientSession, client: AsyncWebClient, tanaka: Screen
) -> None:
    assert (await tanaka.say("a" * LONGEST_TEXT + "a", cast.GENERAL))["error"] == "msg_too_long"
    assert (await tanaka.say("a@" * (LONGEST_TEXT // 2), cast.GENERAL))["ok"]
    await client.api_call("api.test", data={"junk": "x" * 1_000_000})
    assert len(playground.slack.log.select("api", "api.test")[0].body["junk"]) < 1_000_000
    for at in range(3):
        async with session.ws_connect(f"{playground.url}/api/page/stream?user=U{at}") as socket:
            assert not socket.closed
    for _ in range(500):
        if (watching := set(playground.slack.stream._pages)) == {tanaka.user}:
            break
        await asyncio.sleep(0.01)
    assert watching == {tanaka.user}


async def test_a_response_url_cuts_an_endless_text(
    playground: Playground, session: aiohttp.ClientSession, tanaka: Screen
) -> None:
    way = playground.slack.response_urls.issue(cast.GENERAL, tanaka.user)
    assert (await send(session, way, json.dumps({"text": "x" * 40_001})))[0] == 200
    assert len((await tanaka.sees("ephemeral"))["message"]["text"]) == 40_000


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://[", "https://", "example.com"])
async def test_a_bookmark_leads_to_the_web(client: AsyncWebClient, link: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.bookmarks_add(channel_id=cast.GENERAL, title="x", type="link", link=link)
    assert refused.value.response["error"] == "invalid_link"


async def test_every_answer_says_what_a_browser_may_make_of_it(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    wish = f"client_id={playground.client_id}&scope=chat:write&redirect_uri=http://localhost/"
    install = "/oauth/v2/authorize"
    files = ["/", "/nowhere", "/static/app.js", "/files-pri/T1-F1/a.html"]
    for place in [*files, "/api/page/state", install, f"{install}?{wish}"]:
        async with session.get(playground.url + place) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff", place
            assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}, place
            if answer.content_type == "text/html":
                assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], place
