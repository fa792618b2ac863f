"""Messages that grow while they are read."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.messages.chunk import BlocksChunk, MarkdownTextChunk, PlanUpdateChunk, TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.server import Playground
from tests.bot.playground.screen import Json, Screen

READER = {"recipient_user_id": cast.TANAKA.id, "recipient_team_id": "T0PLAYGRND1"}
DIVIDER: Json = {"type": "divider"}


async def begin(client: AsyncWebClient, **more: Any) -> Json:
    return await _data(client.api_call("chat.startStream", json={"channel": cast.GENERAL, **READER, **more}))


async def append(client: AsyncWebClient, stream: Json, **more: Any) -> Json:
    return await _data(client.api_call("chat.appendStream", json=_place(stream) | more))


async def stop(client: AsyncWebClient, stream: Json, **more: Any) -> Json:
    return await _data(client.api_call("chat.stopStream", json=_place(stream) | more))


async def error_of(calling: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await calling
    return str(refused.value.response["error"])


async def shown(tanaka: Screen) -> Json:
    message: Json = (await tanaka.sees("message_changed"))["message"]
    return message


async def test_a_message_grows_in_place_and_ends_with_its_buttons(client: AsyncWebClient, tanaka: Screen) -> None:
    stream = await begin(client, markdown_text="Please ")
    first = (await tanaka.sees("message"))["message"]
    assert (first["text"], first["streaming"]) == ("Please ", True)
    await append(client, stream, markdown_text="**wait**")
    grown = await shown(tanaka)
    assert (grown["ts"], grown["text"], grown["edited"]) == (stream["ts"], "Please **wait**", None)
    assert [block["type"] for block in grown["blocks"]] == ["markdown"]
    ended = await stop(client, stream, markdown_text=".", blocks=[DIVIDER])
    last = await shown(tanaka)
    assert (last["text"], last["streaming"]) == ("Please **wait**.", False)
    assert [block["type"] for block in last["blocks"]] == ["markdown", "divider"]
    assert ended["message"]["text"] == "Please **wait**."


async def test_a_task_changes_where_it_stands(client: AsyncWebClient, tanaka: Screen) -> None:
    task = TaskUpdateChunk(id="1", title="Look it up", status="in_progress").to_dict()
    stream = await begin(client, chunks=[task, MarkdownTextChunk(text="One moment").to_dict()])
    done = TaskUpdateChunk(id="1", title="Looked it up", status="complete", details="3 rules").to_dict()
    await append(client, stream, chunks=[done, BlocksChunk(blocks=[DIVIDER]).to_dict()])
    card, words, line = (await shown(tanaka))["blocks"]
    assert (card["type"], card["title"], card["status"]) == ("task_card", "Looked it up", "complete")
    assert card["details"]["elements"][0]["elements"][0]["text"] == "3 rules"
    assert (words["type"], line["type"]) == ("markdown", "divider")


async def test_a_plan_holds_all_tasks_under_its_title(client: AsyncWebClient, tanaka: Screen) -> None:
    tasks = [TaskUpdateChunk(id=str(n), title=f"Step {n}", status="pending").to_dict() for n in (1, 2)]
    stream = await begin(client, chunks=tasks[:1], task_display_mode="plan")
    await append(client, stream, chunks=[PlanUpdateChunk(title="Three steps").to_dict(), tasks[1]])
    (plan,) = (await shown(tanaka))["blocks"]
    assert (plan["type"], plan["title"], len(plan["tasks"])) == ("plan", "Three steps", 2)


async def test_the_sdk_helper_streams_into_a_thread(client: AsyncWebClient, tanaka: Screen) -> None:
    asked = await tanaka.say("What now?")
    streamer = await client.chat_stream(channel=tanaka.dm, thread_ts=asked["ts"], buffer_size=4)
    await streamer.append(markdown_text="Call ")
    await streamer.append(markdown_text="the desk")
    await streamer.stop(markdown_text=".", session_status="active")
    replies = (await client.conversations_replies(channel=tanaka.dm, ts=asked["ts"]))["messages"]
    assert [message["text"] for message in replies] == ["What now?", "Call the desk."]


@pytest.mark.parametrize("absent", sorted(READER))
async def test_in_a_channel_slack_must_know_who_reads(client: AsyncWebClient, absent: str) -> None:
    assert await error_of(begin(client, **{absent: ""})) == f"missing_{absent}"


async def test_the_reader_presses_stop(client: AsyncWebClient, playground: Playground, tanaka: Screen) -> None:
    stream = await begin(client, markdown_text="A long story")
    (stopped,) = playground.slack.streams.stop(cast.GENERAL, stream["ts"])
    assert stopped.ts == stream["ts"]
    assert not (await shown(tanaka))["streaming"]
    assert await error_of(append(client, stream, markdown_text=" and more")) == "stopped_by_user"
    assert (await stop(client, stream))["message"]["text"] == "A long story"
    assert await error_of(stop(client, stream)) == "message_not_in_streaming_state"


async def test_an_ordinary_update_waits_for_the_end_of_the_stream(client: AsyncWebClient) -> None:
    stream = await begin(client, markdown_text="Not yet")
    update = {"channel": stream["channel"], "ts": stream["ts"], "text": "Changed"}
    assert await error_of(client.chat_update(**update)) == "streaming_state_conflict"
    await stop(client, stream)
    assert (await client.chat_update(**update))["text"] == "Changed"


async def test_only_what_the_app_itself_streams_can_be_continued(client: AsyncWebClient, tanaka: Screen) -> None:
    said = await tanaka.say("mine", channel=cast.GENERAL)
    assert await error_of(append(client, said, markdown_text="!")) == "message_not_owned_by_app"
    posted = await client.chat_postMessage(channel=cast.GENERAL, text="finished")
    assert await error_of(append(client, _place(posted), markdown_text="!")) == "message_not_in_streaming_state"
    nowhere = {"channel": cast.GENERAL, "ts": "1.000001"}
    assert await error_of(append(client, nowhere, markdown_text="!")) == "message_not_found"


async def test_a_deleted_stream_is_over_even_where_answers_keep_its_place(
    client: AsyncWebClient, tanaka: Screen
) -> None:
    stream = await begin(client, markdown_text="So far")
    await tanaka.say("and then?", channel=cast.GENERAL, thread_ts=stream["ts"])
    await client.chat_delete(**_place(stream))
    tombstone = await tanaka.sees("message_changed", lambda event: event["message"]["subtype"] == "tombstone")
    assert not tombstone["message"]["streaming"]


@pytest.mark.parametrize(
    ("chunks", "error"),
    [
        ([{"type": "song"}], "invalid_chunks"),
        ([{"type": "markdown_text"}], "invalid_chunks"),
        ([{"type": "task_update", "id": "1", "title": "Sing", "status": "sung"}], "invalid_chunks"),
        ([{"type": "blocks", "blocks": [{"type": "header"}]}], "invalid_blocks"),
        ([{"type": "markdown_text", "text": "x" * 12_001}], "msg_blocks_too_long"),
        ([], "no_text"),
    ],
)
async def test_chunks_are_checked_and_a_bad_one_changes_nothing(
    client: AsyncWebClient, chunks: list[Json], error: str
) -> None:
    stream = await begin(client, markdown_text="So far")
    assert await error_of(append(client, stream, chunks=chunks)) == error
    assert (await stop(client, stream))["message"]["text"] == "So far"


def _place(message: Any) -> Json:
    return {"channel": message["channel"], "ts": message["ts"]}


async def _data(calling: Any) -> Json:
    data: Json = (await calling).data
    return data
