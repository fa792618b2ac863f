"""Stories of those who look after bulletins: the card, what failed, corrections, lists, figures, who may see what."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.bulletins.cases import Bulletin, BulletinState, Link
from bot.bulletins.store import BulletinStore
from bot.core.absences import Absence, Absences
from bot.core.handouts import Handouts
from bot.core.unit import Work
from bot.playground.cast import (
    EMMA,
    GENERAL,
    GUEST,
    RANDOM,
    REYES,
    SATO,
    SECURITY,
    SUZUKI,
    TAKAHASHI,
    TANAKA,
    WATANABE,
)
from handlers.bulletins.board import Board
from handlers.bulletins.card import ids
from handlers.kit.payload import Spot
from tests.bot.playground.screen import Json
from tests.kit import bulletins as k
from tests.kit.database import TestClock
from tests.kit.forge import complaints, deliver, pressed, said, submitted
from tests.kit.incidents import next_view, told, until_told
from tests.kit.patience import eventually
from tests.kit.reporting import home
from tests.kit.stage import Stage, press, press_in_view, words_of
from tests.kit.taps import day, labels, shown, submit, text

CARD = "お知らせの状況"
S = BulletinState


async def at_work(scene: Stage, deed: Callable[[Work], Awaitable[object]]) -> None:
    """Something that another room, or the clock, does."""
    async with scene.house.services.unit() as work:
        await deed(work)
    await k.arrived(scene)


async def sent(scene: Stage, **more: object) -> Bulletin:
    """A bulletin that has gone out, with its card before Takahashi."""
    bulletin = await k.send(scene, **more)
    await at_work(scene, lambda work: Board(scene.house.desk).bring(work, bulletin, TAKAHASHI.id, "first"))
    return bulletin


async def card(scene: Stage, user: str = TAKAHASHI.id) -> Json:
    """The card as it stands now."""
    await k.arrived(scene)
    return (await told(scene, user, CARD))[-1]


async def does(scene: Stage, label: str, user: str = TAKAHASHI.id) -> None:
    """Presses a button of the card; what comes of it has arrived."""
    await press(await scene.person(user), await card(scene, user), label)
    await k.arrived(scene)


async def opens(scene: Stage, label: str, user: str = TAKAHASHI.id) -> Json:
    """The window behind a button of the card."""
    screen = await scene.person(user)
    await press(screen, await card(scene, user), label)
    return await next_view(screen)


async def confirm(scene: Stage, bulletin: Bulletin, *users: str) -> None:
    for user in users:
        person = await scene.house.desk.people.of(Spot(bulletin.team, user))
        async with scene.house.services.unit() as work:
            await scene.house.services.bulletins.confirm(work, person, bulletin.id, bulletin.edition)


async def test_the_card_says_how_far_it_is_which_departments_read_least_and_when_who_is_reminded(
    still_scene: Stage, clock: TestClock
) -> None:
    bulletin = await sent(still_scene, valid_until=clock.now() + timedelta(days=20))
    await confirm(still_scene, bulletin, TANAKA.id, SATO.id, EMMA.id)
    words = words_of(await card(still_scene))
    assert "7 / 7 件を送信" in words
    assert "43%が確認（7人中3人）" in words
    assert "営業部：■■■■■ 2人中2人" in words
    assert words.index("部門なし：□□□□□ 1人中0人") < words.index("営業部")
    assert "次の催促：2026年4月2日 09:00" in words
    assert "部門長に未確認の人を知らせる日時：2026年4月7日 09:00" in words
    assert "有効期限：2026年4月21日" in words
    await confirm(still_scene, bulletin, SUZUKI.id, TAKAHASHI.id, WATANABE.id, REYES.id)
    finished = await card(still_scene)
    assert "全員が確認しました" in words_of(finished)
    assert "今すぐ催促する" not in words_of(finished)


async def test_what_could_not_be_delivered_is_named_by_reason_and_sent_again_when_mended(still_scene: Stage) -> None:
    await still_scene.admin.post("archive", channel=SECURITY)
    bulletin = await sent(still_scene, audience=k.audience(channels=(GENERAL, RANDOM, SECURITY)))
    words = words_of(await card(still_scene))
    assert "1 / 3 件を送信、2件は届きませんでした" in words
    assert "アーカイブされたチャンネル（1件）" in words
    assert "Mamoriがいないチャンネル（1件）" in words
    assert RANDOM in words
    assert SECURITY in words
    await still_scene.admin.post("archive", channel=SECURITY, archived=False)
    await does(still_scene, "届かなかった先に送り直す")
    assert await k.deliveries(still_scene, bulletin.id) == {GENERAL: "sent", RANDOM: "not_in_channel", SECURITY: "sent"}
    words = words_of(await card(still_scene))
    assert "2 / 3 件を送信、1件は届きませんでした" in words
    assert "アーカイブされたチャンネル" not in words
    assert len(await told(still_scene, SECURITY, "偽の請求書")) == 1


async def test_before_its_hour_it_is_held_let_go_and_called_off(still_scene: Stage, clock: TestClock) -> None:
    services, team = still_scene.house.services, still_scene.slack.slack.space.team_id
    later = k.bulletin(team, TAKAHASHI.id, clock.now())
    async with services.unit() as work:
        kept = await services.bulletins.keep(work, later)
        lead = await still_scene.house.desk.people.of(Spot(team, TAKAHASHI.id))
        planned = await services.bulletins.submit(work, lead, kept.id, clock.now() + timedelta(hours=5), None)
        await Board(still_scene.house.desk).bring(work, planned, TAKAHASHI.id, "planned")
    assert "2026年4月1日 17:00に送信予定" in words_of(await card(still_scene))
    await does(still_scene, "一時停止")
    assert "一時停止中" in words_of(await card(still_scene))
    await k.pass_time(still_scene, clock, hours=6)
    assert not await k.deliveries(still_scene, planned.id), "what is on hold is not sent"
    await does(still_scene, "再開")
    assert (await k.now(still_scene, planned.id)).state is S.OPEN
    assert "7 / 7 件を送信" in words_of(await card(still_scene))


async def test_called_off_it_is_never_sent(still_scene: Stage, clock: TestClock) -> None:
    services, team = still_scene.house.services, still_scene.slack.slack.space.team_id
    planned = await k.planned(
        services.unit, services.bulletins, k.bulletin(team, TAKAHASHI.id, clock.now() + timedelta(hours=1))
    )
    await at_work(still_scene, lambda work: services.bulletins.put_off(work, planned.id))
    await at_work(still_scene, lambda work: Board(still_scene.house.desk).bring(work, planned, TAKAHASHI.id, "x"))
    await does(still_scene, "取りやめる")
    await k.pass_time(still_scene, clock, hours=2)
    assert "取りやめました" in words_of(await card(still_scene))
    assert not await told(still_scene, TANAKA.id, "偽の請求書")


async def test_an_hour_that_passed_while_nobody_was_running_is_for_a_person_to_decide(
    still_scene: Stage, clock: TestClock
) -> None:
    services, team = still_scene.house.services, still_scene.slack.slack.space.team_id
    made = k.bulletin(team, TAKAHASHI.id, clock.now())
    async with services.unit() as work:
        kept = await services.bulletins.keep(work, made)
        lead = await still_scene.house.desk.people.of(Spot(team, TAKAHASHI.id))
        await services.bulletins.submit(work, lead, kept.id, clock.now() + timedelta(hours=1), None)
    await k.pass_time(still_scene, clock, days=3)
    asked = await until_told(still_scene, TAKAHASHI.id, "Mamoriが止まっていたため送れませんでした")
    assert not await told(still_scene, TANAKA.id, "偽の請求書")
    await press(await still_scene.person(TAKAHASHI.id), asked, "いま送る")
    await k.arrived(still_scene)
    assert await told(still_scene, TANAKA.id, "偽の請求書")


async def test_those_who_are_missing_are_reminded_at_once_and_not_again_within_hours(
    still_scene: Stage, clock: TestClock
) -> None:
    bulletin = await sent(still_scene)
    await confirm(still_scene, bulletin, TANAKA.id)
    for _ in range(2):
        await does(still_scene, "今すぐ催促する")
    assert len(await told(still_scene, SATO.id, "確認がまだのようです")) == 1
    assert not await told(still_scene, TANAKA.id, "確認がまだのようです")
    words = await said(still_scene)
    assert any("まだ確認していない6人に催促しました" in one for one in words)
    assert any("4時間たっていません" in one for one in words)


async def test_a_correction_of_the_meaning_stands_in_its_place_says_what_changed_and_starts_over(
    still_scene: Stage,
) -> None:
    bulletin = await sent(still_scene)
    await confirm(still_scene, bulletin, TANAKA.id, SATO.id)
    form = await opens(still_scene, "訂正する")
    assert "添付を開かない" in shown(form)
    takahashi = await still_scene.person(TAKAHASHI.id)
    better = {
        "title_ja": text("期限が早まりました"), "body_ja": text("明日までに更新してください。"),
        "actions_ja": text("更新する\n\n確認する"),
        "anew": {"type": "checkboxes", "selected_options": [{"value": "anew"}]},
        "change": text("期限を明日に変えました"), "change_en": text("The day is tomorrow"),
        "links": text("https://www.example.go.jp/new 新しい解説"), "do_by": day("2026-04-02"),
    }  # fmt: skip
    assert await submit(takahashi, form, **better) == {"ok": True}
    await k.arrived(still_scene)
    changed = await k.now(still_scene, bulletin.id)
    assert changed.edition == 2
    assert changed.content.wordings.keys() == {"ja"}, "English was left empty"
    assert changed.content.wordings["ja"].actions == ("更新する", "確認する")
    assert changed.content.links == (Link("https://www.example.go.jp/new", "新しい解説"),)
    assert changed.content.do_by == date(2026, 4, 2)
    assert not await told(still_scene, TANAKA.id, "偽の請求書")
    (message, *_) = await told(still_scene, TANAKA.id, "明日までに更新してください")
    assert "期限を明日に変えました" in words_of(message)
    words = words_of(await card(still_scene))
    assert "0%が確認（7人中0人）" in words
    assert "第2版" in words
    assert "期限を明日に変えました" in words


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({}, "文面がまだ変わっていません"),
        ({"title_ja": " "}, "入力してください"),
        ({"body_ja": ""}, "入力してください"),
        ({"body_en": ""}, "英語の件名と文面を両方"),
        ({"actions_ja": "一\n" * 9}, "8行以内"),
        ({"body_ja": "別の文", "body_en": "Another text", "change": " "}, "何が変わったか"),
        ({"body_ja": "別の文"}, "英語の文面が前のままです"),
        ({"links": "http://evil.example.com"}, "1行目"),
        ({"do_by": "2026-03-31"}, "過ぎています"),
    ],
)
async def test_what_cannot_be_corrected_so_is_said_and_the_form_stays(
    still_scene: Stage, fields: dict[str, str], part: str
) -> None:
    bulletin = await k.send(still_scene)
    entered = {"change": "直しました"}
    for language, one in bulletin.content.wordings.items():
        entered |= {f"title_{language}": one.title, f"body_{language}": one.body}
        entered[f"actions_{language}"] = "\n".join(one.actions)
    form = submitted(still_scene, TAKAHASHI.id, ids.CORRECT_FORM, bulletin.id, **(entered | fields))
    (complaint,) = await complaints(still_scene, form)
    assert part in complaint
    assert (await k.now(still_scene, bulletin.id)).edition == 1
    assert (await k.now(still_scene, bulletin.id)).content == bulletin.content


async def test_a_correction_of_the_japanese_alone_is_sent_when_the_english_may_stay(still_scene: Stage) -> None:
    bulletin = await sent(still_scene)
    form = await opens(still_scene, "訂正する")
    takahashi = await still_scene.person(TAKAHASHI.id)
    fields = {
        "body_ja": text("別の文です。"),
        "change": text("言い回しを直しました"),
        "change_en": text("Wording only"),
    }
    stays = {"type": "checkboxes", "selected_options": [{"value": "stays"}]}
    for language, one in bulletin.content.wordings.items():
        fields[f"title_{language}"] = text(one.title)
        fields[f"actions_{language}"] = text("\n".join(one.actions))
    fields["body_en"] = text(bulletin.content.wordings["en"].body)
    assert "body_en" in (await submit(takahashi, form, **fields))["errors"]
    assert await submit(takahashi, form, **fields, stays=stays) == {"ok": True}
    await k.arrived(still_scene)
    assert await told(still_scene, TANAKA.id, "言い回しを直しました")
    assert not await told(still_scene, TANAKA.id, "Wording only")
    assert await told(still_scene, EMMA.id, "Wording only")


async def test_the_check_question_can_be_corrected_and_a_day_that_has_passed_may_stay(
    still_scene: Stage, clock: TestClock
) -> None:
    asked = k.content(ask="question", question=k.ASK, do_by=clock.now().date())
    bulletin = await sent(still_scene, content=asked, audience=k.audience(people=(TANAKA.id,)))
    clock.move(days=2)
    form = await opens(still_scene, "訂正する")
    assert "届いたら、まず何をしますか？" in shown(form)
    fields = {block["block_id"]: text(block["element"].get("initial_value", ""))
              for block in form["blocks"] if block.get("element", {}).get("type") == "plain_text_input"}  # fmt: skip
    fields |= {
        "options_ja": text("*まもりに送る\nリンクを開く"),
        "options_en": text("*Send it to Mamori\nOpen the link"),
    }
    fields |= {"do_by": day(f"{asked.do_by}"), "change": text("答えを直しました")}
    assert await submit(await still_scene.person(TAKAHASHI.id), form, **fields) == {"ok": True}
    await k.arrived(still_scene)
    changed = (await k.now(still_scene, bulletin.id)).content
    assert changed.question
    assert changed.question.right == 0
    assert changed.do_by == asked.do_by
    assert changed.wordings == asked.wordings


async def test_withdrawn_it_says_why_wherever_it_stood_and_cannot_be_confirmed(still_scene: Stage) -> None:
    bulletin = await sent(still_scene, audience=k.audience(channels=(GENERAL,), people=(TANAKA.id, EMMA.id)))
    form = await opens(still_scene, "取り下げる")
    takahashi = await still_scene.person(TAKAHASHI.id)
    assert "change" in (await submit(takahashi, form, change=text(" ")))["errors"]
    why = {"change": text("取引先の正しいメールでした"), "change_en": text("It was a genuine mail")}
    assert await submit(takahashi, form, **why) == {"ok": True}
    for place in (GENERAL, TANAKA.id):
        assert await told(still_scene, place, "取引先の正しいメールでした")
        assert not await told(still_scene, place, "添付を開かない")
    assert await told(still_scene, EMMA.id, "It was a genuine mail")
    words = words_of(await card(still_scene))
    assert "取り下げた理由" in words
    assert "訂正する" not in words
    assert (await k.now(still_scene, bulletin.id)).state is S.WITHDRAWN


async def test_withdrawn_on_its_way_it_reaches_nobody_else(still_scene: Stage, clock: TestClock) -> None:
    services, team = still_scene.house.services, still_scene.slack.slack.space.team_id
    await still_scene.admin.fault("rate_limit", method="chat.postMessage", retry_after=30, times=1)
    bulletin = await k.planned(services.unit, services.bulletins, k.bulletin(team, TAKAHASHI.id, clock.now()))

    async def refused() -> bool:
        await k.clock_of(still_scene).look()
        return bool(await still_scene.admin.lines("api", "chat.postMessage"))

    await eventually(refused)
    await still_scene.settled()
    form = submitted(still_scene, TAKAHASHI.id, ids.WITHDRAW_FORM, bulletin.id, change="誤りでした")
    assert await deliver(still_scene, form) == 200
    await k.pass_time(still_scene, clock, minutes=2)
    fates = await k.deliveries(still_scene, bulletin.id)
    assert "withdrawn" in fates.values()
    for one in (TANAKA, SATO, SUZUKI, WATANABE):
        assert not await told(still_scene, one.id, "添付を開かない")
        if fates[one.id] == "withdrawn":
            assert not await told(still_scene, one.id, "誤りでした")


async def test_ended_by_hand_nobody_is_reminded_and_at_its_end_by_itself_the_author_has_the_figures(
    still_scene: Stage, clock: TestClock
) -> None:
    by_hand = await sent(still_scene)
    await does(still_scene, "終える")
    assert (await k.now(still_scene, by_hand.id)).state is S.ENDED
    assert "終了（2026年4月1日 12:00）" in words_of(await card(still_scene))
    by_itself = await k.send(still_scene, content=k.content("二つ目"), valid_until=clock.now() + timedelta(hours=4))
    await confirm(still_scene, by_itself, TANAKA.id, SATO.id, EMMA.id, SUZUKI.id, WATANABE.id, REYES.id)
    await k.pass_time(still_scene, clock, hours=5)
    over = words_of(await until_told(still_scene, TAKAHASHI.id, "「二つ目」の期間が終わりました"))
    assert "7人中6人（86%）" in over
    assert "80%が確認するまで：1分" in over
    await k.pass_time(still_scene, clock, days=3)
    assert not await told(still_scene, TAKAHASHI.id, "確認がまだのようです")


async def test_heads_hear_the_names_of_their_own_people_and_the_author_of_those_without_a_head(
    still_scene: Stage, clock: TestClock
) -> None:
    bulletin = await k.send(still_scene)
    await confirm(still_scene, bulletin, SUZUKI.id, TAKAHASHI.id)
    people = [TANAKA.id, SATO.id, EMMA.id, REYES.id]
    await at_work(still_scene, lambda work: Board(still_scene.house.desk).heads(work, bulletin, people))
    (to_sato,) = await told(still_scene, SATO.id, "まだ確認していない人がいます")
    assert "営業部（1人）" in words_of(to_sato)
    assert "田中 美咲" in words_of(to_sato)
    assert "ご自身の確認もまだのようです" in words_of(to_sato)
    assert "Emma" not in words_of(to_sato)
    assert "クラーク" not in words_of(to_sato)
    (to_watanabe,) = await told(still_scene, WATANABE.id, "まだ確認していない人がいます")
    assert "エマ・クラーク" in words_of(to_watanabe)
    (to_author,) = await told(still_scene, TAKAHASHI.id, "まだ確認していない人がいます")
    assert "部門なし（1人）" in words_of(to_author)
    assert "Daniel Reyes" in words_of(to_author)
    assert not await told(still_scene, TANAKA.id, "まだ確認していない人がいます")


async def test_of_a_head_who_alone_is_missing_the_author_hears(still_scene: Stage) -> None:
    bulletin = await k.send(still_scene)
    await confirm(still_scene, bulletin, SUZUKI.id, TAKAHASHI.id, TANAKA.id, REYES.id)
    await at_work(still_scene, lambda work: Board(still_scene.house.desk).heads(work, bulletin, [SATO.id, EMMA.id]))
    (to_author,) = await told(still_scene, TAKAHASHI.id, "部門長ご本人の確認がまだです：佐藤 健一（営業部）")
    assert "クラーク" not in words_of(to_author), "of her the head of her department hears"
    assert not await told(still_scene, SATO.id, "まだ確認していない人がいます")


async def test_whoever_stands_in_for_a_head_and_alone_is_missing_is_not_called_the_head(
    still_scene: Stage, clock: TestClock
) -> None:
    bulletin = await k.send(still_scene)
    await confirm(still_scene, bulletin, SUZUKI.id, TAKAHASHI.id, SATO.id, REYES.id, WATANABE.id, EMMA.id)
    away = Absence(bulletin.team, SATO.id, TANAKA.id, clock.now(), clock.now() + timedelta(days=9))
    async with still_scene.house.services.unit() as work:
        await Absences(work.connection).say(away)
    await k.pass_time(still_scene, clock, minutes=1)
    await at_work(still_scene, lambda work: Board(still_scene.house.desk).heads(work, bulletin, [TANAKA.id]))
    (to_author,) = await told(still_scene, TAKAHASHI.id, "部門長の代理の方の確認がまだです：田中 美咲（営業部）")
    assert "部門長ご本人" not in words_of(to_author)


async def test_for_a_head_who_is_away_the_deputy_hears_and_sees_the_list(still_scene: Stage, clock: TestClock) -> None:
    bulletin = await k.send(still_scene)
    away = Absence(bulletin.team, SATO.id, EMMA.id, clock.now(), clock.now() + timedelta(days=9))
    async with still_scene.house.services.unit() as work:
        await Absences(work.connection).say(away)
    await k.pass_time(still_scene, clock, minutes=1)
    await at_work(still_scene, lambda work: Board(still_scene.house.desk).heads(work, bulletin, [TANAKA.id]))
    (asked,) = await told(still_scene, EMMA.id, "Misaki Tanaka")
    assert not await told(still_scene, SATO.id, "まだ確認していない人がいます")
    emma = await still_scene.person(EMMA.id)
    await press(emma, asked, "Show the list")
    listed = shown(await next_view(emma))
    assert "Misaki Tanaka" in listed
    assert "Naoki Suzuki" not in listed


async def test_the_list_holds_all_for_those_who_may_see_it_and_only_their_own_for_a_head(still_scene: Stage) -> None:
    bulletin = await sent(still_scene)
    await confirm(still_scene, bulletin, SUZUKI.id)
    listed = await opens(still_scene, "未確認の人")
    assert "まだ確認していない人：6人" in shown(listed)
    assert {"CSV（人別）"} == set(labels(listed))
    sato = await still_scene.person(SATO.id)
    page = await home(sato)
    assert "田中 美咲" in shown(page)
    assert "進行中のお知らせ" not in shown(page)
    for user, part in ((WATANABE.id, "進行中のお知らせ"), (SUZUKI.id, "進行中のお知らせ")):
        assert part in shown(await home(await still_scene.person(user)))
    for user in (TANAKA.id, EMMA.id, GUEST.id):
        page = await home(await still_scene.person(user))
        assert "進行中のお知らせ" not in shown(page)
        assert "Bulletins under way" not in shown(page)


async def test_from_the_home_whoever_only_sees_gets_a_card_without_what_they_may_not_do(still_scene: Stage) -> None:
    await k.send(still_scene)
    watanabe = await still_scene.person(WATANABE.id)
    await press_in_view(watanabe, await home(watanabe), "開く")
    words = words_of(await card(still_scene, WATANABE.id))
    assert "未確認の人" in words
    for label in ("訂正する", "取り下げる", "今すぐ催促する", "終える", "くり返す"):
        assert label not in words


async def files_of(scene: Stage, user: str) -> list[Json]:
    """The files in somebody's conversation with the bot, newest first, once all that were wanted have come."""

    async def nobody_waits() -> bool:
        async with scene.house.services.database.read() as connection:
            return not await Handouts(connection).waiting()

    await eventually(nobody_waits)
    await scene.settled()
    found = await scene.house.client.files_list(channel=(await scene.person(user)).dm)
    return list(found["files"])


