"""Power cuts at random moments: no acknowledged question is lost, none is answered twice."""

from __future__ import annotations

import asyncio
import os
from random import Random

import pytest

from bot.playground.server import Playground
from tests.faults.crowd import Crowd
from tests.faults.rig import Bot
from tests.kit.patience import SECONDS, until

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

KILLS = int(os.environ.get("MAMORI_TEST_KILLS", "3"))
"""Set it higher for a night by hand."""


@pytest.mark.timeout(600 + 60 * KILLS)
async def test_every_question_has_exactly_one_answer_after_kills_under_load(
    slack: Playground, crowd: Crowd, bot: Bot
) -> None:
    chance = Random(20260401)
    # Slack finishes some posts after their sender is gone.
    slack.slack.faults.arm({"kind": "delay", "method": "chat.postMessage", "times": -1, "every": 3, "ms": 300})
    await bot.start()
    asking = asyncio.create_task(crowd.keep_asking(per_second=8))
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.1, 2.0))
        await bot.kill()
        await bot.start()
    asking.cancel()
    acknowledged = crowd.acknowledged()
    await crowd.all_answered()
    await bot.at_rest()
    assert acknowledged
    assert crowd.counts(acknowledged) == {1: len(acknowledged)}, crowd.repeated()
    assert crowd.counts(crowd.asked) == {1: len(crowd.asked)}


async def test_a_polite_stop_waits_for_what_is_on_its_way_and_loses_nothing(
    slack: Playground, crowd: Crowd, bot: Bot
) -> None:
    slack.slack.faults.clear()
    slack.slack.faults.arm({"kind": "delay_answer", "method": "chat.postMessage", "times": -1, "ms": 400})
    asking = asyncio.create_task(crowd.keep_asking(per_second=40))
    await until(lambda: len(crowd.unanswered()) < len(crowd.asked))
    async with asyncio.timeout(SECONDS):
        assert await bot.stop() == 0
    assert set(bot.messages()) <= {"sent", "todo"}, "a message is left in doubt although there was time to hear of it"
    asking.cancel()
    await bot.start()
    await crowd.all_answered()
    await bot.at_rest()
    assert crowd.counts(crowd.asked) == {1: len(crowd.asked)}
