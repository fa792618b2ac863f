"""Stories of those who look after reported mails: the card, the call, the decision, the reminders."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.core.absences import Absence, Absences
from bot.core.desk import OutboxDesk
from bot.core.errors import ServiceError
from bot.core.people import PERMISSIONS, Directory, Listed, Permission, Role
from bot.mail_check.campaign_store import CampaignStore
from bot.mail_check.cases import Campaign
from bot.playground.cast import EMMA, GUEST, SATO, SUZUKI, TAKAHASHI, TANAKA
from handlers.mail_check import ids
from tests.bot.playground.screen import Json, Screen
from tests.kit.mails import SIGNS, drop, opened, report, shows
from tests.kit.patience import SECONDS, eventually
from tests.kit.stage import Stage, press, press_in_view, stage, words_of

CLICKED, RECEIVED, TYPED = "リンクを押した", "受け取っただけ", "IDやパスワードを入力した"
EVIL = SIGNS.replace(
    "=?UTF-8?B?44CQ6YeN6KaB44CR44Ki44Kr44Km44Oz44OI44GM44Ot44OD44Kv44GV44KM44G+44GX44Gf?=",
    "<!channel> *bold* `code` <https://evil.example|click> :bomb: & http://evil.example/x",
)


async def card_of(screen: Screen, *, when: str = "") -> Json:
    """The campaign's card as it stands now, edited in place."""
    kinds = {"message", "message_changed"}
    while True:
        event = await asyncio.wait_for(screen._events.get(), SECONDS)
        message: Json = event.get("message") or {}
        if event["type"] in kinds and "不審なメール：" in words_of(message) and when in words_of(message):
            return message


def verdict(status: str, note: str = "") -> Json:
    chosen = {"type": "radio_buttons", "selected_option": {"value": status}}
    return {"status": {"value": chosen}, "note": {"value": {"type": "plain_text_input", "value": note}}}


async def decide(screen: Screen, card: Json, status: str, note: str = "", label: str = "判定する") -> Json:
    await press(screen, card, label)
    view = await opened(screen)
    return await screen.do("view_submit", view_id=view["id"], state=verdict(status, note))


async def heard(scene: Stage, user: str, part: str) -> int:
    """How many of the bot's messages to somebody hold these words."""
    await scene.settled()
    messages = (await scene.admin.get("messages", channel=user))["messages"]
    return sum(part in words_of(one) for one in messages if one.get("bot_id"))


async def the_one(scene: Stage, user: str, part: str) -> Json:
    """The bot's only message to somebody that holds these words, as soon as it is there."""
    await eventually(partial(heard, scene, user, part))
    messages = (await scene.admin.get("messages", channel=user))["messages"]
    (found,) = [one for one in messages if one.get("bot_id") and part in words_of(one)]
    return dict(found)


async def test_one_card_a_campaign_is_edited_in_place_for_everybody_who_decides(scene: Stage) -> None:
    tanaka, emma = await scene.person(TANAKA.id), await scene.person(EMMA.id)
    suzuki, takahashi = await scene.person(SUZUKI.id), await scene.person(TAKAHASHI.id)
    await report(tanaka, await drop(tanaka), RECEIVED)
    first, other = await card_of(suzuki), await card_of(takahashi)
    await report(emma, await drop(emma), "Pressed a link")
    second = await card_of(suzuki, when="報告した人：2人")
    assert first["ts"] == second["ts"]
    assert (await card_of(takahashi, when="報告した人：2人"))["ts"] == other["ts"]
    assert shows(second, "リンクを押した：1人", "hxxp://192[.]0[.]2[.]7/login", "最初の報告", "判定待ち")
    assert "http://192" not in words_of(second)


async def test_a_grave_deed_calls_by_name_with_a_phone_hint_and_again_when_it_was_graver(scene: Stage) -> None:
    sato, suzuki = await scene.person(SATO.id), await scene.person(SUZUKI.id)
    shown = await report(sato, await drop(sato), CLICKED)
    call = await suzuki.sees("message", lambda event: "佐藤 健一さんにすぐ連絡" in words_of(event["message"]))
    assert shows(call["message"], "000-0000-0003", f"<@{SATO.id}>", "受付番号 M-", CLICKED)
    await press(sato, shown, TYPED)
    again = await suzuki.sees("message", lambda event: TYPED in words_of(event["message"]))
    assert shows(again["message"], "佐藤 健一さんにすぐ連絡", "パスワードを変える")


async def test_an_administrator_who_clicked_is_not_the_only_one_to_be_called(scene: Stage) -> None:
    suzuki, takahashi = await scene.person(SUZUKI.id), await scene.person(TAKAHASHI.id)
    await report(suzuki, await drop(suzuki), CLICKED)
    await takahashi.sees("message", lambda event: "鈴木 直樹さんにすぐ連絡" in words_of(event["message"]))
    assert await heard(scene, SUZUKI.id, "鈴木 直樹さんにすぐ連絡") == 0