def rows_of(scene: Stage, file: Json) -> list[dict[str, str]]:
    kept = scene.slack.slack.space.files.find(file["id"])
    data = (kept and kept.content) or b""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"))))


async def test_the_files_hold_every_person_and_every_bulletin_and_run_nothing(
    still_scene: Stage, clock: TestClock
) -> None:
    bulletin = await sent(still_scene, content=k.content('=HYPERLINK("x")'))
    clock.move(hours=5)
    await confirm(still_scene, bulletin, TANAKA.id)
    await does(still_scene, "CSV（人別）")
    (file,) = await files_of(still_scene, TAKAHASHI.id)
    rows = rows_of(still_scene, file)
    assert len(rows) == 7
    mine = next(one for one in rows if one["氏名"] == "田中 美咲")
    assert mine == {
        "部門": "営業部", "氏名": "田中 美咲", "状態": "確認済み",
        "お願いした日時": "2026-04-01 12:00", "確認した日時": "2026-04-01 17:00",
        "確認までの時間（時間）": "5.0", "誤答の回数": "0", "確認した版": "1",
    }  # fmt: skip
    takahashi = await still_scene.person(TAKAHASHI.id)
    counting = await opens(still_scene, "確認率を見る")
    figures = await next_view(takahashi) if "集計しています" in shown(counting) else counting
    assert "営業部：■■□□□ 50%（2人中1人）" in shown(figures)
    assert "届いた 7件、届かなかった 0件" in shown(figures)
    await press_in_view(takahashi, figures, "CSV（お知らせ別）")
    newest = next(one for one in await files_of(still_scene, TAKAHASHI.id) if one["name"] == "bulletins.csv")
    (line,) = rows_of(still_scene, newest)
    assert line["件名"] == '\'=HYPERLINK("x")'
    assert (line["届いた件数"], line["対象者数"], line["確認者数"], line["確認率（%）"]) == ("7", "7", "1", "14.3")


