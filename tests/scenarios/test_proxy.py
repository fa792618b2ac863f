"""A company from which nothing leaves but through its proxy: every way to Slack goes there."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

from bot.playground.cast import TANAKA
from tests.kit.mails import drop
from tests.kit.proxy import proxy
from tests.kit.stage import stage, words_of


async def test_slack_is_reached_through_the_proxy_alone(tmp_path: Path) -> None:
    async with proxy() as office, stage(tmp_path, proxy=office.url, semantic_search=False) as scene:
        tanaka = await scene.person(TANAKA.id)
        await tanaka.say("ノートパソコンを社外に持ち出してもいいですか？")
        assert "持ち出" in words_of(await tanaka.hears_bot())
        assert "危険です" in words_of(await drop(tanaka))
        calls = [line.name for line in scene.slack.slack.log.select("api")]
        asked = [re.split(r"[ ?]", one.partition("/api/")[2])[0] for one in office.asked if "/api/" in one]
        assert sorted(asked) == sorted(calls), "each of them, and nothing beside it"
        assert any("/files" in one for one in office.asked), "the mail, too"
        assert any("Upgrade: websocket" in one for one in office.heads), "and the socket"


async def test_a_start_that_the_proxy_refuses_does_not_tell_its_password(tmp_path: Path) -> None:
    async with proxy() as office:
        office.refuses = True
        told = {
            "MAMORI_PROXY": office.url.replace("//", "//mamori:hunter2@"),
            "MAMORI_DATA_DIR": str(tmp_path),
            "MAMORI_SLACK_BOT_TOKEN": "xoxb-1-1-none",
            "MAMORI_SLACK_APP_TOKEN": "xapp-1-A-1-none",
        }
        command = (sys.executable, "-m", "bot", "run")
        run = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **told}, stderr=asyncio.subprocess.STDOUT, stdout=asyncio.subprocess.PIPE
        )
        said = (await run.communicate())[0].decode()
    assert run.returncode == 1
    assert "403" in said
    assert "hunter2" not in said
    assert "Traceback" not in said
