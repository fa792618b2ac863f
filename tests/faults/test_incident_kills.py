"""Power cuts while an incident climbs the chain: no call is lost, and none comes twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

import aiohttp
import pytest
from sqlalchemy import NullPool, create_engine, text

from bot.playground.cast import SECURITY, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, Screen
from tests.faults.rig import Bot, open_playground, quick
from tests.kit.database import ENGINES, fresh_url
from tests.kit.incidents import report
from tests.kit.patience import until

pytestmark = pytest.mark.slow

STEPS = ((SUZUKI.id, 0), (TAKAHASHI.id, 301), (WATANABE.id, 301), (SECURITY, 301))
"""Who is called next at level 3, after how many seconds."""
CUTS = {"sqlite": {0, 2}, "postgresql": {1, 3}}
"""At which steps the power fails, by engine: between them every step is tried."""


@pytest.fixture(params=ENGINES)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param) as url:
        yield url if request.param == "postgresql" else f"sqlite:///{tmp_path / 'mamori.db'}"


async def test_the_climb_survives_power_cuts_at_every_step(tmp_path: Path, where: str) -> None:
    slack = await open_playground()
    bot = Bot(slack, tmp_path, where, **quick(), CLOCK_URL=f"{slack.url}/api/admin/clock")
    try:
        await bot.start()
        async with aiohttp.ClientSession() as session:
            tanaka = await Screen(session, slack.url, TANAKA.id).open()
            await report(tanaka, "loss", "名簿の入ったUSBをなくしました", personal="over-1000")
            await _climb(slack, bot, Admin(session, slack.url), Random(20260401))
            await tanaka.close()
    finally:
        await bot.kill()
        await slack.stop()


async def _climb(slack: Playground, bot: Bot, admin: Admin, chance: Random) -> None:
    slack.slack.faults.arm({"kind": "delay", "method": "chat.postMessage", "times": -1, "every": 2, "ms": 200})
    for place, (called, seconds) in enumerate(STEPS):
        if seconds:
            await admin.post("clock", seconds=seconds)
        if place in CUTS[bot.database.partition(":")[0].partition("+")[0]]:
            await asyncio.sleep(chance.uniform(0.0, 1.5))  # the clock is followed within a second
            await bot.kill()
            await bot.start()
        prefix = "incident-alert:" if called == SECURITY else "incident-call:"
        await until(partial(_called, slack, called, prefix))
    await until(lambda: not {"todo", "leased", "in_doubt"} & set(bot.messages()))
    heard = _keys(slack)
    assert {key: count for key, count in heard.items() if count > 1} == {}
    assert set(_put(bot)) <= set(heard), "what was to be said was said"
    asked = [key.split(":")[2] for key in heard if key.startswith("incident-call:") and ":chain:" in key]
    assert Counter(asked) == Counter([SUZUKI.id, TAKAHASHI.id, WATANABE.id])


def _called(slack: Playground, place: str, prefix: str) -> bool:
    channels = slack.slack.space.channels
    where = channels[place] if place in channels else slack.slack.space.bot_dm(place)
    keys = (_key(one.metadata) for one in where.messages.values())
    wanted = ":chain:" if prefix == "incident-call:" else ""
    return any(key.startswith(prefix) and wanted in key for key in keys)


def _keys(slack: Playground) -> Counter[str]:
    """How often each message that has a key stands somewhere."""
    messages = (one for channel in slack.slack.space.channels.values() for one in channel.messages.values())
    return Counter(key for one in messages if (key := _key(one.metadata)))


def _key(metadata: dict[str, object] | None) -> str:
    payload = (metadata or {}).get("event_payload")
    return str(payload.get("key", "")) if isinstance(payload, dict) else ""


def _put(bot: Bot) -> list[str]:
    """The keys of all posts that the bot has ever wanted to make."""
    engine = create_engine(bot.sync_url, poolclass=NullPool)
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT key FROM outbox WHERE kind = 'post'")).scalars())
