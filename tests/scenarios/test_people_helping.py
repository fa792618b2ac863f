"""Stories of questions that go to a person, and of thumbs."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from bot.answers.tables import ratings
from bot.playground import cast
from tests.bot.playground.screen import Json, Screen
from tests.kit.database import TestClock
from tests.kit.stage import Stage, press, words_of

LAPTOP = "ノートパソコンを社外に持ち出してもいいですか？"
RIDDLE = "りんごとバナナはどちらが重いですか"


async def _hand_over(screen: Screen, text: str, note: str = "") -> None:
    await screen.say(text)
    await press(screen, await screen.hears_bot(), "人に聞く")
    view = (await screen.sees("view_open"))["view"]
    state = {"note": {"value": {"type": "plain_text_input", "value": note}}}
    await screen.do("view_submit", view_id=view["id"], state=state)


async def _reply(screen: Screen, card: Json, text: str) -> None:
    await press(screen, card, "回答する")
    view = (await screen.sees("view_open"))["view"]
    state = {"reply": {"value": {"type": "plain_text_input", "value": text}}}
    await screen.do("view_submit", view_id=view["id"], state=state)


async def test_a_question_reaches_a_person_and_its_answer_reaches_the_asker_by_name(
    tanaka: Screen, scene: Stage
) -> None:
    takahashi = await scene.person(cast.TAKAHASHI.id)
    await _hand_over(tanaka, RIDDLE, "合い言葉の話です")
    receipt = await tanaka.hears_bot()
    assert "届けました" in receipt["text"]
    card = await takahashi.hears_bot()
    assert RIDDLE in words_of(card)
    assert "合い言葉の話です" in words_of(card)
    await _reply(takahashi, card, "合い言葉はありません。")
    told = await tanaka.hears_bot()
    assert "合い言葉はありません。" in words_of(told)
    assert f"<@{cast.TAKAHASHI.id}>" in words_of(told)
    changed = (await takahashi.sees("message_changed"))["message"]
    assert "解決しました" in words_of(changed)
    assert "回答する" not in words_of(changed)


async def test_in_an_emergency_one_press_tells_the_system_administrator(tanaka: Screen, scene: Stage) -> None:
    suzuki = await scene.person(cast.SUZUKI.id)
    await tanaka.say("メールの添付ファイルを開いてしまいました")
    await press(tanaka, await tanaka.hears_bot(), "システム管理者に今すぐ知らせる")
    card = await suzuki.hears_bot()
    assert card["blocks"][0]["text"]["text"].startswith("至急")
    assert "知らせました" in (await tanaka.hears_bot())["text"]


async def test_an_administrator_in_trouble_tells_somebody_else_not_herself(scene: Stage) -> None:
    suzuki, takahashi = await scene.person(cast.SUZUKI.id), await scene.person(cast.TAKAHASHI.id)
    await suzuki.say("メールの添付ファイルを開いてしまいました")
    await press(suzuki, await suzuki.hears_bot(), "システム管理者に今すぐ知らせる")
    assert (await takahashi.hears_bot())["blocks"][0]["text"]["text"].startswith("至急")
    assert "高橋" in (await suzuki.hears_bot())["text"]


async def test_an_answer_follows_the_asker_when_the_bot_has_left_the_channel(tanaka: Screen, scene: Stage) -> None:
    takahashi = await scene.person(cast.TAKAHASHI.id)
    await tanaka.say(f"<@{scene.slack.slack.space.app.bot_user}> {RIDDLE}", cast.GENERAL)
    await press(tanaka, await tanaka.hears_bot(), "人に聞く")
    view = (await tanaka.sees("view_open"))["view"]
    await tanaka.do("view_submit", view_id=view["id"], state={})
    card = await takahashi.sees("message", lambda event: event["message"]["channel"] == takahashi.dm)
    await scene.admin.post("kick", channel=cast.GENERAL)
    await _reply(takahashi, card["message"], "合い言葉はありません。")
    told = await tanaka.sees("message", lambda event: "合い言葉はありません" in words_of(event["message"]))
    assert told["message"]["channel"] == tanaka.dm


async def test_two_who_answer_at_once_do_not_answer_twice(tanaka: Screen, scene: Stage) -> None:
    takahashi = await scene.person(cast.TAKAHASHI.id)
    await _hand_over(tanaka, RIDDLE)
    card = await takahashi.hears_bot()
    await asyncio.gather(press(takahashi, card, "解決済みにする"), press(takahashi, card, "担当します"))
    assert "すでに" in (await takahashi.sees("ephemeral"))["message"]["text"]


async def test_a_thumb_up_is_kept_and_thanked(tanaka: Screen, scene: Stage) -> None:
    await tanaka.say(LAPTOP)
    answer = await tanaka.hears_bot()
    thumbs = next(block for block in answer["blocks"] if block["type"] == "context_actions")["elements"][0]
    up = thumbs["positive_button"]
    await tanaka.click(answer, "answers.rate", type="feedback_buttons", value=up["value"], text=up["text"])
    assert "役に立った」と記録" in words_of((await tanaka.sees("message_changed"))["message"])
    async with scene.house.services.database.read() as connection:
        assert (await connection.execute(select(ratings.c.helpful))).scalar_one() is True


async def test_a_thumb_down_asks_why(tanaka: Screen, scene: Stage) -> None:
    await tanaka.say(LAPTOP)
    answer = await tanaka.hears_bot()
    thumbs = next(block for block in answer["blocks"] if block["type"] == "context_actions")["elements"][0]
    down = thumbs["negative_button"]
    await tanaka.click(answer, "answers.rate", type="feedback_buttons", value=down["value"], text=down["text"])
    view = (await tanaka.sees("view_open"))["view"]
    chosen = {
        "type": "radio_buttons",
        "selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": "unclear"},
    }
    state = {"reason": {"value": chosen}, "comment": {"value": {"type": "plain_text_input", "value": "条文が長い"}}}
    await tanaka.do("view_submit", view_id=view["id"], state=state)
    assert "改善します" in (await tanaka.hears_bot())["text"]
    async with scene.house.services.database.read() as connection:
        row = (await connection.execute(select(ratings))).mappings().one()
    assert (row["helpful"], row["reason"], row["comment"]) == (False, "unclear", "条文が長い")


async def test_a_question_nobody_answers_is_remembered_on_the_next_working_day(
    still_scene: Stage, clock: TestClock
) -> None:
    tanaka = await still_scene.person(cast.TANAKA.id)
    takahashi = await still_scene.person(cast.TAKAHASHI.id)
    await _hand_over(tanaka, RIDDLE)
    await takahashi.hears_bot()
    clock.move(hours=20)
    await still_scene.house.ticker.look()
    clock.move(hours=12)
    await still_scene.house.ticker.look()
    assert "まだ回答を待っている" in (await takahashi.hears_bot())["text"]


async def test_an_urgent_one_is_remembered_after_five_minutes_and_goes_up(still_scene: Stage, clock: TestClock) -> None:
    tanaka = await still_scene.person(cast.TANAKA.id)
    takahashi = await still_scene.person(cast.TAKAHASHI.id)
    await tanaka.say("メールの添付ファイルを開いてしまいました")
    await press(tanaka, await tanaka.hears_bot(), "システム管理者に今すぐ知らせる")
    await tanaka.hears_bot()
    clock.move(minutes=6)
    await still_scene.house.ticker.look()
    assert (await takahashi.hears_bot())["blocks"][0]["text"]["text"].startswith("至急")


async def test_the_home_shows_who_waits_and_what_nobody_could_answer(tanaka: Screen, scene: Stage) -> None:
    takahashi = await scene.person(cast.TAKAHASHI.id)
    await _hand_over(tanaka, RIDDLE)
    await tanaka.hears_bot()
    await takahashi.do("open", channel=takahashi.dm, tab="home")
    home = (await takahashi.sees("home"))["view"]
    shown = words_of({"blocks": home["blocks"], "text": ""})
    assert "あなたの回答を待っている質問（1件）" in shown
    assert "答えきれなかった質問（1件）" in shown
    await tanaka.do("open", channel=tanaka.dm, tab="home")
    mine = (await tanaka.sees("home"))["view"]
    assert "担当者に引き継いだ質問" in words_of({"blocks": mine["blocks"], "text": ""})
    assert "答えきれなかった" not in words_of({"blocks": mine["blocks"], "text": ""})


async def test_a_hello_greets_the_newcomer_and_never_follows_an_alert(tanaka: Screen, scene: Stage) -> None:
    suzuki = await scene.person(cast.SUZUKI.id)
    await tanaka.do("open", channel=tanaka.dm, tab="messages")
    assert "こんにちは" in (await tanaka.hears_bot())["text"]
    await tanaka.say("会社のスマホをなくしました")
    await press(tanaka, await tanaka.hears_bot(), "システム管理者に今すぐ知らせる")
    await suzuki.hears_bot()
    await suzuki.do("open", channel=suzuki.dm, tab="messages")
    await scene.settled()
    heard = (await scene.admin.get("messages", channel=cast.SUZUKI.id))["messages"]
    assert [one for one in heard if "こんにちは" in one["text"]] == []
