"""Stories from a mail to an incident: nobody fills in a second form, and there is one incident a mail."""

from __future__ import annotations

from sqlalchemy import true

from bot.incidents.cases import Incident, Kind, State, Via
from bot.incidents.store import IncidentStore
from bot.mail_check.campaign_store import CampaignStore
from bot.playground.cast import EMMA, SECURITY, SUZUKI, TAKAHASHI, TANAKA
from tests.kit.database import TestClock
from tests.kit.forge import deliver, pressed, said
from tests.kit.incidents import latest, next_view, pass_time, told, until_told
from tests.kit.mails import PLAIN, drop, report
from tests.kit.reporting import initial, submit, words_in
from tests.kit.stage import Stage, button, press, words_of


async def all_of(scene: Stage) -> list[Incident]:
    async with scene.house.services.database.read() as connection:
        return await IncidentStore(connection).select(true(), limit=10)


async def test_a_grave_deed_with_a_dangerous_mail_is_an_incident_by_itself(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    card = await report(tanaka, await drop(tanaka), "リンクを押した")
    call = await until_told(scene, SUZUKI.id, "確認をお願いします")
    assert "リンクを押した" in words_of(call)
    found = await latest(scene)
    assert (found.category, found.via, found.reporter) == ("clicked", Via.MAIL, TANAKA.id)
    assert found.origin.mail_check.startswith("M-")
    assert found.origin.mail_check in found.text
    (shown,) = await told(scene, TANAKA.id, f"インシデント {found.id} として受け付けました。あらためて")
    assert shown["thread_ts"] == card["ts"]
    assert await until_told(scene, SUZUKI.id, f"インシデントとして受付：{found.id}")
    (mail,) = [one for one in await told(scene, TANAKA.id, f"インシデント {found.id}") if one["ts"] == card["ts"]]
    assert "インシデントとして報告する" not in words_of(mail)


async def test_what_is_remembered_later_is_added_to_the_same_incident(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    card = await report(tanaka, await drop(tanaka), "リンクを押した")
    await until_told(scene, SUZUKI.id, "確認をお願いします")
    (card,) = [one for one in await told(scene, TANAKA.id, "として受け付けました。") if one["ts"] == card["ts"]]
    await press(tanaka, card, "IDやパスワードを入力した")
    await until_told(scene, SUZUKI.id, "「IDやパスワードを入力した」")
    (only,) = await all_of(scene)
    async with scene.house.services.database.read() as connection:
        entries = await IncidentStore(connection).timeline(only.id)
    assert "IDやパスワードを入力した" in [one.text for one in entries if one.kind is Kind.NOTE]


async def test_a_mail_that_only_came_opens_nothing_but_offers_the_report(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    card = await report(tanaka, await drop(tanaka), "受け取っただけ")
    assert await all_of(scene) == []
    await press(tanaka, card, "インシデントとして報告する")
    view = await next_view(tanaka)
    assert "危険" in initial(view, "text")
    assert "M-" in words_in(view)
    assert (await submit(tanaka, view, text="部署の全員に届いています"))["ok"]
    (only,) = await all_of(scene)
    assert (only.via, only.text) == (Via.MAIL, "部署の全員に届いています")
    assert await until_told(scene, TANAKA.id, f"インシデント {only.id} として受け付けました。")


async def test_a_grave_deed_with_a_mail_without_signs_is_reported_by_one_press_prefilled(scene: Stage) -> None:
    emma = await scene.person(EMMA.id)
    card = await report(emma, await drop(emma, PLAIN), "Typed an ID or password")
    assert await all_of(scene) == []
    await press(emma, card, "Report as an incident")
    view = await next_view(emma)
    assert "Typed an ID or password: lunch" in initial(view, "text")
    assert "Opened, clicked or typed" in words_in(view)
    await submit(emma, view, text=initial(view, "text"))
    assert (await latest(scene)).category == "clicked"


async def test_a_window_left_open_makes_no_second_incident(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    shown = await drop(tanaka)
    await press(tanaka, shown, "インシデントとして報告する")
    view = await next_view(tanaka)
    await report(tanaka, shown, "添付ファイルを開いた")
    await until_told(scene, SUZUKI.id, "確認をお願いします")
    (only,) = await all_of(scene)
    assert (await submit(tanaka, view, text="あとから送る"))["ok"]
    assert only.id in words_in(await next_view(tanaka))
    assert [one.id for one in await all_of(scene)] == [only.id]


async def calls_for_help(scene: Stage) -> list[str]:
    """The calls for help that lie with those who look after mails, as they stand now."""
    return [words_of(one) for who in (SUZUKI, TAKAHASHI) for one in await told(scene, who.id, "至急：")]


async def test_whoever_takes_the_mail_has_confirmed_the_incident_that_it_became(
    still_scene: Stage, clock: TestClock
) -> None:
    tanaka, suzuki = [await still_scene.person(one.id) for one in (TANAKA, SUZUKI)]
    await report(tanaka, await drop(tanaka), "リンクを押した")
    call = await until_told(still_scene, SUZUKI.id, "至急：田中 美咲さん")
    await press(suzuki, call, "担当します")
    assert await until_told(still_scene, TANAKA.id, "鈴木 直樹さんが報告を確認し")
    found = await latest(still_scene)
    assert (found.state, found.lead) == (State.CONFIRMED, SUZUKI.id)
    for call_now in await calls_for_help(still_scene):
        assert "鈴木 直樹さんが担当しています（2026年4月1日" in call_now
        assert '担当します"' not in call_now, "nobody is offered what somebody has"
    taken = button(call, "担当します")  # on a card that the page has not drawn anew yet
    await deliver(still_scene, pressed(still_scene, SUZUKI.id, taken["action_id"], taken["value"]))
    (again,) = await said(still_scene, "mine:")
    assert "すでにあなたが担当しています" in again
    await pass_time(still_scene, clock, hours=5)
    assert await told(still_scene, TAKAHASHI.id, "確認をお願いします") == []
    assert await told(still_scene, SECURITY, "まだ確認していない") == []
    assert await told(still_scene, TANAKA.id, "電話で連絡してください") == []


async def test_a_judgement_by_somebody_of_the_chain_counts_as_well_and_the_calls_show_it(
    still_scene: Stage, clock: TestClock
) -> None:
    tanaka, suzuki = [await still_scene.person(one.id) for one in (TANAKA, SUZUKI)]
    await report(tanaka, await drop(tanaka), "リンクを押した")
    await press(suzuki, await until_told(still_scene, SUZUKI.id, "不審なメール："), "判定する")
    view = await next_view(suzuki)
    status = {"value": {"type": "radio_buttons", "selected_option": {"value": "dangerous"}}}
    assert (await suzuki.do("view_submit", view_id=view["id"], state={"status": status}))["ok"]
    assert await until_told(still_scene, TANAKA.id, "鈴木 直樹さんが報告を確認し")
    for call_now in await calls_for_help(still_scene):
        assert "判定：鈴木 直樹" in call_now, call_now
    await pass_time(still_scene, clock, hours=5)
    assert await told(still_scene, TAKAHASHI.id, "確認をお願いします") == []


async def test_whoever_confirms_the_incident_looks_after_its_mail(still_scene: Stage, clock: TestClock) -> None:
    tanaka, suzuki = [await still_scene.person(one.id) for one in (TANAKA, SUZUKI)]
    await report(tanaka, await drop(tanaka), "リンクを押した")
    await press(suzuki, await until_told(still_scene, SUZUKI.id, "確認をお願いします"), "確認しました。対応します")
    assert await until_told(still_scene, TANAKA.id, "鈴木 直樹さんが報告を確認し")
    async with still_scene.house.services.database.read() as connection:
        (campaign,) = await CampaignStore(connection).undecided((await latest(still_scene)).team, 10)
    assert campaign.assignee == SUZUKI.id
    for call_now in await calls_for_help(still_scene):
        assert "鈴木 直樹さんが担当しています（2026年4月1日" in call_now
