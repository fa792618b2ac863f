"""Stories of a survey's result: told, drawn, acted upon, and looked at again a year later."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from sqlalchemy import select

from bot.__main__ import main
from bot.core import fonts
from bot.core.absences import Absence, Absences
from bot.core.handouts import Handouts
from bot.core.tables import audit
from bot.playground.cast import EMMA, SATO, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from bot.surveys.cases import Campaign, Improvement
from bot.surveys.improvements import ImprovementStore
from handlers.surveys.papers.drawing import canvas
from tests.bot.playground.screen import Json, Screen
from tests.kit.database import TestClock
from tests.kit.incidents import next_view, told
from tests.kit.patience import SECONDS
from tests.kit.reporting import home
from tests.kit.stage import Stage, press, press_in_view, words_of
from tests.kit.survey_rounds import Filled, all_, closed, member
from tests.kit.taps import day, labels, picked, shown, somebody, submit, tap, text

needs_font = pytest.mark.skipif(fonts.found() is None, reason="NO JAPANESE FONT: the charts were NOT tried")
FIRST = (
    Filled(SATO.id, "sales", all_("partly", updates="unknown", passwords="not-done")),
    Filled(SUZUKI.id, "general-affairs", all_("done")),
    Filled(EMMA.id, "development", all_("done", backup="partly")),
    Filled(WATANABE.id, "management", all_("partly")),
)
SECOND = tuple(Filled(one.person, one.unit, all_("done")) for one in FIRST)
CARD = "結果：5分でできる自社診断"
WAYS, IMPROVE, DONE = "改善の進め方", "改善にする", "済みにする"


@pytest.fixture
def fontless(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fonts, "FOLDERS", ())
    remembering = (fonts.found, *(one for one in vars(canvas).values() if hasattr(one, "cache_clear")))
    for one in remembering:
        one.cache_clear()
    yield
    monkeypatch.undo()
    for one in remembering:
        one.cache_clear()


async def card(scene: Stage, user: str, part: str = CARD) -> Json:
    """The newest card of somebody."""
    found = await told(scene, user, part)
    assert found, f"{user} got no card"
    return found[-1]


async def handed_over(scene: Stage) -> None:
    """All files that were wanted have arrived, or a reason has."""
    async with asyncio.timeout(SECONDS):
        while True:
            async with scene.house.services.database.read() as connection:
                if not await Handouts(connection).waiting():
                    break
            await asyncio.sleep(0.1)
    await scene.admin.post("settle")


async def files_of(scene: Stage, user: str) -> list[Json]:
    """The files in somebody's conversation with the bot, newest first."""
    await handed_over(scene)
    person = await scene.person(user)
    found = await scene.house.client.files_list(channel=person.dm)
    return list(found["files"])


async def content(scene: Stage, file: Json) -> bytes:
    headers = {"Authorization": f"Bearer {scene.slack.bot_token}"}
    assert scene.house.client.session is not None
    async with scene.house.client.session.get(file["url_private"], headers=headers) as answer:
        return await answer.read()


async def opens(screen: Screen, message: Json, label: str) -> Json:
    await press(screen, message, label)
    return await next_view(screen)


async def improvement(scene: Stage, campaign: Campaign) -> Improvement:
    async with scene.house.services.database.read() as connection:
        return (await ImprovementStore(connection).of_campaign(campaign.id))[-1]


async def at(scene: Stage, clock: TestClock, moment: datetime) -> None:
    """The clock stands at a moment, and what is due is done."""
    clock.moment = max(clock.moment, moment)
    await scene.house.ticker.look()
    await scene.admin.post("settle")


async def test_a_result_reaches_whoever_may_see_it_and_nobody_else(scene: Stage) -> None:
    await closed(scene, FIRST, visible=False)
    company = words_of(await card(scene, TAKAHASHI.id))
    for word in (
        "第3.1版",
        "区分ごと",
        "4人中4人が回答",
        "わからない",
        "部門の差が大きい項目",
        "誰も答えなかった項目は0点",
    ):
        assert word in company, word
    assert await told(scene, WATANABE.id, CARD)
    own = words_of(await card(scene, SATO.id))
    assert "営業部" in own
    for other in ("総務部", "開発部", "部門の差", "4人中"):
        assert other not in own
    assert not await told(scene, TANAKA.id, CARD)
    assert not await told(scene, EMMA.id, "Result: ")


