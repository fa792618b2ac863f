"""A browser, a playground and a small Bolt app, all real and all on this machine."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.cast import sample_workspace
from bot.playground.server import Playground, start
from tests.browser.guest_app import MANIFEST, guest_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(__file__.removesuffix("conftest.py")):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)  # one browser for all


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if CHROMIUM is None:
        terminalreporter.write_line("NO CHROMIUM FOUND: the page was NOT tested in this run", red=True, bold=True)


@dataclass
class Desk:
    """The page of a running playground, and what went wrong on it."""

    playground: Playground
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)

    async def open(self, path: str = "/", width: int = 1280, height: int = 800) -> Page:
        page = await self.context.new_page()
        await page.set_viewport_size({"width": width, "height": height})
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda asked: self._note(asked.url))
        await page.goto(f"{self.playground.url}{path}")
        return page

    async def at(self, user: str, place: str = "") -> Page:
        """A person's page with the conversation open."""
        page = await self.open(f"/?user={user}{place}")
        await page.get_by_role("log").or_(page.locator(".home")).first.wait_for()
        return page

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(said.text)

    def _note(self, url: str) -> None:
        if not url.startswith((self.playground.url, "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {url}")


@pytest_asyncio.fixture(loop_scope="session")
async def playground() -> AsyncIterator[Playground]:
    running = await start(workspace=sample_workspace(MANIFEST))
    client = AsyncWebClient(token=running.bot_token, base_url=running.api_url)
    handler = AsyncSocketModeHandler(guest_app(client), running.app_token)
    handler.client.web_client = AsyncWebClient(token=running.app_token, base_url=running.api_url)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    yield running
    await handler.close_async()  # type: ignore[no-untyped-call]
    await running.stop()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as tools:
        running = await tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(playground: Playground, browser: Browser) -> AsyncIterator[Desk]:
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    desk = Desk(playground, context)
    yield desk
    await context.close()
    assert desk.complaints == []