async def test_while_the_administrator_is_away_whoever_stands_in_is_named_and_called(scene: Stage) -> None:
    sato, takahashi, desk = await scene.person(SATO.id), await scene.person(TAKAHASHI.id), scene.house.desk
    team, now = scene.slack.slack.space.team_id, desk.services.clock.now()
    async with desk.services.unit() as work:
        away = Absence(team, SUZUKI.id, TAKAHASHI.id, now, now + timedelta(days=1))
        await Absences(work.connection).say(away)
        await desk.people.note_absences(work.connection)
    shown = await report(sato, await drop(sato), CLICKED)
    assert shows(shown, "高橋 由美（システム管理者、鈴木 直樹さんの代理）")
    await takahashi.sees("message", lambda event: "佐藤 健一さんにすぐ連絡" in words_of(event["message"]))
    assert await heard(scene, SUZUKI.id, "佐藤 健一さんにすぐ連絡") == 0
    assert await heard(scene, SUZUKI.id, "不審なメール") == 1  # the card waits for the return


async def test_a_changed_decision_is_told_again_and_later_reports_hear_it_at_once(scene: Stage) -> None:
    tanaka, emma, suzuki = [await scene.person(one.id) for one in (TANAKA, EMMA, SUZUKI)]
    shown = await report(tanaka, await drop(tanaka), RECEIVED)
    await decide(suzuki, await card_of(suzuki), "spam", "広告です")
    told = await tanaka.hears_bot()
    assert shows(told, "鈴木 直樹さん", "迷惑メール", "広告です")
    assert told["thread_ts"] == shown["ts"]
    assert "訂正" not in told["text"]
    await decide(suzuki, await card_of(suzuki, when="判定を変える"), "dangerous", label="判定を変える")
    corrected = await tanaka.hears_bot()
    assert shows(corrected, "訂正します", "危険なメール", "鈴木 直樹さん")
    later = await report(emma, await drop(emma), "Only received it")
    assert shows(await the_one(scene, EMMA.id, "has looked at the mail you reported"), "Naoki Suzuki", "Dangerous mail")
    assert await heard(scene, EMMA.id, "correct ourselves") == 0
    assert await heard(scene, SUZUKI.id, "すぐ連絡してください") == 0
    await press(emma, later, "Typed an ID or password")
    await suzuki.sees("message", lambda event: "エマ・クラークさんにすぐ連絡" in words_of(event["message"]))


async def test_training_mails_are_thanked(scene: Stage) -> None:
    tanaka, suzuki = await scene.person(TANAKA.id), await scene.person(SUZUKI.id)
    await report(tanaka, await drop(tanaka), RECEIVED)
    await decide(suzuki, await card_of(suzuki), "training")
    assert shows(await tanaka.hears_bot(), "訓練")


async def test_of_two_who_decide_at_once_the_second_keeps_the_form_and_hears_who_was_faster(scene: Stage) -> None:
    tanaka, suzuki, takahashi = [await scene.person(one.id) for one in (TANAKA, SUZUKI, TAKAHASHI)]
    await report(tanaka, await drop(tanaka), RECEIVED)
    card, other = await card_of(suzuki), await card_of(takahashi)
    await press(suzuki, card, "判定する")
    await press(takahashi, other, "判定する")
    one, two = await opened(suzuki), await opened(takahashi)
    assert (await suzuki.do("view_submit", view_id=one["id"], state=verdict("spam")))["ok"]
    refused = await takahashi.do("view_submit", view_id=two["id"], state=verdict("dangerous"))
    assert "鈴木 直樹さんが先に「迷惑メール" in refused["errors"]["status"]
    assert await heard(scene, TANAKA.id, "迷惑メール") == 1
    assert await heard(scene, TANAKA.id, "危険なメール") == 0