async def test_who_took_part_sees_the_company_but_no_department_when_it_is_meant_to_be_seen(scene: Stage) -> None:
    await closed(scene, FIRST, visible=True)
    seen = words_of(await card(scene, EMMA.id, "Result: Five-minute"))
    assert "By section" in seen
    for other in ("General Affairs", "Sales", "departments differ", '"Files"', 'SECURITY ACTION"'):
        assert other not in seen
    assert len(await told(scene, SATO.id, CARD)) == 2  # the company's, and that of the own department


async def test_units_without_answers_are_named(scene: Stage) -> None:
    await closed(scene, FIRST, silent=("manufacturing",))
    assert "回答のなかった部門：製造部" in words_of(await card(scene, TAKAHASHI.id))


@needs_font
async def test_charts_arrive_as_pictures_under_the_card_with_the_same_in_words(scene: Stage) -> None:
    await closed(scene, FIRST)
    files = await files_of(scene, TAKAHASHI.id)
    assert sorted(one["name"] for one in files) == ["departments.png", "sections.png"]
    for one in files:
        assert (await content(scene, one)).startswith(b"\x89PNG")
        assert "総務部 100" in one["alt_txt"]
    posted = await told(scene, TAKAHASHI.id, "この結果のグラフです")
    assert [one["thread_ts"] for one in posted] == [(await card(scene, TAKAHASHI.id))["ts"]]
    assert [one["name"] for one in await files_of(scene, SATO.id)] == ["sections.png"]


async def test_the_numbers_stand_in_a_window_too_and_the_pictures_come_again_when_asked_for(scene: Stage) -> None:
    await closed(scene, FIRST)
    before = len(await files_of(scene, TAKAHASHI.id))
    takahashi = await scene.person(TAKAHASHI.id)
    view = await opens(takahashi, await card(scene, TAKAHASHI.id), "グラフ")
    assert "1：経営 50、総務部 100、営業部 0?、開発部 100" in shown(view)
    after = await tap(takahashi, view, "画像を送る")
    assert "まもなく" in shown(after)
    if fonts.found():
        assert len(await files_of(scene, TAKAHASHI.id)) == 2 * before


@pytest.mark.usefixtures("fontless")
async def test_without_a_font_the_reason_and_the_other_way_come_instead(scene: Stage) -> None:
    await closed(scene, FIRST)
    assert await files_of(scene, TAKAHASHI.id) == []
    assert await told(scene, TAKAHASHI.id, "日本語フォントが見つからず")
    view = await opens(await scene.person(TAKAHASHI.id), await card(scene, TAKAHASHI.id), "グラフ")
    assert "総務部 100" in shown(view)


@needs_font
async def test_a_slack_that_takes_no_files_is_told_once_with_the_way_to_the_numbers(scene: Stage) -> None:
    await scene.admin.fault("error", method="files.getUploadURLExternal", code="missing_scope", times=20)
    await closed(scene, FIRST)
    await handed_over(scene)
    reasons = await told(scene, TAKAHASHI.id, "files:write")
    assert len(reasons) == 1
    assert "「グラフ」ボタンから文字で見られます" in words_of(reasons[0])


