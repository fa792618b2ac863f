"""One bulletin to a thousand channels and two thousand people, through power cuts: each gets it, and once.

By day a smaller company; `MAMORI_TEST_NIGHT=1` does the whole.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from tests.kit.broadcast import DROPPED, LIMITED, Broadcast
from tests.kit.patience import until

pytestmark = [pytest.mark.slow]

NIGHT = bool(os.environ.get("MAMORI_TEST_NIGHT"))
CHANNELS, PEOPLE, CUTS = (1000, 2000, 100) if NIGHT else (30, 50, 3)
LATE = {"kind": "delay", "method": "chat.postMessage", "times": -1, "every": 4, "ms": 300}
"""Slack finishes some posts after their sender is gone."""
VERY_LATE = LATE | {"every": 3, "ms": 5000}


@pytest.mark.timeout(7200 if NIGHT else 300)
async def test_a_broadcast_through_power_cuts_limits_and_lost_answers_reaches_each_exactly_once(tmp_path: Path) -> None:
    broadcast = await Broadcast.prepared(tmp_path, CHANNELS, PEOPLE, RECONCILE_MARGIN_SECONDS="3")
    chance = Random(20260401)
    broadcast.arm(LATE, LIMITED, LIMITED, LIMITED, DROPPED)
    try:
        await broadcast.bot.start()
        arrived = await broadcast.runs([chance.uniform(0, CUTS * 3) for _ in range(CUTS)])
    finally:
        await broadcast.close()
    assert (arrived.lost, arrived.twice) == (0, 0)


async def test_without_the_quiet_period_what_slack_accepts_late_comes_twice(tmp_path: Path) -> None:
    broadcast = await Broadcast.prepared(tmp_path, channels=5, people=0, RECONCILE_MARGIN_SECONDS="0")
    broadcast.arm(VERY_LATE)
    try:
        await broadcast.bot.start()
        arrived = await broadcast.runs([])
        await until(lambda: broadcast.heard().total() > broadcast.expected)
    finally:
        await broadcast.close()
    assert arrived.lost == 0
