"""Stories of the list: what it shows to whom, filters, the search, the numbers, the file, and the App Home."""

from __future__ import annotations

import asyncio
import csv
import json
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.incidents.cases import DutyState, Entry, Incident, Kind, State, Step
from bot.incidents.store import IncidentStore
from bot.playground.cast import EMMA, SATO, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from handlers.incidents import ids
from tests.bot.playground.screen import Json, Screen
from tests.kit.database import TestClock
from tests.kit.incidents import next_view
from tests.kit.register import case
from tests.kit.stage import Stage, press_in_view, words_of


async def on_record(scene: Stage, *cases: Incident) -> None:
    team = scene.slack.slack.space.team_id
    async with scene.house.services.unit() as work:
        for one in cases:
            await IncidentStore(work.connection).add(replace(one, team=team))


def reported(number: int, clock: TestClock, **more: Any) -> Incident:
    """An incident of the playground's company; later numbers are older."""
    values = {"reporter": TANAKA.id, "reported_at": clock.now() - timedelta(hours=number)}
    return case(number, **(values | more))


async def listed(screen: Screen, words: str = "") -> Json:
    """The list, as the command opens it."""
    await screen.do("command", channel=screen.dm, command="/mamori", text=f"事故一覧 {words}".strip())
    return await next_view(screen)


async def choose(screen: Screen, view: Json, name: str, value: str, **entered: str) -> Json:
    """Chooses in a menu of the list; `entered` is what stands in the search."""
    action = f"{ids.LIST_FILTER}.{name}"
    menus = next(one for one in view["blocks"] if one["block_id"].startswith("filters."))
    menu = next(element for element in menus["elements"] if element["action_id"] == action)
    option = next(one for one in menu["options"] if one["value"] == f"={value}")
    picked = {"type": "static_select", "selected_option": option}
    state = {menus["block_id"]: {action: picked}} | search_state(view, **entered)
    await screen.do(
        "action",
        container={"type": "view", "view_id": view["id"]},
        action={"block_id": menus["block_id"], "action_id": action, **picked},
        state=state,
    )
    return await next_view(screen)


def search_state(view: Json, words: str = "") -> Json:
    block = next(one["block_id"] for one in view["blocks"] if one["block_id"].startswith("search."))
    return {block: {f"{ids.LIST_FILTER}.words": {"type": "plain_text_input", "value": words}}} if words else {}


def titles(view: Json) -> list[str]:
    """The first line of each incident in the list."""
    return [one["text"]["text"].split("\n")[0] for one in view["blocks"] if one.get("accessory")]


async def home_of(screen: Screen) -> Json:
    await screen.do("open", channel=screen.dm, tab="home")
    view: Json = (await screen.sees("home"))["view"]
    return view


def text_of(view: Json) -> str:
    return json.dumps(view["blocks"], ensure_ascii=False)


async def test_the_open_ones_come_first_and_each_filter_leaves_what_fits(still_scene: Stage, clock: TestClock) -> None:
    march = clock.now() - timedelta(days=10)
    await on_record(
        still_scene,
        reported(1, clock, title="終わったもの", state=State.CLOSED),
        reported(2, clock, title="なくした"),
        reported(3, clock, title="感染した", category="virus", level=3, lead=SUZUKI.id),
        reported(4, clock, title="三月のこと", reported_at=march, level=1),
        reported(5, clock, title="訓練の報告", drill=True),
    )
    suzuki = await still_scene.person(SUZUKI.id)
    view = await listed(suzuki)
    assert titles(view) == ["なくした", "感染した", "【訓練】 訓練の報告", "三月のこと", "終わったもの"]
    for name, value, left in (
        ("state", "ended", ["終わったもの"]),
        ("state", "open", ["なくした", "感染した", "【訓練】 訓練の報告", "三月のこと"]),
        ("category", "virus", ["感染した"]),
        ("level", "1", ["三月のこと"]),
        ("month", "2026-03-01", ["三月のこと"]),
        ("drill", "yes", ["【訓練】 訓練の報告"]),
        ("whose", "yes", ["感染した"]),
    ):
        assert titles(await choose(suzuki, view, name, value)) == left, name