async def test_the_way_forward_leads_to_an_improvement_that_is_chased_until_it_is_done(
    still_scene: Stage, clock: TestClock
) -> None:
    scene = still_scene
    first = await closed(scene, FIRST)
    takahashi, suzuki = await scene.person(TAKAHASHI.id), await scene.person(SUZUKI.id)
    ways = await opens(takahashi, await card(scene, TAKAHASHI.id), WAYS)
    for word in ("1. パソコン", "関連する規程：7-1.3", "他社の例", "効果が大きい、手間は少ない", "起こりうること"):
        assert word in shown(ways), word
    form = await tap(takahashi, ways, IMPROVE, beside="1. パソコン")
    assert "自動更新を有効にし" in shown(form)
    assert '"initial_date": "2026-05-01"' in shown(form)
    fields = {"text": text("自動更新を全台で"), "owner": somebody(SUZUKI.id), "due": day("2026-05-01")}
    assert (await submit(takahashi, form, **fields))["ok"]
    assert "決めた改善：自動更新を全台で" in shown(await next_view(takahashi))
    given = (await told(scene, SUZUKI.id, "高橋 由美さんから"))[-1]
    assert "2026年5月1日（金）" in words_of(given)

    one = await improvement(scene, first)
    seen = []
    for _ in range(4):
        assert one.next_at
        await at(scene, clock, one.next_at)
        one = await improvement(scene, first)
        seen.append(clock.now().astimezone().date().isoformat())
    assert seen == ["2026-04-30", "2026-05-01", "2026-05-11", "2026-05-14"]  # holidays in between
    for words in ("近づいています", "今日が", "過ぎています"):
        assert await told(scene, SUZUKI.id, words), words

    form = await opens(suzuki, given, DONE)
    assert (await submit(suzuki, form, note=text("全台で確かめました")))["ok"]
    heard = words_of((await told(scene, TAKAHASHI.id, "鈴木 直樹さんが改善を終えました"))[-1])
    assert "全台で確かめました" in heard
    assert (await improvement(scene, first)).next_at is None
    again = await told(scene, SUZUKI.id, "ありがとう")
    assert again
    assert all(DONE not in words_of(message) for message in again)

    clock.moment += timedelta(days=340)
    await closed(scene, SECOND)
    second = words_of(await card(scene, TAKAHASHI.id))
    assert "（+" in second
    assert "前に決めた改善：1件中1件が完了" in second
    assert "2026年5月14日に完了" in second
    assert "→ 4点" in second


async def test_a_reminder_goes_to_whoever_stands_in_and_they_may_say_that_it_is_done(
    still_scene: Stage, clock: TestClock
) -> None:
    scene = still_scene
    campaign = await closed(scene, FIRST)
    takahashi = await scene.person(TAKAHASHI.id)
    ways = await opens(takahashi, await card(scene, TAKAHASHI.id), WAYS)
    form = await tap(takahashi, ways, IMPROVE)
    await submit(takahashi, form, text=text("配る"), owner=somebody(SATO.id), due=day("2026-05-01"))
    async with scene.house.services.unit() as work:
        away = Absence((await member(scene, SATO.id)).team, SATO.id, EMMA.id, work.now, work.now + timedelta(days=60))
        await Absences(work.connection).say(away)
        await scene.house.desk.people.note_absences(work.connection)
    one = await improvement(scene, campaign)
    assert one.next_at
    await at(scene, clock, one.next_at)
    reminded = (await told(scene, EMMA.id, "For 佐藤")) or (await told(scene, EMMA.id, "For Kenichi Sato"))
    emma = await scene.person(EMMA.id)
    form = await opens(emma, reminded[-1], "It is done")
    assert (await submit(emma, form))["ok"]
    assert (await improvement(scene, campaign)).done_by == EMMA.id


async def test_an_improvement_that_is_given_up_needs_a_reason(scene: Stage) -> None:
    campaign = await closed(scene, FIRST)
    takahashi = await scene.person(TAKAHASHI.id)
    form = await tap(takahashi, await opens(takahashi, await card(scene, TAKAHASHI.id), WAYS), IMPROVE)
    due = (scene.house.services.clock.now() + timedelta(days=30)).date().isoformat()
    await submit(takahashi, form, text=text("配る"), owner=somebody(SATO.id), due=day(due))
    sato = await scene.person(SATO.id)
    form = await opens(sato, (await told(scene, SATO.id, "配る"))[-1], DONE)
    dropped = {"type": "checkboxes", "selected_options": [{"value": "dropped"}]}
    answer = await submit(sato, form, dropped=dropped, note=text(""))
    assert "理由をひとこと" in json.dumps(answer, ensure_ascii=False)
    assert (await improvement(scene, campaign)).open
    await submit(sato, form, dropped=dropped, note=text("別の方法にします"))
    assert (await improvement(scene, campaign)).dropped
    assert await told(scene, TAKAHASHI.id, "行わないことにしました")


async def test_another_edition_is_said_and_its_total_is_not_compared(still_scene: Stage, clock: TestClock) -> None:
    scene = still_scene
    old = scene.house.services.known.surveys["self-diagnosis-3-1"]
    await closed(scene, FIRST)
    clock.move(days=365)
    new = old.model_copy(update={"id": "self-diagnosis-4-0", "edition": "4.0"})
    surveys = {**scene.house.services.surveys.surveys, old.id: old.model_copy(update={"newest": False}), new.id: new}
    scene.house.services.surveys.surveys = surveys
    await closed(scene, SECOND, survey=new.id)
    seen = words_of(await card(scene, TAKAHASHI.id, "第4.0版"))
    assert "合計は比べません" in seen
    assert "ポイント）" not in seen
    assert "前回5" not in seen


