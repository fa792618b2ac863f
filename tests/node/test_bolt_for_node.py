"""The genuine Bolt for Node cannot tell the playground from Slack."""

from __future__ import annotations

import json
from typing import Any

import pytest
import pytest_asyncio

from bot.playground import cast
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, Json, OpenScreen, Screen
from tests.node.conftest import NodeApp, StartApp

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG_ENOUGH = {"text": {"text": {"type": "plain_text_input", "value": "Where is the printer?"}}}
TOO_SHORT = {"text": {"text": {"type": "plain_text_input", "value": "Hm"}}}


async def bolt_app(start_app: StartApp, playground: Playground, mode: str, secret: str = "") -> NodeApp:
    return await start_app(
        "app.js",
        ready="port",
        SLACK_MODE=mode,
        SLACK_BOT_TOKEN=playground.bot_token,
        SLACK_APP_TOKEN=playground.app_token,
        SLACK_SIGNING_SECRET=secret or playground.signing_secret,
    )


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def app(start_app: StartApp, playground: Playground) -> NodeApp:
    return await bolt_app(start_app, playground, "socket")


@pytest_asyncio.fixture(loop_scope="module")
async def tanaka(app: NodeApp, screen_of: OpenScreen) -> Screen:
    return await screen_of(cast.TANAKA.id)


def plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


async def refusal(tanaka: Screen, method: str, **given: Any) -> Json:
    """What the client's error carries when Slack refuses the call."""
    await tanaka.say(f"mistake {method} {json.dumps(given)}")
    error: Json = json.loads(plain((await tanaka.hears_bot())["text"]))
    return error


async def question_opened(tanaka: Screen) -> Json:
    await tanaka.do("shortcut", callback_id="ask_global")
    view: Json = (await tanaka.sees("view_open"))["view"]
    return view


async def test_a_direct_message_is_answered(tanaka: Screen) -> None:
    await tanaka.say("hello")
    assert (await tanaka.hears_bot())["text"] == f"Hello <@{cast.TANAKA.id}>, shall I?"


async def test_a_mention_is_answered_in_a_thread(tanaka: Screen, playground: Playground) -> None:
    asked = await tanaka.say(f"<@{playground.slack.space.app.bot_user}> are you there?", cast.GENERAL)
    answer = await tanaka.hears_bot()
    assert (answer["text"], answer["thread_ts"]) == (f"You called, <@{cast.TANAKA.id}>?", asked["ts"])


async def test_a_command_is_answered_to_the_person_and_to_the_channel(tanaka: Screen) -> None:
    assert (await tanaka.do("command", channel=cast.GENERAL, command="/sample", text="printers"))["ok"]
    assert (await tanaka.sees("ephemeral"))["message"]["text"] == "one moment: printers"
    assert (await tanaka.hears_bot())["text"] == f"<@{cast.TANAKA.id}> asked about printers"


async def test_a_button_replaces_its_message_through_the_response_url(tanaka: Screen) -> None:
    await tanaka.say("hello")
    assert (await tanaka.click(await tanaka.hears_bot(), "approve"))["ok"]
    changed = (await tanaka.sees("message_changed"))["message"]
    assert [block["type"] for block in changed["blocks"]] == ["section"]
    assert changed["blocks"][0]["text"]["text"] == f"Approved by <@{cast.TANAKA.id}>"


async def test_a_modal_opens_refuses_and_is_sent(tanaka: Screen) -> None:
    view = await question_opened(tanaka)
    assert view["title"]["text"] == "Question"
    refused = await tanaka.do("view_submit", view_id=view["id"], state=TOO_SHORT)
    assert refused["errors"] == {"text": "A little longer, please."}
    assert (await tanaka.do("view_submit", view_id=view["id"], state=LONG_ENOUGH))["ok"]
    assert (await tanaka.hears_bot())["text"] == f"<@{cast.TANAKA.id}> on nothing: Where is the printer?"
    again = await tanaka.do("view_submit", view_id=view["id"], state=LONG_ENOUGH)
    assert again["error"] == "no_such_view"


async def test_the_options_of_a_menu_come_from_the_app(tanaka: Screen) -> None:
    view = await question_opened(tanaka)
    here = {"type": "view", "view_id": view["id"]}
    found = await tanaka.do("options", container=here, action={"block_id": "topic", "action_id": "topic"}, value="p")
    assert [option["value"] for option in found["options"]] == ["Passwords", "Printers", "Phishing"]
    chosen = {"type": "external_select", "selected_option": found["options"][1]}
    await tanaka.do("view_submit", view_id=view["id"], state=LONG_ENOUGH | {"topic": {"topic": chosen}})
    assert "on Printers" in (await tanaka.hears_bot())["text"]