async def test_words_are_found_in_any_width_case_and_kana(still_scene: Stage, clock: TestClock) -> None:
    await on_record(
        still_scene,
        reported(1, clock, title="スマートフォンを忘れた", text="ＵＳＢメモリも", where="Nagano office"),
        reported(2, clock, title="別のこと", text="なし", reporter=EMMA.id),
    )
    async with still_scene.house.services.unit() as work:
        note = Entry(0, "I-00000002", Kind.NOTE, work.now, work.now, SUZUKI.id, "ｻｰﾊﾞｰを止めた")
        await IncidentStore(work.connection).write(note)
    suzuki, emma = await still_scene.person(SUZUKI.id), await still_scene.person(EMMA.id)
    for each in (emma, await still_scene.person(TANAKA.id)):
        await listed(each)  # now we have met them, and know their names
    first, second = ["スマートフォンを忘れた"], ["別のこと"]
    for words, found in (
        ("ｽﾏｰﾄﾌｫﾝ", first),
        ("すまーとふぉん", first),
        ("usb", first),
        ("ＮＡＧＡＮＯ　usbメモリ", first),
        ("i-00000001", first),
        ("田中", first),
        ("サーバ", second),
        ("clark", second),
        ("エマ", second),
        ("どこにもない言葉", []),
    ):
        assert titles(await listed(suzuki, words)) == found, words
    assert titles(await listed(emma, "サーバー")) == []  # her own report, but not what others wrote of it


async def test_the_search_in_the_window_keeps_the_filters(still_scene: Stage, clock: TestClock) -> None:
    lost = [reported(number, clock, title=f"スマホ {number}") for number in range(1, 13)]
    await on_record(still_scene, *lost, reported(20, clock, title="鍵"))
    suzuki = await still_scene.person(SUZUKI.id)
    view = await listed(suzuki)
    assert len(titles(view)) == 10
    view = await choose(suzuki, view, "level", "2", words="ｽﾏﾎ")
    assert "12件" in text_of(view)
    sent = await suzuki.do("view_submit", view_id=view["id"], state=search_state(view, "鍵"))
    assert sent["ok"], sent
    assert titles(await next_view(suzuki)) == ["鍵"]


async def test_a_restricted_incident_stays_invisible(still_scene: Stage, clock: TestClock) -> None:
    secret = reported(1, clock, title="内密の件", restricted=True, reporter=SATO.id, category="scam", level=3)
    older = reported(2, clock, title="ふつうの件")
    await on_record(still_scene, secret, older)
    suzuki = await still_scene.person(SUZUKI.id)
    for seen in (await listed(suzuki), await home_of(suzuki)):
        assert "内密" not in text_of(seen)
    assert titles(await listed(suzuki, "内密")) == []
    everything = text_of(await listed(suzuki))
    assert "1件（うち対応中 1件）" in everything
    assert "【関係者のみ】" not in everything
    numbers = text_of(await numbers_of(suzuki, await listed(suzuki)))
    assert "報告：1" in numbers
    assert "レベル3" not in numbers
    for who in (TAKAHASHI, SATO):
        assert titles(await listed(await still_scene.person(who.id)))[0] == "【関係者のみ】 内密の件"


async def test_employees_see_their_own_reports_only(still_scene: Stage, clock: TestClock) -> None:
    await on_record(
        still_scene, reported(1, clock, title="わたしの"), reported(2, clock, title="別の人の", reporter=EMMA.id)
    )
    tanaka = await still_scene.person(TANAKA.id)
    view = await listed(tanaka)
    assert titles(view) == ["わたしの"]
    assert "static_select" not in text_of(view)
    assert "CSV" not in text_of(view)


async def test_an_incident_opens_in_place_of_the_list_and_leads_back_to_it(
    still_scene: Stage, clock: TestClock
) -> None:
    await on_record(
        still_scene, reported(1, clock, title="なくした"), reported(2, clock, title="感染", category="virus")
    )
    suzuki = await still_scene.person(SUZUKI.id)
    view = await choose(suzuki, await listed(suzuki), "category", "loss")
    assert titles(view) == ["なくした"]
    menus = next(one["block_id"] for one in view["blocks"] if one["block_id"].startswith("filters."))
    picked = {f"{ids.LIST_FILTER}.category": {"type": "static_select", "selected_option": {"value": "=loss"}}}
    hub = await open_first(suzuki, view, {menus: picked})
    assert hub["id"] == view["id"]
    await press_in_view(suzuki, hub, "一覧に戻る")
    assert titles(await next_view(suzuki)) == ["なくした"]


