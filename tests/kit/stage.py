"""A stage for whole stories: the playground's Slack, the genuine Bolt app, and people who use it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from copy import copy
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

import aiohttp
import yaml
from sqlalchemy import or_, select

from bot import wiring
from bot.answers.finder import Finder
from bot.config import Settings
from bot.core.clock import Clock, ShiftedClock, SystemClock
from bot.core.db import database_url, sqlite_file
from bot.core.migrate import upgrade
from bot.core.tables import outbox, outbox_gate
from bot.playground.cast import sample_workspace
from bot.playground.delivery import Timing
from bot.playground.limits import Pace
from bot.playground.model import User
from bot.playground.server import Playground, start
from knowledge.documents import Company
from knowledge.loader import load
from knowledge.vectors import load_encoder
from tests.bot.playground.screen import Admin, Json, Screen
from tests.kit.patience import eventually

ROOT = Path(__file__).parents[2]
CACHE = Path(gettempdir()) / "mamori-test-vectors"
PATIENT = Timing(ack=60.0, trigger=60.0)
"""A Slack that waits for a bot on a busy machine; how it behaves when nobody answers is the playground's own story."""
UNREADABLE = {"invalid_blocks", "invalid_payload", "no_text", "refused"}


@cache
def finder() -> Finder:
    """The packaged content, indexed once for all tests of a process."""
    return Finder.build(load(), load_encoder(), CACHE)


@cache
def _new_database() -> bytes:
    """A database in today's shape: the migrations run once for all tests of a process."""
    with TemporaryDirectory() as folder:
        upgrade(f"sqlite:///{folder}/new.db")
        return Path(folder, "new.db").read_bytes()


def prepare(url: str) -> None:
    """Brings a database to today's shape."""
    file = sqlite_file(database_url(url))
    if file is None or file.exists():
        upgrade(url)
    else:
        file.write_bytes(_new_database())


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

    async def settled(self) -> None:
        """Waits until nothing is under way: every event is delivered, and all that is due has been said."""
        await eventually(self._at_rest)

    async def _at_rest(self) -> bool:
        delivery = self.slack.slack.delivery
        await delivery.settled()
        now = self.house.services.clock.now()
        closed = select(outbox_gate.c.name).where(outbox_gate.c.closed_until > now)
        due = (outbox.c.state == "todo") & (outbox.c.not_before <= now) & ~closed.exists()
        async with self.house.services.database.read() as connection:
            unsaid = await connection.execute(select(outbox.c.id).where(or_(due, outbox.c.state == "leased")).limit(1))
            return unsaid.first() is None and not delivery.pending

    async def leave(self) -> None:
        for screen in self._people.values():
            await screen.close()


@asynccontextmanager
async def stage(folder: Path, clock: Clock | None = None, **more: Any) -> AsyncIterator[Stage]:
    """Opens the playground and starts the product in it, on a database file of its own.

    `limits=True` keeps Slack's pace, `timing=…` its patience, `http=True` has Slack call us over signed HTTP, with
    `shared_clock=True` `admin.post("clock", …)` moves the bot's clock too; `company` is another company and `people`
    are users who join the cast; the rest are settings.
    """
    limits, http, timing = more.pop("limits", False), more.pop("http", False), more.pop("timing", PATIENT)
    company, joining = more.pop("company", None), more.pop("people", ())
    shared = ShiftedClock() if more.pop("shared_clock", False) else None
    known = _at(company) if company else finder()
    pace = None if limits else Pace(enabled=False)
    slack = await start(workspace=sample_workspace(manifest()), pace=pace, timing=timing)
    for user in joining:
        slack.slack.space.add_user(User(**vars(user)))
    if shared:
        slack.slack.clock.watch(lambda skipped: shared.move(timedelta(seconds=skipped)))
    async with AsyncExitStack() as closing:
        closing.push_async_callback(slack.stop)
        settings = _settings(slack, folder, http=http, **more)
        prepare(settings.database)
        session = await closing.enter_async_context(wiring.session_for(settings))
        eyes = await closing.enter_async_context(aiohttp.ClientSession())
        house = wiring.build(settings, session, shared or clock or SystemClock(), known)
        running = await wiring.Running.start(house)
        closing.push_async_callback(running.stop)
        scene = Stage(slack, house, eyes, running.port)
        closing.push_async_callback(scene.leave)
        if http:
            await scene.admin.post("delivery", url=f"http://127.0.0.1:{running.port}/slack/events")
        yield scene
        assert malformed(slack) == []


def malformed(slack: Playground) -> list[str]:
    """What the product sent that Slack refuses for its form; the sender would hide it behind plain words."""
    log = slack.slack.log
    calls = [line for line in log.select("api") if "[json-pointer:" in str(line.answer)]
    replies = [line for kind in ("response_url", "problem") for line in log.select(kind) if line.outcome in UNREADABLE]
    return [f"{line.name}: {line.outcome}: {line.answer or line.body}" for line in (*calls, *replies)]


def _at(company: Company) -> Finder:
    """The same knowledge in another company."""
    found = copy(finder())
    found.known = replace(found.known, company=company)
    return found


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
        **{"feeds": False, **more},
    )


def words_of(message: Json) -> str:
    """Everything that a message shows, as one text."""
    return json.dumps(message.get("blocks", []), ensure_ascii=False) + str(message["text"])


def button(message: Json, label: str) -> Json:
    """The button that reads so: what a click needs. Raises StopIteration when the message has none."""
    return next(
        element
        for block in message["blocks"]
        for element in _elements(block)
        if element["type"] == "button" and element["text"]["text"] == label
    )


def _elements(block: Json) -> list[Json]:
    return [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]


async def press(screen: Screen, message: Json, label: str) -> Json:
    """Presses the button that reads so."""
    found = button(message, label)
    chosen = {"type": "button", "value": found["value"], "text": found["text"]}
    return await screen.click(message, found["action_id"], **chosen)


async def press_in_view(screen: Screen, view: Json, label: str) -> Json:
    """Presses the button of a Home or modal that reads so."""
    found = button(view, label)
    block = next(block["block_id"] for block in view["blocks"] if found in _elements(block))
    action = {"block_id": block, "action_id": found["action_id"], "type": "button", "value": found["value"]}
    return await screen.do("action", container={"type": "view", "view_id": view["id"]}, action=action)
