"""Links, canvases, lists, custom functions and the validator, asked through the Web API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.server import Playground
from tests.bot.playground.caller import LINK
from tests.bot.playground.good_calls import INCIDENT, WORDS
from tests.bot.playground.screen import Admin, Connect, Json, Screen

DOCUMENT = {"type": "markdown", "markdown": "# Plan"}


async def refusal(calling: Any) -> Json:
    with pytest.raises(SlackApiError) as refused:
        await calling
    body: Json = refused.value.response.data
    return body


async def test_an_unfurl_appears_under_the_message_and_replaces_the_earlier_one(
    client: AsyncWebClient, tanaka: Screen
) -> None:
    said = await tanaka.say(f"see {LINK}?a=1&b=2")
    url = f"{LINK}?a=1&b=2"
    for _ in range(2):
        await client.chat_unfurl(channel=tanaka.dm, ts=said["ts"], unfurls={url: {"blocks": WORDS}})
        message = (await tanaka.sees("message_changed"))["message"]
        (attachment,) = message["attachments"]
        assert (attachment["from_url"], attachment["is_app_unfurl"]) == (url, True)
        assert attachment["blocks"][0]["text"]["text"] == "*hello*"
        assert message["edited"] is None


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"channel": ""}, "missing_channel"),
        ({"channel": "C0NOWHERE01"}, "cannot_find_channel"),
        ({"ts": ""}, "missing_ts"),
        ({"ts": "1.000001"}, "cannot_find_message"),
        ({"unfurls": None}, "missing_unfurls"),
        ({"unfurls": []}, "missing_unfurls"),
        ({"unfurls": {LINK: "words"}}, "invalid_unfurls_format"),
        ({"unfurls": {"https://elsewhere.example.com/": {"blocks": WORDS}}}, "cannot_unfurl_url"),
        ({"unfurls": {"http://[": {"blocks": WORDS}}}, "cannot_unfurl_url"),
        ({"unfurls": {LINK: {"blocks": [{"type": "header"}]}}}, "cannot_parse_attachment"),
        ({"unfurls": {LINK: {"text": 5}}}, "cannot_parse_attachment"),
        ({"unfurl_id": "1"}, "missing_source"),
        ({"unfurl_id": "1", "source": "mail"}, "invalid_source"),
        ({"unfurl_id": "1", "source": "composer"}, "invalid_unfurl_id"),
    ],
)
async def test_an_unfurl_that_fits_nothing_is_refused(
    client: AsyncWebClient, tanaka: Screen, changed: Json, error: str
) -> None:
    said = await tanaka.say(f"see {LINK}")
    sent = {"channel": tanaka.dm, "ts": said["ts"], "unfurls": {LINK: {"blocks": WORDS}}} | changed
    assert (await refusal(client.api_call("chat.unfurl", json=sent)))["error"] == error


async def test_who_has_to_sign_in_first_is_asked_alone(client: AsyncWebClient, tanaka: Screen) -> None:
    said = await tanaka.say(f"see {LINK}")
    await client.chat_unfurl(channel=tanaka.dm, ts=said["ts"], user_auth_required=True, user_auth_message="Sign in")
    assert (await tanaka.sees("ephemeral"))["message"]["text"] == "Sign in"


async def test_details_of_a_work_object_open_for_the_one_who_asked(
    client: AsyncWebClient, playground: Playground, tanaka: Screen
) -> None:
    trigger = playground.slack.triggers.issue(tanaka.user)
    await client.entity_presentDetails(trigger_id=trigger, metadata=INCIDENT)
    view = (await tanaka.sees("view_open"))["view"]
    assert view["title"]["text"] == "Stolen laptop"
    assert [block["text"]["text"] for block in view["blocks"]] == ["Stolen laptop", "status: open"]
    again = client.entity_presentDetails(trigger_id=trigger, metadata=INCIDENT)
    assert (await refusal(again))["error"] == "invalid_trigger_id"


async def test_a_channel_has_one_canvas_and_a_workspace_many(client: AsyncWebClient, playground: Playground) -> None:
    first = await client.canvases_create(title="Plan", document_content=DOCUMENT)
    second = await client.canvases_create(title="Plan", document_content=DOCUMENT)
    assert first["canvas_id"] != second["canvas_id"]
    await client.conversations_canvases_create(channel_id=cast.GENERAL, document_content=DOCUMENT)
    again = client.conversations_canvases_create(channel_id=cast.GENERAL, document_content=DOCUMENT)
    assert (await refusal(again))["error"] == "channel_canvas_already_exists"
    assert [one["markdown"] for one in playground.slack.space.canvases.values()] == ["# Plan"] * 3


async def test_a_list_takes_items_that_fit_its_columns(client: AsyncWebClient) -> None:
    lent = [{"column_id": "Col0LENT0001", "checkbox": True}]
    first = (await client.slackLists_items_create(list_id=cast.EQUIPMENT, initial_fields=lent))["item"]
    assert first["fields"] == [{"key": "lent", "value": True, "column_id": "Col0LENT0001", "checkbox": True}]
    copied = await client.slackLists_items_create(list_id=cast.EQUIPMENT, duplicated_item_id=first["id"])
    assert copied["item"]["fields"] == first["fields"]
    strange = client.slackLists_items_create(list_id=cast.EQUIPMENT, initial_fields=[{"column_id": "Col1"}])
    assert (await refusal(strange))["error"] == "invalid_column_id"
    assert (await refusal(client.slackLists_items_create(list_id="F0NONE")))["error"] == "list_not_found"


async def test_bolt_completes_a_custom_function(
    bolt: AsyncApp, connect: Connect, admin: Admin, playground: Playground
) -> None:
    @bolt.function("check_mail")
    async def check(inputs: Json, complete: Any) -> None:
        await complete(outputs={"verdict": f"{inputs['mail']} is harmless"})

    await connect(bolt)
    started = await admin.post("function", callback_id="check_mail", inputs={"mail": "7"})
    await admin.post("settle")
    execution = playground.slack.space.executions[started["function_execution_id"]]
    assert (execution["status"], execution["outputs"]) == ("completed", {"verdict": "7 is harmless"})


async def test_a_function_is_completed_once_and_only_if_it_runs(client: AsyncWebClient, admin: Admin) -> None:
    unknown = client.functions_completeSuccess(function_execution_id="Fx0", outputs={})
    assert (await refusal(unknown))["error"] == "function_execution_not_found"
    started = (await admin.post("function", callback_id="check_mail"))["function_execution_id"]
    await client.functions_completeError(function_execution_id=started, error="no such mail")
    again = client.functions_completeSuccess(function_execution_id=started, outputs={})
    assert (await refusal(again))["error"] == "execution_not_in_running_state"


async def test_the_validator_answers_without_a_token_what_it_objects_to(client: AsyncWebClient) -> None:
    unknown = [{"type": "section", "text": {"type": "mrkdwn", "text": "hi"}, "disabled": True}]
    refused = await refusal(client.blocks_validate(blocks=unknown, token=""))
    assert refused["error"] == "invalid_blocks"
    (error,) = refused["errors"]
    assert (error["pointer"], error["code"], error["field"]) == ("/0", "failed_constraint", "disabled")
    assert (await client.blocks_validate(blocks=WORDS, token=""))["ok"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"view": {"type": "modal", "blocks": WORDS}}, "invalid_view"),
        ({"message": {"blocks": [{"type": "alert"}]}}, "invalid_message"),
        ({}, "invalid_arguments"),
        ({"blocks": WORDS, "message": {"blocks": WORDS}}, "invalid_arguments"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 100_000}}]}, "invalid_arguments"),
    ],
)
async def test_the_validator_takes_one_payload_of_moderate_size(
    client: AsyncWebClient, given: Json, error: str
) -> None:
    fields = {name: json.dumps(value) for name, value in given.items()}
    assert (await refusal(client.api_call("blocks.validate", data=fields)))["error"] == error
