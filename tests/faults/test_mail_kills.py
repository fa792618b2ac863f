"""Power cuts while a reported mail is decided: every reporter hears it, and hears it once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import aiohttp
import pytest

from bot.playground.cast import EMMA, SUZUKI, TANAKA, WATANABE
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, Screen
from tests.faults.rig import Bot, open_playground, quick
from tests.kit.mails import drop, opened, report
from tests.kit.patience import until
from tests.kit.stage import press, words_of
from tests.scenarios.test_mail_triage import card_of, verdict

pytestmark = pytest.mark.slow

REPORTERS = ((TANAKA, "受け取っただけ"), (EMMA, "Only received it"), (WATANABE, "受け取っただけ"))
TOLD = ("危険なメール", "Dangerous mail")


@pytest.mark.parametrize("seed", range(3))
async def test_a_decision_is_told_to_all_and_to_nobody_twice_when_the_power_fails(tmp_path: Path, seed: int) -> None:
    slack = await open_playground()
    bot = Bot(slack, tmp_path, **quick())
    try:
        await bot.start()
        async with aiohttp.ClientSession() as session:
            await _decided_in_a_power_cut(slack, bot, session, Random(seed).uniform(0.0, 0.4))
    finally:
        await bot.kill()
        await slack.stop()


async def _decided_in_a_power_cut(slack: Playground, bot: Bot, session: aiohttp.ClientSession, after: float) -> None:
    admin, screens = Admin(session, slack.url), [Screen(session, slack.url, one.id) for one, _ in REPORTERS]
    suzuki = await Screen(session, slack.url, SUZUKI.id).open()
    for screen, (_, deed) in zip(screens, REPORTERS, strict=True):
        await report(await screen.open(), await drop(screen), deed)
    card = await card_of(suzuki, when="報告した人：3人")
    await press(suzuki, card, "判定する")
    view = await opened(suzuki)
    slack.slack.faults.arm({"kind": "delay", "method": "chat.postMessage", "times": -1, "every": 2, "ms": 200})
    sending = asyncio.create_task(suzuki.do("view_submit", view_id=view["id"], state=verdict("dangerous")))
    await asyncio.sleep(after)
    await bot.kill()
    await bot.start()
    if not (await sending)["ok"]:  # nothing was acknowledged, and the form is still there: whoever waits presses again
        again = await suzuki.do("view_submit", view_id=view["id"], state=verdict("dangerous"))
        assert again["ok"] or "先に" in str(again), again
    await until(lambda: not {"todo", "leased", "in_doubt"} & set(bot.messages()))
    for person, _ in REPORTERS:
        heard = [one for one in (await admin.get("messages", channel=person.id))["messages"] if one.get("bot_id")]
        assert sum(any(part in words_of(one) for part in TOLD) and "thread_ts" in one for one in heard) == 1
    for screen in (*screens, suzuki):
        await screen.close()
