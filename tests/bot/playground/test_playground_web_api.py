"""The door of the Web API refuses as Slack refuses."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.playground import cast
from bot.playground.server import Playground, start
from tests.bot.playground.screen import Admin, Json

FEW_SCOPES: Json = {"oauth_config": {"scopes": {"bot": ["chat:write", "im:history"], "bot_optional": ["users:read"]}}}


async def post(session: aiohttp.ClientSession, playground: Playground, method: str, **sent: Any) -> Json:
    headers = {"Authorization": f"Bearer {playground.bot_token}"} | sent.pop("headers", {})
    async with session.post(playground.api_url + method, headers=headers, **sent) as response:
        assert response.status == 200
        body: Json = await response.json()
        return body


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("", "not_authed"),
        ("xoxb-somebody-else", "invalid_auth"),
    ],
)
async def test_a_call_without_a_good_token_is_refused_with_http_200(
    playground: Playground, session: aiohttp.ClientSession, token: str, error: str
) -> None:
    reply = await post(session, playground, "auth.test", headers={"Authorization": f"Bearer {token}"})
    assert reply == {"ok": False, "error": error}


async def test_each_token_opens_only_its_own_doors(playground: Playground, session: aiohttp.ClientSession) -> None:
    app_token = {"Authorization": f"Bearer {playground.app_token}"}
    assert (await post(session, playground, "auth.test", headers=app_token))["error"] == "not_allowed_token_type"
    assert (await post(session, playground, "apps.connections.open"))["error"] == "not_allowed_token_type"
    assert (await post(session, playground, "apps.connections.open", headers=app_token))["url"].startswith("ws://")


async def test_an_unknown_method_is_an_ordinary_refusal(playground: Playground, session: aiohttp.ClientSession) -> None:
    assert await post(session, playground, "chat.shout") == {"ok": False, "error": "unknown_method"}


async def test_a_lacking_scope_is_named(session: aiohttp.ClientSession) -> None:
    playground = await start(workspace=cast.sample_workspace(FEW_SCOPES))
    reply = await post(session, playground, "reactions.add", data={"channel": "C1"})
    assert reply["error"] == "missing_scope"
    assert reply["needed"] == "reactions:write"
    assert reply["provided"] == "chat:write,im:history,users:read"
    await playground.stop()


async def test_history_of_a_channel_needs_the_scope_of_its_kind(session: aiohttp.ClientSession) -> None:
    playground = await start(workspace=cast.sample_workspace(FEW_SCOPES))
    reply = await post(session, playground, "conversations.history", data={"channel": cast.GENERAL})
    assert (reply["error"], reply["needed"]) == ("missing_scope", "channels:history")
    await playground.stop()


async def test_an_email_is_shown_only_with_its_scope(session: aiohttp.ClientSession, client: AsyncWebClient) -> None:
    playground = await start(workspace=cast.sample_workspace(FEW_SCOPES))
    reply = await post(session, playground, "users.info", data={"user": cast.TANAKA.id})
    assert "email" not in reply["user"]["profile"]
    assert (await client.users_info(user=cast.TANAKA.id))["user"]["profile"]["email"] == "tanaka@example.co.jp"
    await playground.stop()


@pytest.mark.parametrize("encoding", ["form", "json", "multipart"])
async def test_the_same_call_is_understood_in_every_encoding(
    playground: Playground, session: aiohttp.ClientSession, encoding: str
) -> None:
    blocks = '[{"type":"section","text":{"type":"mrkdwn","text":"*hi*"}}]'
    fields = {"channel": cast.GENERAL, "text": "hi", "blocks": blocks, "unfurl_links": "1"}
    multipart = aiohttp.FormData(fields, default_to_multipart=True)
    ways: dict[str, Json] = {
        "form": {"data": fields},
        "json": {"json": fields},
        "multipart": {"data": multipart},
    }
    reply = await post(session, playground, "chat.postMessage", **ways[encoding])
    assert reply["ok"]
    assert reply["message"]["blocks"][0]["text"]["text"] == "*hi*"
    assert reply["message"]["blocks"][0]["block_id"]


async def test_a_method_that_reads_forms_only_overlooks_json(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    sent = {"user": cast.TANAKA.id}
    assert (await post(session, playground, "users.info", json=sent))["error"] == "invalid_arguments"
    assert (await post(session, playground, "users.info", data=sent))["ok"]


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[1]", "json_not_object"),
        ("application/json", b"\xff", "invalid_json"),
        ("application/json", b"[" * 100_000, "invalid_json"),
        ("application/xml", b"<x/>", "invalid_post_type"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"x=1", "invalid_charset"),
        ("multipart/form-data", b"x", "invalid_form_data"),
        ("multipart/form-data; boundary=b", b"--c\r\n\r\nx", "invalid_form_data"),
    ],
)
async def test_a_body_that_cannot_be_read_is_an_ordinary_refusal(
    playground: Playground, session: aiohttp.ClientSession, content_type: str, body: bytes, error: str
) -> None:
    reply = await post(session, playground, "auth.test", data=body, headers={"Content-Type": content_type})
    assert reply == {"ok": False, "error": error}


@pytest.mark.parametrize("limit", ["many", "1e400", "NaN"])
async def test_what_is_no_number_is_pointed_at(
    playground: Playground, session: aiohttp.ClientSession, limit: str
) -> None:
    reply = await post(session, playground, "users.list", data={"limit": limit})
    assert reply["response_metadata"]["messages"] == ["[ERROR] must be an integer [json-pointer:/limit]"]


async def test_half_a_surrogate_pair_is_replaced(playground: Playground, session: aiohttp.ClientSession) -> None:
    content_type = {"Content-Type": "application/json; charset=utf-8"}
    body = rb'{"channel": "C0GENERAL01", "text": "\ud83d\ude00 \ud83d"}'
    reply = await post(session, playground, "chat.postMessage", data=body, headers=content_type)
    assert reply["message"]["text"] == "\U0001f600 ?"


async def test_a_body_without_a_type_is_refused(playground: Playground, session: aiohttp.ClientSession) -> None:
    refused = await post(session, playground, "auth.test", data=b"x=1", skip_auto_headers=["Content-Type"])
    assert refused["error"] == "missing_post_type"


async def test_a_reading_method_may_be_asked_by_get(playground: Playground, session: aiohttp.ClientSession) -> None:
    asked = {"token": playground.bot_token, "user": cast.TANAKA.id, "nobody_knows_this": "1"}
    async with session.get(f"{playground.api_url}users.info", params=asked) as answer:
        assert (await answer.json())["user"]["id"] == cast.TANAKA.id


async def test_a_form_may_be_sent_as_plain_text(playground: Playground, session: aiohttp.ClientSession) -> None:
    sent = {"data": f"user={cast.TANAKA.id}", "headers": {"Content-Type": "text/plain"}}
    assert (await post(session, playground, "users.info", **sent))["ok"]


async def test_an_unknown_method_comes_before_a_bad_token_and_too_fast_before_bad_arguments(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    nobody = {"Authorization": "Bearer xoxb-somebody-else"}
    assert (await post(session, playground, "chat.shout", headers=nobody))["error"] == "unknown_method"
    for _ in range(20):
        assert (await post(session, playground, "pins.add"))["error"] == "invalid_arguments"
    own = {"Authorization": f"Bearer {playground.bot_token}"}
    async with session.post(f"{playground.api_url}pins.add", headers=own) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "3")
        assert await answer.json() == {"ok": False, "error": "ratelimited"}
        assert answer.headers["x-slack-req-id"]


async def test_a_form_with_a_charset_earns_a_warning(playground: Playground, session: aiohttp.ClientSession) -> None:
    content_type = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    reply = await post(session, playground, "api.test", data=b"x=1", headers=content_type)
    assert reply["warning"] == "superfluous_charset"


async def test_json_without_a_charset_earns_a_warning(playground: Playground, session: aiohttp.ClientSession) -> None:
    content_type = {"Content-Type": "application/json"}
    reply = await post(session, playground, "api.test", data=b'{"x": 1}', headers=content_type)
    assert reply["warning"] == "missing_charset"
    assert reply["response_metadata"] == {"warnings": ["missing_charset"]}


async def test_answers_carry_scopes_and_a_request_id(client: AsyncWebClient) -> None:
    reply = await client.auth_test()
    assert "chat:write" in reply.headers["x-oauth-scopes"]
    assert reply.headers["x-slack-req-id"] != (await client.auth_test()).headers["x-slack-req-id"]
    with pytest.raises(SlackApiError) as refused:
        await client.auth_test(token="xoxb-somebody-else")
    assert "x-oauth-scopes" not in refused.value.response.headers


async def test_a_missing_argument_is_pointed_at(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call("chat.update", data={"channel": cast.GENERAL})
    assert refused.value.response["error"] == "invalid_arguments"
    assert refused.value.response["response_metadata"]["messages"] == ["[ERROR] missing required field: ts"]


async def test_posting_too_fast_into_one_channel_is_a_429(client: AsyncWebClient, admin: Admin) -> None:
    await admin.post("settings", channel_burst=2)
    for text in ("one", "two"):
        await client.chat_postMessage(channel=cast.GENERAL, text=text)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=cast.GENERAL, text="three")
    assert refused.value.response.status_code == 429
    assert refused.value.response["error"] == "ratelimited"
    assert refused.value.response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel=cast.SECURITY, text="another channel is free")
    await admin.post("clock", seconds=1)
    await client.chat_postMessage(channel=cast.GENERAL, text="three, a second later")


async def test_a_method_has_its_tier(client: AsyncWebClient) -> None:
    for _ in range(20):
        await client.users_list()
    with pytest.raises(SlackApiError) as refused:
        await client.users_list()
    assert refused.value.response.headers["Retry-After"] == "3"


async def test_limits_can_be_switched_off_for_load(client: AsyncWebClient, admin: Admin) -> None:
    await admin.post("settings", enabled=False)
    for number in range(30):
        assert (await client.chat_postMessage(channel=cast.GENERAL, text=str(number)))["ok"]


@pytest.mark.parametrize("header", ["Host", "Origin"])
async def test_a_page_from_elsewhere_is_turned_away(
    playground: Playground, session: aiohttp.ClientSession, header: str
) -> None:
    foreign = {"Host": "evil.example.com", "Origin": "null"}[header]
    async with session.get(f"{playground.url}/api/page/state", headers={header: foreign}) as response:
        assert response.status == 403


async def test_the_page_allows_nothing_from_outside(playground: Playground, session: aiohttp.ClientSession) -> None:
    async with session.get(playground.url) as response:
        assert response.status == 200
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")


@pytest.mark.parametrize("path", ["/static/%2e%2e/server.py", "/static/nothing.js", "/static/."])
async def test_only_files_of_the_page_are_served(
    playground: Playground, session: aiohttp.ClientSession, path: str
) -> None:
    async with session.get(URL(playground.url + path, encoded=True)) as response:
        assert response.status == 404


async def test_it_refuses_to_listen_to_the_network() -> None:
    with pytest.raises(ValueError, match="loopback"):
        await start(host="0.0.0.0")