async def test_the_window_of_an_outage_leads_to_whom_to_call(still_scene: Stage, clock: TestClock) -> None:
    await on_record(still_scene, reported(1, clock, title="サーバー停止", category="outage"))
    suzuki = await still_scene.person(SUZUKI.id)
    hub = await open_first(suzuki, await listed(suzuki), {})
    await press_in_view(suzuki, hub, "復旧の連絡先")
    assert "レンタルサーバーの事業者 / 00-0000-0012" in text_of(await next_view(suzuki))


async def test_the_numbers_stand_beside_those_of_the_year_before(still_scene: Stage, clock: TestClock) -> None:
    past = clock.now() - timedelta(days=370)
    quick = {"confirmed_at": clock.now() - timedelta(minutes=50)}
    await on_record(
        still_scene,
        reported(1, clock, **quick),
        reported(2, clock, level=0, category="near-miss"),
        reported(3, clock, drill=True),
        reported(4, clock, reported_at=past, state=State.CLOSED),
    )
    suzuki = await still_scene.person(SUZUKI.id)
    numbers = text_of(await numbers_of(suzuki, await home_of(suzuki)))
    assert "報告：2（前年 1、+1）" in numbers
    assert "うちヒヤリハット：1（前年 0、+1）" in numbers
    assert "報告から確認まで：中央値 10分" in numbers
    assert "訓練：1" in numbers


async def test_the_file_arrives_in_ones_own_messages_and_runs_nothing(still_scene: Stage, clock: TestClock) -> None:
    trap = reported(1, clock, title="=HYPERLINK(1)", text="＝cmd|'/c calc'!A1\n2行目", lead=SUZUKI.id)
    await on_record(still_scene, trap, reported(2, clock, title="内密", restricted=True))
    suzuki = await still_scene.person(SUZUKI.id)
    await listed(await still_scene.person(TANAKA.id))
    view = await listed(suzuki)
    await press_in_view(suzuki, view, "この一覧をファイルにする（CSV）")
    message = await suzuki.hears_bot()
    file = message["files"][0]
    kept = still_scene.slack.slack.space.files.find(file["id"])
    data = (kept and kept.content) or b""
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(data.decode("utf-8-sig"))))
    assert [row["件名"] for row in rows] == ["'=HYPERLINK(1)"]
    assert rows[0]["内容"].startswith("'＝cmd")
    assert rows[0]["報告者"] == "田中 美咲"
    assert datetime.fromisoformat(rows[0]["報告日時"]) == trap.reported_at.replace(second=0, microsecond=0)
    assert rows[0]["報告日時"].endswith("+09:00")


async def test_without_the_right_to_send_files_there_is_a_calm_reason(still_scene: Stage, clock: TestClock) -> None:
    await on_record(still_scene, reported(1, clock))
    await still_scene.admin.post("revoke", scope="files:write")
    suzuki = await still_scene.person(SUZUKI.id)
    await press_in_view(suzuki, await listed(suzuki), "この一覧をファイルにする（CSV）")
    told = words_of(await suzuki.hears_bot())
    assert "files:write" in told
    assert "mamori incidents csv" in told


async def test_the_home_shows_what_cannot_wait_and_what_became_of_mine(still_scene: Stage, clock: TestClock) -> None:
    step = Step(0, "I-00000002", "added", "", "回線を止める", "system_admin", None, clock.now(), clock.now())
    await on_record(
        still_scene,
        reported(1, clock, title="確認済み", state=State.CONFIRMED, level=3),
        reported(2, clock, title="未確認"),
        reported(3, clock, title="ヒヤリ", level=0, category="near-miss"),
    )
    async with still_scene.house.services.unit() as work:
        await IncidentStore(work.connection).add_step(replace(step, due_at=clock.now() - timedelta(minutes=5)))
    suzuki, tanaka = await still_scene.person(SUZUKI.id), await still_scene.person(TANAKA.id)
    home = await home_of(suzuki)
    assert titles(home)[:3] == ["確認済み", "未確認", "ヒヤリ"]
    assert "期限を過ぎています" in text_of(home)
    assert "回線を止める" in text_of(home)
    own = text_of(await home_of(tanaka))
    assert "対応中のインシデント" not in own
    assert "未確認: レベル2" in own or "未確認：レベル2" in own
    assert "1件のヒヤリハット" in own
    watanabe = await still_scene.person(WATANABE.id)
    await press_in_view(watanabe, await home_of(watanabe), "止まったときの連絡先")
    plan = text_of(await next_view(watanabe))
    assert "鈴木 直樹 000-0000-0004" in plan
    assert "回線の事業者 / 00-0000-0011" in plan


