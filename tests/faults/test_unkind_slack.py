"""A Slack that loses answers, sends things twice and asks to slow down: each question still has one answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
import pytest_asyncio

from bot.playground.limits import Pace
from bot.playground.server import Playground
from tests.faults.crowd import Crowd
from tests.faults.rig import Bot

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]
POST = "chat.postMessage"


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def _running(bot: Bot) -> None:
    await bot.start()


@pytest.fixture(autouse=True)
def _kind_again(slack: Playground) -> Iterator[None]:
    yield
    slack.slack.faults.clear()
    slack.slack.limits.pace = Pace(enabled=False)


async def test_a_post_whose_answer_is_lost_is_found_again_and_not_repeated(
    slack: Playground, crowd: Crowd, bot: Bot
) -> None:
    slack.slack.faults.arm({"kind": "drop_after_accept", "method": POST, "times": 6, "every": 2})
    slack.slack.faults.arm({"kind": "drop_before_accept", "method": POST, "times": 6, "every": 3})
    for _ in range(9):
        crowd.ask()
        crowd.mention()
    await crowd.all_answered()
    await bot.at_rest()
    assert crowd.counts(crowd.asked) == {1: 18}
    assert not slack.slack.faults.armed, "Slack was kinder than this test wants"


async def test_events_delivered_twice_and_acknowledgements_lost_lead_to_one_answer(
    slack: Playground, crowd: Crowd, bot: Bot
) -> None:
    slack.slack.faults.arm({"kind": "duplicate", "times": -1})
    slack.slack.faults.arm({"kind": "drop_ack", "times": -1, "every": 3})
    for _ in range(9):
        crowd.ask()
        crowd.mention()
    await crowd.all_answered()
    await slack.slack.delivery.settled()
    await bot.at_rest()
    assert crowd.counts(crowd.asked) == {1: 18}


async def test_nothing_is_sent_while_slack_asks_to_wait(slack: Playground, crowd: Crowd, bot: Bot) -> None:
    since = len(slack.slack.log.lines)
    slack.slack.faults.arm({"kind": "rate_limit", "method": POST, "times": 2, "every": 2, "retry_after": 1})
    for _ in range(5):
        crowd.mention()  # one channel: one post at a time, so none can be on its way when the refusal comes
    await crowd.all_answered()
    await bot.at_rest()
    calls = [line for line in list(slack.slack.log.lines)[since:] if line.name == POST]
    pauses = [after.at - before.at for before, after in pairwise(calls) if before.outcome == "ratelimited"]
    assert len(pauses) == 2
    assert min(pauses) >= 1.0
    assert crowd.counts(crowd.asked) == {1: 5}


async def test_a_storm_of_refusals_loses_and_doubles_nothing(slack: Playground, crowd: Crowd, bot: Bot) -> None:
    slack.slack.limits.pace = Pace(workspace_burst=10, workspace_per_second=15)
    slack.slack.limits.forget()
    for _ in range(25):
        crowd.ask()
    await crowd.all_answered()
    await bot.at_rest()
    assert any(line.outcome == "ratelimited" for line in slack.slack.log.select("api", POST)[-40:])
    assert crowd.counts(crowd.asked) == {1: 25}
