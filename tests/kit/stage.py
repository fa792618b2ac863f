"""A stage for whole stories: the playground's Slack, the genuine Bolt app, and people who use it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import aiohttp
import yaml

from bot import wiring
from bot.answers.finder import Finder
from bot.config import Settings
from bot.core.clock import Clock, SystemClock
from bot.core.migrate import upgrade
from bot.playground.cast import sample_workspace
from bot.playground.limits import Pace
from bot.playground.server import Playground, start
from knowledge.loader import load
from knowledge.vectors import load_encoder
from tests.bot.playground.screen import Admin, Json, Screen

ROOT = Path(__file__).parents[2]
CACHE = Path(gettempdir()) / "mamori-test-vectors"


@cache
def finder() -> Finder:
    """The packaged content, indexed once for all tests of a process."""
    return Finder.build(load(), load_encoder(), CACHE)


def manifest() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))
    return found


class Stage:
    """One workspace at work."""

    def __init__(self, slack: Playground, house: wiring.House, session: aiohttp.ClientSession, port: int) -> None:
        self.slack = slack
        self.house = house
        self.port = port
        self._session = session
        self._people: dict[str, Screen] = {}

    async def person(self, user: str) -> Screen:
        """The page of somebody of the cast."""
        if user not in self._people:
            self._people[user] = await Screen(self._session, self.slack.url, user).open()
        return self._people[user]

    @property
    def admin(self) -> Admin:
        return Admin(self._session, self.slack.url)

    async def leave(self) -> None:
        for screen in self._people.values():
            await screen.close()


@asynccontextmanager
async def stage(folder: Path, clock: Clock | None = None, **more: Any) -> AsyncIterator[Stage]:
    """Opens the playground and starts the product in it, on a database file of its own.

    `limits=True` keeps Slack's pace, `http=True` has Slack call us over signed HTTP; the rest are settings.
    """
    limits, http = more.pop("limits", False), more.pop("http", False)
    known = finder()
    slack = await start(workspace=sample_workspace(manifest()), pace=None if limits else Pace(enabled=False))
    async with AsyncExitStack() as closing:
        closing.push_async_callback(slack.stop)
        settings = _settings(slack, folder, http=http, **more)
        upgrade(settings.database)
        session = await closing.enter_async_context(wiring.session_for(settings))
        eyes = await closing.enter_async_context(aiohttp.ClientSession())
        house = wiring.build(settings, session, clock or SystemClock(), known)
        running = await wiring.Running.start(house)
        closing.push_async_callback(running.stop)
        scene = Stage(slack, house, eyes, running.port)
        closing.push_async_callback(scene.leave)
        if http:
            await scene.admin.post("delivery", url=f"http://127.0.0.1:{running.port}/slack/events")
        yield scene


def _settings(slack: Playground, folder: Path, *, http: bool, **more: Any) -> Settings:
    door = {"slack_signing_secret": slack.signing_secret} if http else {"slack_app_token": slack.app_token}
    return Settings.load(
        for_slack=True,
        slack_api_url=slack.api_url,
        slack_bot_token=slack.bot_token,
        data_dir=folder,
        cache_dir=CACHE,
        port=0,
        **door,
        **more,
    )


def words_of(message: Json) -> str:
    """Everything that a message shows, as one text."""
    return json.dumps(message["blocks"], ensure_ascii=False) + str(message["text"])


def button(message: Json, label: str) -> Json:
    """The button that reads so: what a click needs. Raises StopIteration when the message has none."""
    return next(
        element
        for block in message["blocks"]
        for element in block.get("elements", ())
        if element["type"] == "button" and element["text"]["text"] == label
    )


async def press(screen: Screen, message: Json, label: str) -> Json:
    """Presses the button that reads so."""
    found = button(message, label)
    chosen = {"type": "button", "value": found["value"], "text": found["text"]}
    return await screen.click(message, found["action_id"], **chosen)


async def press_in_view(screen: Screen, view: Json, label: str) -> Json:
    """Presses the button of a Home or modal that reads so."""
    found = button(view, label)
    block = next(block["block_id"] for block in view["blocks"] if found in block.get("elements", ()))
    action = {"block_id": block, "action_id": found["action_id"], "type": "button", "value": found["value"]}
    return await screen.do("action", container={"type": "view", "view_id": view["id"]}, action=action)
