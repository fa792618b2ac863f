"""Every fault on demand strikes once and is spent, over both ways to the app."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.faults import KINDS
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, Json, Screen
from tests.kit.patience import SECONDS

LATE = 1500
HASTY = aiohttp.ClientTimeout(total=1)


@dataclass
class Heard:
    """One delivery as the app got it."""

    payload: Json
    attempt: int
    reason: str
    kind: str = "events_api"

    @property
    def text(self) -> str:
        return str(self.payload["event"]["text"])


class Ear:
    """An app that acknowledges everything and remembers it."""

    def __init__(self) -> None:
        self._heard: asyncio.Queue[Heard] = asyncio.Queue()

    async def next(self) -> Heard:
        return await asyncio.wait_for(self._heard.get(), SECONDS)

    async def listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            body = json.loads(message.data)
            if "envelope_id" in body:
                await socket.send_json({"envelope_id": body["envelope_id"]})
                attempt, reason = body.get("retry_attempt", 0), body.get("retry_reason", "")
                self._heard.put_nowait(Heard(body["payload"], attempt, reason, body["type"]))

    async def take(self, request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            body = await request.json()
        else:
            form = await request.post()
            body = json.loads(str(form["payload"]))
        if "challenge" in body:
            return web.json_response({"challenge": body["challenge"]})
        headers = request.headers
        attempt, reason = int(headers.get("X-Slack-Retry-Num", 0)), headers.get("X-Slack-Retry-Reason", "")
        self._heard.put_nowait(Heard(body, attempt, reason))
        return web.Response()


async def link(playground: Playground, session: aiohttp.ClientSession) -> str:
    app = AsyncWebClient(playground.app_token, base_url=playground.api_url, session=session)
    return str((await app.apps_connections_open(app_token=playground.app_token))["url"])


@asynccontextmanager
async def served(**doors: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    """A web server of the app's; each door is a path."""
    app = web.Application()
    for name, door in doors.items():
        app.router.add_post(f"/{name}", door)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@asynccontextmanager
async def by_socket(playground: Playground, session: aiohttp.ClientSession, _admin: Admin) -> AsyncIterator[Ear]:
    ear = Ear()
    async with session.ws_connect(await link(playground, session)) as socket:
        listening = asyncio.create_task(ear.listen(socket))
        yield ear
        await socket.close()
        await listening


@asynccontextmanager
async def by_http(_playground: Playground, _session: aiohttp.ClientSession, admin: Admin) -> AsyncIterator[Ear]:
    ear = Ear()
    async with served(events=ear.take) as url:
        assert (await admin.post("delivery", url=f"{url}/events"))["verified"]
        yield ear
        await admin.post("delivery", url=None)


@dataclass
class World:
    """Everything that a fault may touch."""

    playground: Playground
    session: aiohttp.ClientSession
    admin: Admin
    client: AsyncWebClient
    tanaka: Screen
    ear: Ear
    number: int = 0

    def words(self) -> str:
        self.number += 1
        return f"words {self.number}"

    async def post(self) -> tuple[str, bool]:
        """How a post in a hurry ended, and whether it stood in the channel just then."""
        words = self.words()
        async with aiohttp.ClientSession(timeout=HASTY) as hurried:
            fields, headers = (
                {"channel": cast.GENERAL, "text": words},
                {"Authorization": f"Bearer {self.client.token}"},
            )
            try:
                async with hurried.post(f"{self.client.base_url}chat.postMessage", data=fields, headers=headers) as got:
                    end = f"{got.status} {got.content_type}"
            except TimeoutError:
                end = "no answer in time"
            except aiohttp.ClientError:
                end = "cut off"
        told = self.playground.slack.space.channels[cast.GENERAL].messages.values()
        return end, words in [message.text for message in told]

    async def calling(self) -> tuple[int, str]:
        """What an ordinary call is answered."""
        headers = {"Authorization": f"Bearer {self.client.token}"}
        async with self.session.post(f"{self.client.base_url}auth.test", headers=headers) as answer:
            body = await answer.json() if answer.content_type == "application/json" else {}
            return answer.status, body.get("error", "")


async def _order(world: World) -> bool:
    """Whether the second of two messages comes first."""
    first, second = world.words(), world.words()
    await world.tanaka.say(first)
    await world.tanaka.say(second)
    heard = [(await world.ear.next()).text for _ in range(2)]
    assert sorted(heard) == [first, second]
    return heard == [second, first]


async def _twice(world: World) -> list[Heard]:
    """What comes of a message until the one after it."""
    once, after = world.words(), world.words()
    await world.tanaka.say(once)
    heard = [await world.ear.next()]
    await world.admin.post("settle")
    await world.tanaka.say(after)
    while (more := await world.ear.next()).text != after:
        heard.append(more)
    assert {one.text for one in heard} == {once}
    return heard


async def _trigger_is_old(world: World) -> bool:
    await world.tanaka.do("shortcut", callback_id="ask_global")
    trigger = (await world.ear.next()).payload["trigger_id"]
    view = {"type": "modal", "title": {"type": "plain_text", "text": "a"}, "blocks": [{"type": "divider"}]}
    try:
        await world.client.views_open(trigger_id=trigger, view=view)
    except SlackApiError as refused:
        return bool(refused.response["error"] == "expired_trigger_id")
    return False


async def _login_page(world: World) -> bool:
    file = (await world.tanaka.drop("a.eml", b"From: a@example.com\r\n\r\nHello"))["file"]
    await world.tanaka.say("", files=[file["id"]])
    known = (await world.client.files_info(file=file["id"]))["file"]
    headers = {"Authorization": f"Bearer {world.client.token}"}
    async with world.session.get(known["url_private"], headers=headers) as answer:
        assert answer.status == 200
        return answer.content_type == "text/html"


