"""Stories of the contact chain: who is asked, who next, and what happens when nobody answers."""

from __future__ import annotations

import asyncio
import json

from bot.incidents.cases import Incident, Kind, State
from bot.incidents.service import IncidentService
from bot.incidents.store import IncidentStore
from bot.playground.cast import EMMA, RESPONSE, SATO, SECURITY, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from handlers.incidents import ids
from tests.bot.playground.screen import Screen
from tests.kit.database import TestClock
from tests.kit.incidents import latest, next_view, pass_time, report, told, typed, until_told
from tests.kit.stage import Stage, press, press_in_view, words_of


async def test_a_lost_phone_is_reported_and_confirmed(still_scene: Stage, clock: TestClock) -> None:
    tanaka, suzuki, takahashi = [await still_scene.person(one.id) for one in (TANAKA, SUZUKI, TAKAHASHI)]
    await report(tanaka, "loss", "電車に会社のスマホを忘れました", "今朝8時ごろ、長野線の車内")
    call = await until_told(still_scene, SUZUKI.id, "電車に会社のスマホ")
    assert (await latest(still_scene)).level == 2
    assert "連絡網の次の人：インシデント対応責任者 高橋 由美 000-0000-0005" in words_of(call)
    assert "00-0000-0000" in words_of(call)
    assert await until_told(still_scene, RESPONSE, "電車に会社のスマホ")
    assert await told(still_scene, TAKAHASHI.id, "電車に会社のスマホ")
    await press(suzuki, call, "確認しました。対応します")
    asked = await until_told(still_scene, TAKAHASHI.id, "確認をお願いします")
    await press(takahashi, asked, "確認しました。対応します")
    assert await until_told(still_scene, TANAKA.id, "高橋 由美")
    found = await latest(still_scene)
    assert (found.state, found.lead) == (State.CONFIRMED, SUZUKI.id)
    assert await told(still_scene, TANAKA.id, "高橋 由美さんが報告を確認し") == [], "one has begun, the other joined"


async def test_nobody_answers_a_level_3_and_the_chain_climbs_to_the_president(
    still_scene: Stage, clock: TestClock
) -> None:
    tanaka = await still_scene.person(TANAKA.id)
    await report(tanaka, "loss", "名簿の入ったUSBをなくしました", personal="over-1000")
    await until_told(still_scene, SUZUKI.id, "確認をお願いします")
    assert (await latest(still_scene)).level == 3
    await pass_time(still_scene, clock, minutes=5, seconds=1)
    await until_told(still_scene, TAKAHASHI.id, "確認をお願いします")
    await pass_time(still_scene, clock, minutes=5, seconds=1)
    await until_told(still_scene, WATANABE.id, "確認をお願いします")
    await pass_time(still_scene, clock, minutes=5, seconds=1)
    await until_told(still_scene, SECURITY, "まだ確認していない")
    assert await told(still_scene, TANAKA.id, "電話で連絡してください")


async def press_at_home(screen: Screen, label: str) -> None:
    """Presses a button of the App Home, as soon as it is there."""
    await screen.do("open", channel=screen.dm, tab="home")
    shown = await screen.sees("home", lambda event: label in json.dumps(event["view"], ensure_ascii=False))
    await press_in_view(screen, shown["view"], label)


async def test_whoever_is_away_is_stood_in_for_and_comes_back(still_scene: Stage, clock: TestClock) -> None:
    tanaka, suzuki, emma = [await still_scene.person(one.id) for one in (TANAKA, SUZUKI, EMMA)]
    await press_at_home(suzuki, "不在にする")
    view = await next_view(suzuki)
    until = {"type": "datetimepicker", "selected_date_time": int(clock.now().timestamp()) + 86_400}
    state = {"until": {"value": until}, "person": {"value": {"type": "users_select", "selected_user": SUZUKI.id}}}
    answer = await suzuki.do("view_submit", view_id=view["id"], state=state)
    assert "自分自身は代理に選べません" in str(answer)
    state["person"] = {"value": {"type": "users_select", "selected_user": EMMA.id}}
    assert (await suzuki.do("view_submit", view_id=view["id"], state=state))["ok"]
    assert await until_told(still_scene, EMMA.id, "named you as deputy")
    await report(tanaka, "loss", "電車に会社のスマホを忘れました")
    call = await until_told(still_scene, EMMA.id, "You stand in for")
    assert await told(still_scene, SUZUKI.id, "電車に会社のスマホ") == []
    await press(emma, call, "I confirm and take care")
    assert await until_told(still_scene, TAKAHASHI.id, "確認をお願いします")
    await press_at_home(suzuki, "戻りました")
    assert await until_told(still_scene, EMMA.id, "is back")


async def test_whoever_is_away_is_not_the_number_to_phone(still_scene: Stage, clock: TestClock) -> None:
    tanaka, suzuki = [await still_scene.person(one.id) for one in (TANAKA, SUZUKI)]
    await press_at_home(suzuki, "不在にする")
    view = await next_view(suzuki)
    until = {"type": "datetimepicker", "selected_date_time": int(clock.now().timestamp()) + 86_400}
    deputy = {"type": "users_select", "selected_user": SATO.id}
    state = {"until": {"value": until}, "person": {"value": deputy}}
    assert (await suzuki.do("view_submit", view_id=view["id"], state=state))["ok"]
    await until_told(still_scene, SATO.id, "代理")
    phones = "電話はこちら：佐藤 健一（鈴木 直樹さんの代理） 000-0000-0003 → "
    phones += "インシデント対応責任者 高橋 由美 000-0000-0005"
    await tanaka.do("shortcut", callback_id=ids.REPORT)
    assert phones in str(await next_view(tanaka))
    await report(tanaka, "loss", "電車に会社のスマホを忘れました")
    await next_view(tanaka)  # the questions
    card = words_of(await until_told(still_scene, TANAKA.id, "佐藤 健一（システム管理者、鈴木 直樹さんの代理）"))
    assert phones in card
    assert "000-0000-0004" not in card
    await press_at_home(suzuki, "戻りました")
    await until_told(still_scene, SATO.id, "戻りました")
    await tanaka.do("shortcut", callback_id=ids.REPORT)
    assert "電話はこちら：システム管理者 鈴木 直樹 000-0000-0004" in str(await next_view(tanaka))


