"""Sockets and HTTP end, repeat and wait as Slack's do; and the clock that moves them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.playground import cast
from bot.playground.http_delivery import signature
from bot.playground.server import Playground, start
from tests.bot.playground.conftest import BRISK
from tests.bot.playground.screen import Admin, Json, Screen
from tests.bot.playground.test_playground_faults import Ear, link, served
from tests.kit.patience import SECONDS

# Sockets ------------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def plug(
    playground: Playground, session: aiohttp.ClientSession, more: str = ""
) -> AsyncIterator[tuple[Any, Json]]:
    async with session.ws_connect(await link(playground, session) + more) as socket:
        yield socket, await _told(socket)


async def _told(socket: aiohttp.ClientWebSocketResponse) -> Json:
    body: Json = json.loads((await socket.receive(20)).data)
    return body


async def test_hello_tells_who_how_many_and_for_how_long(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    async with (
        plug(playground, session) as (_, first),
        plug(playground, session, "&debug_reconnects=true") as (_, second),
    ):
        assert (first["num_connections"], second["num_connections"]) == (1, 2)
        assert first["connection_info"] == {"app_id": playground.slack.space.app.id}
        assert first["debug_info"]["approximate_connection_time"] == 18060
        assert second["debug_info"]["approximate_connection_time"] == 360
        assert {"host", "build_number"} < set(first["debug_info"])


async def test_a_connection_lives_its_time_is_warned_and_ends(session: aiohttp.ClientSession) -> None:
    running = await start(timing=replace(BRISK, debug_lifetime=0.3, warning=0.2))
    async with plug(running, session) as (old, _), plug(running, session, "&debug_reconnects=true") as (brief, _):
        assert (await _told(brief))["reason"] == "warning"
        assert (await _told(brief))["reason"] == "refresh_requested"
        assert (await brief.receive(20)).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
        assert not old.closed
    await running.stop()


async def test_an_event_goes_on_to_a_connection_that_stays(
    playground: Playground, session: aiohttp.ClientSession, admin: Admin, tanaka: Screen
) -> None:
    async with plug(playground, session) as (leaving, _):
        await admin.post("disconnect", reason="warning")
        assert (await _told(leaving))["reason"] == "warning"
        async with plug(playground, session) as (staying, _):
            for number in range(4):
                await tanaka.say(str(number))
                heard = await _told(staying)
                assert heard["payload"]["event"]["text"] == str(number)
                await staying.send_json({"envelope_id": heard["envelope_id"]})


async def test_what_one_connection_leaves_unacknowledged_comes_to_another(
    playground: Playground, session: aiohttp.ClientSession, tanaka: Screen
) -> None:
    async with plug(playground, session) as (one, _), plug(playground, session) as (other, _):
        await tanaka.say("hello")
        tries = [await _told(socket) for socket in (other, one)]
    assert [one["retry_attempt"] for one in tries] == [0, 1]
    assert tries[1]["retry_reason"] == "timeout"


@pytest.mark.parametrize("reason", ["link_disabled", "refresh_requested", "too_many_websockets"])
async def test_a_disconnect_gives_its_reason_and_hangs_up(
    playground: Playground, session: aiohttp.ClientSession, admin: Admin, reason: str
) -> None:
    async with plug(playground, session) as (socket, _):
        await admin.post("disconnect", reason=reason)
        assert (await _told(socket))["reason"] == reason
        assert (await socket.receive(20)).type is aiohttp.WSMsgType.CLOSE


@pytest.mark.parametrize("ack", ["x", "[" * 100_000, '{"envelope_id": []}', '{"envelope_id": "nobody", "payload": {}}'])
async def test_what_is_no_acknowledgement_is_overlooked(
    playground: Playground, session: aiohttp.ClientSession, tanaka: Screen, ack: str
) -> None:
    async with plug(playground, session) as (socket, _):
        command = asyncio.create_task(tanaka.do("command", channel=tanaka.dm, command="/sample"))
        envelope = await _told(socket)
        await socket.send_str(ack)
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "here"}})
        assert (await command)["ok"]
        assert (await tanaka.sees("ephemeral"))["message"]["text"] == "here"


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"blocks": [{"type": "nothing"}]}, "invalid_blocks"),
        ({"delete_original": True}, "invalid_payload"),
        (["x"], None),
        ("x", None),
    ],
)
async def test_an_odd_answer_in_an_acknowledgement_is_an_error_for_the_person_or_nothing(
    playground: Playground, session: aiohttp.ClientSession, tanaka: Screen, payload: Any, error: str | None
) -> None:
    async with plug(playground, session) as (socket, _):
        command = asyncio.create_task(tanaka.do("command", channel=tanaka.dm, command="/sample"))
        envelope = await _told(socket)
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": payload})
        assert (await command).get("error") == error


async def test_a_reason_that_slack_does_not_know_is_refused(admin: Admin) -> None:
    assert "no such reason: boredom" in (await admin.post("disconnect", reason="boredom"))["error"]
    assert not (await admin.post("disconnect"))["ok"]


# HTTP ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"\xff", b"[" * 100_000, b'{"text": NaN}'])
async def test_whatever_stands_in_an_answer_with_status_200_is_an_acknowledgement(
    admin: Admin, tanaka: Screen, body: bytes
) -> None:
    ear = Ear()

    async def mumble(request: web.Request) -> web.Response:
        reply = await ear.take(request)
        return reply if b"challenge" in await request.read() else web.Response(body=body)

    async with served(events=mumble) as url:
        assert (await admin.post("delivery", url=f"{url}/events"))["verified"]
        await tanaka.say("hello")
        await admin.post("settle")
        assert [line["outcome"] for line in await admin.lines("delivery", "message")] == ["ok"]


@pytest.mark.parametrize(("redirects", "arrives"), [(2, True), (3, False)])
async def test_two_redirects_are_followed_and_a_third_is_not(
    admin: Admin, playground: Playground, tanaka: Screen, redirects: int, arrives: bool
) -> None:
    ear, left = Ear(), {"": 0}

    async def turn(request: web.Request) -> web.Response:
        if b"challenge" in await request.read():
            return await ear.take(request)
        left[""] += 1
        raise web.HTTPTemporaryRedirect("/events" if left[""] % redirects == 0 else "/turn")

    async with served(turn=turn, events=ear.take) as url:
        await admin.post("delivery", url=f"{url}/turn")
        await tanaka.say("follow me")
        await admin.post("settle")
        outcomes = [line.outcome for line in playground.slack.log.select("delivery")]
        assert outcomes == (["ok"] if arrives else ["too_many_redirects"] * 4)
        assert not arrives or (await ear.next()).text == "follow me"
        await admin.post("delivery", url=None)


async def test_what_http_does_not_deliver_is_tried_three_times_more_with_the_reason(
    admin: Admin, playground: Playground, tanaka: Screen
) -> None:
    tries: list[tuple[str | None, str | None]] = []

    async def slow(request: web.Request) -> web.Response:
        body = await request.read()
        if b"challenge" in body:
            return web.json_response({"challenge": json.loads(body)["challenge"]})
        tries.append((request.headers.get("X-Slack-Retry-Num"), request.headers.get("X-Slack-Retry-Reason")))
        if len(tries) == 1:
            await asyncio.sleep(BRISK.ack * 2)
        return web.Response(status=302 if len(tries) == 2 else 404)

    async with served(slow=slow) as url:
        await admin.post("delivery", url=f"{url}/slow")
        await tanaka.say("hello?")
        await admin.post("settle")
    assert tries == [(None, None), ("1", "http_timeout"), ("2", "http_error"), ("3", "http_error")]
    await tanaka.say("nobody there")
    await admin.post("settle")
    assert playground.slack.log.select("delivery")[-1].outcome == "connection_failed"


async def test_retries_over_http_wait_for_the_playgrounds_clock(
    session: aiohttp.ClientSession,
) -> None:
    running = await start(timing=replace(BRISK, http_retries=(0.0, 60.0, 300.0)))
    admin, sent = Admin(session, running.url), asyncio.Queue[str]()

    async def refuse(request: web.Request) -> web.Response:
        body = await request.read()
        if b"challenge" in body:
            return web.json_response({"challenge": json.loads(body)["challenge"]})
        sent.put_nowait(request.headers.get("X-Slack-Retry-Num", "0"))
        return web.Response(status=500)

    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(served(refuse=refuse))
        await admin.post("delivery", url=f"{url}/refuse")
        await admin.post("message", user=cast.TANAKA.id, channel=running.slack.space.app.bot_user, text="hello")
        assert [await asyncio.wait_for(sent.get(), SECONDS) for _ in range(2)] == ["0", "1"]
        await admin.post("clock", seconds=60)
        assert await asyncio.wait_for(sent.get(), SECONDS) == "2"
        await admin.post("clock", seconds=300)
        assert await asyncio.wait_for(sent.get(), SECONDS) == "3"
        await admin.post("settle")
        await admin.post("delivery", url=None)
        await running.stop()


async def test_interactions_and_commands_come_over_http_as_signed_forms(
    admin: Admin, playground: Playground, tanaka: Screen
) -> None:
    seen: asyncio.Queue[tuple[Any, bytes]] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        if b"challenge" in body:
            return web.json_response({"challenge": json.loads(body)["challenge"]})
        seen.put_nowait((request, body))
        return web.Response()

    async with served(take=take) as url:
        await admin.post("delivery", url=f"{url}/take")
        await tanaka.do("shortcut", callback_id="ask_global")
        await tanaka.do("command", channel=cast.GENERAL, command="/sample", text="hi & bye")
        (shortcut, payload), (command, fields) = await seen.get(), await seen.get()
        await admin.post("delivery", url=None)
    assert payload.startswith(b"payload=%7B")
    assert b"text=hi+%26amp%3B+bye" in fields
    assert b"is_enterprise_install=false" in fields
    for request, body in ((shortcut, payload), (command, fields)):
        assert request.content_type == "application/x-www-form-urlencoded"
        stamp = request.headers["X-Slack-Request-Timestamp"]
        assert request.headers["X-Slack-Signature"] == signature(playground.signing_secret, stamp, body)


# Clock and tab ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"seconds": -1}, "forward only"),
        ({"until": 1}, "forward only"),
        ({"seconds": 1e12}, "ten years"),
        ({"seconds": float("nan")}, "no number"),
        ({"seconds": "60"}, "must be a number"),
        ({"seconds": True}, "must be a number"),
        ({"until": None}, "must be a number"),
        ({}, "either seconds, or until"),
        ({"seconds": 1, "until": 1}, "either seconds, or until"),
    ],
)
async def test_the_clock_says_what_it_cannot_do(admin: Admin, wish: Json, words: str) -> None:
    refused = await admin.post("clock", **wish)
    assert not refused["ok"]
    assert words in refused["error"]
    assert (await admin.get("clock"))["skipped"] == 0


async def test_the_clock_goes_to_a_moment_and_everybody_sees_it(admin: Admin, tanaka: Screen) -> None:
    monday = (await admin.get("clock"))["now"] + 3 * 86_400
    told = await admin.post("clock", until=monday)
    assert monday <= told["now"] < monday + 60
    seen = await tanaka.sees("clock")
    assert seen["skipped"] == told["skipped"]
    assert float((await tanaka.say("on that day"))["ts"]) >= monday


async def test_a_closed_tab_takes_no_messages(admin: Admin, tanaka: Screen) -> None:
    await admin.post("messages_tab", open=False)
    assert (await tanaka.sees("messages_tab"))["open"] is False
    assert (await tanaka.say("hello?"))["error"] == "messages_tab_disabled"
    assert not (await tanaka.get("state"))["app"]["messages_tab"]
    await admin.post("messages_tab", open=True)
    assert (await tanaka.say("hello!"))["ok"]
    assert "true or false" in (await admin.post("messages_tab", open="yes"))["error"]
