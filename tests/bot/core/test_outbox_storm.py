"""Whatever happens to the senders, in whatever order: nothing is lost, nothing is out twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.core.db import Database
from bot.core.leases import Absent, Dead, InDoubt, Outcome, Retry, Row, Sent, Timing
from bot.core.outbox import Message
from bot.core.queue import Queue
from bot.core.tables import outbox
from bot.core.unit import Unit
from tests.kit.database import AUDIT_KEY, ENGINES, TestClock, fresh_url, started

SENDERS = ("s1", "s2", "s3")
STEPS = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 2)),
    st.tuples(st.just("claim"), st.integers(0, 2)),
    st.tuples(st.just("post"), st.integers(0, 2)),
    st.tuples(st.just("refuse"), st.integers(0, 2)),
    st.tuples(st.just("doubt"), st.integers(0, 5)),
    st.tuples(st.just("crash"), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.integers(1, 120)),
)


class Storm:
    """Three senders, a Slack that remembers what it got, and accidents."""

    def __init__(self, database: Database) -> None:
        self.clock = TestClock()
        self.database = database
        self.queue = Queue(database, Timing())
        self.unit = Unit(database, self.clock, AUDIT_KEY, lambda: None)
        self.slack: Counter[str] = Counter()
        self.held: dict[str, list[Row]] = {name: [] for name in SENDERS}
        self.leases: dict[int, datetime] = {}
        self.posting: dict[int, str | None] = {}
        self.seen: set[tuple[int, int]] = set()
        self.put_keys: list[str] = []

    async def put(self, channel: int) -> None:
        key = f"k{len(self.put_keys)}"
        self.put_keys.append(key)
        async with self.unit() as work:
            work.outbox.put(Message("post", f"C{channel}", {}, key))

    async def claim(self, sender: int) -> None:
        now = self.clock.now()
        rows = await self.queue.claim(SENDERS[sender], 3, now)
        for row in rows:
            assert self.leases.get(row.id, now) <= now, "a row was leased to two senders"
            assert (row.id, row.claim) not in self.seen
            self.seen.add((row.id, row.claim))
            assert row.must_reconcile or not self._overtakes(row), "a post overtook one of its channel on its way"
            self.leases[row.id] = now + self.queue.timing.lease
            self.posting[row.id] = None if row.must_reconcile else row.channel
        self.held[SENDERS[sender]] += rows

    async def post(self, sender: int) -> None:
        await self._settle(SENDERS[sender], self._reach)

    async def refuse(self, sender: int) -> None:
        later = self.clock.now() + timedelta(seconds=3)
        await self._settle(SENDERS[sender], lambda _: Retry(later))

    async def doubt(self, choice: int) -> None:
        def lose(row: Row) -> Outcome:
            self._reach(row, arrives=choice % 2 == 0)
            return InDoubt(self.clock.now() + self.queue.timing.quiet)

        await self._settle(SENDERS[choice // 2], lose)

    async def crash(self, choice: int) -> None:
        rows, self.held[SENDERS[choice // 2]] = self.held[SENDERS[choice // 2]], []
        for row in rows:
            self._reach(row, arrives=choice % 2 == 0)

    async def wait(self, seconds: int) -> None:
        self.clock.move(seconds=seconds)

    async def drain(self) -> None:
        """Let everything come to rest with one honest sender."""
        self.held = {name: [] for name in SENDERS}
        for _ in range(4 * len(self.put_keys) + 8):
            await self.claim(0)
            await self.post(0)
            self.clock.move(seconds=50)

    async def counted(self) -> dict[str, int]:
        async with self.database.read() as connection:
            rows = await connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
            return dict(rows.all())

    def _reach(self, row: Row, *, arrives: bool = True) -> Outcome:
        """Do what the contract tells a sender to do with a row."""
        now = self.clock.now()
        if now > row.start_by:
            return Retry(now, counted=False)
        if row.must_reconcile:
            return Sent("1.1") if self.slack[row.key] else Absent()
        self.slack[row.key] += arrives
        return Sent("1.1") if arrives else Dead("never asked for")

    def _overtakes(self, row: Row) -> bool:
        now = self.clock.now()
        ahead = [each for each, until in self.leases.items() if each < row.id and until > now]
        return any(self.posting[each] == row.channel for each in ahead)

    async def _settle(self, sender: str, outcome: Callable[[Row], Outcome]) -> None:
        rows, self.held[sender] = self.held[sender], []
        results = [(row, outcome(row)) for row in rows]
        await self.queue.settle(results, self.clock.now())
        for row, _ in results:
            if self.leases[row.id] >= self.clock.now():
                self.leases[row.id] = self.clock.now()


async def weather(url: str, steps: list[tuple[str, int]]) -> tuple[Storm, dict[str, int]]:
    database = await started(url)
    try:
        storm = Storm(database)
        for name, argument in steps:
            await getattr(storm, name)(argument)
            assert sum((await storm.counted()).values()) == len(storm.put_keys)
        await storm.drain()
        return storm, await storm.counted()
    finally:
        with suppress(RuntimeError):
            await database.stop()


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=25, deadline=None)
@given(steps=st.lists(STEPS, min_size=3, max_size=40))
def test_every_message_is_out_exactly_once_after_any_storm(engine: str, steps: list[tuple[str, int]]) -> None:
    with fresh_url(engine) as url:
        storm, states = asyncio.run(weather(url, steps))
    assert states.get("sent", 0) == len(storm.put_keys)
    assert dict(storm.slack) == dict.fromkeys(storm.put_keys, 1) or not storm.put_keys
    assert set(states) <= {"sent"}
