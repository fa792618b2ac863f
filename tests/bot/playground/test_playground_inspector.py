"""What waits for whom, what stands behind a message, and how somebody stops the app."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, Connect, OpenScreen, Screen
from tests.kit.patience import SECONDS

Json = dict[str, Any]
SECTION: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "hi"}, "block_id": "greeting"}
MODAL: Json = {"type": "modal", "title": {"type": "plain_text", "text": "One"}, "blocks": [SECTION]}


def names(lines: list[Json]) -> list[str]:
    return [line["name"] for line in lines]


async def test_a_message_tells_who_sees_it_what_wrote_it_and_what_carried_it(
    playground: Playground, client: AsyncWebClient, tanaka: Screen, bolt: AsyncApp, connect: Connect
) -> None:
    bolt.event("message")(_nothing)
    await connect(bolt)
    metadata = {"event_type": "asked", "event_payload": {"id": "7"}}
    sent = await client.chat_postMessage(channel=tanaka.user, text="hi", blocks=[SECTION], metadata=metadata)
    await client.chat_update(channel=sent["channel"], ts=sent["ts"], text="hi again")
    await client.chat_postMessage(channel=tanaka.user, text="another one")
    await client.reactions_add(channel=sent["channel"], timestamp=sent["ts"], name="eyes")
    await client.conversations_history(channel=sent["channel"])
    await playground.slack.delivery.settled()

    seen = await tanaka.get("inspect", channel=sent["channel"], ts=str(sent["ts"]))

    assert seen["message"]["text"] == "hi again"
    assert seen["message"]["metadata"] == metadata
    assert set(seen["audience"]) == {tanaka.user, playground.slack.space.app.bot_user}
    assert seen["only_for"] is None
    assert names(seen["calls"]) == ["chat.postMessage", "chat.update", "reactions.add"]
    assert names(seen["deliveries"])[:2] == ["message", "message"]  # the own post comes back, then its change


async def test_an_ephemeral_message_is_seen_by_one_person_and_inspected_by_nobody_else(
    client: AsyncWebClient, tanaka: Screen, screen_of: OpenScreen
) -> None:
    await client.chat_postEphemeral(channel=cast.GENERAL, user=tanaka.user, text="only you")
    ts = (await tanaka.sees("ephemeral"))["message"]["ts"]
    seen = await tanaka.get("inspect", channel=cast.GENERAL, ts=ts)
    assert seen["audience"] == [tanaka.user] == [seen["only_for"]]
    assert names(seen["calls"]) == ["chat.postEphemeral"]
    sato = await screen_of(cast.SATO.id)
    assert (await sato.get("inspect", channel=cast.GENERAL, ts=ts))["error"] == "no_such_message"


async def test_an_answer_through_a_response_url_is_a_call_that_wrote_the_message(
    tanaka: Screen, bolt: AsyncApp, connect: Connect
) -> None:
    async def answer(ack: Any, respond: Any) -> None:
        await ack()
        await respond("with pleasure")

    bolt.command("/sample")(answer)
    await connect(bolt)
    await tanaka.do("command", channel=cast.GENERAL, command="/sample")
    ts = (await tanaka.sees("ephemeral"))["message"]["ts"]
    assert names((await tanaka.get("inspect", channel=cast.GENERAL, ts=ts))["calls"]) == ["response_url"]


async def test_a_modal_is_inspected_by_its_owner_and_outlives_a_reload(
    tanaka: Screen, screen_of: OpenScreen, bolt: AsyncApp, connect: Connect
) -> None:
    async def open_modal(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    bolt.shortcut("ask_global")(open_modal)
    await connect(bolt)
    await tanaka.do("shortcut", callback_id="ask_global")
    view = (await tanaka.sees("view_open"))["view"]["id"]
    assert [one["id"] for one in (await tanaka.get("state"))["views"]] == [view]
    seen = await tanaka.get("inspect", view_id=view)
    assert seen["view"]["title"]["text"] == "One"
    assert names(seen["calls"]) == ["views.open"]
    sato = await screen_of(cast.SATO.id)
    assert (await sato.get("inspect", view_id=view))["error"] == "no_such_view"
    assert (await sato.get("state"))["views"] == []


async def test_the_log_keeps_answers_but_no_long_lists(client: AsyncWebClient, tanaka: Screen, admin: Admin) -> None:
    for at in range(12):
        await tanaka.say(str(at), cast.GENERAL)
    await client.conversations_history(channel=cast.GENERAL)
    (line,) = (await admin.get("log", name="conversations.history"))["lines"]
    assert line["answer"]["ok"] is True
    assert isinstance(line["answer"]["messages"], str)


async def test_what_is_addressed_to_somebody_waits_for_them_until_they_look(
    client: AsyncWebClient, tanaka: Screen, screen_of: OpenScreen
) -> None:
    sato = await screen_of(cast.SATO.id)
    await tanaka.say("all of you", cast.GENERAL)
    await tanaka.say(f"<@{sato.user}> and you", cast.GENERAL)
    await client.chat_postMessage(channel=sato.user, text="a request")
    await tanaka.sees("waiting", lambda event: event == {"type": "waiting", "user": sato.user, "count": 2})
    general = next(one for one in (await sato.get("state"))["channels"] if one["id"] == cast.GENERAL)
    assert (general["unread"], general["mentions"]) == (2, 1)

    await sato.do("open", channel=sato.dm, tab="home")  # it shows no messages
    assert (await sato.get("state"))["waiting"][sato.user] == 2
    await sato.do("read", channel=cast.GENERAL)
    await tanaka.sees("waiting", lambda event: event["count"] == 1)
    await sato.do("open", channel=sato.dm, tab="messages")
    await tanaka.sees("waiting", lambda event: event["count"] == 0)
    assert (await tanaka.get("state"))["waiting"][sato.user] == 0


async def test_an_answer_waits_for_those_who_take_part_in_the_thread(tanaka: Screen, screen_of: OpenScreen) -> None:
    sato, emma = await screen_of(cast.SATO.id), await screen_of(cast.EMMA.id)
    parent = (await sato.say("lunch?", cast.GENERAL))["ts"]
    await emma.do("read", channel=cast.GENERAL)
    await tanaka.say("yes", cast.GENERAL, thread_ts=parent)
    event = await sato.sees("unread", lambda event: event["threads"])
    assert event["threads"] == {parent: 1}
    assert event["unread"] == 0
    waiting = (await emma.get("state"))["waiting"]
    assert (waiting[sato.user], waiting[emma.user], waiting[tanaka.user]) == (1, 0, 0)
    await sato.do("read", channel=cast.GENERAL)
    assert (await sato.get("state"))["waiting"][sato.user] == 1
    await sato.do("read", channel=cast.GENERAL, thread_ts=parent)
    assert (await sato.get("state"))["waiting"][sato.user] == 0


async def test_stop_reaches_the_app_and_the_app_ends_its_status(
    playground: Playground, client: AsyncWebClient, tanaka: Screen, bolt: AsyncApp, connect: Connect
) -> None:
    stopped: asyncio.Queue[Json] = asyncio.Queue()

    async def on_stop(event: Json) -> None:
        await client.agents_sessions_setStatus(
            channel_id=event["channel"], thread_ts=event["thread_ts"], status="active"
        )
        stopped.put_nowait(event)

    bolt.event("message")(_nothing)
    bolt.event("agent_session_stopped")(on_stop)
    await connect(bolt)
    ts = (await tanaka.say("a long question"))["ts"]
    assert (await tanaka.do("stop", channel=tanaka.dm, thread_ts=ts))["error"] == "nothing_to_stop"
    await client.agents_sessions_setStatus(channel_id=tanaka.dm, thread_ts=ts, status="processing")
    assert (await tanaka.sees("status"))["status"] == "processing"

    assert (await tanaka.do("stop", channel=tanaka.dm, thread_ts=ts))["ok"]

    event = await asyncio.wait_for(stopped.get(), SECONDS)
    assert {key: event[key] for key in ("channel", "thread_ts", "user", "streaming_message_ts")} == {
        "channel": tanaka.dm,
        "thread_ts": ts,
        "user": tanaka.user,
        "streaming_message_ts": [],
    }
    assert (await tanaka.sees("status"))["status"] == ""


async def test_an_app_that_did_not_subscribe_offers_no_stop(playground: Playground, tanaka: Screen) -> None:
    assert (await tanaka.get("state"))["app"]["can_stop"] is True
    space = playground.slack.space
    space.app = replace(space.app, events=space.app.events - {"agent_session_stopped"})
    assert (await tanaka.get("state"))["app"]["can_stop"] is False


async def _nothing() -> None:
    """An app that hears it and does nothing."""