async def test_what_a_closed_incident_leaves_open_stays_on_the_home_of_those_who_respond(
    still_scene: Stage, clock: TestClock
) -> None:
    now = clock.now()
    leak = {"personal": "over-1000", "leaked": "yes", "encrypted": "no", "purpose": "no", "entrusted": "own"}
    closed = {"state": State.CLOSED, "closed_at": now}
    await on_record(
        still_scene,
        reported(1, clock, title="漏えいした", category="personal-data", level=3, facts=leak, **closed),
        reported(2, clock, title="振り返り待ち", review_due=now - timedelta(days=1), level=1, **closed),
        reported(3, clock, title="学びも済んだ", review_due=now, reviewed_at=now, level=1, **closed),
        reported(4, clock, title="対策が残る", level=1, category="other", **closed),
        reported(5, clock, title="関係者だけのこと", level=1, review_due=now, restricted=True, **closed),
    )
    ppc = DutyState(0, "I-00000001", "ppc", "preliminary", now, now + timedelta(days=2), "open")
    action = Step(0, "I-00000004", "action", "", "鍵を替える", "system_admin", TANAKA.id, None, now)
    async with still_scene.house.services.unit() as work:
        await IncidentStore(work.connection).add_duty(ppc)
        await IncidentStore(work.connection).add_step(action)
    suzuki = await still_scene.person(SUZUKI.id)
    home = await home_of(suzuki)
    left = [one["text"]["text"] for one in home["blocks"] if ".left." in one.get("accessory", {}).get("action_id", "")]
    assert [one.split("\n")[0] for one in left] == ["振り返り待ち", "漏えいした", "対策が残る"]
    assert "振り返り" in left[0].split("\n")[1]
    assert "期限を過ぎています" in left[0]
    assert "届け出" in left[1]
    assert "再発防止策1件" in left[2]
    assert "終わったインシデントで残っていること（3件）" in text_of(home)
    assert "終わったインシデントで残っていること" not in text_of(await home_of(await still_scene.person(TANAKA.id)))


async def test_the_command_line_lists_and_writes_beside_the_running_bot(
    still_scene: Stage, clock: TestClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = reported(1, clock, title="去年のこと", reported_at=clock.now() - timedelta(days=300))
    await on_record(still_scene, old, reported(2, clock, title="@今年のこと", restricted=True))
    monkeypatch.setenv("MAMORI_DATA_DIR", str(tmp_path))
    file, first = tmp_path / "out.csv", "2026-01-01"
    printed = await asyncio.to_thread(CliRunner().invoke, main, ["incidents", "list"])
    assert [line.split("  ")[-1] for line in printed.output.splitlines()] == [
        "【関係者のみ】 @今年のこと",
        "去年のこと",
    ]
    done = await asyncio.to_thread(CliRunner().invoke, main, ["incidents", "csv", "--from", first, "--out", str(file)])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(StringIO(file.read_text("utf-8-sig"))))
    assert [(row["件名"], row["関係者のみ"]) for row in rows] == [("'@今年のこと", "はい")]


async def numbers_of(screen: Screen, view: Json) -> Json:
    await press_in_view(screen, view, "数字で見るインシデント")
    return await next_view(screen)


async def open_first(screen: Screen, view: Json, state: Json) -> Json:
    """Presses the button beside the first incident."""
    block = next(one for one in view["blocks"] if one.get("accessory"))
    found = block["accessory"]
    action = {"block_id": block["block_id"], "action_id": found["action_id"], "type": "button", "value": found["value"]}
    await screen.do("action", container={"type": "view", "view_id": view["id"]}, action=action, state=state)
    return await next_view(screen)
