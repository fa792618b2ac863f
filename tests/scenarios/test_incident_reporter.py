"""Stories of whoever reported: one calm card, news by name once each, and a way to say that it was nothing."""

from __future__ import annotations

import pytest

from bot.core.errors import NotFound
from bot.incidents.cases import Kind, State
from bot.incidents.store import IncidentStore
from bot.incidents.telling import Telling, Told
from bot.playground.cast import EMMA, SUZUKI, TAKAHASHI, TANAKA
from handlers.incidents import ids
from handlers.kit.payload import Spot
from tests.bot.playground.screen import Json, Screen
from tests.kit.database import TestClock
from tests.kit.incidents import latest, next_view, pass_time, report, told, until_told
from tests.kit.reporting import from_home, submit
from tests.kit.stage import Stage, button, press, press_in_view, words_of

LOST = "電車に会社のスマホを忘れました"
CONFIRM = "確認しました。対応します"


async def mine(scene: Stage) -> Json:
    """Tanaka's card as it stands now."""
    return await until_told(scene, TANAKA.id, "受付番号は")


async def news(scene: Stage, part: str) -> list[Json]:
    """What Tanaka heard in the thread of the card."""
    card = await mine(scene)
    return [one for one in await told(scene, TANAKA.id, part) if one.get("thread_ts") == card["ts"]]


async def window(screen: Screen, message: Json) -> Json:
    assert (await press(screen, message, "開く"))["ok"]
    return (await screen.sees("view_open"))["view"]  # type: ignore[no-any-return]


async def moves(screen: Screen, view: Json, state: str) -> Json:
    """Says in the incident's window how far it is; the window afterwards."""
    await press_in_view(screen, view, "状態を変える")
    form = (await screen.sees("view_push"))["view"]
    picked = {"state": {"value": {"type": "radio_buttons", "selected_option": {"value": state}}}}
    await screen.do("view_submit", view_id=form["id"], state=picked)
    return (await screen.sees("view_update"))["view"]  # type: ignore[no-any-return]


async def test_the_card_says_who_was_asked_and_who_is_next_by_when(still_scene: Stage, clock: TestClock) -> None:
    tanaka = await still_scene.person(TANAKA.id)
    await submit(tanaka, await from_home(tanaka, "なくした・盗まれた"), text=LOST)
    card = words_of(await mine(still_scene))
    assert "鈴木 直樹（システム管理者）" in card
    assert "12:15までに誰も確認しなければ、次に高橋 由美さん" in card
    assert "遠隔でのロック" in card
    assert "000-0000-0004" in card
    assert "返事を待たずに" not in card
    await pass_time(still_scene, clock, minutes=15, seconds=1)
    card = words_of(await until_told(still_scene, TANAKA.id, "次に渡辺 修さん"))
    assert "12:30までに" in card
    await pass_time(still_scene, clock, minutes=15, seconds=1)
    assert await until_told(still_scene, TANAKA.id, "#security で呼びかけます")


async def test_at_night_whoever_reports_is_told_to_phone_and_where(still_scene: Stage, clock: TestClock) -> None:
    tanaka = await still_scene.person(TANAKA.id)
    await pass_time(still_scene, clock, hours=10)
    await report(tanaka, "loss", LOST)
    card = words_of(await until_told(still_scene, TANAKA.id, "返事を待たずに、お電話ください"))
    assert "00-0000-0000" in card


async def test_whoever_confirms_after_the_one_in_charge_has_joined_in(still_scene: Stage) -> None:
    await report(await still_scene.person(TANAKA.id), "loss", LOST)
    call = await until_told(still_scene, TAKAHASHI.id, LOST)
    assert button(call, CONFIRM)
    await press(await still_scene.person(TAKAHASHI.id), call, CONFIRM)
    call = await until_told(still_scene, SUZUKI.id, "対応に加わります")
    assert "担当：高橋 由美" in words_of(call)
    await press(await still_scene.person(SUZUKI.id), call, "対応に加わります")
    assert await until_told(still_scene, TANAKA.id, "鈴木 直樹さんも対応に加わりました")


