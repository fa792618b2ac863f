"""A broadcast through a bot that may be killed: many channels and people, and what arrived of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.bulletins.service import BulletinService
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.unit import Unit
from bot.core.workdays import WorkDays
from bot.playground.cast import TAKAHASHI
from bot.playground.limits import Pace
from bot.playground.model import Channel, User
from bot.playground.server import Playground
from knowledge.loader import load
from tests.faults.rig import Bot, open_playground, quick
from tests.kit import bulletins as k
from tests.kit.database import AUDIT_KEY
from tests.kit.stage import prepare

LIMITED: dict[str, object] = {"kind": "rate_limit", "method": "chat.postMessage", "times": -1, "every": 10}
"""Thrice: three calls of ten are refused."""
DROPPED: dict[str, object] = {"kind": "drop_after_accept", "method": "chat.postMessage", "times": -1, "every": 20}
LEAST_SECONDS = 0.2
"""What a bot that has just started may do before the next power cut, however far behind its schedule the machine is."""


@dataclass(frozen=True)
class Arrived:
    """What became of a broadcast."""

    lost: int
    twice: int
    seconds: float


class Broadcast:
    """A playground with so many channels and people more, and a bot that finds one bulletin to send."""

    def __init__(self, slack: Playground, bot: Bot, channels: int, people: int) -> None:
        self.slack = slack
        self.bot = bot
        self.channels = [self._channel(number) for number in range(channels)]
        for number in range(people):
            name = f"reader{number}"
            self.slack.slack.space.add_user(User(f"U0READ{number:05}", name, name, email=f"{name}@example.co.jp"))

    @classmethod
    async def prepared(
        cls, home: Path, channels: int, people: int, pace: Pace | None = None, **settings: str
    ) -> Broadcast:
        """Everything is there, and the bot not yet started."""
        slack = await open_playground(pace)
        broadcast = cls(slack, Bot(slack, home, **(quick() | settings)), channels, people)
        await broadcast._planned()
        return broadcast

    def arm(self, *faults: dict[str, object]) -> None:
        for fault in faults:
            self.slack.slack.faults.arm(fault)

    async def runs(self, cuts: Sequence[float]) -> Arrived:
        """What becomes of it with power cuts at these moments (seconds from now) of a bot that is at work."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for moment in sorted(cuts):
            await asyncio.sleep(max(began + moment - loop.time(), LEAST_SECONDS))
            await self.bot.kill()
            await self.bot.start()
        while not self._over():  # noqa: ASYNC110  what is looked at lives in another process
            await asyncio.sleep(LEAST_SECONDS)
        heard = self.heard()
        return Arrived(self.expected - len(heard), heard.total() - len(heard), loop.time() - began)

    @property
    def expected(self) -> int:
        """How many messages it comes to."""
        people = self.slack.slack.space.people()
        return len(self.channels) + sum(not (one.is_bot or one.guest or one.deleted) for one in people)

    async def close(self) -> None:
        await self.bot.kill()
        await self.slack.stop()

    def heard(self) -> Counter[str]:
        """How often each message of the bulletin stands somewhere."""
        channels = self.slack.slack.space.channels.values()
        keys = (_key(one.metadata) for channel in channels for one in channel.messages.values())
        return Counter(key for key in keys if key.startswith("bulletin:"))

    def _over(self) -> bool:
        states = self.bot.messages()
        return states["sent"] > 0 and not {"todo", "leased", "in_doubt"} & set(states)

    def _channel(self, number: int) -> str:
        space = self.slack.slack.space
        space.add_channel(Channel(f"C0CAST{number:05}", f"cast-{number}", members=[space.app.bot_user]))
        return f"C0CAST{number:05}"

    async def _planned(self) -> None:
        prepare(self.bot.database)
        database = Database(self.bot.database)
        await database.start()
        unit = Unit(database, SystemClock(), AUDIT_KEY, lambda: None)
        service = BulletinService(load().bulletins, WorkDays("Asia/Tokyo"))
        about = {"audience": k.audience(everyone=True, channels=tuple(self.channels))}
        made = k.bulletin(self.slack.slack.space.team_id, TAKAHASHI.id, SystemClock().now(), **about)
        await k.planned(unit, service, made)
        await database.stop()


def _key(metadata: dict[str, object] | None) -> str:
    payload = (metadata or {}).get("event_payload")
    return str(payload.get("key", "")) if isinstance(payload, dict) else ""
