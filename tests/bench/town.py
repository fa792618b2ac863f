"""A playground full of people who ask, and a watch on every acknowledgement and answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import median, quantiles

from bot.playground.delivery import Answer, Courier, Parcel
from bot.playground.model import Channel, User
from bot.playground.people import People
from bot.playground.server import Playground
from tests.kit.patience import until


@dataclass
class Watch:
    """A way to the app that notes how long each acknowledgement of a person's message took."""

    way: Courier
    retries: tuple[float, ...]
    seconds: list[float] = field(default_factory=list)

    async def hand_over(self, parcel: Parcel, patience: float) -> Answer:
        began = time.perf_counter()
        answer = await self.way.hand_over(parcel, patience)
        if not parcel.payload["event"].get("bot_id"):
            self.seconds.append(time.perf_counter() - began)
        return answer

    def percentile(self, percent: int) -> float:
        """In milliseconds."""
        return 1000 * (median(self.seconds) if percent == 50 else quantiles(self.seconds, n=100)[percent - 1])


class Town:
    """People with a conversation each; `texts` is what they ask, one after the other."""

    def __init__(self, playground: Playground, people: int, texts: Sequence[str]) -> None:
        slack = playground.slack
        self._people = People(slack)
        self._texts = texts
        self._numbers = count()
        self.watch = Watch(slack.sockets, slack.sockets.retries)
        slack.delivery.courier = self.watch
        self.homes: list[tuple[User, Channel]] = []
        for number in range(people):
            name = f"citizen{number}"
            user = slack.space.add_user(User(f"U0TOWN{number:05}", name, name, email=f"{name}@example.co.jp"))
            self.homes.append((user, slack.space.bot_dm(user.id)))

    def ask(self, home: int) -> None:
        user, channel = self.homes[home % len(self.homes)]
        self._people.say(user, channel, self._texts[next(self._numbers) % len(self._texts)])

    def answered(self) -> int:
        return sum(_answers(channel) for _, channel in self.homes)

    async def steady(self, per_second: float, seconds: float) -> tuple[int, float]:
        """Open loop: asks on, whether answered or not. Returns what was left unanswered, and the seconds it took."""
        before, began = self.answered(), time.perf_counter()
        total = int(per_second * seconds)
        for number in range(total):
            self.ask(number)
            await asyncio.sleep(max(0.0, began + (number + 1) / per_second - time.perf_counter()))
        try:
            await until(lambda: self.answered() - before >= total, 30)
        except TimeoutError:
            return total - (self.answered() - before), time.perf_counter() - began
        return 0, time.perf_counter() - began

    async def busy(self, askers: int, seconds: float) -> float:
        """Closed loop: each asks again as soon as they are answered. Returns the answers per second."""
        before, began = self.answered(), time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for home in range(askers):
                group.create_task(self._insist(home, began + seconds))
        return (self.answered() - before) / (time.perf_counter() - began)

    async def _insist(self, home: int, end: float) -> None:
        channel = self.homes[home][1]
        while time.perf_counter() < end:
            before = _answers(channel)
            self.ask(home)
            while _answers(channel) == before:  # noqa: ASYNC110  no hook in the playground, so that it stays as it is
                await asyncio.sleep(0.005)


def _answers(channel: Channel) -> int:
    return sum(1 for message in channel.messages.values() if message.bot_id)
