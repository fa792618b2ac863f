"""The same story over signed HTTP, on PostgreSQL, at Slack's pace; and the operator's door."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from bot.core.migrate import upgrade
from bot.playground import cast
from tests.kit.database import fresh_url
from tests.kit.stage import Stage, press, stage, words_of

LAPTOP = "ノートパソコンを社外に持ち出してもいいですか？"


async def _tell(scene: Stage) -> None:
    tanaka = await scene.person(cast.TANAKA.id)
    await tanaka.say(LAPTOP)
    answer = await tanaka.hears_bot()
    assert "3-2" in words_of(answer)
    await press(tanaka, answer, "極秘")
    assert "ノートパソコン" in words_of(await tanaka.hears_bot())
    await tanaka.do("command", channel=cast.RANDOM, command="/mamori", text=LAPTOP)
    assert "3-2" in words_of((await tanaka.sees("ephemeral"))["message"])


async def test_slack_may_call_over_signed_http(tmp_path: Path) -> None:
    async with stage(tmp_path, http=True) as scene:
        await _tell(scene)


async def test_a_request_with_a_wrong_signature_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    async with stage(tmp_path, http=True) as scene, aiohttp.ClientSession() as stranger:
        forged = {"X-Slack-Signature": "v0=" + "0" * 64, "X-Slack-Request-Timestamp": "1"}
        url = f"http://127.0.0.1:{scene.port}/slack/events"
        async with stranger.post(url, json={"type": "event_callback"}, headers=forged) as answer:
            assert answer.status == 401


async def test_garbage_at_the_door_is_refused_without_a_trace_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    garbage = (b"{", b"[]", b"null", b"5", b"\xff\xfe", b"[" * 100_000, b"payload=%7B", b"")
    async with stage(tmp_path, http=True) as scene, aiohttp.ClientSession() as stranger:
        for raw in garbage:
            for kind in ("application/json", "application/x-www-form-urlencoded"):
                url = f"http://127.0.0.1:{scene.port}/slack/events"
                async with stranger.post(url, data=raw, headers={"Content-Type": kind}) as answer:
                    assert answer.status in (400, 401), raw[:20]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.postgres
async def test_the_story_is_the_same_on_postgresql(tmp_path: Path) -> None:
    with fresh_url("postgresql") as url:
        upgrade(url)
        async with stage(tmp_path, database_url=url, audit_key="a key for tests only") as scene:
            await _tell(scene)


async def test_at_slacks_pace_everybody_is_still_answered_once(tmp_path: Path) -> None:
    async with stage(tmp_path, limits=True) as scene:
        tanaka = await scene.person(cast.TANAKA.id)
        for _ in range(8):
            await tanaka.say(LAPTOP)
        for _ in range(8):
            await tanaka.hears_bot()
        log = (await tanaka.get("messages", channel=tanaka.dm))["messages"]
        assert sum(message["bot_id"] is not None for message in log) == 8


async def test_the_operator_sees_health_and_numbers(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene, aiohttp.ClientSession() as operator:
        async with operator.get(f"http://127.0.0.1:{scene.port}/healthz") as answer:
            assert (answer.status, (await answer.json())["ready"]) == (200, True)
        await _tell(scene)
        async with operator.get(f"http://127.0.0.1:{scene.port}/metrics") as answer:
            text = await answer.text()
        assert 'mamori_outbox_messages{state="sent"}' in text
        assert "mamori_outbox_oldest_seconds 0.0" in text


async def test_health_turns_red_when_the_database_is_away(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene, aiohttp.ClientSession() as operator:
        await scene.house.sender.stop()
        await scene.house.services.database.stop()
        async with operator.get(f"http://127.0.0.1:{scene.port}/healthz") as answer:
            assert answer.status == 503
            assert (await answer.json())["troubles"]
        await scene.house.services.database.start()


async def test_a_guest_may_ask(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        guest = await scene.person(cast.GUEST.id)
        await guest.say(LAPTOP)
        assert "3-2" in words_of(await guest.hears_bot())
