"""Stories with a clock that both sides share: what is on its way survives the jump, and what was due comes once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.config import Settings, SettingsError
from bot.core.clock import ShiftedClock
from bot.core.workdays import WorkDays
from bot.following import Follower
from bot.playground import cast
from bot.playground.server import start
from tests.bot.playground.screen import Admin
from tests.faults.crowd import Crowd
from tests.kit.patience import SECONDS, until
from tests.kit.stage import Stage, press, stage, words_of

TOKYO = ZoneInfo("Asia/Tokyo")
RIDDLE = "りんごとバナナはどちらが重いですか"
DAY = 86_400


def _next_working_morning(now: float) -> datetime:
    """Nine o'clock on the working day after the one on which a reminder falls due."""
    days = WorkDays("Asia/Tokyo")
    day = days.end_after(datetime.fromtimestamp(now, TOKYO), 2).date()
    return datetime.combine(day, time(9), TOKYO)


async def _healthy(scene: Stage) -> bool:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{scene.port}/healthz") as answer:
        return answer.status == 200


async def test_a_question_nobody_answers_is_remembered_once_in_the_playgrounds_own_time(tmp_path: Path) -> None:
    async with stage(tmp_path, shared_clock=True, semantic_search=False) as scene:
        tanaka, takahashi = await scene.person(cast.TANAKA.id), await scene.person(cast.TAKAHASHI.id)
        await tanaka.say(RIDDLE)
        await press(tanaka, await tanaka.hears_bot(), "人に聞く")
        view = (await tanaka.sees("view_open"))["view"]
        await tanaka.do("view_submit", view_id=view["id"], state={})
        await takahashi.hears_bot()
        morning = _next_working_morning((await scene.admin.get("clock"))["now"])
        await scene.admin.post("clock", until=morning.timestamp())
        reminder = await takahashi.hears_bot()
        assert "まだ回答を待っている" in reminder["text"]
        assert datetime.fromtimestamp(float(reminder["ts"]), TOKYO).date() == morning.date()
        assert await _healthy(scene)
        await scene.admin.post("clock", seconds=60)
        await scene.house.ticker.look()
        await scene.settled()
        heard = (await scene.admin.get("messages", channel=cast.TAKAHASHI.id))["messages"]
        assert len([one for one in heard if "まだ回答を待っている" in words_of(one)]) == 1
        await takahashi.do("open", channel=takahashi.dm, tab="home")
        day = f"{morning.month}/{morning.day}"
        asked = await tanaka.say("パスワードは何文字以上？")
        assert datetime.fromtimestamp(float(asked["ts"]), TOKYO).strftime("%-m/%-d") == day
        await tanaka.hears_bot()


@pytest.mark.parametrize("jumps", [1, 3])
async def test_a_jump_of_days_loses_and_repeats_nothing_that_is_on_its_way(tmp_path: Path, jumps: int) -> None:
    """Some posts are accepted only after the sender has given up, the worst case for leases and quiet periods."""
    brief: dict[str, Any] = {"send_timeout_seconds": 0.4, "lease_seconds": 0.6, "reconcile_margin_seconds": 1.5}
    async with stage(tmp_path, shared_clock=True, semantic_search=False, **brief) as scene:
        slack, crowd = scene.slack, Crowd(scene.slack)
        await scene.admin.fault("delay", method="chat.postMessage", times=8, every=3, ms=1200)
        await scene.admin.fault("delay_answer", method="chat.postMessage", times=8, every=5, ms=200)
        await scene.admin.fault("rate_limit", method="chat.postMessage", times=2, every=7)
        for _ in range(24):
            crowd.ask()
        for _ in range(jumps):
            await until(lambda: any(line.name == "chat.postMessage" for line in slack.slack.log.lines))
            await scene.admin.post("clock", seconds=3 * DAY)
            assert await _healthy(scene)
            await asyncio.sleep(0.5)
        await crowd.all_answered()
        await _nothing_more(scene)
        assert crowd.counts(crowd.asked) == Counter({1: 24})
        assert await _healthy(scene)


async def _nothing_more(scene: Stage) -> None:
    """Waits until the outbox holds nothing that could still be said, and past the last delayed acceptance."""
    async with asyncio.timeout(SECONDS):
        while (await _states(scene)) - {"sent"}:  # noqa: ASYNC110  a row in a database calls nobody
            await asyncio.sleep(0.05)
    await asyncio.sleep(1.3)


async def _states(scene: Stage) -> set[str]:
    from bot.core.desk import OutboxDesk  # noqa: PLC0415

    async with scene.house.services.database.read() as connection:
        return set((await OutboxDesk(connection).stats(scene.house.services.clock.now())).by_state)


async def test_a_bot_in_another_process_follows_the_clock(tmp_path: Path) -> None:
    slack, told = await start(), asyncio.Event()
    clock = ShiftedClock()
    clock.watch(told.set)
    async with aiohttp.ClientSession() as session:
        admin = Admin(session, slack.url)
        follower = Follower(session, f"{slack.url}/api/admin/clock", clock)
        following = asyncio.create_task(follower.run())
        await admin.post("clock", seconds=3 * DAY)
        await asyncio.wait_for(told.wait(), SECONDS)
        assert clock.offset == timedelta(days=3)
        await slack.stop()
        await follower.look()
        assert clock.offset == timedelta(days=3), "a playground that is away does not turn the clock back"
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("http://127.0.0.1:8800/api/admin/clock", True),
        ("http://[::1]:8800/api/admin/clock", True),
        ("http://localhost/api/admin/clock", True),
        ("http://clock.example.com/api/admin/clock", False),
        ("http://127.0.0.1.example.com/", False),
        ("http://localhost@example.com/", False),
        ("https://127.0.0.1/", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_a_clock_of_this_machine_may_move_ours(url: str, taken: bool) -> None:
    if taken:
        assert Settings.load(clock_url=url).clock_url == url
        return
    with pytest.raises(SettingsError, match="MAMORI_CLOCK_URL"):
        Settings.load(clock_url=url)
