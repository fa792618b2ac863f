"""Whole stories: a person at the page, the genuine Bolt app at the other end of a socket."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, Connect, Json, Screen
from tests.bot.playground.surfaces import BUTTONS

BOT = "U0PLAYGRND1"
CHOICE: Json = {"text": {"type": "plain_text", "text": "one"}, "value": "1"}


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


async def test_the_app_fills_an_external_select_while_the_person_types(
    bolt: AsyncApp, connect: Connect, client: AsyncWebClient, tanaka: Screen
) -> None:
    heard: list[Json] = []

    @bolt.options("who")
    async def fill(ack: Any, body: Json) -> None:
        heard.append(body)
        await ack(options=[{"text": {"type": "plain_text", "text": body["value"]}, "value": "1"}])

    await connect(bolt)
    menu = {"type": "external_select", "action_id": "who", "min_query_length": 1}
    blocks = [{"type": "actions", "block_id": "b", "elements": [menu]}]
    posted = await client.chat_postMessage(channel=tanaka.user, text="x", blocks=blocks)
    where = {"type": "message", "channel": posted["channel"], "ts": posted["ts"]}
    action = {"block_id": "b", "action_id": "who"}
    reply = await tanaka.do("options", container=where, action=action, value="ta")
    assert [one["text"]["text"] for one in reply["options"]] == ["ta"]
    assert heard[0]["container"]["message_ts"] == heard[0]["message"]["ts"] == posted["ts"]
    assert heard[0]["channel"]["id"] == posted["channel"]


async def test_clicking_what_is_not_there_is_refused(client: AsyncWebClient, tanaka: Screen) -> None:
    await client.chat_postMessage(channel=tanaka.user, text="x", blocks=BUTTONS)
    message = await tanaka.hears_bot()
    where = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
    action = {"block_id": message["blocks"][0]["block_id"], "action_id": "stop"}
    reply = await tanaka.do("action", container=where, action=action)
    assert reply["error"] == "no_such_element"


@pytest.mark.parametrize(
    "answer",
    [
        {"options": [CHOICE] * 101},
        {"options": [CHOICE | {"value": "x" * 151}]},
        {"option_groups": [{"label": CHOICE["text"], "options": "x"}]},
    ],
)
async def test_options_that_slack_would_not_show_are_an_error(
    bolt: AsyncApp, connect: Connect, client: AsyncWebClient, tanaka: Screen, admin: Admin, answer: Json
) -> None:
    @bolt.options("who")
    async def offer(ack: Any) -> None:
        await ack(answer)

    await connect(bolt)
    words = {"type": "plain_text", "text": "Who?"}
    menu = {"type": "external_select", "action_id": "who", "placeholder": words}
    await client.chat_postMessage(channel=tanaka.dm, text="x", blocks=[{"type": "actions", "elements": [menu]}])
    message = await tanaka.hears_bot()
    place = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
    action = {"block_id": message["blocks"][0]["block_id"], "action_id": "who"}
    assert (await tanaka.do("options", container=place, action=action, value="x"))["error"] == "invalid_options"
    assert len(await admin.lines("problem", "block_suggestion")) == 1


async def test_a_button_in_an_attachment_is_pressed_there(
    bolt: AsyncApp, connect: Connect, client: AsyncWebClient, tanaka: Screen
) -> None:
    heard: asyncio.Queue[Json] = asyncio.Queue()

    @bolt.action("go")
    async def pressed(ack: Any, body: Json) -> None:
        await ack()
        await heard.put(body)

    await connect(bolt)
    words = {"type": "plain_text", "text": "Go"}
    row = {"type": "actions", "elements": [{"type": "button", "action_id": "go", "text": words}]}
    await client.chat_postMessage(channel=tanaka.dm, text="x", attachments=[{"text": "a"}, {"blocks": [row]}])
    message = await tanaka.hears_bot()
    place = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
    action = {"block_id": message["attachments"][1]["blocks"][0]["block_id"], "action_id": "go"}
    assert (await tanaka.do("action", container=place, action=action))["ok"]
    container = (await heard.get())["container"]
    assert (container["type"], container["attachment_id"]) == ("message_attachment", 2)


async def test_an_ephemeral_message_is_replaced_with_its_attachments(
    client: AsyncWebClient, session: aiohttp.ClientSession, playground: Playground, tanaka: Screen
) -> None:
    whispered = await client.chat_postEphemeral(
        channel=tanaka.dm, user=tanaka.user, text="x", attachments=[{"text": "a"}]
    )
    way = playground.slack.response_urls.issue(tanaka.dm, tanaka.user, whispered["message_ts"], ephemeral=True)
    for attachments in ([{"text": "b"}], []):
        await session.post(way, json={"text": "y", "attachments": attachments, "replace_original": True})
        shown = (await tanaka.get("messages", channel=tanaka.dm))["messages"][-1]
        assert [each["text"] for each in shown["attachments"]] == [each["text"] for each in attachments]