async def _comes_again(world: World) -> bool:
    attempts = [one.attempt for one in await _twice(world)]
    assert attempts in ([0], [0, 1])
    return attempts == [0, 1]


async def _doubled(world: World) -> bool:
    heard = await _twice(world)
    return [one.attempt for one in heard] == [0, 0]


def _ends(*expected: object) -> Callable[[World], Awaitable[bool]]:
    async def ended(world: World) -> bool:
        found = await world.post()
        assert found in {expected, ("200 application/json", True)}
        return found == expected

    return ended


def _answers(status: int, error: str = "") -> Callable[[World], Awaitable[bool]]:
    async def answered(world: World) -> bool:
        found = await world.calling()
        assert found in {(status, error), (200, "")}
        return found == (status, error)

    return answered


Effect = Callable[[World], Awaitable[bool]]
ROWS: list[tuple[str, Json, Effect]] = [
    ("rate_limit", {"method": "auth.test", "retry_after": 3}, _answers(429, "ratelimited")),
    ("error", {"method": "auth.test", "code": "fatal_error"}, _answers(200, "fatal_error")),
    ("server_error", {"method": "auth.test"}, _answers(500)),
    ("delay", {"method": "chat.postMessage", "ms": LATE}, _ends("no answer in time", False)),
    ("delay_answer", {"method": "chat.postMessage", "ms": LATE}, _ends("no answer in time", True)),
    ("drop_before_accept", {"method": "chat.postMessage"}, _ends("cut off", False)),
    ("drop_after_accept", {"method": "chat.postMessage"}, _ends("cut off", True)),
    ("drop_ack", {"method": "message"}, _comes_again),
    ("duplicate", {"method": "message"}, _doubled),
    ("reorder", {"ms": 20_000}, _order),
    ("delay_event", {"ms": 300}, _order),
    ("expire_trigger", {}, _trigger_is_old),
    ("login_page", {}, _login_page),
]


@pytest.fixture(params=[by_socket, by_http])
async def world(
    request: pytest.FixtureRequest,
    playground: Playground,
    session: aiohttp.ClientSession,
    admin: Admin,
    client: AsyncWebClient,
    tanaka: Screen,
) -> AsyncIterator[World]:
    space = playground.slack.space
    space.app = replace(space.app, events=frozenset({"message.im"}))
    async with request.param(playground, session, admin) as ear:
        yield World(playground, session, admin, client, tanaka, ear)


@pytest.mark.parametrize(("kind", "more", "struck"), ROWS, ids=[kind for kind, _, _ in ROWS])
async def test_a_fault_strikes_once_and_is_spent(world: World, kind: str, more: Json, struck: Effect) -> None:
    assert (await world.admin.fault(kind, **more))["ok"]
    assert [one["kind"] for one in (await world.admin.get("faults"))["faults"]] == [kind]
    assert await struck(world)
    assert not (await world.admin.get("faults"))["faults"]
    assert not await struck(world)


def test_every_kind_of_fault_has_its_row() -> None:
    assert [kind for kind, _, _ in ROWS] == list(KINDS)


async def test_an_event_held_back_goes_alone_when_no_other_comes(world: World) -> None:
    await world.admin.fault("reorder", ms=50)
    await world.tanaka.say("alone")
    assert (await world.ear.next()).text == "alone"


async def test_a_lost_answer_looks_to_slack_like_none(world: World) -> None:
    await world.admin.fault("drop_ack")
    assert [one.reason for one in await _twice(world)] in (["", "timeout"], ["", "http_timeout"])


async def test_the_kinds_tell_what_they_do_and_what_they_take(admin: Admin) -> None:
    kinds = {one["kind"]: one for one in (await admin.get("faults"))["kinds"]}
    assert list(kinds) == list(KINDS)
    assert kinds["reorder"]["parameters"] == {"method": "*", "ms": 2000, "spread": 0, "times": 1, "every": 1}
    for kind in KINDS:
        assert (await admin.fault(kind, **kinds[kind]["parameters"]))["ok"], "what is shown can be sent back"


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"kind": "earthquake"}, "no such fault: earthquake"),
        ({"kind": ["delay"]}, "no such fault"),
        ({}, "no such fault"),
        ({"kind": "delay", "ms": -1}, "ms must be a whole number of at least 0"),
        ({"kind": "delay", "ms": "5"}, "ms must be a whole number"),
        ({"kind": "delay", "ms": True}, "ms must be a whole number"),
        ({"kind": "delay", "every": 0}, "every must be a whole number of at least 1"),
        ({"kind": "delay", "times": 0}, "times must not be 0"),
        ({"kind": "delay", "method": ""}, "method must be a word"),
        ({"kind": "delay", "code": "x"}, "delay knows no code"),
        ({"kind": "delay", "chances": 1}, "delay knows no chances"),
    ],
)
async def test_a_wrong_wish_is_refused_in_words(admin: Admin, wish: Json, words: str) -> None:
    refused = await admin.post("faults", **wish)
    assert not refused["ok"]
    assert words in refused["error"]
    assert not (await admin.get("faults"))["faults"]


async def test_one_kind_can_be_disarmed_and_the_pages_hear_of_it(admin: Admin, tanaka: Screen) -> None:
    await admin.fault("delay", ms=1, times=-1)
    await admin.fault("drop_ack")
    assert [one["kind"] for one in (await admin.drop_fault("delay"))["faults"]] == ["drop_ack"]
    gone = await tanaka.sees("faults", lambda event: [one["kind"] for one in event["faults"]] == ["drop_ack"])
    assert gone
    assert "no such fault" in (await admin.drop_fault("earthquake"))["error"]
    assert (await admin.drop_fault())["faults"] == []
