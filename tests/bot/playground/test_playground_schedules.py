"""Messages written now for later come when the playground's clock has reached their time."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.server import Playground, start
from bot.playground.workspace import MEMORY
from tests.bot.playground.screen import Admin, Screen
from tests.bot.playground.test_playground_channels import refusal

HOUR = 3600
DAY = 24 * HOUR


async def schedule(client: AsyncWebClient, after: float, text: str = "later", **more: Any) -> Any:
    at = int((await now(client)) + after)
    asked = {"channel": cast.GENERAL, "text": text, "post_at": at} | more
    return await client.api_call("chat.scheduleMessage", json=asked)


async def now(client: AsyncWebClient) -> float:
    return float((await client.users_list())["cache_ts"])


async def waiting(client: AsyncWebClient, **asked: Any) -> list[str]:
    return [one["text"] for one in (await client.chat_scheduledMessages_list(**asked))["scheduled_messages"]]


async def test_a_scheduled_message_comes_when_its_time_has_come(
    client: AsyncWebClient, admin: Admin, tanaka: Screen
) -> None:
    answer = await schedule(client, HOUR, "おはようございます")
    assert answer["scheduled_message_id"].startswith("Q")
    assert answer["message"]["type"] == "delayed_message"
    assert answer["message"]["text"] == "おはようございます"
    await admin.post("clock", seconds=HOUR - 30)
    assert await waiting(client) == ["おはようございます"]
    assert (await client.conversations_history(channel=cast.GENERAL))["messages"] == []
    await admin.post("clock", seconds=60)
    message = await tanaka.hears_bot()
    assert message["text"] == "おはようございます"
    assert float(message["ts"]) >= answer["post_at"]
    assert await waiting(client) == []


async def test_a_day_skipped_at_once_brings_all_in_their_order(
    client: AsyncWebClient, admin: Admin, tanaka: Screen
) -> None:
    for hours in (3, 1, 2):
        await schedule(client, hours * HOUR, f"after {hours}")
    assert await waiting(client) == ["after 1", "after 2", "after 3"]
    await admin.post("clock", seconds=DAY)
    assert [(await tanaka.hears_bot())["text"] for _ in range(3)] == ["after 1", "after 2", "after 3"]


async def test_the_real_clock_brings_it_too(client: AsyncWebClient, tanaka: Screen) -> None:
    await schedule(client, 1.999)
    assert (await tanaka.hears_bot())["text"] == "later"


async def test_a_message_taken_back_never_comes(client: AsyncWebClient, admin: Admin, tanaka: Screen) -> None:
    kept, gone = await schedule(client, HOUR + 1, "kept"), await schedule(client, HOUR, "gone")
    await client.chat_deleteScheduledMessage(channel=cast.GENERAL, scheduled_message_id=gone["scheduled_message_id"])
    await admin.post("clock", seconds=2 * HOUR)
    assert (await tanaka.hears_bot())["text"] == "kept"
    for one in (kept, gone):
        again = client.chat_deleteScheduledMessage(
            channel=cast.GENERAL, scheduled_message_id=one["scheduled_message_id"]
        )
        assert await refusal(again) == "invalid_scheduled_message_id"


async def test_it_is_too_late_to_take_back_in_the_last_minute(client: AsyncWebClient) -> None:
    one = await schedule(client, 50)
    late = client.chat_deleteScheduledMessage(channel=cast.GENERAL, scheduled_message_id=one["scheduled_message_id"])
    assert await refusal(late) == "invalid_scheduled_message_id"


@pytest.mark.parametrize(
    ("after", "error"),
    [(-10, "time_in_past"), (120 * DAY + 10, "time_too_far")],
)
async def test_its_time_is_neither_past_nor_too_far(client: AsyncWebClient, after: int, error: str) -> None:
    assert await refusal(schedule(client, after)) == error
    assert (await schedule(client, 120 * DAY - 10))["ok"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"post_at": "tomorrow"}, "invalid_time"),
        ({"text": ""}, "no_text"),
        ({"channel": "C0NOWHERE"}, "channel_not_found"),
        ({"channel": cast.MANAGEMENT}, "channel_not_found"),
        ({"blocks": [{"type": "header"}]}, "invalid_blocks"),
        ({"markdown_text": "*a*"}, "markdown_text_conflict"),
        ({"text": "a" * 40_001}, "msg_too_long"),
    ],
)
async def test_a_bad_schedule_is_refused_at_once(client: AsyncWebClient, asked: dict[str, Any], error: str) -> None:
    assert await refusal(schedule(client, HOUR, **asked)) == error


async def test_nothing_is_scheduled_into_a_closed_messages_tab(client: AsyncWebClient, playground: Playground) -> None:
    playground.slack.space.open_messages_tab(is_open=False)
    assert await refusal(schedule(client, HOUR, channel=cast.TANAKA.id)) == "restricted_action"


async def test_thirty_fit_into_five_minutes_of_a_channel(playground: Playground, client: AsyncWebClient) -> None:
    playground.slack.limits.pace.enabled = False
    window = (int(await now(client)) // 300 + 2) * 300
    for _ in range(30):
        await schedule(client, 0, post_at=window)
    assert await refusal(schedule(client, 0, post_at=window + 299)) == "restricted_too_many"
    assert (await schedule(client, 0, post_at=window + 300))["ok"]
    assert (await schedule(client, 0, post_at=window, channel=cast.SECURITY))["ok"]


async def test_the_list_tells_channel_time_and_page(client: AsyncWebClient) -> None:
    first = await schedule(client, HOUR, "one")
    await schedule(client, 2 * HOUR, "two", channel=cast.SECURITY)
    await schedule(client, 3 * HOUR, "three")
    assert await waiting(client, channel=cast.GENERAL) == ["one", "three"]
    assert await waiting(client, oldest=str(first["post_at"] + 1)) == ["two", "three"]
    assert await waiting(client, latest=str(first["post_at"])) == ["one"]
    page = await client.chat_scheduledMessages_list(limit=2)
    cursor = page["response_metadata"]["next_cursor"]
    assert await waiting(client, limit=2, cursor=cursor) == ["three"]
    assert await refusal(client.chat_scheduledMessages_list(channel="C0NOWHERE")) == "invalid_channel"


async def test_nothing_is_posted_where_the_bot_may_no_longer_write(
    client: AsyncWebClient, admin: Admin, tanaka: Screen
) -> None:
    await schedule(client, HOUR, "lost", channel=cast.SECURITY)
    await schedule(client, HOUR + 1, "found")
    await admin.post("archive", channel=cast.SECURITY)
    await admin.post("clock", seconds=2 * HOUR)
    assert (await tanaka.hears_bot())["text"] == "found"
    lost = (await admin.get("messages", channel=cast.SECURITY))["messages"]
    assert [one.get("subtype") for one in lost] == ["channel_archive"]


async def test_what_waits_outlives_a_restart(session: aiohttp.ClientSession) -> None:
    before = cast.sample_workspace()
    first = await start(workspace=before)
    client = AsyncWebClient(first.bot_token, base_url=first.api_url, session=session, retry_handlers=[])
    await schedule(client, HOUR, "kept")
    kept = MEMORY.dump_json(before)
    await first.stop()
    after = cast.sample_workspace()
    after.recall(MEMORY.validate_json(kept))
    second = await start(workspace=after)
    tanaka = await Screen(session, second.url, cast.TANAKA.id).open()
    second.slack.clock.advance(2 * HOUR)
    assert (await tanaka.hears_bot())["text"] == "kept"
    await tanaka.close()
    await second.stop()


async def test_a_reset_takes_back_what_waits(client: AsyncWebClient, admin: Admin, playground: Playground) -> None:
    await schedule(client, HOUR, "never")
    await playground.slack.reset()
    await admin.post("clock", seconds=2 * HOUR)
    assert await waiting(client) == []
    assert (await client.conversations_history(channel=cast.GENERAL))["messages"] == []
