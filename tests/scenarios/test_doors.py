"""Stories of people who wish for something: whatever the words and the place, the feature opens with its button."""

from __future__ import annotations

import asyncio

import pytest

from bot.answers.store import AnswerStore
from bot.playground import cast
from tests.bot.playground.screen import Json, Screen
from tests.kit.patience import SECONDS
from tests.kit.stage import Stage, press, press_in_view, words_of

SENT_DIRECT = "ほかの人には見えません"


async def test_who_cries_for_help_gets_the_numbers_and_what_may_have_happened(tanaka: Screen) -> None:
    await tanaka.say("助けて！！")
    answer = await tanaka.hears_bot()
    said = words_of(answer)
    assert "何がありましたか" in answer["text"]
    for shown in ("電話はこちら：", "インシデントを報告", "なくした・盗まれた", "メールを調べる", "人に聞く"):
        assert shown in said
    await press(tanaka, answer, "なくした・盗まれた")
    assert "遠隔でのロック" in str((await tanaka.sees("view_open"))["view"])


@pytest.mark.parametrize("text", ["担当者と話したい", "人に聞く", "鈴木さんの電話番号"])
async def test_who_wants_a_person_is_handed_on(tanaka: Screen, text: str) -> None:
    await tanaka.say(text)
    answer = await tanaka.hears_bot()
    assert "電話はこちら：" in words_of(answer)
    await press(tanaka, answer, "人に聞く")
    assert (await tanaka.sees("view_open"))["view"]["title"]["text"] == "人に聞く"


async def test_who_wants_to_report_is_given_the_form(emma: Screen) -> None:
    await emma.say("I want to report something")
    answer = await emma.hears_bot()
    await press(emma, answer, "Report an incident")
    assert "What happened" in str((await emma.sees("view_open"))["view"])


async def test_a_guest_is_never_given_a_button_that_is_refused(scene: Stage) -> None:
    guest = await scene.person(cast.GUEST.id)
    for text in ("助けて", "報告したい", "添付を開いてしまった"):
        await guest.say(text)
        said = words_of(await guest.hears_bot())
        assert "ゲストの方は" in said
        assert "incidents.start" not in said


async def test_the_drill_opens_for_those_who_may_and_others_hear_who_can(scene: Stage, tanaka: Screen) -> None:
    takahashi = await scene.person(cast.TAKAHASHI.id)
    await takahashi.say("訓練したい")
    assert "訓練を始める" in words_of(await takahashi.hears_bot())
    await tanaka.say("訓練したい")
    answer = await tanaka.hears_bot()
    assert "セキュリティの担当者です" in answer["text"]
    assert "人に聞く" in words_of(answer)


@pytest.mark.parametrize("text", ["今月のお知らせ", "お知らせ"])
async def test_the_bulletins_are_shown_to_whoever_asks_for_them(tanaka: Screen, text: str) -> None:
    await tanaka.say(text)
    assert "お知らせ" in (await tanaka.hears_bot())["text"]


async def test_what_is_the_askers_own_goes_to_their_direct_messages(scene: Stage, tanaka: Screen) -> None:
    mention = f"<@{scene.slack.slack.space.app.bot_user}>"
    for text, shown in (
        ("診断", "自社診断をひとりで試す"),
        ("山田さんが勝手に会社のデータを持ち出してる気がする", "まわりにも話さないで"),
    ):
        await tanaka.say(f"{mention} {text}", cast.GENERAL)
        heard = [await _from_bot(tanaka), await _from_bot(tanaka)]
        open_ones = [one for one in heard if one["channel"] == cast.GENERAL]
        assert [SENT_DIRECT in words_of(one["message"]) for one in open_ones] == [True]
        assert [shown in words_of(one["message"]) for one in heard if one not in open_ones] == [True]


async def test_a_command_opens_the_same_doors(tanaka: Screen) -> None:
    for text, shown in (
        ("助けて", "何がありましたか"),
        ("診断", "自社診断をひとりで試す"),
        ("talk to a human", "Ask a person"),
    ):
        await tanaka.do("command", channel=cast.GENERAL, command="/mamori", text=text)
        assert shown in words_of((await tanaka.sees("ephemeral"))["message"])


async def test_a_request_for_money_is_stopped_before_anything_is_paid(tanaka: Screen) -> None:
    await tanaka.say("社長からLINEで振込してって来た")
    answer = await tanaka.hears_bot()
    assert answer["text"].startswith("まずこれを")
    assert "まだ払わないでください" in words_of(answer)
    for shown in ("電話はこちら：", "インシデントとして報告", "システム管理者に今すぐ知らせる"):
        assert shown in words_of(answer)


async def test_who_is_not_helped_is_given_the_button_that_the_words_name(tanaka: Screen) -> None:
    await tanaka.say("使えない")
    await press(tanaka, await tanaka.hears_bot(), "人に聞く")
    assert (await tanaka.sees("view_open"))["view"]["title"]["text"] == "人に聞く"


async def test_what_says_nothing_is_asked_back_and_is_no_open_question(tanaka: Screen, scene: Stage) -> None:
    for text in ("。", "😀", "いいですか"):
        await tanaka.say(text)
        assert "もう少し詳しく" in (await tanaka.hears_bot())["text"]
    async with scene.house.services.database.read() as connection:
        assert not await AnswerStore(connection).unanswered(scene.slack.slack.space.team_id, 10)


async def test_a_door_among_the_choices_opens_by_a_press(tanaka: Screen) -> None:
    await tanaka.say("自社診断とは何ですか")
    await press(tanaka, await tanaka.hears_bot(), "自社診断・アンケート")
    assert "自社診断をひとりで試す" in words_of(await tanaka.hears_bot())


async def _from_bot(screen: Screen) -> Json:
    async with asyncio.timeout(SECONDS):
        return await screen.sees("message", lambda event: bool(event["message"].get("bot_id")))


async def test_every_open_question_can_be_seen_and_taken_off_the_list(scene: Stage, tanaka: Screen) -> None:
    for place in range(7):
        await tanaka.say(f"りんごとバナナは{place}個でどちらが重いですか")
        await tanaka.hears_bot()
    takahashi = await scene.person(cast.TAKAHASHI.id)
    await takahashi.do("open", channel=takahashi.dm, tab="home")
    home = (await takahashi.sees("home"))["view"]
    await press_in_view(takahashi, home, "すべて見る（7件）")
    window = (await takahashi.sees("view_open"))["view"]
    assert len(window["blocks"]) == 7
    await press_in_view(takahashi, window, "対応済み")
    assert len((await takahashi.sees("view_update"))["view"]["blocks"]) == 6
