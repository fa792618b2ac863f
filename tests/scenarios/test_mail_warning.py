"""Stories of a warning to everybody: written, looked at, posted once, and never lost on the way."""

from __future__ import annotations

import asyncio
from io import BytesIO

import aiohttp
import pytest
from PIL import Image

from bot.core import fonts
from bot.playground.cast import EMMA, GENERAL, SUZUKI, TAKAHASHI, TANAKA
from tests.bot.playground.screen import Json, Screen
from tests.kit.mails import SIGNS, drop, opened, report, shows
from tests.kit.patience import eventually
from tests.kit.stage import Stage, press, words_of
from tests.scenarios.test_mail_triage import RECEIVED, card_of

WARN = "全員に注意を呼びかける"
PERSONAL = SIGNS.replace("お客様各位", "田中 美咲 様（tanaka@example.co.jp）").replace(
    "http://192.0.2.7/login", "http://192.0.2.7/login?u=tanaka@example.co.jp&t=88fa"
)


@pytest.fixture
async def suzuki(scene: Stage) -> Screen:
    return await scene.person(SUZUKI.id)


async def reported(scene: Stage, mail: str = SIGNS) -> Json:
    """The administrator's card of a mail that was just reported."""
    tanaka = await scene.person(TANAKA.id)
    await report(tanaka, await drop(tanaka, mail), RECEIVED)
    return await card_of(await scene.person(SUZUKI.id))


async def words(screen: Screen, card: Json) -> tuple[Json, Json]:
    """The form with the words, and the state that a person would send with them unchanged."""
    await press(screen, card, WARN)
    view = await opened(screen)
    return view, {
        block["block_id"]: {"value": {"type": "plain_text_input", "value": block["element"]["initial_value"]}}
        for block in view["blocks"]
        if block["type"] == "input"
    }


async def preview(screen: Screen, view: Json, state: Json) -> Json:
    assert (await screen.do("view_submit", view_id=view["id"], state=state))["ok"]
    pushed: Json = (await screen.sees("view_push"))["view"]
    return pushed


async def in_general(scene: Stage) -> list[Json]:
    await scene.settled()
    messages = (await scene.admin.get("messages", channel=GENERAL))["messages"]
    return [one for one in messages if one.get("bot_id")]


async def posted(scene: Stage, count: int = 1) -> list[Json]:
    async def enough() -> list[Json]:
        found = await in_general(scene)
        return found if len(found) >= count else []

    return await eventually(enough)


def picture(blocks: list[Json]) -> Json | None:
    return next((block for block in blocks if block["type"] == "image"), None)


@pytest.mark.skipif(fonts.found() is None, reason="NO JAPANESE FONT: the picture was NOT tried")
async def test_what_was_looked_at_is_what_everybody_sees_with_a_picture(scene: Stage, suzuki: Screen) -> None:
    await scene.admin.post("invite", channel=GENERAL)
    card = await reported(scene, PERSONAL)
    view, state = await words(suzuki, card)
    await asyncio.sleep(1.5)
    state["ja"]["value"]["value"] += "\n総務より"
    looked_at = await preview(suzuki, view, state)
    assert (await suzuki.do("view_submit", view_id=looked_at["id"], state={}))["ok"]
    (message,) = await posted(scene)
    assert [_bare(block) for block in looked_at["blocks"][2:]] == [_bare(block) for block in message["blocks"]]
    assert shows(message, "総務より", "A suspicious mail is going round", "hxxp://192[.]0[.]2[.]7/login…")
    shown = picture(message["blocks"])
    assert shown is not None
    assert "見分けるところ：1. " in shown["alt_text"]
    for private in ("田中", "tanaka", "88fa", "http://192"):
        assert private not in words_of(message), private
    await card_of(suzuki, when="全員に注意喚起済み")
    data = await seen(scene, EMMA.id, shown["slack_file"]["id"])
    with Image.open(BytesIO(data)) as drawn:
        assert drawn.format == "PNG"
        assert drawn.width > drawn.height > 400


def _bare(block: Json) -> Json:
    return {name: value for name, value in block.items() if name != "block_id"}


