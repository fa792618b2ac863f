"""Stories of those who report: every way in, the first steps at once, and nothing typed is ever lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.incidents.cases import Kind, State, Via
from bot.incidents.store import IncidentStore
from bot.playground.cast import EMMA, GENERAL, GUEST, RESPONSE, SUZUKI, TANAKA
from handlers.incidents import ids
from handlers.kit.payload import Spot
from tests.kit.database import TestClock
from tests.kit.incidents import chosen, latest, next_view, told, typed, until_told
from tests.kit.reporting import (
    everything_on_record,
    fields,
    from_home,
    from_message,
    home,
    initial,
    moments,
    nameless,
    pick,
    post,
    submit,
    words_in,
)
from tests.kit.stage import Stage, press, words_of

LOST = "電車に会社のスマホを忘れました"


async def test_the_first_press_on_the_home_shows_the_first_steps_and_two_things_to_answer(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    view = await from_home(tanaka, "なくした・盗まれた")
    assert "遠隔でのロック" in words_in(view)
    assert "000-0000-0004" in words_in(view)
    assert fields(view) == ["text", "where"]
    assert (await submit(tanaka, view, text=LOST, where="今朝8時ごろ"))["ok"]
    found = await latest(scene)
    assert (found.category, found.level, found.where, found.via) == ("loss", 2, "今朝8時ごろ", Via.HOME)
    assert found.reporter == TANAKA.id


async def test_a_window_closed_after_the_first_answer_still_counts(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    view = await from_home(tanaka, "間違った相手に送った")
    await submit(tanaka, view, text="見積書を別の会社に送りました")
    await tanaka.do("view_close", view_id=view["id"])
    assert await until_told(scene, SUZUKI.id, "見積書を別の会社に")
    assert (await latest(scene)).state is State.REPORTED


async def test_whoever_does_not_know_the_kind_reports_all_the_same(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    view = await from_home(tanaka, "インシデントを報告する")
    assert "迷ったときも" in words_in(view)
    await submit(tanaka, view, text="画面が急に変わりました")
    assert (await latest(scene)).category == "other"


async def test_what_was_typed_before_the_kind_was_pressed_stays(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    view = await from_home(tanaka, "インシデントを報告する")
    view = await pick(tanaka, view, "なくした・盗まれた", **typed(text=LOST))
    assert initial(view, "text") == LOST
    view = await pick(tanaka, view, "ほかの種類に変える", **typed(text=LOST + "。黒い機種", where="駅"))
    view = await pick(tanaka, view, "なくした・盗まれた", **typed(text=LOST + "。黒い機種"))
    assert (initial(view, "text"), initial(view, "where")) == (LOST + "。黒い機種", "駅")


@pytest.mark.parametrize(
    ("typed_words", "category"),
    [("incident " + LOST, ""), ("事故", ""), ("ヒヤリハット " + LOST, "near-miss"), ("near-miss " + LOST, "near-miss")],
)
async def test_a_command_opens_the_form_with_its_words(scene: Stage, typed_words: str, category: str) -> None:
    tanaka = await scene.person(TANAKA.id)
    await tanaka.do("command", channel=tanaka.dm, command="/mamori", text=typed_words)
    view = await next_view(tanaka)
    assert initial(view, "text") == typed_words.partition(" ")[2]
    assert ("anonymous" in fields(view)) is bool(category)


async def test_a_message_is_reported_with_its_words_its_files_and_its_address(scene: Stage) -> None:
    emma, tanaka = await scene.person(EMMA.id), await scene.person(TANAKA.id)
    file = (await emma.drop("名簿.xlsx", b"names"))["file"]["id"]
    await emma.say("このファイル、社外に送ってしまったかも <!channel>", channel=GENERAL, files=[file])
    message = (await tanaka.sees("message", lambda event: "社外に" in event["message"]["text"]))["message"]
    view = await from_message(tanaka, message["ts"])
    assert "社外に送ってしまったかも" in initial(view, "text")
    assert "名簿.xlsx" in words_in(view)
    view = await pick(tanaka, view, "間違った相手に送った", **typed(text="同僚が名簿を社外に送ったかもしれません"))
    await submit(tanaka, view, text="同僚が名簿を社外に送ったかもしれません")
    found = await latest(scene)
    origin = found.origin
    assert (found.via, found.text) == (Via.MESSAGE, "同僚が名簿を社外に送ったかもしれません")
    assert (origin.author, origin.channel, origin.files) == (EMMA.id, GENERAL, ("名簿.xlsx",))
    assert "社外に送ってしまったかも" in origin.words
    assert message["ts"].replace(".", "") in origin.permalink
    async with scene.house.services.database.read() as connection:
        (kept,) = [e for e in await IncidentStore(connection).timeline(found.id) if e.kind is Kind.MESSAGE]
    assert kept.data == {"permalink": origin.permalink, "author": EMMA.id}


async def test_a_message_whose_address_slack_will_not_tell_is_reported_all_the_same(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    ts = await post(tanaka, "変な添付を開いた人がいます")
    view = await from_message(tanaka, ts)
    await scene.admin.fault("error", method="chat.getPermalink", code="channel_not_found")
    await submit(tanaka, view, text="変な添付を開いた人がいます")
    found = await latest(scene)
    assert (found.origin.permalink, found.origin.author) == ("", TANAKA.id)


async def test_a_sentence_brings_first_steps_and_a_button_that_keeps_its_words(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    said = '電車にPCを忘れた。"至急"です\n棚の上'
    await tanaka.say(said)
    answer = await tanaka.hears_bot()
    await press(tanaka, answer, "インシデントとして報告する")
    view = await next_view(tanaka)
    assert initial(view, "text") == said
    assert "なくした・盗まれた" in words_in(view)
    await submit(tanaka, view, text=said)
    found = await latest(scene)
    assert (found.category, found.via) == ("loss", Via.SENTENCE)


@pytest.mark.parametrize(
    ("said", "label"), [("事故を報告したい", "インシデントを報告する"), ("ヒヤリハット", "ヒヤリハットを報告する")]
)
async def test_whoever_writes_that_they_want_to_report_gets_the_button(scene: Stage, said: str, label: str) -> None:
    tanaka = await scene.person(TANAKA.id)
    await tanaka.say(said)
    await press(tanaka, await tanaka.hears_bot(), label)
    assert "何がありましたか" in words_in(await next_view(tanaka))


async def test_facts_raise_the_level_and_say_why(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    view = await from_home(tanaka, "なくした・盗まれた")
    await submit(tanaka, view, text=LOST)
    assert (await submit(tanaka, view, chosen(personal="unsure")))["ok"]
    assert (await latest(scene)).level == 3
    card = await until_told(scene, TANAKA.id, "レベル3")
    assert "個人情報：わからない" in words_of(card)


async def test_times_that_cannot_be_are_said_at_their_field(still_scene: Stage, clock: TestClock) -> None:
    tanaka = await still_scene.person(TANAKA.id)
    view = await from_home(tanaka, "なくした・盗まれた")
    await submit(tanaka, view, text=LOST)
    now = int(clock.now().timestamp())
    refused = await submit(tanaka, view, moments(happened=now + 3600, noticed=now))
    assert list(refused["errors"]) == ["happened"]
    refused = await submit(tanaka, view, moments(happened=now - 60, noticed=now - 3600) | chosen(personal="none"))
    assert "気づいた" in refused["errors"]["noticed"]
    assert (await submit(tanaka, view, moments(happened=now - 7200, noticed=now - 3600)))["ok"]
    found = await latest(still_scene)
    assert found.happened_at
    assert found.noticed_at
    assert (found.noticed_at - found.happened_at).total_seconds() == 3600


async def test_a_near_miss_is_thanked_and_alarms_nobody(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    view = await from_home(tanaka, "ヒヤリとした（まだ何も起きていない）")
    assert fields(view) == ["text", "anonymous"]
    await submit(tanaka, view, text="送る直前に宛先の間違いに気づきました")
    assert "ありがとうございます" in words_in(await next_view(tanaka))
    assert (await latest(scene)).level == 0
    card = await until_told(scene, RESPONSE, "宛先の間違い")
    assert not await told(scene, SUZUKI.id, "宛先の間違い")
    # Nobody has to confirm or to notify anybody, and nobody is missing.
    assert "受け付け済み" in words_of(card)
    for part in ("確認しました", "届け出", "まだ確認していません", "担当：まだ"):
        assert part not in words_of(card)
    suzuki = await scene.person(SUZUKI.id)
    await press(suzuki, card, "開く")
    window = words_in(await next_view(suzuki))
    assert "手順を見る" in window
    for part in ("確認しました", "届け出", "連絡の記録"):
        assert part not in window


async def test_a_near_miss_without_a_name_leaves_no_name_anywhere(
    scene: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    emma = await scene.person(EMMA.id)
    before = await everything_on_record(scene)
    view = await from_home(emma, "A near miss (nothing has happened)")
    capsys.readouterr()
    await submit(emma, view, nameless(), text="I nearly sent the list to a customer")
    window = await next_view(emma)
    assert "Thank you" in words_in(window)
    view = await pick(emma, window, "Something did happen after all")
    await submit(emma, view, chosen(impact="own-work"))
    await scene.admin.post("settle")
    found = await latest(scene)
    assert (found.reporter, found.level) == (None, 1)
    assert await until_told(scene, SUZUKI.id, "nearly sent the list")
    assert EMMA.id not in capsys.readouterr().out
    after = await everything_on_record(scene)
    for table in after.keys() - {"person"}:
        fresh = set(after[table].splitlines()) - set(before[table].splitlines())
        # Her App Home was drawn before she reported; it tells of no report.
        assert not [row for row in fresh if EMMA.id in row and "home:" not in row], table
    assert "nearly sent" not in words_in(await home(emma))
    assert not await told(scene, EMMA.id, "")


async def test_a_form_that_slack_delivers_twice_makes_one_report(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    view = await from_home(tanaka, "なくした・盗まれた")
    await scene.admin.fault("duplicate")
    await submit(tanaka, view, text=LOST)
    assert await until_told(scene, SUZUKI.id, LOST)
    async with scene.house.services.database.read() as connection:
        team = scene.slack.slack.space.team_id
        assert len(await IncidentStore(connection).of_reporter(team, TANAKA.id, 10)) == 1
    assert len(await told(scene, TANAKA.id, LOST)) == 1


async def test_a_guest_is_told_whom_to_phone(scene: Stage) -> None:
    guest = await scene.person(GUEST.id)
    shown = words_in({"blocks": (await home(guest))["blocks"]})
    assert "000-0000-0004" in shown
    assert "インシデントを報告する" not in shown
    await guest.do("shortcut", callback_id=ids.REPORT)
    assert "ゲスト" in words_of(await guest.hears_bot())
    await guest.say("事故を報告したい")
    assert "ゲスト" in words_of(await guest.hears_bot())


async def test_a_stranger_is_told_to_ask_their_contact(scene: Stage) -> None:
    emma = await scene.person(EMMA.id)
    people, team = scene.house.desk.people, scene.slack.slack.space.team_id
    await people.of(Spot(team, EMMA.id))
    people._profiles[team, EMMA.id] = replace(people._profiles[team, EMMA.id], team="T0ELSEWHERE")
    await emma.do("shortcut", callback_id=ids.REPORT)
    assert "members of this company" in words_of(await emma.hears_bot())


async def test_two_people_report_the_same_and_those_who_respond_see_it(scene: Stage) -> None:
    tanaka, emma = await scene.person(TANAKA.id), await scene.person(EMMA.id)
    await submit(tanaka, await from_home(tanaka, "なくした・盗まれた"), text="営業車のかばんが盗まれました")
    await until_told(scene, RESPONSE, "営業車のかばん")
    first = (await latest(scene)).id
    await submit(emma, await from_home(emma, "Lost or stolen"), text="営業車からかばんが盗まれています")
    second = await until_told(scene, RESPONSE, "営業車からかばん")
    assert first in words_of(second)
    assert first not in words_of((await told(scene, EMMA.id, "営業車からかばん"))[0])
