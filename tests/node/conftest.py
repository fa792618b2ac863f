"""The playground, and bots in another language as processes of their own."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.playground.cast import sample_workspace
from bot.playground.limits import Pace
from bot.playground.server import Playground, start
from tests.bot.playground.screen import Admin, OpenScreen, Screen
from tests.node.install import HAVE_NODE, HERE, NODE, NotInstalledError, packages

# Where Node is absent the check is left out, and the summary says so; it is no skip that hides among others.
collect_ignore = [] if HAVE_NODE else ["test_bolt_for_node.py", "test_hubot.py"]


@dataclass
class NodeApp:
    """A running bot. ready: what it printed when it was."""

    process: asyncio.subprocess.Process
    complaints: asyncio.Task[bytes]
    ready: str = ""
    chatter: asyncio.Task[bytes] | None = None

    @property
    def port(self) -> int:
        """Where it listens for HTTP."""
        return int(json.loads(self.ready)["port"])

    async def is_ready(self, words: str) -> None:
        """Wait for a line with these words; what it prints later is taken off its hands unread."""
        assert self.process.stdout is not None
        while words not in self.ready:
            self.ready = (await asyncio.wait_for(self.process.stdout.readline(), 30)).decode()
            if not self.ready:
                pytest.fail(f"the bot did not start: {(await self.complaints).decode()}")
        self.chatter = asyncio.ensure_future(self.process.stdout.read())

    async def stop(self) -> list[str]:
        """End it; the answer is what it complained of, beside what the client says of each refusal."""
        if self.process.returncode is None:
            self.process.terminate()
        await self.process.wait()
        lines = (await self.complaints).decode().splitlines()
        return [line for line in lines if not line.startswith("[ERROR]")]


StartApp = Callable[..., Awaitable[NodeApp]]


@pytest.fixture(scope="session")
def node_packages() -> Path:
    try:
        return packages()
    except NotInstalledError as why:
        pytest.skip(f"NODE'S PACKAGES ARE NOT THERE, the playground was NOT tried with another language: {why}")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def playground() -> AsyncIterator[Playground]:
    running = await start(workspace=sample_workspace(), pace=Pace(enabled=False))
    yield running
    await running.stop()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture(scope="module")
def admin(playground: Playground, session: aiohttp.ClientSession) -> Admin:
    return Admin(session, playground.url)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def start_app(playground: Playground, node_packages: Path) -> AsyncIterator[StartApp]:
    """Starts a bot: what node is to run, where, and what the bot's environment says beside the address."""
    running: list[NodeApp] = []

    async def started(*command: str | Path, ready: str, place: Path = HERE, **keys: str) -> NodeApp:
        known = {"NODE_PATH": str(node_packages), "SLACK_API_URL": playground.api_url}
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            NODE or "node", *command, cwd=place, env=os.environ | known | keys, stdout=pipe, stderr=pipe
        )
        assert process.stderr is not None
        running.append(NodeApp(process, asyncio.ensure_future(process.stderr.read())))
        await running[-1].is_ready(ready)
        return running[-1]

    yield started
    assert [line for app in running for line in await app.stop()] == []


@pytest_asyncio.fixture(loop_scope="module")
async def screen_of(playground: Playground, session: aiohttp.ClientSession) -> AsyncIterator[OpenScreen]:
    opened: list[Screen] = []

    async def open_screen(user: str) -> Screen:
        opened.append(await Screen(session, playground.url, user).open())
        return opened[-1]

    yield open_screen
    for screen in opened:
        await screen.close()