async def test_a_second_modal_lies_on_the_first_and_both_are_closed(tanaka: Screen) -> None:
    first = await question_opened(tanaka)
    here = {"type": "view", "view_id": first["id"]}
    await tanaka.do("action", container=here, action={"block_id": "more", "action_id": "more"})
    second = (await tanaka.sees("view_push"))["view"]
    assert second["previous_view_id"] == first["id"]
    await tanaka.do("view_close", view_id=second["id"], clear=True)
    assert (await tanaka.hears_bot())["text"] == "closed, cleared: true"


async def test_a_modal_that_is_closed_alone_is_told_too(tanaka: Screen) -> None:
    view = await question_opened(tanaka)
    await tanaka.do("view_close", view_id=view["id"])
    assert (await tanaka.hears_bot())["text"] == "closed, cleared: false"


async def test_a_message_shortcut_carries_the_message(tanaka: Screen) -> None:
    said = await tanaka.say("What is this mail?", cast.GENERAL)
    await tanaka.do("shortcut", callback_id="ask_message", channel=cast.GENERAL, ts=said["ts"])
    view = (await tanaka.sees("view_open"))["view"]
    assert view["blocks"][0]["element"]["initial_value"] == "What is this mail?"
    assert (await tanaka.sees("ephemeral"))["message"]["text"] == "about: What is this mail?"


async def test_the_home_tab_is_published_when_it_is_opened(tanaka: Screen) -> None:
    await tanaka.do("open", channel=tanaka.dm, tab="home")
    assert (await tanaka.sees("home"))["view"]["blocks"][0]["text"]["text"] == "Welcome"


async def test_a_reaction_is_returned(tanaka: Screen) -> None:
    said = await tanaka.say("good morning", cast.GENERAL)
    await tanaka.do("reaction", channel=cast.GENERAL, ts=said["ts"], name="eyes")
    seen = await tanaka.sees("reaction", lambda event: event["message"]["reactions"][0]["count"] == 2)
    assert seen["message"]["reactions"][0]["name"] == "eyes"


async def test_replies_stay_in_the_thread_unless_they_are_for_everybody(tanaka: Screen) -> None:
    said = await tanaka.say("thread, please")
    replies = [await tanaka.hears_bot(), await tanaka.hears_bot()]
    assert {reply["thread_ts"] for reply in replies} == {said["ts"]}
    shown = (await tanaka.get("messages", channel=tanaka.dm))["messages"]
    assert [message["text"] for message in shown[-2:]] == ["thread, please", "for everybody"]


async def test_a_whisper_is_heard_by_one_person(tanaka: Screen, admin: Admin) -> None:
    await tanaka.say("whisper to me", cast.GENERAL)
    assert (await tanaka.sees("ephemeral"))["message"]["text"] == "only you see this"
    kept = (await admin.get("messages", channel=cast.GENERAL))["ephemerals"]
    assert kept[-1]["only_for"] == cast.TANAKA.id


async def test_a_file_is_uploaded_in_three_steps_and_shared(tanaka: Screen) -> None:
    await tanaka.say("file, please")
    shared = await tanaka.hears_bot()
    assert shared["text"] == "Here it is"
    assert [(file["name"], file["title"], file["size"]) for file in shared["files"]] == [("結果.csv", "結果", 20)]


async def test_a_persons_file_opens_with_the_token_only(tanaka: Screen, playground: Playground) -> None:
    given = (await tanaka.drop("note.txt", b"seen by friends"))["file"]
    await tanaka.say("read this", files=[given["id"]])
    seen = json.loads(plain((await tanaka.hears_bot())["text"]))
    assert seen["text"] == "seen by friends"
    assert seen["stranger"].startswith("text/html")


async def test_a_scheduled_message_comes_when_its_time_comes(tanaka: Screen, admin: Admin) -> None:
    at = int((await admin.get("clock"))["now"]) + 600
    await tanaka.say(f"later {at}")
    assert (await tanaka.hears_bot())["text"] == "scheduled"
    await admin.post("clock", until=at + 1)
    assert (await tanaka.hears_bot())["text"] == "now!"