PRESSES = (
    ids.DESK, ids.MISSING, ids.REMIND, ids.AGAIN, ids.CORRECT, ids.WITHDRAW, ids.END, ids.PAUSE, ids.RESUME,
    ids.CANCEL, ids.FILE, ids.NUMBERS, ids.NUMBERS_FILE,
)  # fmt: skip
SEEING = {ids.DESK, ids.MISSING, ids.FILE, ids.NUMBERS, ids.NUMBERS_FILE}
MAY: dict[str, set[str]] = {
    TAKAHASHI.id: {*PRESSES},
    SUZUKI.id: {*PRESSES},
    WATANABE.id: SEEING,
    SATO.id: {ids.MISSING},
    TANAKA.id: set(),
    EMMA.id: set(),
    GUEST.id: set(),
}
NOT_YOURS = ("権限がありません", "do not have permission", "のメンバー", "advise members")


async def test_every_door_by_everybody(still_scene: Stage) -> None:
    bulletin = await k.send(still_scene)
    for user, expected in MAY.items():
        found = set()
        for door in PRESSES:
            before = len(await said(still_scene, "reason:"))
            assert await deliver(still_scene, pressed(still_scene, user, door, bulletin.id)) == 200
            new = (await said(still_scene, "reason:"))[before:]
            if not any(part in one for one in new for part in NOT_YOURS):
                found.add(door)
        assert found == expected, user
        for form in (ids.CORRECT_FORM, ids.WITHDRAW_FORM):
            if ids.CORRECT not in expected:
                body = submitted(still_scene, user, form, bulletin.id, title_ja="x", body_ja="x", change="x")
                (complaint,) = await complaints(still_scene, body)
                assert complaint
    assert (await k.now(still_scene, bulletin.id)).state is S.ENDED, "the lead ended it; nobody else changed it"
    assert (await k.now(still_scene, bulletin.id)).content == bulletin.content


