"""What was granted can be taken back and given again."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, Connect, Json


async def refusal(calling: Any) -> Json:
    with pytest.raises(SlackApiError) as refused:
        await calling
    body: Json = refused.value.response.data
    return body


async def test_a_scope_is_missing_from_the_moment_it_is_taken_back(client: AsyncWebClient, admin: Admin) -> None:
    assert (await admin.get("grants"))["revoked"] == []
    taken = await admin.post("revoke", scope="chat:write")
    assert (taken["revoked"], taken["token_revoked"]) == (["chat:write"], False)
    refused = await refusal(client.chat_postMessage(channel=cast.GENERAL, text="hello"))
    assert (refused["error"], refused["needed"]) == ("missing_scope", "chat:write")
    assert "chat:write" not in refused["provided"].split(",")
    reply = await client.auth_test()
    assert "chat:write" not in reply.headers["x-oauth-scopes"].split(",")
    assert (await admin.post("restore"))["revoked"] == []
    assert (await client.chat_postMessage(channel=cast.GENERAL, text="hello"))["ok"]


async def test_an_event_stops_with_its_scope(client: AsyncWebClient, admin: Admin, playground: Playground) -> None:
    await admin.post("revoke", scope="im:history")
    assert not playground.slack.space.app.hears("message.im")
    await admin.post("reset")
    assert playground.slack.space.app.hears("message.im")


@pytest.mark.parametrize("nonsense", [{}, {"scope": "fly"}, {"token": "yes"}])
async def test_nothing_that_was_not_granted_can_be_taken_back(admin: Admin, nonsense: Json) -> None:
    assert not (await admin.post("revoke", **nonsense))["ok"]


async def test_a_revoked_token_is_told_apart_from_a_wrong_one(client: AsyncWebClient, admin: Admin) -> None:
    assert (await admin.post("revoke", token=True))["token_revoked"]
    assert (await refusal(client.auth_test()))["error"] == "token_revoked"
    assert (await refusal(client.auth_test(token="xoxb-somebody-else")))["error"] == "invalid_auth"
    await admin.post("restore")
    assert (await client.auth_test())["ok"]


async def test_the_app_hears_that_its_token_is_gone(
    bolt: AsyncApp, connect: Connect, admin: Admin, client: AsyncWebClient
) -> None:
    heard: list[Json] = []
    for name in ("tokens_revoked", "app_uninstalled"):
        bolt.event(name)(_keeping(heard))
    await connect(bolt)
    assert not (await client.auth_revoke(test=True))["revoked"]
    assert (await client.auth_revoke())["revoked"]
    await admin.post("settle")
    events = {event["type"]: event for event in heard}
    assert events.keys() == {"tokens_revoked", "app_uninstalled"}
    assert events["tokens_revoked"]["tokens"] == {"oauth": [], "bot": ["U0PLAYGRND1"]}


async def test_the_accepted_scopes_stand_in_the_header(client: AsyncWebClient) -> None:
    reply = await client.reactions_get(channel=cast.GENERAL, timestamp=await _posted(client))
    assert reply.headers["x-accepted-oauth-scopes"] == "reactions:read"


def _keeping(heard: list[Json]) -> Any:
    async def listener(event: Json) -> None:
        heard.append(event)

    return listener


async def _posted(client: AsyncWebClient) -> str:
    return str((await client.chat_postMessage(channel=cast.GENERAL, text="hello"))["ts"])
