"""Messages in doubt: the quiet period is what keeps them single, and a new process need not wait for the dead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.leases import Timing
from bot.core.outbox import Message
from bot.core.queue import Queue
from bot.core.unit import Unit
from bot.playground.cast import GENERAL
from bot.playground.server import Playground
from handlers.kit.sender import Sender
from tests.faults.rig import open_playground
from tests.kit.database import AUDIT_KEY, TestClock, started
from tests.kit.patience import until

TIMEOUT = timedelta(seconds=0.3)
HISTORY = "conversations.history"
LATE_MS = 1500
"""When Slack accepts the post whose sender gave up after the timeout."""


@asynccontextmanager
async def sending(slack: Playground, queue: Queue, news: asyncio.Event) -> AsyncIterator[None]:
    """A sender at work that looks for news all the time."""

    async def call() -> None:
        while True:
            news.set()
            await asyncio.sleep(0.02)

    async with ClientSession(timeout=ClientTimeout(TIMEOUT.total_seconds())) as session:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])
        sender = Sender(queue, client, SystemClock(), news)
        running, calling = asyncio.create_task(sender.run()), asyncio.create_task(call())
        yield
        await sender.stop()
        await running
        calling.cancel()


@pytest.mark.slow
@pytest.mark.parametrize(("margin", "copies"), [(1.5, 1), (0.0, 2)], ids=["with its margin", "without a margin"])
async def test_a_post_accepted_late_stays_single_only_because_of_the_quiet_period(margin: float, copies: int) -> None:
    slack, database, news = await open_playground(), await started("sqlite://"), asyncio.Event()
    queue = Queue(database, Timing(TIMEOUT, 2 * TIMEOUT, timedelta(seconds=margin)))
    slack.slack.faults.arm({"kind": "delay", "method": "chat.postMessage", "ms": LATE_MS})
    async with sending(slack, queue, news):
        async with Unit(database, SystemClock(), AUDIT_KEY, news.set)() as work:
            work.outbox.put(Message("post", GENERAL, {"text": "once"}, "k1"))
        await asyncio.sleep(LATE_MS / 1000)
        await until(lambda: len(slack.slack.log.select("api", "chat.postMessage")) == copies)
        await until(lambda: bool(slack.slack.log.select("api", HISTORY)))
        await asyncio.sleep(0.2)  # the time to send it once more, if it were to
    await database.stop()
    await slack.stop()
    assert len(slack.slack.space.channels[GENERAL].messages) == copies


@pytest.mark.slow
@pytest.mark.parametrize("trouble", ["rate_limit", "server_error", "drop_before_accept", "delay_answer"])
async def test_a_look_up_that_went_wrong_is_made_again_before_anything_is_said_twice(trouble: str) -> None:
    slack, database, news = await open_playground(), await started("sqlite://"), asyncio.Event()
    queue = Queue(database, Timing(TIMEOUT, 2 * TIMEOUT, timedelta(seconds=0.2)))
    slack.slack.faults.arm({"kind": "drop_after_accept", "method": "chat.postMessage"})
    slack.slack.faults.arm({"kind": trouble, "method": HISTORY})
    calls = slack.slack.log
    async with sending(slack, queue, news):
        async with Unit(database, SystemClock(), AUDIT_KEY, news.set)() as work:
            work.outbox.put(Message("post", GENERAL, {"text": "once"}, "k1", policy="duplicate"))
        await until(lambda: not any(fault.times for fault in slack.slack.faults.armed))
        looked = 2 if trouble == "delay_answer" else 1  # that one Slack has heard, and only its answer came too late
        await until(lambda: len([one for one in calls.select("api", HISTORY) if one.outcome == "ok"]) == looked)
        await asyncio.sleep(0.2)  # the time to send it once more, if it were to
    await database.stop()
    await slack.stop()
    assert len(slack.slack.space.channels[GENERAL].messages) == 1


@pytest.mark.slow
@pytest.mark.parametrize("spoken_before", [False, True])
async def test_a_doubtful_post_to_a_channel_called_by_its_name_is_looked_up_too(spoken_before: bool) -> None:
    slack, database, news = await open_playground(), await started("sqlite://"), asyncio.Event()
    queue = Queue(database, Timing(TIMEOUT, 2 * TIMEOUT, timedelta(seconds=0.2)))
    unit = Unit(database, SystemClock(), AUDIT_KEY, news.set)
    said = slack.slack.space.channels[GENERAL].messages
    async with sending(slack, queue, news):
        if spoken_before:
            async with unit() as work:
                work.outbox.put(Message("post", "#general", {"text": "before"}, "k0"))
            await until(lambda: len(said) == 1)
        slack.slack.faults.arm({"kind": "drop_after_accept", "method": "chat.postMessage"})
        async with unit() as work:
            work.outbox.put(Message("post", "#general", {"text": "once"}, "k1", policy="duplicate"))
        await until(lambda: bool(slack.slack.log.select("api", HISTORY)))
        await asyncio.sleep(0.2)  # the time to send it once more, if it were to
    await database.stop()
    await slack.stop()
    assert [one.text for one in said.values()].count("once") == 1
    assert bool(slack.slack.log.select("api", "conversations.list")) is not spoken_before


@pytest.mark.slow
async def test_while_look_ups_wait_for_their_own_pace_everybody_else_is_answered() -> None:
    slack, database, news = await open_playground(), await started("sqlite://"), asyncio.Event()
    queue = Queue(database, Timing(TIMEOUT, 2 * TIMEOUT, timedelta(seconds=0.2)))
    slack.slack.faults.arm({"kind": "drop_after_accept", "method": "chat.postMessage"})
    slack.slack.faults.arm({"kind": "rate_limit", "method": HISTORY, "retry_after": 3600})
    async with sending(slack, queue, news):
        async with Unit(database, SystemClock(), AUDIT_KEY, news.set)() as work:
            work.outbox.put(Message("post", GENERAL, {"text": "doubtful"}, "k1"))
        await until(lambda: bool(slack.slack.log.select("api", HISTORY)))
        async with Unit(database, SystemClock(), AUDIT_KEY, news.set)() as work:
            work.outbox.put(Message("post", GENERAL, {"text": "answer"}, "k2"))
        await until(lambda: len(slack.slack.space.channels[GENERAL].messages) == 2)
    await database.stop()
    await slack.stop()


async def test_a_new_process_opens_the_lanes_of_the_one_that_died(
    database: Database, unit: Unit, clock: TestClock
) -> None:
    queue = Queue(database, Timing())
    async with unit() as work:
        work.outbox.put(Message("post", "C1", {}, "first"))
    await queue.claim("dead", 9, clock.now())
    async with unit() as work:
        work.outbox.put(Message("post", "C1", {}, "second"))
    assert not await queue.claim("alive", 9, clock.now())
    await queue.take_over(clock.now())
    assert [row.key for row in await queue.claim("alive", 9, clock.now())] == ["second"]
    early = clock.move(seconds=Timing().quiet.total_seconds() - 1)
    assert "first" not in [row.key for row in await queue.claim("alive", 9, early)]
    doubtful = await queue.claim("alive", 9, clock.move(seconds=2))
    assert [row.key for row in doubtful if row.must_reconcile] == ["first"]


async def test_a_short_pause_does_not_end_a_longer_one(database: Database, unit: Unit, clock: TestClock) -> None:
    queue = Queue(database, Timing())
    async with unit() as work:
        work.outbox.put(Message("post", "C1", {}, "k"))
    await queue.pause(clock.now() + timedelta(seconds=30))
    await queue.pause(clock.now() + timedelta(seconds=1))
    assert not await queue.claim("s", 9, clock.move(seconds=29))
    assert await queue.claim("s", 9, clock.move(seconds=2))
