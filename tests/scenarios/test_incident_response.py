"""Stories of those who respond: level and state, who leads, who may see it, rooms, the end and the lesson."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.workdays import WorkDays
from bot.incidents.cases import Entry, Incident, Kind, Notice, State
from bot.incidents.store import IncidentStore
from bot.playground.cast import EMMA, GUEST, RESPONSE, SATO, SECURITY, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from handlers.kit.payload import Spot
from tests.bot.playground.screen import Json, Screen
from tests.kit.database import TestClock
from tests.kit.incidents import latest, pass_time, report, told, typed, until_told
from tests.kit.patience import SECONDS
from tests.kit.stage import Stage, press, press_in_view, words_of

USB = "顧客名簿の入ったUSBをなくしました"
CONFIRM = "確認しました。対応します"
NEXT_MORNING = datetime(2026, 4, 1, 0, 1, tzinfo=UTC)  # a minute after the company has opened


def picked(**options: str) -> Json:
    """Radio buttons and menus of a form, chosen."""
    return {
        name: {"value": {"type": "radio_buttons", "selected_option": {"value": one}}} for name, one in options.items()
    }


def somebody(user: str) -> Json:
    return {"person": {"value": {"type": "users_select", "selected_user": user}}}


def several(*users: str) -> Json:
    return {"people": {"value": {"type": "multi_users_select", "selected_users": list(users)}}}


async def window(screen: Screen, kind: str = "view_open") -> Json:
    view: Json = (await screen.sees(kind))["view"]
    return view


async def opened(screen: Screen, message: Json) -> Json:
    """The window of the incident that a message is about."""
    await press(screen, message, "開く")
    return await window(screen)


async def form(screen: Screen, view: Json, label: str) -> Json:
    """The form behind a button of the window."""
    await press_in_view(screen, view, label)
    return await window(screen, "view_push")


async def sent(screen: Screen, view: Json, **state: Any) -> Json:
    """Sends a form and returns the window beneath, as it is drawn anew."""
    answer = await screen.do("view_submit", view_id=view["id"], state=state)
    assert answer["ok"], answer
    return await window(screen, "view_update")


def labels(view: Json) -> list[str]:
    return [
        element["text"]["text"]
        for block in view["blocks"]
        for element in block.get("elements", ())
        if element["type"] == "button"
    ]


def says(view: Json) -> str:
    return words_of({"blocks": view["blocks"], "text": ""})


async def timeline(scene: Stage, incident: Incident) -> list[Entry]:
    async with scene.house.services.database.read() as connection:
        return await IncidentStore(connection).timeline(incident.id)


async def case(scene: Stage, incident_id: str) -> Incident:
    async with scene.house.services.database.read() as connection:
        found = await IncidentStore(connection).get(incident_id)
    assert found
    return found


async def notices(scene: Stage, incident: Incident) -> list[Notice]:
    async with scene.house.services.database.read() as connection:
        return await IncidentStore(connection).notices(incident.id)


async def until_times(scene: Stage, user: str, part: str, times: int) -> None:
    """Waits until somebody has exactly so many messages with these words."""
    async with asyncio.timeout(SECONDS):
        while len(await told(scene, user, part)) != times:  # noqa: ASYNC110  what is looked at lives behind a door
            await asyncio.sleep(0.05)


async def confirmed(scene: Stage, text: str = USB, **facts: str) -> Incident:
    """An incident that Tanaka has reported and Takahashi leads."""
    await report(await scene.person(TANAKA.id), "loss", text, **facts)
    takahashi = await scene.person(TAKAHASHI.id)
    await press(takahashi, await until_told(scene, TAKAHASHI.id, text), CONFIRM)
    await until_told(scene, RESPONSE, "高橋 由美")
    return await latest(scene)


async def hub(scene: Stage, user: str, text: str = USB) -> tuple[Screen, Json]:
    """The window of the incident with this text, as somebody sees it."""
    screen = await scene.person(user)
    card = await until_told(scene, RESPONSE, text)
    return screen, await opened(screen, card)


async def test_the_window_shows_how_things_stand_and_what_may_be_done(still_scene: Stage, clock: TestClock) -> None:
    await confirmed(still_scene, personal="over-1000")
    _, view = await hub(still_scene, TAKAHASHI.id)
    shown = says(view)
    for part in (
        "レベル3",
        USB,
        "対応中",
        "担当：高橋 由美",
        "田中 美咲",
        "次に状況をお聞きする時刻",
        "届け出・連絡：残り",
    ):
        assert part in shown, part
    assert {"状態を変える", "完了にする", "レベルを変える", "担当を引き継ぐ", "人を加える", "見られる人を限る"} <= {
        *labels(view)
    }
    assert CONFIRM not in labels(view)


async def test_a_leak_goes_from_the_report_to_the_closed_and_reviewed_incident(
    still_scene: Stage, clock: TestClock
) -> None:
    incident = await confirmed(still_scene, personal="over-1000")
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    view = await sent(
        takahashi,
        await form(takahashi, view, "状態を変える"),
        **picked(state="contained"),
        **typed(note="回線を止めた"),
    )
    assert "封じ込め" in says(view)
    clock.move(hours=3)
    view = await sent(takahashi, await form(takahashi, view, "状態を変える"), **picked(state="recovered"))
    closing = await form(takahashi, view, "完了にする")
    shown = says(closing)
    assert "まだ残っているもの" in shown
    assert "1,000人を超える" in shown  # what is known is filled in
    said = typed(cause="網棚に置き忘れた", damage="顧客1,200名の名簿", prevention="USBの持ち出しをやめる")
    view = await sent(takahashi, closing, **said)
    assert "振り返りの期限" in says(view)
    found = await case(still_scene, incident.id)
    assert found.state is State.CLOSED
    assert found.review_due == WorkDays("Asia/Tokyo").end_after(clock.now(), 3)
    await until_told(still_scene, TANAKA.id, "対応を終えました")
    review = await form(takahashi, view, "振り返りを書く")
    answer = await takahashi.do(
        "view_submit",
        view_id=review["id"],
        state=typed(good="報告が早かった", bad="連絡先が古かった", learned="名簿を持ち出さない"),
    )
    assert answer["ok"], answer
    found = await case(still_scene, incident.id)
    assert (found.reviewed_at, found.lesson) == (clock.now(), "名簿を持ち出さない")
    kinds = [entry.kind for entry in await timeline(still_scene, incident)]
    assert [kinds.count(kind) for kind in (Kind.CONFIRMED, Kind.REVIEW)] == [1, 1]
    states = [entry.data["after"] for entry in await timeline(still_scene, incident) if entry.kind is Kind.STATE]
    assert states == ["confirmed", "contained", "recovered", "closed"]


async def test_a_review_is_asked_for_before_and_after_its_date_until_it_is_written(
    still_scene: Stage, clock: TestClock
) -> None:
    await confirmed(still_scene)
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    said = typed(cause="置き忘れ", damage="なし", prevention="ひもを付ける")
    view = await sent(takahashi, await form(takahashi, view, "完了にする"), **said)
    days = 0
    for asked in range(1, 5):  # due on 8 April: asked on the 7th, the 8th, the 9th, the 10th
        days = 6 if asked == 1 else days + 1
        now = clock.now()
        await pass_time(still_scene, clock, seconds=(NEXT_MORNING + timedelta(days=days) - now).total_seconds())
        await until_times(still_scene, TAKAHASHI.id, "の振り返り", asked)
    reminder = (await told(still_scene, TAKAHASHI.id, "の振り返り"))[-1]
    await press(takahashi, reminder, "振り返りを書く")
    review = await window(takahashi)
    assert (await takahashi.do("view_submit", view_id=review["id"], state=typed(learned="ひもは役に立つ")))["ok"]
    await pass_time(still_scene, clock, days=5)
    assert len(await told(still_scene, TAKAHASHI.id, "の振り返り")) == 4


async def test_a_level_needs_a_reason_and_a_leak_is_never_below_level_2(still_scene: Stage, clock: TestClock) -> None:
    incident = await confirmed(still_scene)
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    level = await form(takahashi, view, "レベルを変える")
    offered = next(block for block in level["blocks"] if block.get("block_id") == "level")["element"]["options"]
    assert [option["value"] for option in offered] == ["2", "3"]
    view = await sent(takahashi, level, **picked(level="3"), **typed(reason="取引先の名簿だった"))
    assert "レベル3" in says(view)
    assert "高橋 由美の判断：取引先の名簿だった" in says(view)
    await until_told(still_scene, RESPONSE, "高橋 由美の判断：取引先の名簿だった")
    assert "高橋 由美の判断：取引先の名簿だった" in says(await form(takahashi, view, "レベルを変える"))
    await until_told(still_scene, WATANABE.id, "レベル3")  # who hears of level 3 is told
    entry = next(one for one in await timeline(still_scene, incident) if one.kind is Kind.LEVEL)
    assert (entry.by, entry.text, entry.data) == (TAKAHASHI.id, "取引先の名簿だった", {"before": 2, "after": 3})


async def test_the_end_is_put_into_words_by_people_beside_what_was_answered(
    still_scene: Stage, clock: TestClock
) -> None:
    await confirmed(still_scene, personal="up-to-100")
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    closing = await form(takahashi, view, "完了にする")
    damage = next(block for block in closing["blocks"] if block.get("block_id") == "damage")
    assert "initial_value" not in damage["element"]
    assert "個人情報：100人まで" in damage["hint"]["text"]


async def test_a_window_that_is_older_than_the_incident_says_so_and_is_drawn_anew(
    still_scene: Stage, clock: TestClock
) -> None:
    await confirmed(still_scene)
    takahashi, mine = await hub(still_scene, TAKAHASHI.id)
    watanabe, theirs = await hub(still_scene, WATANABE.id)
    await sent(takahashi, await form(takahashi, mine, "完了にする"), **typed(cause="x", damage="y", prevention="z"))
    await press_in_view(watanabe, theirs, "レベルを変える")
    anew = await window(watanabe, "view_update")
    assert "対応が先へ進んだ" in says({"blocks": anew["blocks"][:1]})
    assert "もう一度開く" in labels(anew)
    assert "レベルを変える" not in labels(anew)


async def test_the_lead_is_handed_over_and_both_are_told(still_scene: Stage, clock: TestClock) -> None:
    incident = await confirmed(still_scene)
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    hand_over = await form(takahashi, view, "担当を引き継ぐ")
    assert "引き受ける人へのひとこと" in says(hand_over)
    assert "引き継ぐ人" not in says(hand_over)
    refused = await takahashi.do("view_submit", view_id=hand_over["id"], state=somebody(EMMA.id))
    assert "担当になれません" in refused["errors"]["person"]
    refused = await takahashi.do("view_submit", view_id=hand_over["id"], state=somebody(GUEST.id))
    assert refused["errors"]["person"]
    await sent(takahashi, hand_over, **somebody(SUZUKI.id), **typed(note="回線は止めました"))
    note = await until_told(still_scene, SUZUKI.id, "担当を引き継ぎました")
    assert "回線は止めました" in words_of(note)
    await until_told(still_scene, TAKAHASHI.id, "これからは鈴木 直樹さん")
    assert (await case(still_scene, incident.id)).lead == SUZUKI.id
    suzuki, view = await hub(still_scene, SUZUKI.id)
    assert "担当を引き受ける" not in labels(view)
    steps = says(await form(suzuki, view, "手順を見る"))
    assert "担当：鈴木 直樹" in steps
    assert "インシデント対応責任者（鈴木" not in steps, "leading gives nobody a role of the company's list"
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    await press_in_view(takahashi, view, "担当を引き受ける")
    assert "担当：高橋 由美" in says(await window(takahashi, "view_update"))
    await until_told(still_scene, SUZUKI.id, "これからは高橋 由美さん")
    line = [entry.data for entry in await timeline(still_scene, incident) if entry.kind is Kind.LEAD]
    assert [one["after"] for one in line] == [TAKAHASHI.id, SUZUKI.id, TAKAHASHI.id]
    assert [one["before"] for one in line] == [None, TAKAHASHI.id, SUZUKI.id]


async def test_a_rejected_incident_is_opened_again_with_a_reason(still_scene: Stage, clock: TestClock) -> None:
    incident = await confirmed(still_scene)
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    move = await form(takahashi, view, "状態を変える")
    refused = await takahashi.do("view_submit", view_id=move["id"], state=picked(state="rejected"))
    assert "理由" in refused["errors"]["note"]
    view = await sent(takahashi, move, **picked(state="rejected"), **typed(note="机の引き出しにあった"))
    assert "状況を書く" not in labels(view)
    again = await form(takahashi, view, "もう一度開く")
    refused = await takahashi.do("view_submit", view_id=again["id"], state=typed(note=""))
    assert "note" in refused["errors"]
    view = await sent(takahashi, again, **typed(note="別のUSBだった"))
    assert "完了にする" in labels(view)
    assert (await case(still_scene, incident.id)).state is State.CONFIRMED


async def test_two_reports_of_the_same_become_one_and_both_reporters_hear_it(
    still_scene: Stage, clock: TestClock
) -> None:
    first = await confirmed(still_scene, "展示会でUSBがなくなりました")
    clock.move(minutes=5)
    await report(await still_scene.person(EMMA.id), "loss", "名簿のUSBが見当たりません", personal="over-1000")
    second = await latest(still_scene)
    takahashi, view = await hub(still_scene, TAKAHASHI.id, "名簿のUSBが見当たりません")
    merging = await form(takahashi, view, "ほかの報告とまとめる")
    view = await sent(takahashi, merging, **picked(into=first.id))
    assert f"{first.id} にまとめました" in says(view)
    await until_told(still_scene, EMMA.id, f"{second.id} goes on as {first.id}: both")
    await until_told(still_scene, TANAKA.id, "ほかの方からも報告がありました")
    ended, goes_on = await case(still_scene, second.id), await case(still_scene, first.id)
    assert (ended.state, ended.merged_into) == (State.MERGED, first.id)
    assert (goes_on.level, goes_on.followers, goes_on.facts["personal"]) == (3, (EMMA.id,), "over-1000")
    card = await until_told(still_scene, RESPONSE, f"この報告は {first.id} にまとめました")
    assert "見当たりません" not in words_of(card)
    # Who reported the one that ended sees how the other goes on, and nothing of its words.
    emma = await still_scene.person(EMMA.id)
    mine = await until_told(still_scene, EMMA.id, f"{second.id} goes on as {first.id}.")
    await press(emma, mine, f"Open {first.id}")
    seen = says(await window(emma))
    assert "展示会" not in seen
    assert "Yumi Takahashi" in seen


async def test_a_confirmed_report_that_goes_on_as_another_brings_its_lead_and_asks_nobody_again(
    still_scene: Stage, clock: TestClock
) -> None:
    ended = await confirmed(still_scene, "展示会でUSBがなくなりました")
    clock.move(minutes=5)
    await report(await still_scene.person(EMMA.id), "loss", "名簿のUSBが見当たりません")
    target = await latest(still_scene)
    takahashi, view = await hub(still_scene, TAKAHASHI.id, "展示会でUSBがなくなりました")
    view = await sent(takahashi, await form(takahashi, view, "ほかの報告とまとめる"), **picked(into=target.id))
    assert "届け出・連絡：残り" not in says(view)
    goes_on = await case(still_scene, target.id)
    assert (goes_on.state, goes_on.lead, goes_on.confirmed_at) == (State.CONFIRMED, TAKAHASHI.id, target.reported_at)
    assert (await case(still_scene, ended.id)).state is State.MERGED
    calls = len(await notices(still_scene, target))
    await pass_time(still_scene, clock, hours=5)
    assert len(await notices(still_scene, target)) == calls, "the chain does not go on"
    assert await told(still_scene, SECURITY, "まだ確認していない") == []
    _, view = await hub(still_scene, TAKAHASHI.id, "名簿のUSBが見当たりません")
    assert "届け出・連絡：残り" in says(view)


async def test_a_risen_level_is_one_short_line_to_whoever_holds_the_call_already(
    still_scene: Stage, clock: TestClock
) -> None:
    suzuki = await still_scene.person(SUZUKI.id)
    await report(await still_scene.person(TANAKA.id), "loss", USB)
    await until_told(still_scene, SUZUKI.id, "確認をお願いします")
    clock.move(minutes=1)
    watanabe, view = await hub(still_scene, WATANABE.id)
    form_of_level = await form(watanabe, view, "レベルを変える")
    await sent(watanabe, form_of_level, **picked(level="3"), **typed(reason="顧客名簿だった"))
    said = "レベルが2から3に上がりました：顧客名簿だった"
    line = await until_told(still_scene, SUZUKI.id, said)
    await until_times(still_scene, TAKAHASHI.id, said, 1)
    assert CONFIRM in words_of(line)
    for one in (SUZUKI, TAKAHASHI, SATO):
        assert len(await told(still_scene, one.id, "報告：田中 美咲")) == 1, "one whole card a person"
    await pass_time(still_scene, clock, minutes=4, seconds=50)
    assert await told(still_scene, SUZUKI.id, "確認をお待ちしています") == []
    await press(suzuki, line, CONFIRM)
    thanks = "レベル3のため、高橋 由美さんにも確認をお願いしました。"
    await until_times(still_scene, SUZUKI.id, thanks, 2)
    for message in await told(still_scene, SUZUKI.id, thanks):
        assert CONFIRM not in words_of(message)
    await press(suzuki, await until_told(still_scene, SUZUKI.id, said), "手順を見る")
    assert "手順" in str((await window(suzuki))["title"])
    takahashi = await still_scene.person(TAKAHASHI.id)
    await press(takahashi, await until_told(still_scene, TAKAHASHI.id, "確認をお願いします"), CONFIRM)
    await until_times(still_scene, SUZUKI.id, thanks, 0)
    assert len(await told(still_scene, TAKAHASHI.id, "報告：田中 美咲")) == 1


async def test_a_restricted_incident_hints_at_no_report_with_which_it_cannot_become_one(
    still_scene: Stage, clock: TestClock
) -> None:
    await confirmed(still_scene)
    await report(await still_scene.person(EMMA.id), "loss", f"{USB}。見つかりません")
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    assert "同じ出来事かもしれません" in says(view)
    restrict = await form(takahashi, view, "見られる人を限る")
    view = await sent(takahashi, restrict, **several(), **typed(reason="人事"))
    assert "同じ出来事かもしれません" not in says(view)


async def test_two_who_confirm_at_once_are_both_on_record_and_one_leads(still_scene: Stage, clock: TestClock) -> None:
    await report(await still_scene.person(TANAKA.id), "loss", USB, personal="over-1000")
    takahashi, watanabe = [await still_scene.person(one.id) for one in (TAKAHASHI, WATANABE)]
    calls = [await until_told(still_scene, one.user, USB) for one in (watanabe, takahashi)][::-1]
    await asyncio.gather(
        press(takahashi, calls[0], CONFIRM), press(watanabe, calls[1], CONFIRM), press(watanabe, calls[1], CONFIRM)
    )
    await until_told(still_scene, TAKAHASHI.id, "確認済みです")
    await until_told(still_scene, WATANABE.id, "確認済みです")
    found = await latest(still_scene)
    assert found.state is State.CONFIRMED
    assert found.lead in {TAKAHASHI.id, WATANABE.id}
    entries = [entry.by for entry in await timeline(still_scene, found) if entry.kind is Kind.CONFIRMED]
    assert sorted(entries, key=str) == sorted([TAKAHASHI.id, WATANABE.id])


async def test_a_restricted_incident_disappears_from_everybody_but_those_asked_in(
    still_scene: Stage, clock: TestClock
) -> None:
    incident = await confirmed(still_scene)
    await until_told(still_scene, SUZUKI.id, USB)
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    restrict = await form(takahashi, view, "見られる人を限る")
    assert "渡辺 修" in says(restrict)  # who answers for incidents can see it in any case
    refused = await takahashi.do(
        "view_submit", view_id=restrict["id"], state={**several(GUEST.id), **typed(reason="人事")}
    )
    assert "加えられません" in refused["errors"]["people"]
    view = await sent(takahashi, restrict, **several(EMMA.id), **typed(reason="人事に関わるため"))
    shown = says(view)
    for name in ("高橋 由美", "渡辺 修", "エマ・クラーク"):
        assert name in shown
    assert "鈴木" not in shown.split("閲覧制限中")[1].split("\\n")[0].split('"')[0]
    # The card in the channel, and the call of whoever may no longer see it, say nothing any more.
    assert await until_told(still_scene, RESPONSE, "制限")
    assert await told(still_scene, RESPONSE, USB) == []
    assert await told(still_scene, SUZUKI.id, USB) == []
    assert await told(still_scene, TAKAHASHI.id, USB)
    # Who was asked in is told, and can open it.
    note = await until_told(still_scene, EMMA.id, "asked you in")
    assert "only these people can see it" in words_of(note)
    emma = await still_scene.person(EMMA.id)
    await press(emma, note, "Open")
    view = await window(emma)
    assert USB in says(view)
    assert "Hand over the lead" not in labels(view)
    # Who reported it still sees how it goes on.
    assert await told(still_scene, TANAKA.id, incident.id)
    entry = [one for one in await timeline(still_scene, incident) if one.kind is Kind.ACCESS]
    assert [(one.data["what"], one.text) for one in entry] == [("restricted", "人事に関わるため"), ("invited", "")]


async def test_lifting_a_restriction_shows_the_card_again(still_scene: Stage, clock: TestClock) -> None:
    incident = await confirmed(still_scene)
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    view = await sent(takahashi, await form(takahashi, view, "見られる人を限る"), **several(), **typed(reason="人事"))
    view = await sent(takahashi, await form(takahashi, view, "閲覧の制限を解く"), **typed(reason="社内で公表した"))
    assert "閲覧制限中" not in says(view)
    assert await until_told(still_scene, RESPONSE, USB)
    assert not (await case(still_scene, incident.id)).restricted


async def test_whoever_was_asked_in_can_be_asked_out_again(still_scene: Stage, clock: TestClock) -> None:
    incident = await confirmed(still_scene)
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    view = await sent(takahashi, await form(takahashi, view, "人を加える"), **several(EMMA.id, SATO.id))
    assert "エマ・クラーク" in says(view)
    await until_told(still_scene, SATO.id, "対応にあなたを加えました")
    view = await sent(takahashi, await form(takahashi, view, "人を加える"), **several(SATO.id))
    assert "エマ・クラーク" not in says(view)
    assert (await case(still_scene, incident.id)).members == (SATO.id,)


async def rooms(scene: Stage) -> list[Json]:
    """The private channels of incidents, as Slack has them."""
    space = scene.slack.slack.space
    return [
        {"id": one.id, "name": one.name, "members": {*one.members} - {space.app.bot_user}, "topic": one.topic}
        for one in space.channels.values()
        if one.name.startswith("inc-")
    ]


async def until_room(scene: Stage, *members: str) -> Json:
    """The incident's channel, as soon as exactly these people are in it."""
    async with asyncio.timeout(SECONDS):
        while not (found := [one for one in await rooms(scene) if one["members"] == {*members}]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return found[0]


async def until_room_is(scene: Stage, incident: Incident, room: str) -> None:
    async with asyncio.timeout(SECONDS):
        while (await case(scene, incident.id)).room != room:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_grave_incident_gets_a_channel_of_its_own_with_the_right_people(
    still_scene: Stage, clock: TestClock
) -> None:
    incident = await confirmed(still_scene)
    room = await until_room(still_scene, TAKAHASHI.id)
    assert room["name"] == f"inc-20260401-{incident.id.removeprefix('I-').lower()}"
    await until_told(still_scene, room["id"], USB)
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    view = await sent(takahashi, await form(takahashi, view, "人を加える"), **several(EMMA.id))
    call = await until_told(still_scene, SUZUKI.id, "対応に加わります")
    await press(await still_scene.person(SUZUKI.id), call, "対応に加わります")
    await until_room(still_scene, TAKAHASHI.id, EMMA.id, SUZUKI.id)
    # Restricted: whoever may no longer see it leaves the channel as well.
    view = await sent(
        takahashi, await form(takahashi, view, "見られる人を限る"), **several(EMMA.id), **typed(reason="人事")
    )
    room = await until_room(still_scene, TAKAHASHI.id, EMMA.id)
    said = typed(cause="置き忘れ", damage="なし", prevention="ひも")
    await sent(takahashi, await form(takahashi, view, "完了にする"), **said)
    await until_told(still_scene, room["id"], "このインシデントの対応は終わりました")
    assert len(await rooms(still_scene)) == 1


async def test_without_the_right_to_make_channels_it_says_so_once_and_goes_on(
    still_scene: Stage, clock: TestClock
) -> None:
    await still_scene.admin.post("revoke", scope="groups:write")
    incident = await confirmed(still_scene)
    await until_room_is(still_scene, incident, "-")
    line = [one.data["trouble"] for one in await timeline(still_scene, incident) if one.kind is Kind.ROOM]
    assert line == ["missing_scope"]
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    await sent(takahashi, await form(takahashi, view, "状態を変える"), **picked(state="contained"))
    assert "専用チャンネルを作る" in labels(await opened(takahashi, await until_told(still_scene, RESPONSE, USB)))
    assert await rooms(still_scene) == []


async def test_a_channel_that_was_made_just_before_a_crash_is_found_again(still_scene: Stage, clock: TestClock) -> None:
    incident = await confirmed(still_scene)
    room = await until_room(still_scene, TAKAHASHI.id)
    async with still_scene.house.services.unit() as work:  # as if the process had died before it wrote this down
        service = still_scene.house.services.incidents
        await service.change(work, await service.get(work, incident.id), room="!", room_people=())
    await until_room_is(still_scene, incident, room["id"])
    assert len(await rooms(still_scene)) == 1


async def test_whoever_may_not_see_a_restricted_incident_finds_it_nowhere(still_scene: Stage, clock: TestClock) -> None:
    await confirmed(still_scene)
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    await sent(takahashi, await form(takahashi, view, "見られる人を限る"), **several(), **typed(reason="人事"))
    clock.move(minutes=1)
    await report(await still_scene.person(EMMA.id), "loss", "顧客名簿のUSBが見つかりません")
    suzuki = await still_scene.person(SUZUKI.id)
    other = await until_told(still_scene, SUZUKI.id, "顧客名簿のUSBが見つかりません")
    assert USB not in words_of(other)
    await press(suzuki, other, CONFIRM)
    view = await opened(suzuki, await until_told(still_scene, RESPONSE, "顧客名簿のUSBが見つかりません"))
    assert "同じ出来事" not in says(view)
    alone = await form(suzuki, view, "ほかの報告とまとめる")
    assert "まとめられる対応中のインシデントは、ほかにありません" in says(alone)
    spot = Spot((await latest(still_scene)).team, SUZUKI.id)
    person, words = await still_scene.house.desk.people.of(spot), await still_scene.house.desk.words_for(spot)
    for feature in still_scene.house.features:
        if feature.home:
            assert USB not in str(await feature.home(person, words))


async def test_when_a_level_falls_the_channel_says_so_and_a_near_miss_gets_none(
    still_scene: Stage, clock: TestClock
) -> None:
    await confirmed(still_scene, personal="over-1000")
    room = await until_room(still_scene, TAKAHASHI.id)
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    level = await form(takahashi, view, "レベルを変える")
    await sent(takahashi, level, **picked(level="2"), **typed(reason="名簿は古いものだった"))
    async with asyncio.timeout(SECONDS):
        while "レベル2" not in (found := await rooms(still_scene))[0]["topic"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert [one["id"] for one in found] == [room["id"]]
    clock.move(minutes=1)
    near = next(one.id for one in still_scene.house.services.known.incidents.categories.categories if one.presumed == 0)
    await report(await still_scene.person(EMMA.id), near, "見知らぬ人がついて入ろうとした")
    near_miss = await latest(still_scene)
    assert near_miss.level == 0
    await until_told(still_scene, RESPONSE, "見知らぬ人")
    assert (await case(still_scene, near_miss.id)).room == ""


async def test_nobody_outside_is_asked_or_reminded_of_a_restricted_report(still_scene: Stage, clock: TestClock) -> None:
    await report(await still_scene.person(TANAKA.id), "loss", USB, personal="over-1000")
    await until_told(still_scene, SUZUKI.id, USB)
    takahashi, view = await hub(still_scene, TAKAHASHI.id)
    await sent(takahashi, await form(takahashi, view, "見られる人を限る"), **several(), **typed(reason="人事"))
    for _ in range(8):
        await pass_time(still_scene, clock, hours=3)
    assert len(await told(still_scene, TAKAHASHI.id, USB)) > 2  # who answers for incidents is asked and reminded
    for outside in (SUZUKI.id, SATO.id, EMMA.id, RESPONSE, SECURITY):
        assert await told(still_scene, outside, USB) == []
