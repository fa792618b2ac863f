"""Posting, changing and deleting, with the refusals that naive fakes forget."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.server import start
from tests.bot.playground.screen import Admin, Json, Screen

SECTION: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


def button(action_id: str = "go") -> Json:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Go"}}


async def refusal(call: Any) -> Json:
    with pytest.raises(SlackApiError) as refused:
        await call
    body: Json = refused.value.response.data
    return body


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"channel": cast.RANDOM, "text": "hi"}, "not_in_channel"),
        ({"channel": cast.MANAGEMENT, "text": "hi"}, "channel_not_found"),
        ({"channel": "C0NOWHERE01", "text": "hi"}, "channel_not_found"),
        ({"channel": cast.GONE.id, "text": "hi"}, "channel_not_found"),
        ({"channel": "U0PLAYGRND1", "text": "hi"}, "channel_not_found"),
        ({"channel": cast.GENERAL, "text": " "}, "no_text"),
        ({"channel": cast.GENERAL, "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": cast.GENERAL, "blocks": [{"type": "alert"}], "text": "x"}, "invalid_blocks"),
        ({"channel": cast.GENERAL, "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"channel": cast.GENERAL, "text": "x", "attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
        ({"channel": cast.GENERAL, "text": "x", "metadata": "{"}, "invalid_metadata_format"),
        ({"channel": cast.GENERAL, "text": "x", "metadata": {"event_type": "e"}}, "invalid_metadata_schema"),
        ({"channel": cast.GENERAL, "text": "x", "thread_ts": "1700000000.000001"}, "cannot_reply_to_message"),
    ],
)
async def test_a_post_is_refused_with_the_right_code(client: AsyncWebClient, sent: Json, error: str) -> None:
    assert (await refusal(client.api_call("chat.postMessage", json=sent)))["error"] == error


async def test_nothing_is_posted_into_an_archive_or_changed_there(client: AsyncWebClient, admin: Admin) -> None:
    posted = await client.chat_postMessage(channel=cast.GENERAL, text="before")
    await admin.post("archive", channel=cast.GENERAL)
    changed = await refusal(client.chat_update(channel=cast.GENERAL, ts=posted["ts"], text="after"))
    assert changed["error"] == "is_inactive"
    reply = await refusal(client.chat_postMessage(channel=cast.GENERAL, text="hi"))
    assert reply["error"] == "is_archived"


async def test_a_scope_opens_public_channels_without_an_invitation(session: aiohttp.ClientSession) -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["chat:write", "chat:write.public"]}}}
    playground = await start(workspace=cast.sample_workspace(manifest))
    client = AsyncWebClient(playground.bot_token, base_url=playground.api_url, session=session)
    assert (await client.chat_postMessage(channel=cast.RANDOM, text="hi"))["ok"]
    hidden = await refusal(client.chat_postMessage(channel=cast.MANAGEMENT, text="hi"))
    assert hidden["error"] == "channel_not_found"
    await playground.stop()


@pytest.mark.parametrize(
    ("block", "pointer"),
    [
        ({**SECTION, "disabled": True}, "/blocks/0"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "/blocks/0/text"),
        ({"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}, "/blocks/0/text"),
        ({"type": "actions", "elements": [button(), button()]}, "/blocks/0/elements"),
        ({"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2001}]}, "/blocks/0/fields/0"),
    ],
)
async def test_bad_blocks_are_pointed_at(client: AsyncWebClient, block: Json, pointer: str) -> None:
    reply = await refusal(client.chat_postMessage(channel=cast.GENERAL, text="x", blocks=[block]))
    assert reply["error"] == "invalid_blocks"
    assert f"[json-pointer:{pointer}" in reply["response_metadata"]["messages"][0]


async def test_a_post_tells_where_and_as_whom_it_went(client: AsyncWebClient) -> None:
    reply = await client.chat_postMessage(channel=cast.TANAKA.id, text="hi", blocks=[SECTION])
    assert reply["channel"].startswith("D")
    message = reply["message"]
    assert message["ts"] == reply["ts"]
    assert message["bot_profile"]["app_id"] == message["app_id"]
    assert message["blocks"][0]["block_id"]
    assert "subtype" not in message


async def test_too_long_a_text_is_cut_when_posted_and_refused_when_updated(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=cast.GENERAL, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    reply = await refusal(client.chat_update(channel=cast.GENERAL, ts=posted["ts"], text="x" * 4_001))
    assert reply["error"] == "msg_too_long"


async def test_new_text_alone_takes_the_old_blocks_away(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=cast.GENERAL, text="hi", blocks=[SECTION])
    updated = await client.chat_update(channel=cast.GENERAL, ts=posted["ts"], text="bye")
    assert "blocks" not in updated["message"]
    assert updated["message"]["edited"]


async def test_only_own_messages_can_be_changed_or_deleted(client: AsyncWebClient, tanaka: Screen) -> None:
    theirs = (await tanaka.say("mine", cast.GENERAL))["ts"]
    changed = await refusal(client.chat_update(channel=cast.GENERAL, ts=theirs, text="x"))
    deleted = await refusal(client.chat_delete(channel=cast.GENERAL, ts=theirs))
    absent = await refusal(client.chat_delete(channel=cast.GENERAL, ts="1700000000.000001"))
    assert [changed["error"], deleted["error"]] == ["cant_update_message", "cant_delete_message"]
    assert absent["error"] == "message_not_found"


async def test_a_whisper_reaches_one_person_and_leaves_no_trace(client: AsyncWebClient, tanaka: Screen) -> None:
    whispered = await client.chat_postEphemeral(channel=cast.GENERAL, user=tanaka.user, text="psst")
    assert (await tanaka.sees("ephemeral"))["message"]["text"] == "psst"
    assert (await client.conversations_history(channel=cast.GENERAL))["messages"] == []
    reply = await refusal(client.chat_update(channel=cast.GENERAL, ts=whispered["message_ts"], text="x"))
    assert reply["error"] == "message_not_found"
    stranger = await refusal(client.chat_postEphemeral(channel=cast.GENERAL, user=cast.GUEST.id, text="x"))
    assert stranger["error"] == "user_not_in_channel"


async def test_a_reply_hangs_under_its_parent_and_not_in_the_channel(client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel=cast.GENERAL, text="parent")
    reply = await client.chat_postMessage(channel=cast.GENERAL, text="reply", thread_ts=parent["ts"])
    shown = (await client.conversations_history(channel=cast.GENERAL))["messages"]
    assert [(one["text"], one["reply_count"]) for one in shown] == [("parent", 1)]
    thread = (await client.conversations_replies(channel=cast.GENERAL, ts=parent["ts"]))["messages"]
    assert [one["text"] for one in thread] == ["parent", "reply"]
    under_reply = await refusal(client.chat_postMessage(channel=cast.GENERAL, text="x", thread_ts=reply["ts"]))
    assert under_reply["error"] == "cannot_reply_to_message"


async def test_a_reply_can_be_sent_to_the_channel_too(client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel=cast.GENERAL, text="parent")
    await client.chat_postMessage(channel=cast.GENERAL, text="all", thread_ts=parent["ts"], reply_broadcast=True)
    shown = (await client.conversations_history(channel=cast.GENERAL))["messages"]
    assert [one["text"] for one in shown] == ["all", "parent"]


async def test_history_finds_a_message_again_by_its_metadata(client: AsyncWebClient) -> None:
    key = {"event_type": "outbox", "event_payload": {"k": "42"}}
    first = await client.chat_postMessage(channel=cast.GENERAL, text="before")
    await client.chat_postMessage(channel=cast.GENERAL, text="with", metadata=key)
    plain = await client.conversations_history(channel=cast.GENERAL, oldest=first["ts"])
    full = await client.conversations_history(channel=cast.GENERAL, oldest=first["ts"], include_all_metadata=True)
    assert [one.get("metadata") for one in plain["messages"]] == [None]
    assert [one.get("metadata") for one in full["messages"]] == [key]


async def test_history_goes_on_with_a_cursor_until_it_ends(client: AsyncWebClient) -> None:
    for number in range(5):
        await client.chat_postMessage(channel=cast.GENERAL, text=str(number))
    texts: list[str] = []
    pages = await client.conversations_history(channel=cast.GENERAL, limit=2)
    async for page in pages:
        texts += [one["text"] for one in page["messages"]]
    assert texts == ["4", "3", "2", "1", "0"]
    wrong = await refusal(client.conversations_history(channel=cast.GENERAL, cursor="nonsense"))
    assert wrong["error"] == "invalid_cursor"


async def test_a_permalink_leads_back_to_the_message(client: AsyncWebClient, tanaka: Screen) -> None:
    posted = await client.chat_postMessage(channel=cast.GENERAL, text="here")
    link = (await client.chat_getPermalink(channel=cast.GENERAL, message_ts=posted["ts"]))["permalink"]
    place = await tanaka.get("permalink/" + link.split("/archives/")[1])
    assert (place["channel"], place["ts"]) == (cast.GENERAL, posted["ts"])


async def test_a_reaction_counts_once(client: AsyncWebClient, tanaka: Screen) -> None:
    where = {"channel": cast.GENERAL, "timestamp": (await tanaka.say("hi", cast.GENERAL))["ts"]}
    await client.reactions_add(name="eyes", **where)
    assert (await refusal(client.reactions_add(name="eyes", **where)))["error"] == "already_reacted"
    assert (await refusal(client.reactions_add(name="no such", **where)))["error"] == "invalid_name"
    assert (await client.reactions_get(**where))["message"]["reactions"][0]["count"] == 1
    await client.reactions_remove(name="eyes", **where)
    assert (await refusal(client.reactions_remove(name="eyes", **where)))["error"] == "no_reaction"
