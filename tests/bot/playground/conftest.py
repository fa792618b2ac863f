"""A running playground, the genuine Slack client and a genuine Bolt app."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.delivery import Timing
from bot.playground.server import Playground, start
from tests.bot.playground.limits.sender import Sender
from tests.bot.playground.screen import Admin, Connect, OpenScreen, Screen

# Slack's patience, shortened; the order of things stays.
BRISK = Timing(ack=4.0, warning=0.1, http_retries=(0.0, 0.05, 0.1), share=0.05)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    running = await start(timing=BRISK)
    yield running
    await running.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def client(playground: Playground, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(playground.bot_token, base_url=playground.api_url, session=session, retry_handlers=[])


@pytest.fixture
def sender(playground: Playground, client: AsyncWebClient) -> Sender:
    return Sender(playground, client)


@pytest.fixture
def admin(playground: Playground, session: aiohttp.ClientSession) -> Admin:
    return Admin(session, playground.url)


@pytest.fixture
async def screen_of(playground: Playground, session: aiohttp.ClientSession) -> AsyncIterator[OpenScreen]:
    opened: list[Screen] = []

    async def open_screen(user: str) -> Screen:
        opened.append(await Screen(session, playground.url, user).open())
        return opened[-1]

    yield open_screen
    for screen in opened:
        await screen.close()


@pytest.fixture
async def tanaka(screen_of: OpenScreen) -> Screen:
    return await screen_of(cast.TANAKA.id)


@pytest.fixture
def bolt(client: AsyncWebClient) -> AsyncApp:
    return AsyncApp(client=client, signing_secret="unused-in-socket-mode", process_before_response=True)


@pytest.fixture
async def connect(playground: Playground) -> AsyncIterator[Connect]:
    handlers: list[AsyncSocketModeHandler] = []

    async def to_playground(app: AsyncApp) -> None:
        handlers.append(AsyncSocketModeHandler(app, playground.app_token, ping_interval=0.5))
        await handlers[-1].connect_async()  # type: ignore[no-untyped-call]

    yield to_playground
    for handler in handlers:
        await handler.close_async()  # type: ignore[no-untyped-call]
