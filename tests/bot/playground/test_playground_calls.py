"""Limits of calls: small arguments, triggers, answers through a response_url, replies to a submission."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.server import Playground
from bot.playground.validator import check_argument
from tests.bot.playground.limits.builders import Json, actions, button, card, container, modal, plain, words
from tests.bot.playground.limits.of_arguments import OF_ARGUMENTS, PROMPT, PROMPTS, ArgumentRow
from tests.bot.playground.limits.sender import FINE, Sender
from tests.bot.playground.screen import Admin, Connect, Screen
from tests.bot.playground.surfaces import FORM


@pytest.mark.parametrize("row", OF_ARGUMENTS, ids=str)
def test_an_argument_has_its_limit(row: ArgumentRow) -> None:
    for fitting in (row.least, row.most):
        assert check_argument(row.argument, row.make(fitting)) == []
    for outside in {row.most + 1, row.least - 1} - {-1}:
        [problem] = check_argument(row.argument, row.make(outside))
        assert (problem.pointer, problem.code) == (f"/{row.argument}{row.pointer}", "invalid_arguments")


@pytest.mark.parametrize("row", OF_ARGUMENTS, ids=str)
async def test_the_server_keeps_the_limit_of_an_argument(row: ArgumentRow, sender: Sender, tanaka: Screen) -> None:
    asked = await tanaka.say("hello")
    place = {"channel_id": tanaka.dm, "thread_ts": asked["ts"], "status": "processing"}
    assert await sender.call(row.method, **place, **{row.argument: row.make(row.most)}) == FINE
    over = await sender.call(row.method, **place, **{row.argument: row.make(row.most + 1)})
    assert over == ("invalid_arguments", [f"/{row.argument}{row.pointer}"])


async def test_a_prompt_has_a_title_and_a_message(sender: Sender, tanaka: Screen) -> None:
    prompts = [PROMPT, {"title": "t"}, PROMPT | {"message": ""}]
    refused = await sender.call(PROMPTS, channel_id=tanaka.dm, prompts=prompts)
    assert refused == ("invalid_arguments", ["/prompts/1", "/prompts/2/message"])


async def test_a_session_is_renamed_to_two_hundred_letters(sender: Sender, tanaka: Screen) -> None:
    asked = await tanaka.say("hello")
    place = {"channel_id": tanaka.dm, "thread_ts": asked["ts"]}
    await sender.call("agents.sessions.setStatus", status="active", **place)
    assert await sender.call("agents.sessions.rename", title=words(200), **place) == FINE
    assert (await sender.call("agents.sessions.rename", title=words(201), **place))[0] == "invalid_name"


@pytest.mark.parametrize(
    ("sent", "status", "body"),
    [
        ({"text": "x"}, 200, "ok"),
        ({"blocks": [{"type": "divider"}]}, 200, "ok"),
        ({}, 400, "no_text"),
        ({"text": "", "blocks": []}, 400, "no_text"),
        ({"blocks": [{"type": "section", "text": plain(3001)}]}, 400, "invalid_blocks"),
        ([], 400, "invalid_payload"),
        ("x", 400, "invalid_payload"),
    ],
    ids=str,
)
async def test_a_response_url_says_what_is_wrong(
    playground: Playground, session: aiohttp.ClientSession, sent: Any, status: int, body: str
) -> None:
    url = playground.slack.response_urls.issue(cast.GENERAL, cast.TANAKA.id)
    assert await respond(session, url, json.dumps(sent)) == (status, body)


async def respond(session: aiohttp.ClientSession, url: str, data: str) -> tuple[int, str]:
    async with session.post(url, data=data, headers={"Content-Type": "application/json"}) as reply:
        return reply.status, await reply.text()


async def test_a_response_url_reads_json_only(playground: Playground, session: aiohttp.ClientSession) -> None:
    url = playground.slack.response_urls.issue(cast.GENERAL, cast.TANAKA.id)
    assert await respond(session, url, "{no json") == (400, "invalid_payload")
    async with session.post(url, data={"text": "x"}) as reply:
        assert (reply.status, await reply.text()) == (400, "invalid_payload")


async def test_a_response_url_ends_after_five_uses_or_half_an_hour(
    playground: Playground, session: aiohttp.ClientSession, admin: Admin
) -> None:
    used, old = (playground.slack.response_urls.issue(cast.GENERAL, cast.TANAKA.id) for _ in range(2))
    said = json.dumps({"text": "x"})
    assert [await respond(session, used, said) for _ in range(6)] == [(200, "ok")] * 5 + [(404, "used_url")]
    await admin.post("clock", seconds=29 * 60)
    assert await respond(session, old, said) == (200, "ok")
    await admin.post("clock", seconds=61)
    assert await respond(session, old, said) == (404, "expired_url")
    assert await respond(session, f"{used}0", said) == (404, "expired_url")


async def test_a_trigger_waits_while_a_view_is_refused_and_dies_after_three_seconds(
    playground: Playground, client: AsyncWebClient, sender: Sender, admin: Admin
) -> None:
    early, late = (playground.slack.triggers.issue(cast.TANAKA.id) for _ in range(2))
    await admin.post("clock", seconds=1)
    assert (await sender.call("views.open", trigger_id=early, view=modal(title=plain(25))))[0] == "invalid_arguments"
    assert await sender.call("views.open", trigger_id=early, view=modal()) == FINE
    assert (await sender.call("views.push", trigger_id=early, view=modal()))[0] == "exchanged_trigger_id"
    await admin.post("clock", seconds=2.1)
    assert (await sender.call("views.push", trigger_id=late, view=modal()))[0] == "expired_trigger_id"
    assert (await sender.call("views.push", trigger_id="12345.98765.abcd", view=modal()))[0] == "invalid_trigger_id"


WITH_FACTS = FORM | {"blocks": [*FORM["blocks"], {"type": "section", "block_id": "facts", "text": plain(1)}]}


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ({"response_action": "errors", "errors": {"what": "No.", "note": "No."}}, "field_errors"),
        ({"response_action": "errors", "errors": {"facts": "No."}}, "invalid_errors"),
        ({"response_action": "push", "view": modal(private_metadata=words(3001))}, "invalid_arguments"),
        ({"response_action": "update", "view": {"type": "modal"}}, "invalid_arguments"),
    ],
    ids=["inputs", "a section", "a long push", "an empty update"],
)
async def test_a_reply_to_a_submission_is_judged_as_well(
    bolt: AsyncApp, connect: Connect, tanaka: Screen, playground: Playground, reply: Json, outcome: str
) -> None:
    @bolt.view("form")
    async def sent(ack: Any) -> None:
        await ack(**reply)

    await connect(bolt)
    trigger = playground.slack.triggers.issue(tanaka.user)
    view = (await bolt.client.views_open(trigger_id=trigger, view=WITH_FACTS))["view"]
    state = {"what": {"text": {"type": "plain_text_input", "value": "x"}}}
    answer = await tanaka.do("view_submit", view_id=view["id"], state=state)
    assert (answer["ok"], answer["error"]) == (False, outcome)


async def test_buttons_in_a_container_and_in_a_carousel_can_be_pressed(
    bolt: AsyncApp, connect: Connect, tanaka: Screen
) -> None:
    pressed: list[str] = []

    @bolt.action("inside")
    async def note(ack: Any, body: Json) -> None:
        pressed.append(body["actions"][0]["value"])
        await ack()

    await connect(bolt)
    held = [button(action_id="inside", value="container")], [button(action_id="inside", value="carousel")]
    blocks = [
        container(child_blocks=[actions(*held[0])]),
        {"type": "carousel", "elements": [card(), card(actions=held[1])]},
    ]
    await bolt.client.chat_postMessage(channel=tanaka.user, text="x", blocks=blocks)
    message = await tanaka.hears_bot()
    where = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
    for block in (message["blocks"][0]["child_blocks"][0], message["blocks"][1]["elements"][1]):
        action = {"block_id": block["block_id"], "action_id": "inside"}
        assert (await tanaka.do("action", container=where, action=action))["ok"]
    assert pressed == ["container", "carousel"]


async def test_a_markdown_block_does_not_keep_its_id(client: AsyncWebClient) -> None:
    blocks = [{"type": "markdown", "text": "# x", "block_id": "mine"}, {"type": "divider", "block_id": "mine too"}]
    posted = await client.chat_postMessage(channel=cast.TANAKA.id, text="x", blocks=blocks)
    assert posted["message"]["blocks"][0]["block_id"] != "mine"
    assert posted["message"]["blocks"][1]["block_id"] == "mine too"