async def test_the_reporter_hears_by_name_what_others_do_once_each(still_scene: Stage, clock: TestClock) -> None:
    tanaka, takahashi = await still_scene.person(TANAKA.id), await still_scene.person(TAKAHASHI.id)
    suzuki = await still_scene.person(SUZUKI.id)
    await report(tanaka, "loss", LOST)
    await mine(still_scene)
    await press(suzuki, await until_told(still_scene, SUZUKI.id, LOST), CONFIRM)
    await until_told(still_scene, TANAKA.id, "鈴木 直樹さんが報告を確認し")
    call = await until_told(still_scene, TAKAHASHI.id, "確認をお願いします")
    await press(takahashi, call, CONFIRM)
    await until_told(still_scene, TANAKA.id, "高橋 由美さんも対応に加わりました")
    clock.move(minutes=1)
    view = await moves(
        takahashi, await window(takahashi, await until_told(still_scene, TAKAHASHI.id, LOST)), "contained"
    )
    clock.move(minutes=1)
    await moves(takahashi, view, "recovered")
    await until_told(still_scene, TANAKA.id, "もとどおりに使えます")
    clock.move(minutes=1)
    for part in ("鈴木 直樹さんが報告を確認", "高橋 由美さんも対応に", "広がりを止めました", "もとどおり"):
        assert len(await news(still_scene, part)) == 1, part
    card = words_of(await mine(still_scene))
    assert "残りは鈴木 直樹さんが進めます" in card
    assert "遠隔でのロック" not in card


async def test_nothing_after_all_is_told_to_those_who_decide_and_never_in_silence(scene: Stage) -> None:
    tanaka, suzuki = await scene.person(TANAKA.id), await scene.person(SUZUKI.id)
    await report(tanaka, "loss", LOST)
    await press(tanaka, await mine(scene), "何でもなかった")
    form = (await tanaka.sees("view_open"))["view"]
    assert (await submit(tanaka, form, why="かばんの中にありました"))["ok"]
    asked = await until_told(scene, SUZUKI.id, "「何でもなかった」との連絡")
    assert "かばんの中にありました" in words_of(asked)
    assert (await latest(scene)).state is State.REPORTED
    card = await until_told(scene, TANAKA.id, "担当者が最後に確かめます")
    assert '何でもなかった"' not in str([one for one in card["blocks"] if one["type"] == "actions"])
    async with scene.house.services.database.read() as connection:
        notes = await IncidentStore(connection).timeline((await latest(scene)).id)
    assert [(one.kind, one.by) for one in notes if one.text == "かばんの中にありました"] == [(Kind.NOTE, TANAKA.id)]
    assert button(asked, "開く")["value"] == (await latest(scene)).id
    await press(suzuki, asked, "開く")
    assert (await suzuki.sees("view_open"))["view"]


async def test_questions_left_open_are_answered_later_from_the_card(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    await report(tanaka, "loss", LOST)
    await press(tanaka, await mine(scene), "質問に答える")
    form = await next_view(tanaka)
    while form["callback_id"] != ids.FACTS_FORM or "受け付けました" in str(form["blocks"]):
        form = await next_view(tanaka)
    picked = {"fact-mynumber": {"value": {"type": "radio_buttons", "selected_option": {"value": "yes"}}}}
    assert (await submit(tanaka, form, picked))["ok"]
    assert "マイナンバー" in words_of(await until_told(scene, TANAKA.id, "レベル3"))


async def test_a_near_miss_that_was_none_becomes_an_incident_of_its_level(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    view = await from_home(tanaka, "ヒヤリとした（まだ何も起きていない）")
    await submit(tanaka, view, text="名簿を印刷機に置き忘れかけました")
    assert not await told(scene, SUZUKI.id, "名簿を印刷機")
    await press(tanaka, await mine(scene), "やはり何か起きていた")
    form = await next_view(tanaka)
    while form["callback_id"] != ids.FACTS_FORM:
        form = await next_view(tanaka)
    picked = {"fact-personal": {"value": {"type": "radio_buttons", "selected_option": {"value": "up-to-100"}}}}
    await submit(tanaka, form, picked)
    assert await until_told(scene, SUZUKI.id, "名簿を印刷機")
    assert (await latest(scene)).level == 3


async def test_nobody_else_answers_for_the_reporter(scene: Stage) -> None:
    tanaka, _ = await scene.person(TANAKA.id), await scene.person(EMMA.id)
    await report(tanaka, "loss", LOST)
    await mine(scene)
    before = await latest(scene)
    person = await scene.house.desk.people.of(Spot(before.team, EMMA.id))
    async with scene.house.services.unit() as work:
        telling, told_facts = Telling(scene.house.services.incidents), Told({"personal": "none"})
        with pytest.raises(NotFound):
            await telling.tell(work, before.id, person, told_facts)
        with pytest.raises(NotFound):
            await telling.tell_unnamed(work, before.id, told_facts)
    assert await latest(scene) == before


async def test_an_english_reporter_reads_english(scene: Stage) -> None:
    emma, suzuki = await scene.person(EMMA.id), await scene.person(SUZUKI.id)
    await submit(emma, await from_home(emma, "Lost or stolen"), text="I left my phone on the train")
    card = words_of(await until_told(scene, EMMA.id, "has the reference"))
    assert "If nobody confirms by" in card
    assert "Naoki Suzuki" in card
    await press(suzuki, await until_told(scene, SUZUKI.id, "I left my phone"), CONFIRM)
    assert await until_told(scene, EMMA.id, "Naoki Suzuki has confirmed your report")