async def test_stars_are_declarations_with_evidence_and_never_certificates(scene: Stage) -> None:
    await closed(scene, FIRST)
    takahashi = await scene.person(TAKAHASHI.id)
    view = await opens(takahashi, await card(scene, TAKAHASHI.id), "SECURITY ACTION")
    for word in ("自己宣言", "認定や認証ではありません", "一つ星", "二つ星", "第3.1版", "1-P1", "policy_url",
                 "6か条の確認」がまだです", "https://www.ipa.go.jp/security/security-action/"):  # fmt: skip
        assert word in shown(view), word


@needs_font
@pytest.mark.parametrize("language", ["ja", "en"])
async def test_every_kind_of_file_opens_and_who_took_it_is_on_record(scene: Stage, language: str) -> None:
    filled = [Filled(one.person, one.unit, one.marks, note="=1+1 暗号化を検討中") for one in FIRST]
    await closed(scene, filled)
    await handed_over(scene)
    takahashi = await scene.person(TAKAHASHI.id)
    for kind in ("pdf", "docx", "xlsx", "csv"):
        form = await opens(takahashi, await card(scene, TAKAHASHI.id), "ファイル")
        chosen = {"type": "radio_buttons", "selected_option": {"value": kind}}
        assert (await submit(takahashi, form, kind=chosen, language=picked(language)))["ok"]
        assert "まもなく" in shown(await next_view(takahashi))
    found = {one["name"].rsplit(".")[-1]: await content(scene, one) for one in await files_of(scene, TAKAHASHI.id)}
    title = "5分でできる自社診断" if language == "ja" else "Five-minute self-diagnosis"
    assert title in "".join(page.extract_text() for page in PdfReader(BytesIO(found["pdf"])).pages)
    assert title in "\n".join(one.text for one in docx.Document(BytesIO(found["docx"])).paragraphs)
    assert found["csv"].startswith(b"\xef\xbb\xbf")
    assert found["xlsx"].startswith(b"PK")
    async with scene.house.services.database.read() as connection:
        kept = await connection.execute(select(audit.c.action).where(audit.c.actor == TAKAHASHI.id))
        assert [one for one in kept.scalars() if one == "survey.exported"] == ["survey.exported"] * 4


async def test_home_shows_what_is_to_be_done_and_the_latest_results(scene: Stage) -> None:
    await closed(scene, FIRST)
    takahashi = await scene.person(TAKAHASHI.id)
    form = await tap(takahashi, await opens(takahashi, await card(scene, TAKAHASHI.id), WAYS), IMPROVE)
    due = (scene.house.services.clock.now() + timedelta(days=30)).date().isoformat()
    await submit(takahashi, form, text=text("配る"), owner=somebody(TAKAHASHI.id), due=day(due))
    page = await home(takahashi)
    assert "あなたの改善" in shown(page)
    assert DONE in labels(page)
    assert "診断の結果" in shown(page)
    await press_in_view(takahashi, page, "結果を見る")
    assert "区分ごと" in shown(await next_view(takahashi))


async def test_whoever_keeps_the_machine_has_the_same_files_without_slack(
    scene: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = await closed(scene, FIRST)
    monkeypatch.setenv("MAMORI_DATA_DIR", str(tmp_path))
    lines = await asyncio.to_thread(CliRunner().invoke, main, ["surveys", "list"])
    assert campaign.id in lines.output
    assert "終了" in lines.output
    for kind in ("xlsx", "csv", "docx"):
        out = tmp_path / f"result.{kind}"
        asked = ["surveys", "report", campaign.id, "--format", kind, "--out", str(out)]
        done = await asyncio.to_thread(CliRunner().invoke, main, asked)
        assert done.exit_code == 0, done.output
        assert out.stat().st_mode & 0o777 == 0o600
    assert "パソコン" in (tmp_path / "result.csv").read_text("utf-8-sig")
    gone = await asyncio.to_thread(CliRunner().invoke, main, ["surveys", "report", "SV-AAAAAAAA"])
    assert "There is no survey of this reference" in gone.output