async def test_of_two_who_take_it_the_second_hears_who_was_faster(scene: Stage) -> None:
    tanaka, suzuki, takahashi = [await scene.person(one.id) for one in (TANAKA, SUZUKI, TAKAHASHI)]
    await report(tanaka, await drop(tanaka), RECEIVED)
    card, other = await card_of(suzuki), await card_of(takahashi)
    await asyncio.gather(press(suzuki, card, "担当します"), press(takahashi, other, "担当します"))
    told = {asyncio.create_task(one.sees("ephemeral")): one for one in (suzuki, takahashi)}
    done, waiting = await asyncio.wait(told, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    (second,) = done
    faster = "高橋 由美" if told[second] is suzuki else "鈴木 直樹"
    assert f"{faster}さんが対応しています" in second.result()["message"]["text"]


async def test_a_double_click_reports_and_takes_once(scene: Stage) -> None:
    tanaka, suzuki = await scene.person(TANAKA.id), await scene.person(SUZUKI.id)
    shown = await drop(tanaka)
    await asyncio.gather(press(tanaka, shown, CLICKED), press(tanaka, shown, CLICKED))
    card = await card_of(suzuki)
    await asyncio.gather(press(suzuki, card, "担当します"), press(suzuki, card, "担当します"))
    await card_of(suzuki, when="鈴木 直樹さんが担当しています")
    assert await heard(scene, SUZUKI.id, "田中 美咲さんにすぐ連絡") == 1
    assert await heard(scene, SUZUKI.id, "不審なメール：") == 1
    assert await heard(scene, SUZUKI.id, "すでに") == 0


async def test_notes_stand_on_the_card_and_hostile_subjects_stay_text(scene: Stage) -> None:
    tanaka, suzuki = await scene.person(TANAKA.id), await scene.person(SUZUKI.id)
    await report(tanaka, await drop(tanaka, EVIL), RECEIVED)
    card = await card_of(suzuki)
    await press(suzuki, card, "メモを書く")
    view = await opened(suzuki)
    said = {"memo": {"value": {"type": "plain_text_input", "value": "<!here> 電話で確認 <@U0TANAKA001>"}}}
    await suzuki.do("view_submit", view_id=view["id"], state=said)
    card = await card_of(suzuki, when="電話で確認")
    assert "evil[.]example" in words_of(card)
    assert "http://evil.example" not in words_of(card)
    assert "&lt;!channel&gt;" in card["text"]
    marked = [block for block in card["blocks"] if "mrkdwn" in str(block)]
    assert marked == []
    await decide(suzuki, card, "harmless", "<!everyone> 大丈夫")
    assert "&lt;!channel&gt;" in (await tanaka.hears_bot())["text"]


async def test_who_reported_it_and_the_numbers_open_in_windows(scene: Stage) -> None:
    tanaka, suzuki = await scene.person(TANAKA.id), await scene.person(SUZUKI.id)
    await report(tanaka, await drop(tanaka), CLICKED)
    await press(suzuki, await card_of(suzuki), "報告した人を見る")
    assert shows({"blocks": (await opened(suzuki))["blocks"], "text": ""}, "田中 美咲", CLICKED)
    await suzuki.do("open", channel=suzuki.dm, tab="home")
    home = (await suzuki.sees("home"))["view"]
    await press_in_view(suzuki, home, "数字を見る")
    assert shows({"blocks": (await opened(suzuki))["blocks"], "text": ""}, "報告1件", "リンクや添付を開いた1件")


async def test_a_press_on_a_card_of_long_ago_is_answered_with_a_new_one(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    old = await drop(tanaka)
    async with scene.house.services.unit() as work:
        assert await OutboxDesk(work.connection).forget(work.now + timedelta(days=1))
    await press(tanaka, old, TYPED)
    steps = await tanaka.hears_bot()
    assert shows(steps, "すぐにしてください", TYPED)
    assert steps["ts"] != old["ts"]


async def test_who_reported_it_is_known_by_name_after_a_restart(tmp_path: Path) -> None:
    async with stage(tmp_path) as before:
        tanaka = await before.person(TANAKA.id)
        await report(tanaka, await drop(tanaka), CLICKED)
    async with stage(tmp_path) as after:
        suzuki = await after.person(SUZUKI.id)
        await suzuki.do("open", channel=suzuki.dm, tab="home")
        await press_in_view(suzuki, (await suzuki.sees("home"))["view"], "報告した人を見る")
        assert shows({"blocks": (await opened(suzuki))["blocks"], "text": ""}, "田中 美咲", CLICKED)


PRESSES = [ids.TAKE, ids.DECIDE, ids.WARN, ids.WARN_AGAIN, ids.WARN_NOTICE, ids.REPORTS, ids.MEMO, ids.NUMBERS]
FORMS = [ids.DECIDE_FORM, ids.WARN_FORM, ids.WARN_PREVIEW, ids.MEMO_FORM]


def test_the_matrix_has_every_door_of_the_desk() -> None:
    doors = {value for name, value in vars(ids).items() if name.isupper()}
    reporters = {ids.START, ids.START_FORM, ids.CHECK_MESSAGE, ids.WALK, ids.WALK_FORM, ids.DEED, ids.TEXT, ids.SHOW}
    assert doors - reporters - {ids.WALK_BACK, ids.LINK} == {*PRESSES, *FORMS}


@pytest.mark.parametrize("door", [*PRESSES, *FORMS])
async def test_only_those_who_look_after_mails_get_through_the_doors(scene: Stage, door: str) -> None:
    """Every role at every door: whoever may not is refused before anything is changed."""
    tanaka, team = await scene.person(TANAKA.id), scene.slack.slack.space.team_id
    await report(tanaka, await drop(tanaka), RECEIVED)
    async with scene.house.services.database.read() as connection:
        before = (await CampaignStore(connection).undecided(team, 5))[0]
    handle = next(route for route in scene.house.routes if route.id == door).handle
    needed = {Permission.TRIAGE_MAIL} | ({Permission.SEND_BULLETINS} if door == ids.WARN_NOTICE else set())
    may = {role: needed <= PERMISSIONS[role] for role in Role}
    for role in sorted(Role, key=may.__getitem__):
        listed = Listed("佐藤 健一", str(SATO.email), "sales", frozenset({role}))
        scene.house.desk.people._directory = Directory([listed])
        code = await outcome(scene, handle, called(door, SATO.id, team, before.id))
        assert (code == "people.not_allowed") is not may[role], (role, code)
        if not may[role]:
            assert await stands(scene, before)
    code = await outcome(scene, handle, called(door, GUEST.id, team, before.id))
    assert code == "people.not_allowed"


async def stands(scene: Stage, campaign: Campaign) -> bool:
    async with scene.house.services.database.read() as connection:
        return await CampaignStore(connection).get(campaign.id) == campaign


def called(door: str, user: str, team: str, campaign: str) -> Json:
    """What Slack would send for a press or a form, with the campaign in it."""
    who: Json = {"user": {"id": user}, "team": {"id": team}, "trigger_id": "1.2.x"}
    if door in PRESSES:
        return who | {"actions": [{"action_id": door, "value": campaign, "action_ts": f"{user}.1"}]}
    carried = {
        ids.DECIDE_FORM: f'{{"c":"{campaign}","n":0}}',
        ids.WARN_PREVIEW: f'{{"c":"{campaign}","j":"気をつけて","e":"","p":""}}',
    }
    state: Json = {block: {"value": {"value": "x"}} for block in ("memo", "ja", "en", "note")}
    state["status"] = {"value": {"selected_option": {"value": "spam"}}}
    view = {"id": f"V{user}", "hash": "h", "private_metadata": carried.get(door, campaign), "state": {"values": state}}
    return who | {"view": view | {"callback_id": door}}


async def outcome(scene: Stage, handle: object, body: Json) -> str:
    """The code of a refusal; a window that no trigger can open counts as let through."""
    try:
        await handle(body, scene.house.client)  # type: ignore[operator]
    except ServiceError as error:
        return error.code
    except Exception as error:  # noqa: BLE001  the trigger is made up: whoever is let through fails there
        return type(error).__name__
    return "done"


async def test_a_mail_nobody_decides_is_remembered_and_the_lead_hears_of_it(tmp_path: Path) -> None:
    async with stage(tmp_path, shared_clock=True, semantic_search=False) as scene:
        clock = scene.house.services.clock
        days = scene.house.services.days
        await scene.admin.post("clock", until=days.morning_after(clock.now(), 1).timestamp() + 3600)
        tanaka, suzuki, takahashi = [await scene.person(one.id) for one in (TANAKA, SUZUKI, TAKAHASHI)]
        await report(tanaka, await drop(tanaka), RECEIVED)
        await card_of(suzuki)
        await card_of(takahashi)
        await scene.admin.post("clock", seconds=31 * 60)
        assert "判定を待っている" in (await suzuki.hears_bot())["text"]
        assert await heard(scene, TAKAHASHI.id, "判定を待っている") == 0
        await scene.admin.post("clock", seconds=2 * 3600)
        assert "判定を待っている" in (await takahashi.hears_bot())["text"]
        await scene.admin.post("clock", seconds=7 * 86_400)
        await scene.house.ticker.look()
        await scene.house.ticker.look()
        assert await heard(scene, SUZUKI.id, "判定を待っている") == 3
        await scene.admin.post("clock", seconds=30 * 86_400)
        await scene.house.ticker.look()
        assert await heard(scene, SUZUKI.id, "判定を待っている") == 3


async def test_a_decided_mail_is_remembered_no_more(tmp_path: Path) -> None:
    async with stage(tmp_path, shared_clock=True, semantic_search=False) as scene:
        tanaka, suzuki = await scene.person(TANAKA.id), await scene.person(SUZUKI.id)
        await report(tanaka, await drop(tanaka), RECEIVED)
        await decide(suzuki, await card_of(suzuki), "dangerous")
        await tanaka.hears_bot()
        await scene.admin.post("clock", seconds=9 * 86_400)
        await scene.house.ticker.look()
        assert await heard(scene, SUZUKI.id, "判定を待っている") == 0
