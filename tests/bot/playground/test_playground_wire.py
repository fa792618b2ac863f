"""The wire between Slack and the app: sockets, signed HTTP, and what may go wrong on the way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.http_delivery import signature
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, Connect, Json, Screen


@asynccontextmanager
async def plug(playground: Playground, session: aiohttp.ClientSession) -> AsyncIterator[Any]:
    """A bare socket of the app, past its hello."""
    app = AsyncWebClient(playground.app_token, base_url=playground.api_url, session=session)
    url = (await app.apps_connections_open(app_token=playground.app_token))["url"]
    async with session.ws_connect(url) as socket:
        hello = await receive(socket)
        assert hello["type"] == "hello"
        assert hello["connection_info"]["app_id"]
        yield socket


async def receive(socket: aiohttp.ClientWebSocketResponse) -> Json:
    message = await socket.receive(20)
    body: Json = json.loads(message.data)
    return body


async def test_what_is_not_acknowledged_comes_again_up_to_three_times(
    playground: Playground, session: aiohttp.ClientSession, tanaka: Screen, admin: Admin
) -> None:
    async with plug(playground, session) as socket:
        await tanaka.say("hello")
        tries = [await receive(socket) for _ in range(4)]
    assert [one["retry_attempt"] for one in tries] == [0, 1, 2, 3]
    assert [one["retry_reason"] for one in tries] == ["", "timeout", "timeout", "timeout"]
    assert len({one["payload"]["event_id"] for one in tries}) == 1


async def test_an_acknowledged_event_does_not_come_again(
    playground: Playground, session: aiohttp.ClientSession, tanaka: Screen
) -> None:
    async with plug(playground, session) as socket:
        await tanaka.say("one")
        first = await receive(socket)
        await socket.send_json({"envelope_id": first["envelope_id"]})
        await tanaka.say("two")
        assert (await receive(socket))["payload"]["event"]["text"] == "two"


async def test_an_event_waits_for_an_app_that_is_not_connected(
    playground: Playground, session: aiohttp.ClientSession, tanaka: Screen
) -> None:
    await tanaka.say("anybody?")
    async with plug(playground, session) as socket:
        assert (await receive(socket))["payload"]["event"]["text"] == "anybody?"


async def test_a_click_without_an_app_fails_at_once(tanaka: Screen) -> None:
    assert (await tanaka.do("shortcut", callback_id="ask_global"))["error"] == "no_connection"


async def test_ten_connections_are_the_most(playground: Playground, session: aiohttp.ClientSession) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(10):
            await stack.enter_async_context(plug(playground, session))
        app = AsyncWebClient(playground.app_token, base_url=playground.api_url, session=session)
        url = (await app.apps_connections_open(app_token=playground.app_token))["url"]
        socket = await stack.enter_async_context(session.ws_connect(url))
        assert (await receive(socket))["reason"] == "too_many_websockets"


async def test_a_ticket_opens_one_socket(playground: Playground, session: aiohttp.ClientSession) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await session.ws_connect(f"{playground.url}/link/?ticket=guessed")
    assert refused.value.status == 401


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "cut"])
async def test_bolt_comes_back_after_a_disconnect(
    bolt: AsyncApp, connect: Connect, tanaka: Screen, admin: Admin, reason: str
) -> None:
    @bolt.event("message")
    async def echo(event: Json, say: Any) -> None:
        await say(event["text"])

    await connect(bolt)
    await admin.post("disconnect", reason=reason)
    await tanaka.say("still there?")
    assert (await tanaka.hears_bot())["text"] == "still there?"


@pytest.mark.parametrize("fault", ["drop_ack", "duplicate"])
async def test_a_lost_ack_and_a_duplicate_deliver_the_same_event_twice(
    playground: Playground, session: aiohttp.ClientSession, tanaka: Screen, admin: Admin, fault: str
) -> None:
    await admin.fault(fault)
    async with plug(playground, session) as socket:
        await tanaka.say("once")
        seen = []
        for _ in range(2):
            envelope = await receive(socket)
            seen.append(envelope["payload"]["event_id"])
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
    assert seen[0] == seen[1]


async def test_a_post_can_be_accepted_and_its_answer_lost(client: AsyncWebClient, admin: Admin) -> None:
    await admin.fault("drop_after_accept", method="chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=cast.GENERAL, text="there")
    shown = (await admin.get("messages", channel=cast.GENERAL))["messages"]
    assert [one["text"] for one in shown] == ["there"]


async def test_a_delayed_post_is_accepted_although_the_caller_left(
    client: AsyncWebClient, admin: Admin, tanaka: Screen
) -> None:
    await admin.fault("delay", method="chat.postMessage", ms=200)
    hasty = aiohttp.ClientTimeout(total=0.05)
    headers = {"Authorization": f"Bearer {client.token}"}
    fields = {"channel": cast.GENERAL, "text": "late"}
    async with aiohttp.ClientSession(timeout=hasty) as session:
        with pytest.raises(TimeoutError):
            await session.post(f"{client.base_url}chat.postMessage", data=fields, headers=headers)
    assert (await tanaka.hears_bot())["text"] == "late"


async def test_refusals_can_be_ordered(client: AsyncWebClient, admin: Admin) -> None:
    await admin.fault("rate_limit", method="auth.test", retry_after=7)
    await admin.fault("error", method="auth.test", code="internal_error")
    await admin.fault("server_error", method="auth.test")
    statuses = []
    for _ in range(3):
        with pytest.raises(SlackApiError) as refused:
            await client.auth_test()
        statuses.append(refused.value.response.status_code)
    assert statuses == [429, 200, 500]
    assert (await client.auth_test())["ok"]


async def test_an_unknown_fault_is_refused(admin: Admin) -> None:
    assert not (await admin.fault("earthquake"))["ok"]


@asynccontextmanager
async def receiving(
    answers: list[int], answer_headers: dict[str, str] | None = None
) -> AsyncIterator[tuple[str, asyncio.Queue[Any]]]:
    """An app behind a request URL that answers these statuses in turn, then 200."""
    seen: asyncio.Queue[Any] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        if b"url_verification" in body:
            return web.json_response({"challenge": json.loads(body)["challenge"]})
        await seen.put((request.headers.copy(), body))
        return web.Response(status=answers.pop(0) if answers else 200, headers=answer_headers)

    app = web.Application()
    app.router.add_post("/slack/events", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events", seen
    await runner.cleanup()


async def test_http_events_are_signed_and_retried(playground: Playground, admin: Admin, tanaka: Screen) -> None:
    async with receiving([500, 500]) as (url, seen):
        assert (await admin.post("delivery", url=url))["verified"]
        await tanaka.say("hello")
        tries = [await seen.get() for _ in range(3)]
    assert [headers.get("X-Slack-Retry-Num") for headers, _ in tries] == [None, "1", "2"]
    assert tries[1][0]["X-Slack-Retry-Reason"] == "http_error"
    headers, body = tries[0]
    stamp = headers["X-Slack-Request-Timestamp"]
    assert headers["X-Slack-Signature"] == signature(playground.signing_secret, stamp, body)


async def test_an_app_can_ask_not_to_be_told_again(playground: Playground, admin: Admin, tanaka: Screen) -> None:
    async with receiving([500], {"X-Slack-No-Retry": "1"}) as (url, seen):
        await admin.post("delivery", url=url)
        await tanaka.say("hello")
        await admin.post("settle")
        assert seen.qsize() == 1


async def test_a_url_that_does_not_answer_the_challenge_is_not_taken(admin: Admin) -> None:
    assert not (await admin.post("delivery", url="http://127.0.0.1:9/nothing"))["verified"]


async def test_a_bolt_app_can_serve_everything_over_http(
    playground: Playground, client: AsyncWebClient, admin: Admin, tanaka: Screen
) -> None:
    app = AsyncApp(client=client, signing_secret=playground.signing_secret, process_before_response=True)

    @app.event("message")
    async def echo(event: Json, say: Any) -> None:
        await say(event["text"])

    @app.command("/sample")
    async def run(ack: Any, command: Json) -> None:
        await ack(command["text"])

    runner = web.AppRunner(app.web_app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    assert (await admin.post("delivery", url=url))["verified"]
    await tanaka.say("over http")
    assert (await tanaka.hears_bot())["text"] == "over http"
    await tanaka.do("command", channel=cast.GENERAL, command="/sample", text="hi")
    assert (await tanaka.sees("ephemeral"))["message"]["text"] == "hi"
    await runner.cleanup()


async def test_time_moves_for_everybody_when_asked(client: AsyncWebClient, admin: Admin) -> None:
    before = await client.chat_postMessage(channel=cast.GENERAL, text="today")
    await admin.post("clock", seconds=86_400)
    after = await client.chat_postMessage(channel=cast.GENERAL, text="tomorrow")
    assert float(after["ts"]) - float(before["ts"]) >= 86_400
    assert not (await admin.post("clock", seconds=-1))["ok"]


async def test_the_page_hears_when_an_app_comes(bolt: AsyncApp, connect: Connect, tanaka: Screen) -> None:
    assert (await tanaka.get("state"))["connected"] is False
    await connect(bolt)
    assert (await tanaka.sees("connection"))["connected"] is True
    assert (await tanaka.get("state"))["connected"] is True