async def seen(scene: Stage, user: str, file: str) -> bytes:
    url = f"{scene.slack.url}/api/page/file/{file}/picture"
    async with aiohttp.ClientSession() as session, session.get(url, params={"user": user}) as answer:
        assert answer.status == 200
        assert answer.content_type == "image/png"
        return await answer.read()


async def test_without_the_right_to_upload_the_picture_is_told_in_words(scene: Stage, suzuki: Screen) -> None:
    await scene.admin.post("invite", channel=GENERAL)
    await scene.admin.post("revoke", scope="files:write")
    view, state = await words(suzuki, await reported(scene))
    state["en"]["value"]["value"] = ""
    looked_at = await preview(suzuki, view, state)
    await suzuki.do("view_submit", view_id=looked_at["id"], state={})
    (message,) = await posted(scene)
    assert picture(message["blocks"]) is None
    assert shows(message, "見分けるところ", "リンク先が、名前ではなく数字のアドレスです")
    assert "A suspicious mail" not in words_of(message)


async def test_where_the_bot_is_not_in_the_channel_the_words_are_kept_and_posted_later(
    scene: Stage, suzuki: Screen
) -> None:
    await scene.admin.post("kick", channel=GENERAL)
    card = await reported(scene)
    view, state = await words(suzuki, card)
    state["ja"]["value"]["value"] = "開かないでください。総務より"
    looked_at = await preview(suzuki, view, state)
    await suzuki.do("view_submit", view_id=looked_at["id"], state={})
    told = await suzuki.sees("message", lambda event: "投稿できませんでした" in words_of(event["message"]))
    assert shows(told["message"], "/invite @Mamori", "#general")
    assert await in_general(scene) == []
    again, kept = await words(suzuki, await last_card(scene, suzuki))
    assert kept["ja"]["value"]["value"] == "開かないでください。総務より"
    await suzuki.do("view_close", view_id=again["id"])
    await scene.admin.post("invite", channel=GENERAL)
    await asyncio.gather(*(press(suzuki, told["message"], "もう一度投稿する") for _ in range(2)))
    (message,) = await posted(scene)
    assert "総務より" in words_of(message)
    assert len(await in_general(scene)) == 1


async def last_card(scene: Stage, screen: Screen) -> Json:
    messages = (await scene.admin.get("messages", channel=screen.user))["messages"]
    return next(one | {"channel": screen.dm} for one in messages if "不審なメール：" in str(one.get("blocks")))


async def test_of_two_who_warn_at_once_one_warns_and_the_other_hears_it(scene: Stage, suzuki: Screen) -> None:
    await scene.admin.post("invite", channel=GENERAL)
    takahashi = await scene.person(TAKAHASHI.id)
    card = await reported(scene)
    mine = await preview(suzuki, *await words(suzuki, card))
    hers = await preview(takahashi, *await words(takahashi, await card_of(takahashi)))
    await suzuki.do("view_submit", view_id=mine["id"], state={})
    await takahashi.do("view_submit", view_id=hers["id"], state={})
    said = (await takahashi.sees("view_update"))["view"]
    assert "鈴木 直樹さんがすでに" in str(said["blocks"])
    assert len(await posted(scene)) == 1


async def test_words_that_are_too_many_to_carry_are_sent_back_not_lost(scene: Stage, suzuki: Screen) -> None:
    view, state = await words(suzuki, await reported(scene))
    for block in ("ja", "en"):
        state[block]["value"]["value"] = '"\\\n' * 400
    refused = await suzuki.do("view_submit", view_id=view["id"], state=state)
    assert "短く" in refused["errors"]["ja"]


async def test_the_words_to_everybody_do_not_say_who_reported_the_mail(scene: Stage, suzuki: Screen) -> None:
    named = SIGNS.replace('"Amazon.co.jp" <info@account-update.example>', '"Misaki TANAKA" <Tanaka@example.co.jp>')
    subject = named.partition("Subject: ")[2].partition("\n")[0]
    card = await reported(scene, named.replace(subject, "田中 美咲 様 アカウント停止 https://evil.example/?to=tanaka"))
    _, state = await words(suzuki, card)
    for field in ("ja", "en"):
        said = state[field]["value"]["value"]
        assert "アカウント停止 hxxps://evil[.]example" in said
        assert not any(part in said.casefold() for part in ("田中", "美咲", "tanaka", "misaki"))