async def test_another_company_reaches_nothing(still_scene: Stage) -> None:
    services = still_scene.house.services
    foreign = k.open_bulletin(team="T0OTHER", by=TAKAHASHI.id)
    async with services.unit() as work:
        await BulletinStore(work.connection).add(foreign)
    for door in PRESSES:
        if door not in {ids.NUMBERS, ids.NUMBERS_FILE}:
            before = len(await said(still_scene, "reason:"))
            await deliver(still_scene, pressed(still_scene, TAKAHASHI.id, door, foreign.id))
            (reason,) = (await said(still_scene, "reason:"))[before:]
            assert "別の会社" in reason, door
    assert (await k.now(still_scene, foreign.id)) == foreign


async def test_whoever_keeps_the_machine_reads_the_same_without_slack(
    still_scene: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulletin = await k.send(still_scene, audience=k.audience(channels=(GENERAL, RANDOM)))
    monkeypatch.setenv("MAMORI_DATA_DIR", str(tmp_path))

    async def run(*asked: str) -> str:
        done = await asyncio.to_thread(CliRunner().invoke, main, ["bulletins", *asked])
        return done.output

    assert bulletin.id in await run("list")
    standing = await run("show", bulletin.id)
    assert "1 / 2 件を送信、1件は届きませんでした" in standing
    assert "Mamoriがいないチャンネル" in standing
    assert "経営：" in standing
    out = tmp_path / "report.csv"
    await run("report", bulletin.id, "--csv", str(out))
    assert "田中 美咲" in out.read_text("utf-8-sig")
    assert "There is no bulletin of this reference" in await run("show", "BL-AAAAAAAA")
