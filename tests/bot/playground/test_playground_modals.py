"""Stories of modals: opened by a click, refused, sent, walked through and closed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.bot.playground.screen import Connect, Json, Screen
from tests.bot.playground.surfaces import BUTTONS, FORM


def filled(text: str | None) -> Json:
    return {"what": {"text": {"type": "plain_text_input", "value": text}}}


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
        ({"response_action": "update", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
        ({"response_action": "push", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
        (
            {"response_action": "update", "view": {**FORM, "title": {"type": "plain_text", "text": "x" * 25}}},
            "invalid_arguments",
        ),
    ],
    ids=["an error at an unknown block", "a home in its place", "a home on top", "a title that is too long"],
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


async def test_a_modal_is_sent_once_however_often_somebody_presses(
    bolt: AsyncApp, connect: Connect, tanaka: Screen
) -> None:
    view = await open_form(bolt, connect, tanaka)
    heard: list[str] = []

    @bolt.view("form")
    async def sent(ack: Any, body: Json) -> None:
        heard.append(body["type"])
        await ack()

    pressed = (tanaka.do("view_submit", view_id=view["id"], state=filled("x")) for _ in range(3))
    replies = await asyncio.gather(*pressed)
    assert sorted(reply["ok"] for reply in replies) == [False, False, True]
    assert heard == ["view_submission"]