async def test_pages_of_people_are_followed_to_the_end(tanaka: Screen) -> None:
    await tanaka.say("people")
    names = (await tanaka.hears_bot())["text"].split()
    assert {person.name for person in cast.PEOPLE} <= set(names)
    assert len(names) == len(set(names))


async def test_a_refusal_is_the_error_object_that_the_client_documents(tanaka: Screen) -> None:
    broken = [{"type": "header", "text": {"type": "mrkdwn", "text": "x" * 151}}]
    error = await refusal(tanaka, "chat.postMessage", channel=tanaka.dm, text="x", blocks=broken)
    assert (error["code"], error["reason"]) == ("slack_webapi_platform_error", "invalid_blocks")
    assert all("[json-pointer:/blocks/0/text" in message for message in error["messages"])
    assert error["messages"]


@pytest.mark.parametrize(
    ("method", "given", "reason"),
    [
        ("chat.postMessage", {"channel": "C0NOWHERE01", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": cast.GENERAL}, "no_text"),
        ("chat.postMessage", {"channel": cast.RANDOM, "text": "x"}, "not_in_channel"),
        ("views.open", {"trigger_id": "1.2.3", "view": {"type": "modal"}}, "invalid_arguments"),
        ("conversations.members", {"channel": cast.MANAGEMENT}, "channel_not_found"),
        ("no.such.method", {}, "unknown_method"),
        ("auth.test", {"token": "xoxb-wrong"}, "invalid_auth"),
    ],
)
async def test_the_client_reads_slacks_code(tanaka: Screen, method: str, given: Json, reason: str) -> None:
    error = await refusal(tanaka, method, **given)
    assert (error["code"], error["reason"]) == ("slack_webapi_platform_error", reason)


async def test_the_client_waits_as_long_as_it_is_told_and_then_succeeds(tanaka: Screen, admin: Admin) -> None:
    await admin.fault("rate_limit", method="auth.test", retry_after=2)
    await tanaka.say("patience")
    assert (await tanaka.hears_bot())["text"] == "samplebot was told to wait 2 s"
    refused, answered = (await admin.lines("api", "auth.test"))[-2:]
    assert (refused["outcome"], answered["outcome"]) == ("ratelimited", "ok")


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "cut"])
async def test_the_client_comes_back_after_a_disconnect(tanaka: Screen, admin: Admin, reason: str) -> None:
    await admin.post("disconnect", reason=reason)
    await tanaka.say("hello")
    assert "shall I" in (await tanaka.hears_bot())["text"]


async def test_the_same_envelope_twice_has_the_same_event_id(tanaka: Screen, admin: Admin) -> None:
    await admin.fault("duplicate", method="message")
    await tanaka.say("once")
    first, second = [(await tanaka.hears_bot())["text"].split() for _ in range(2)]
    assert first[0] == second[0]
    assert {first[2], second[2]} <= {"1", "2"}
    assert second[2] == "2"


@pytest.mark.parametrize("mode", ["http", "express"])
async def test_over_signed_http_messages_buttons_and_commands_are_answered(
    start_app: StartApp, playground: Playground, admin: Admin, screen_of: OpenScreen, mode: str
) -> None:
    app = await bolt_app(start_app, playground, mode)
    delivered = await admin.post("delivery", url=f"http://127.0.0.1:{app.port}/slack/events")
    try:
        assert delivered["verified"]
        emma = await screen_of(cast.EMMA.id)
        await emma.say("hello")
        assert (await emma.click(await emma.hears_bot(), "approve"))["ok"]
        assert "Approved" in (await emma.sees("message_changed"))["message"]["blocks"][0]["text"]["text"]
        await emma.do("command", channel=cast.GENERAL, command="/sample", text="印刷")
        assert (await emma.sees("ephemeral"))["message"]["text"] == "one moment: 印刷"
        view = await question_opened(emma)
        assert (await emma.do("view_submit", view_id=view["id"], state=TOO_SHORT))["error"] == "field_errors"
    finally:
        await admin.post("delivery", url=None)


async def test_a_wrong_signing_secret_lets_nothing_in(
    start_app: StartApp, playground: Playground, admin: Admin
) -> None:
    app = await bolt_app(start_app, playground, "http", secret="of somebody else")
    delivered = await admin.post("delivery", url=f"http://127.0.0.1:{app.port}/slack/events")
    assert not delivered["verified"]
