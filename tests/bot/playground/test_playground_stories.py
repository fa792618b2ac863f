"""Whole stories: a person at the page, the genuine Bolt app at the other end of a socket."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from tests.bot.playground.screen import Admin, Connect, Json, Screen

BOT = "U0PLAYGRND1"
BUTTONS: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Shall I?"}},
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "go",
                "value": "42",
                "text": {"type": "plain_text", "text": "Go"},
            },
        ],
    },
]
FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "What?"},
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 10},
        },
        {
            "type": "input",
            "block_id": "note",
            "optional": True,
            "label": {"type": "plain_text", "text": "Note"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
    ],
}


def filled(text: str | None) -> Json:
    return {"what": {"text": {"type": "plain_text_input", "value": text}}}


async def test_a_direct_message_is_answered_in_the_page(bolt: AsyncApp, connect: Connect, tanaka: Screen) -> None:
    @bolt.event("message")
    async def echo(event: Json, say: Any) -> None:
        await say(f"{event['channel_type']}: {event['text']}")

    await connect(bolt)
    await tanaka.say("ノートパソコンを持ち出していい？")
    assert (await tanaka.hears_bot())["text"] == "im: ノートパソコンを持ち出していい？"


async def test_a_mention_in_a_channel_comes_as_message_and_as_mention(
    bolt: AsyncApp, connect: Connect, tanaka: Screen
) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()

    @bolt.event("app_mention")
    @bolt.event("message")
    async def note(event: Json) -> None:
        await heard.put(event["type"])

    await connect(bolt)
    await tanaka.say(f"<@{BOT}> hello", cast.GENERAL)
    assert {await heard.get(), await heard.get()} == {"app_mention", "message"}
    await tanaka.say(f"<@{BOT}> hello", tanaka.dm)
    assert await heard.get() == "message"
    await tanaka.say("a plain one", cast.GENERAL)
    assert await heard.get() == "message"


async def test_a_mention_where_the_bot_is_not_reaches_it_only_after_an_invitation(
    bolt: AsyncApp, connect: Connect, tanaka: Screen
) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()

    @bolt.event("app_mention")
    async def note(event: Json) -> None:
        await heard.put(event["text"])

    await connect(bolt)
    await tanaka.say(f"<@{BOT}> one", cast.RANDOM)
    assert (await tanaka.sees("toast"))["code"] == "bot_not_in_channel"
    await tanaka.do("invite", channel=cast.RANDOM)
    await tanaka.say(f"<@{BOT}> two", cast.RANDOM)
    assert await heard.get() == f"<@{BOT}> two"


async def test_the_bots_own_posts_come_back_to_it(
    client: AsyncWebClient, connect: Connect, bolt: AsyncApp, admin: Admin
) -> None:
    await connect(bolt)
    dm = (await client.chat_postMessage(channel=cast.TANAKA.id, text="from the bot"))["channel"]
    await admin.post("settle")
    events = [line["body"]["payload"]["event"] for line in await admin.lines("delivery", "message")]
    assert [(event["channel"], bool(event["bot_id"])) for event in events] == [(dm, True)]


async def test_a_button_opens_a_modal_that_refuses_and_then_takes_an_answer(
    bolt: AsyncApp, connect: Connect, tanaka: Screen
) -> None:
    @bolt.action("go")
    async def opened(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(
            trigger_id=body["trigger_id"], view=FORM | {"private_metadata": body["actions"][0]["value"]}
        )
        await ack()

    @bolt.view("form")
    async def sent(ack: Any, view: Json, body: Json, client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        if values["what"]["text"]["value"] == "bad":
            await ack(response_action="errors", errors={"what": "Not that."})
            return
        assert values["note"]["text"] == {"type": "plain_text_input", "value": None}
        await client.chat_postMessage(channel=body["user"]["id"], text=f"got {view['private_metadata']}")
        await ack()

    await connect(bolt)
    await bolt.client.chat_postMessage(channel=tanaka.user, text="Shall I?", blocks=BUTTONS)
    assert (await tanaka.click(await tanaka.hears_bot(), "go"))["ok"]
    view = (await tanaka.sees("view_open"))["view"]

    async def send(text: str | None) -> Json:
        return await tanaka.do("view_submit", view_id=view["id"], state=filled(text))

    assert (await send(None))["errors"] == {"what": "この項目は必須です。"}
    assert (await send("x" * 11))["errors"] == {"what": "10 文字以内で入力してください。"}
    assert (await send("bad"))["errors"] == {"what": "Not that."}
    assert (await send("good")) == {"ok": True}
    assert (await tanaka.hears_bot())["text"] == "got 42"
    assert (await tanaka.sees("view_close"))["clear"]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "?"}}, "invalid_errors"),
        (
            {"response_action": "update", "view": {**FORM, "title": {"type": "plain_text", "text": "x" * 25}}},
            "invalid_arguments",
        ),
    ],
    ids=["an error at an unknown block", "a title that is too long"],
)
async def test_a_nonsense_answer_to_a_submission_leaves_the_modal_open(
    bolt: AsyncApp, connect: Connect, tanaka: Screen, reply: Json, error: str
) -> None:
    view = await open_form(bolt, connect, tanaka)

    @bolt.view("form")
    async def sent(ack: Any) -> None:
        await ack(**reply)

    assert (await tanaka.do("view_submit", view_id=view["id"], state=filled("x")))["error"] == error
    assert (await tanaka.sees("submission_error"))["error"] == error


async def open_form(bolt: AsyncApp, connect: Connect, screen: Screen) -> Json:
    @bolt.shortcut("ask_global")
    async def opened(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM | {"notify_on_close": True})

    await connect(bolt)
    await screen.do("shortcut", callback_id="ask_global")
    view: Json = (await screen.sees("view_open"))["view"]
    return view


async def test_a_submission_that_nobody_acknowledges_is_an_error_for_the_person(
    bolt: AsyncApp, connect: Connect, tanaka: Screen
) -> None:
    view = await open_form(bolt, connect, tanaka)
    reply = await tanaka.do("view_submit", view_id=view["id"], state=filled("x"))
    assert (reply["ok"], reply["error"]) == (False, "timeout")


async def test_a_submission_can_walk_on_to_more_modals_and_end_them_all(
    bolt: AsyncApp, connect: Connect, tanaka: Screen
) -> None:
    view = await open_form(bolt, connect, tanaka)
    replies = iter(["push", "update", "clear"])

    @bolt.view("form")
    async def sent(ack: Any) -> None:
        action = next(replies)
        await ack(response_action=action, **({} if action == "clear" else {"view": FORM}))

    await tanaka.do("view_submit", view_id=view["id"], state=filled("x"))
    pushed = (await tanaka.sees("view_push"))["view"]
    assert (pushed["previous_view_id"], pushed["root_view_id"]) == (view["id"], view["id"])
    await tanaka.do("view_submit", view_id=pushed["id"], state=filled("x"))
    assert (await tanaka.sees("view_update"))["view"]["id"] == pushed["id"]
    await tanaka.do("view_submit", view_id=pushed["id"], state=filled("x"))
    assert (await tanaka.sees("view_close"))["clear"]


async def test_closing_a_modal_is_told_to_who_asked_for_it(bolt: AsyncApp, connect: Connect, tanaka: Screen) -> None:
    closed: asyncio.Queue[bool] = asyncio.Queue()

    @bolt.view_closed("form")
    async def note(ack: Any, body: Json) -> None:
        await ack()
        await closed.put(body["is_cleared"])

    view = await open_form(bolt, connect, tanaka)
    await tanaka.do("view_close", view_id=view["id"])
    assert await closed.get() is False


async def test_a_command_is_answered_and_does_not_work_in_a_thread(
    bolt: AsyncApp, connect: Connect, tanaka: Screen
) -> None:
    @bolt.command("/sample")
    async def run(ack: Any, command: Json) -> None:
        await ack(f"{command['text']} / {command['channel_name']}")

    await connect(bolt)
    assert (await tanaka.do("command", channel=cast.GENERAL, command="/sample", text="a & b"))["ok"]
    assert (await tanaka.sees("ephemeral"))["message"]["text"] == "a &amp; b / general"
    inside = await tanaka.do("command", channel=cast.GENERAL, command="/sample", text="", thread_ts="1.0")
    assert inside["error"] == "not_supported_in_threads"
    unknown = await tanaka.do("command", channel=cast.GENERAL, command="/nope", text="")
    assert unknown["error"] == "not_a_command"


async def test_a_message_shortcut_brings_the_whole_message(bolt: AsyncApp, connect: Connect, tanaka: Screen) -> None:
    @bolt.shortcut("ask_message")
    async def asked(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        await respond(f"about {body['message']['text']} in {body['channel']['name']}")

    await connect(bolt)
    said = await tanaka.say("変なメール", cast.RANDOM)  # the bot is no member here
    await tanaka.do("shortcut", callback_id="ask_message", channel=cast.RANDOM, ts=said["ts"])
    assert (await tanaka.sees("ephemeral"))["message"]["text"] == "about 変なメール in random"


async def test_a_response_url_works_five_times_and_half_an_hour(
    bolt: AsyncApp, connect: Connect, tanaka: Screen, admin: Admin
) -> None:
    answers: asyncio.Queue[tuple[int, str]] = asyncio.Queue()

    @bolt.command("/sample")
    async def run(ack: Any, respond: Any, command: Json) -> None:
        await ack()
        if command["text"] == "late":
            await admin.post("clock", seconds=30 * 60 + 1)
        for _ in range(6):
            reply = await respond("again")
            await answers.put((reply.status_code, reply.body))

    await connect(bolt)
    await tanaka.do("command", channel=cast.GENERAL, command="/sample", text="")
    assert [await answers.get() for _ in range(6)] == [(200, "ok")] * 5 + [(404, "used_url")]
    await tanaka.do("command", channel=cast.GENERAL, command="/sample", text="late")
    assert await answers.get() == (404, "expired_url")


async def test_a_response_can_replace_and_delete_what_was_clicked(
    bolt: AsyncApp, connect: Connect, tanaka: Screen
) -> None:
    bodies: asyncio.Queue[Json] = asyncio.Queue()

    @bolt.action("go")
    async def clicked(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        await bodies.put(body)
        gone = "message" not in body or "edited" in body["message"]
        await respond(delete_original=True) if gone else await respond("done", replace_original=True, blocks=BUTTONS)

    await connect(bolt)
    await bolt.client.chat_postMessage(channel=cast.GENERAL, text="Shall I?", blocks=BUTTONS)
    await tanaka.click(await tanaka.hears_bot(), "go")
    changed = (await tanaka.sees("message_changed"))["message"]
    assert changed["text"] == "done"
    await tanaka.click(changed, "go")
    assert (await tanaka.sees("message_deleted"))["ts"] == changed["ts"]
    await bolt.client.chat_postEphemeral(channel=cast.GENERAL, user=tanaka.user, text="x", blocks=BUTTONS)
    whisper = (await tanaka.sees("ephemeral"))["message"]
    await tanaka.click(whisper, "go")
    assert (await tanaka.sees("message_deleted"))["ephemeral"]
    containers = [(await bodies.get())["container"]["is_ephemeral"] for _ in range(3)]
    assert containers == [False, False, True]


async def test_the_home_tab_is_drawn_when_it_is_opened(bolt: AsyncApp, connect: Connect, tanaka: Screen) -> None:
    @bolt.event("app_home_opened")
    async def draw(event: Json, client: AsyncWebClient) -> None:
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": event["tab"]}}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    await connect(bolt)
    await tanaka.do("open", channel=tanaka.dm, tab="home")
    assert (await tanaka.sees("home"))["view"]["blocks"][0]["text"]["text"] == "home"
    assert (await tanaka.get("state"))["home"]["type"] == "home"


async def test_a_status_shows_until_the_answer_comes(client: AsyncWebClient, tanaka: Screen) -> None:
    asked = await tanaka.say("hello")
    where = {"channel_id": tanaka.dm, "thread_ts": asked["ts"]}
    await client.assistant_threads_setStatus(status="is looking…", **where)
    assert (await tanaka.sees("status"))["status"] == "is looking…"
    await client.chat_postMessage(channel=tanaka.dm, thread_ts=asked["ts"], text="here")
    assert (await tanaka.sees("status"))["status"] == ""


async def test_prompts_can_be_pinned_to_the_messages_tab(client: AsyncWebClient, tanaka: Screen) -> None:
    prompts = [{"title": "Laptop", "message": "May I take it out?"}]
    await client.assistant_threads_setSuggestedPrompts(channel_id=tanaka.dm, prompts=prompts)
    assert (await tanaka.sees("prompts"))["prompts"] == prompts
    assert (await tanaka.get("state"))["app"]["prompts"] == prompts


async def test_clicking_what_is_not_there_is_refused(client: AsyncWebClient, tanaka: Screen) -> None:
    await client.chat_postMessage(channel=tanaka.user, text="x", blocks=BUTTONS)
    message = await tanaka.hears_bot()
    where = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
    action = {"block_id": message["blocks"][0]["block_id"], "action_id": "stop"}
    reply = await tanaka.do("action", container=where, action=action)
    assert reply["error"] == "no_such_element"