async def test_how_things_stand_is_asked_answered_and_shown(still_scene: Stage, clock: TestClock) -> None:
    tanaka, takahashi = [await still_scene.person(one.id) for one in (TANAKA, TAKAHASHI)]
    await report(tanaka, "loss", "名簿の入ったUSBをなくしました", personal="over-1000")
    await press(takahashi, await until_told(still_scene, RESPONSE, "名簿の入った"), "確認しました。対応します")
    await until_told(still_scene, TANAKA.id, "高橋 由美")
    await pass_time(still_scene, clock, hours=2, seconds=1)
    await press(takahashi, await until_told(still_scene, TAKAHASHI.id, "状況を書く"), "状況を書く")
    view = await next_view(takahashi)
    assert (await takahashi.do("view_submit", view_id=view["id"], state=typed(text="駅に問い合わせ中です")))["ok"]
    assert await until_told(still_scene, RESPONSE, "駅に問い合わせ中です")
    assert await until_told(still_scene, TAKAHASHI.id, "記録しました")
    await pass_time(still_scene, clock, hours=2, seconds=1)
    await press(takahashi, await until_told(still_scene, TAKAHASHI.id, "変わりありません"), "変わりありません")
    assert await until_told(still_scene, RESPONSE, "前回：駅に問い合わせ中です")
    await pass_time(still_scene, clock, hours=2, seconds=1)
    await press(takahashi, await until_told(still_scene, TAKAHASHI.id, "30分後"), "30分後")
    assert await until_told(still_scene, TAKAHASHI.id, "もう一度お尋ねします")
    await pass_time(still_scene, clock, minutes=29)
    assert await told(still_scene, TAKAHASHI.id, "30分後") == []
    await pass_time(still_scene, clock, minutes=2)
    assert await until_told(still_scene, TAKAHASHI.id, "30分後")


async def test_two_confirm_at_once_and_one_of_them_leads(still_scene: Stage, clock: TestClock) -> None:
    tanaka, takahashi, watanabe = [await still_scene.person(one.id) for one in (TANAKA, TAKAHASHI, WATANABE)]
    await report(tanaka, "loss", "名簿の入ったUSBをなくしました", personal="over-1000")
    calls = [await until_told(still_scene, one.id, "レベル3") for one in (TAKAHASHI, WATANABE)]
    both = zip((takahashi, watanabe), calls, strict=True)
    await asyncio.gather(*(press(screen, call, "確認しました。対応します") for screen, call in both))
    for one in (TAKAHASHI, WATANABE):
        assert await until_told(still_scene, one.id, "確認済みです")
    found = await latest(still_scene)
    assert found.state is State.CONFIRMED
    assert found.lead in {TAKAHASHI.id, WATANABE.id}
    async with still_scene.house.services.database.read() as connection:
        lines = await IncidentStore(connection).timeline(found.id)
    assert [one.by for one in lines if one.kind is Kind.STATE] == [found.lead]
    assert {one.by for one in lines if one.kind is Kind.CONFIRMED} == {TAKAHASHI.id, WATANABE.id}


async def test_a_late_confirmation_hears_that_it_is_over(still_scene: Stage, clock: TestClock) -> None:
    tanaka, suzuki = [await still_scene.person(one.id) for one in (TANAKA, SUZUKI)]
    await report(tanaka, "loss", "電車に会社のスマホを忘れました")
    call = await until_told(still_scene, SUZUKI.id, "確認をお願いします")
    await _reject(still_scene, await latest(still_scene))
    await press(suzuki, call, "確認しました。対応します")
    await pass_time(still_scene, clock, days=1)
    assert (await latest(still_scene)).state is State.REJECTED
    assert await told(still_scene, SECURITY, "まだ確認していない") == []


async def test_who_was_told_when_is_on_record(still_scene: Stage, clock: TestClock) -> None:
    tanaka, takahashi = [await still_scene.person(one.id) for one in (TANAKA, TAKAHASHI)]
    await report(tanaka, "loss", "名簿の入ったUSBをなくしました", personal="over-1000")
    await until_told(still_scene, SUZUKI.id, "確認をお願いします")
    for _ in range(3):
        await pass_time(still_scene, clock, minutes=5, seconds=1)
    await until_told(still_scene, SECURITY, "まだ確認していない")
    card = await until_told(still_scene, TAKAHASHI.id, "確認をお願いします")
    await press(takahashi, card, "開く")
    hub = await next_view(takahashi)
    button = next(
        one
        for block in hub["blocks"]
        for one in block.get("elements", ())
        if str(one.get("action_id", "")).startswith(ids.LOG)
    )
    await press_in_view(takahashi, hub, button["text"]["text"])
    log = str((await next_view(takahashi))["blocks"])
    for part in ("鈴木 直樹", "送信済み", "#security", "まだ誰も確認していないこと", "もう一度確認を依頼"):
        assert part in log


async def _reject(scene: Stage, incident: Incident) -> None:
    """It was none."""
    service: IncidentService = scene.house.services.incidents
    person = scene.house.desk.people.known(WATANABE.id)
    assert person is not None
    async with scene.house.services.unit() as work:
        await service.move(work, incident.id, person, State.REJECTED, "勘違いでした")
