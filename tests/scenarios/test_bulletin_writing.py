"""Stories of writing: from a template to the preview, what is refused, tested, released, and never lost."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.bulletins.cases import BulletinState
from bot.core.absences import Absence, Absences
from bot.playground.cast import EMMA, GENERAL, GUEST, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from handlers.bulletins.writing import ids
from tests.bot.playground.screen import Json
from tests.kit import bulletin_forms as f
from tests.kit.bulletins import arrived
from tests.kit.database import TestClock
from tests.kit.forge import complaints, deliver, pressed, said, submitted
from tests.kit.incidents import next_view, told, until_told
from tests.kit.reporting import from_home, home, words_in
from tests.kit.stage import Stage, press, press_in_view, stage, words_of
from tests.kit.taps import moment, shown, tap, text


@pytest.fixture
async def town(tmp_path: Path, clock: TestClock) -> AsyncIterator[Stage]:
    async with stage(tmp_path, clock) as opened:
        yield opened


def stripped(blocks: list[Json]) -> list[Json]:
    """Blocks without the ids that Slack gives them, and without what is behind their buttons."""
    ours = ("block_id", "elements") if blocks[-1]["type"] == "actions" else ("block_id",)
    said = [{name: value for name, value in block.items() if name != "block_id"} for block in blocks[:-1]]
    last = {name: value for name, value in blocks[-1].items() if name not in ours}
    return [*said, last | {"labels": [one["text"] for one in blocks[-1].get("elements", ()) if "action_id" in one]}]


async def test_what_the_preview_shows_is_what_people_get(town: Stage, clock: TestClock) -> None:
    await town.admin.post("invite", channel=GENERAL)
    panel = await f.previewed(town, TAKAHASHI.id, aim={"channels": f.channels(GENERAL)})
    previews = f.previews_in(await told(town, TAKAHASHI.id, "プレビュー："))
    assert len(previews) == 3
    assert "hxxps://evil[.]example[.]com/login" in words_of(previews[0])
    assert "あおば製作所株式会社あてに" in words_of(previews[1])
    assert "7人と1チャンネルに届きます" in words_of(panel)
    await press(await town.person(TAKAHASHI.id), panel, "いま送る")
    await arrived(town)
    for channel, preview in ((GENERAL, previews[0]), (TANAKA.id, previews[1]), (EMMA.id, previews[2])):
        (posted,) = await told(town, channel, "evil[.]example")
        assert stripped(posted["blocks"]) == stripped(preview["blocks"][1:])


REFUSED: tuple[tuple[dict[str, Json], str, str], ...] = (
    ({"body_en": text("")}, "body_en", "英語の件名と文面を両方"),
    ({"actions_ja": text("\n".join("手順" * 3 for _ in range(9)))}, "actions_ja", "8行以内"),
    ({"actions_en": text("x" * 201)}, "actions_en", "1行目が長すぎます"),
    ({"body_ja": text("{nobody_knows} に電話")}, "body_ja", "{nobody_knows} に入れる内容がありません"),
    ({"body_ja": text("{do_by} まで")}, "body_ja", "{do_by} を使うには"),
    ({"ask": f.radio("none"), "mandatory": f.checks("mandatory")}, "ask", "必ず確認してもらうには"),
    ({"do_by": {"type": "datepicker", "selected_date": "2026-03-31"}}, "do_by", "この日は過ぎています"),
    ({"links": text("https://a.example.com\nhttp://b.example.com")}, "links", "2行目は"),
    ({"links": text("https://bank.example.com@evil.example.com/")}, "links", "1行目は"),
    ({"links": text("悪い例:")}, "links", "1行目は"),
    ({"links": text("\n".join("https://a.example.com" for _ in range(7)))}, "links", "6行以内"),
)


@pytest.mark.parametrize(("fields", "field", "reason"), REFUSED)
async def test_what_cannot_be_said_stays_in_the_form_with_the_reason_at_its_field(
    town: Stage, fields: dict[str, Json], field: str, reason: str
) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    view = await f.begun(takahashi)
    answer = await takahashi.do("view_submit", view_id=view["id"], state=f.typed(**fields))
    assert [*answer["errors"]] == [field], answer
    assert reason in answer["errors"][field]
    assert not await f.all_bulletins(town)


async def asking(town: Stage, view: Json, **fields: Json) -> Json:
    """The form, drawn anew because a check question is wanted."""
    takahashi = await town.person(TAKAHASHI.id)
    action = {"block_id": "ask", "action_id": ids.ASK, **f.radio("question")}
    state = f.typed(ask=f.radio("question"), **fields)
    await takahashi.do("action", container={"type": "view", "view_id": view["id"]}, action=action, state=state)
    return await next_view(takahashi)


async def test_a_check_question_wants_one_right_answer_and_what_was_typed_stays(town: Stage) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    view = await asking(town, await f.begun(takahashi), title_ja=text("打ちかけの件名"))
    assert "打ちかけの件名" in shown(view)
    asked = {"ask": f.radio("question"), "question_ja": text("どうしますか"), "question_en": text("What now?")}
    for options, reason in (("開く\n送る", "* を付けて"), ("*開く", "2〜4個"), ("*開く\n*送る", "* を付けて")):
        state = f.typed(**asked, options_ja=text(options))
        answer = await takahashi.do("view_submit", view_id=view["id"], state=state)
        assert reason in answer["errors"]["options_ja"]
    english = {"options_ja": text("開く\n*送る"), "options_en": text("Open")}
    answer = await takahashi.do("view_submit", view_id=view["id"], state=f.typed(**asked, **english))
    assert [*answer["errors"]] == ["options_en"]
    await f.worded(takahashi, view, **asked, **{**english, "options_en": text("Open\nSend it")})
    (draft,) = await f.all_bulletins(town)
    assert draft.content.question
    assert draft.content.question.right == 1
    assert draft.content.question.options[1] == {"ja": "送る", "en": "Send it"}


async def test_a_template_fills_the_form_and_what_it_leaves_open_must_be_written(town: Stage) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    view = await f.begun(takahashi, "phishing-wave")
    assert "〔宅配会社〕をかたるメールに注意してください" in shown(view)
    assert "同じ手口のメールが何人かに届いたとき" in shown(view), "when to use it, in full"
    assert "00-0000-0000" in shown(view), "the number of the company's own incident desk"
    kept = {
        block["block_id"]: text(block["element"]["initial_value"])
        for block in view["blocks"]
        if block.get("element", {}).get("initial_value")
    }
    answer = await takahashi.do("view_submit", view_id=view["id"], state=f.typed(**kept))
    assert "〔宅配会社〕 の部分を書き換える" in answer["errors"]["title_ja"]
    state = f.typed(**{**kept, "body_ja": text("〔一つ〕と〔二つ〕、また〔一つ〕")})
    answer = await takahashi.do("view_submit", view_id=view["id"], state=state)
    assert "〔一つ〕、〔二つ〕 の部分" in answer["errors"]["body_ja"]


async def test_a_draft_is_kept_at_the_first_step_and_resumed_from_the_home(town: Stage) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    await f.worded(takahashi, await f.begun(takahashi))
    (draft,) = await f.all_bulletins(town)
    assert draft.state is BulletinState.DRAFT
    view = await from_home(takahashi, "続きを書く")
    assert "偽の請求書メールに注意してください" in shown(view)
    assert "悪い例: https://evil.example.com/login 偽の画面" in shown(view)
    second = await f.worded(takahashi, view, title_ja=text("新しい件名"))
    answer = await takahashi.do("view_submit", view_id=second["id"], state=f.aimed(audience=f.checks()))
    assert "届ける相手を選んでください" in answer["errors"]["audience"]
    first = await tap(takahashi, second, "文面に戻る")
    assert "新しい件名" in shown(first)
    (draft,) = await f.all_bulletins(town)
    assert draft.title == "新しい件名"


async def test_somebody_who_was_slower_loses_nothing_and_overwrites_nothing(town: Stage) -> None:
    takahashi, suzuki = await town.person(TAKAHASHI.id), await town.person(SUZUKI.id)
    await f.worded(takahashi, await f.begun(takahashi))
    (draft,) = await f.all_bulletins(town)
    view = await from_home(takahashi, "続きを書く")
    await deliver(town, pressed(town, SUZUKI.id, ids.EDIT, draft.id, trigger_id=f.trigger(town, SUZUKI.id)))
    await f.worded(suzuki, await next_view(suzuki), title_ja=text("鈴木の件名"))
    answer = await takahashi.do("view_submit", view_id=view["id"], state=f.typed(title_ja=text("高橋の件名")))
    assert "ほかの人がこの下書きを変更しました" in str(answer["errors"])
    assert (await f.all_bulletins(town))[0].title == "鈴木の件名"


TOKYO = ZoneInfo("Asia/Tokyo")
EVENING = datetime(2026, 4, 3, 22, 0, tzinfo=TOKYO)  # a Friday


@pytest.mark.parametrize(
    ("severity", "fitted", "leaves"),
    [
        ("caution", ("fitted",), datetime(2026, 4, 6, 9, 0, tzinfo=TOKYO)),
        ("caution", (), EVENING),
        ("urgent", ("fitted",), EVENING),
    ],
)
async def test_outside_the_working_hours_it_waits_for_the_opening_unless_it_is_urgent(
    town: Stage, severity: str, fitted: tuple[str, ...], leaves: datetime
) -> None:
    aim = {"when": f.radio("at"), "opens": moment(EVENING), "fitted": f.checks(*fitted)}
    panel = await f.previewed(town, TAKAHASHI.id, aim=aim, severity=f.radio(severity))
    said = f"2026年4月{leaves.day}日（{'金' if leaves == EVENING else '月'}） {leaves:%H:%M}"
    moved = "" if leaves == EVENING else "（選んだ2026年4月3日 22:00は勤務時間の外のため）"
    assert f'送信：{said}{moved}"' in words_of(panel), "the real moment is shown before anything is sent"
    await press(await town.person(TAKAHASHI.id), panel, "予約する")
    await until_told(town, TAKAHASHI.id, f"予約しました。{said}に送ります")
    (planned,) = await f.all_bulletins(town)
    assert (planned.state, planned.opens_at) == (BulletinState.PLANNED, leaves)


async def test_times_that_cannot_be_are_said_at_their_field(town: Stage, clock: TestClock) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    view = await f.worded(takahashi, await f.begun(takahashi))
    at = {"when": f.radio("at")}
    evening_before = datetime(2026, 3, 31, 23, 0, tzinfo=TOKYO)  # its next opening is still to come
    assert evening_before < clock.now()
    for fields, field in (
        ({**at, "opens": {"type": "datetimepicker"}}, "opens"),
        ({**at, "opens": moment(clock.now().replace(second=0) - timedelta(minutes=1))}, "opens"),
        ({**at, "opens": moment(evening_before)}, "opens"),
        ({**at, "opens": moment(clock.now() - timedelta(days=1))}, "opens"),
        ({**at, "opens": moment(clock.now() + timedelta(days=400))}, "opens"),
        ({"valid_until": {"type": "datepicker", "selected_date": "2026-03-01"}}, "valid_until"),
    ):
        answer = await takahashi.do("view_submit", view_id=view["id"], state=f.aimed(**fields))
        assert [*answer["errors"]] == [field], answer


async def test_a_test_goes_to_oneself_with_a_button_that_works_and_records_nothing(town: Stage) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    view = await asking(town, await f.begun(takahashi))
    asked = {"ask": f.radio("question"), "question_ja": text("どうしますか"), "options_ja": text("開く\n*送る")}
    second = await f.worded(takahashi, view, **asked)
    assert (await takahashi.do("view_submit", view_id=second["id"], state=f.aimed()))["ok"]
    await press(takahashi, await f.panel(town, TAKAHASHI.id), "自分にテスト送信")
    test = await until_told(town, TAKAHASHI.id, "テスト送信：")
    assert not await told(town, TANAKA.id, "偽の請求書")
    await press(takahashi, test, "問題に答えて確認する")
    question = await next_view(takahashi)
    assert question["title"]["text"] == "確認の問題"
    for answer, reply in (("0", "少し違いました"), ("1", "正解です")):
        await takahashi.do("view_submit", view_id=question["id"], state={"answer": f.field(f.radio(answer))})
        question = await next_view(takahashi)
        assert reply in shown(question), "what readers see, too"
    (draft,) = await f.all_bulletins(town)
    assert draft.state is BulletinState.DRAFT


async def test_before_sending_it_says_who_reads_japanese_for_english_and_which_addresses_nobody_can_press(
    town: Stage,
) -> None:
    empty = {name: text("") for name in ("title_en", "body_en", "actions_en")}
    body = text("偽の画面は http://evil.example.com/login です。解説は https://www.example.go.jp/alert です。")
    panel = words_of(await f.previewed(town, TAKAHASHI.id, **empty, body_ja=body))
    assert "英語で読む2人にも日本語で届きます" in panel
    assert "「リンク」の欄に入れてください。hxxp://evil[.]example[.]com/login" in panel
    assert "https://www.example.go.jp/alert" not in panel


async def test_the_button_under_a_preview_says_that_nobody_has_got_it_yet(town: Stage) -> None:
    await f.previewed(town, TAKAHASHI.id)
    preview = f.previews_in(await told(town, TAKAHASHI.id, "プレビュー："))[0]
    await press(await town.person(TAKAHASHI.id), preview, "確認しました")
    await town.settled()
    assert any("まだ誰にも届いていません" in one for one in await said(town, "bulletin-tested"))


async def test_nothing_is_sent_from_a_preview_that_is_out_of_date(town: Stage) -> None:
    panel = await f.previewed(town, TAKAHASHI.id)
    (draft,) = await f.all_bulletins(town)
    takahashi = await town.person(TAKAHASHI.id)
    await press(takahashi, panel, "直す")
    await f.worded(takahashi, await next_view(takahashi), title_ja=text("別の件名"))
    assert "このあと内容が変わりました" in words_of(await until_told(town, TAKAHASHI.id, "このあと内容が"))
    stale = {"b": draft.id, "r": draft.revision, "f": 1, "at": 0}
    await deliver(town, pressed(town, TAKAHASHI.id, ids.SEND, json.dumps(stale)))
    assert any("このプレビューのあとで内容が変わりました" in one for one in await said(town, "reason:"))
    assert (await f.all_bulletins(town))[0].state is BulletinState.DRAFT


async def test_a_preview_still_holds_when_the_form_was_only_looked_at(town: Stage) -> None:
    panel = await f.previewed(town, TAKAHASHI.id)
    takahashi = await town.person(TAKAHASHI.id)
    await press(takahashi, panel, "直す")
    second = await f.worded(takahashi, await next_view(takahashi))
    where = {"type": "view", "view_id": second["id"]}
    (draft,), place = await f.all_bulletins(town), second["blocks"][-1]["block_id"]
    back = {"block_id": place, "action_id": ids.BACK, "type": "button", "value": draft.id}
    assert (await takahashi.do("action", container=where, action=back, state=f.aimed()))["ok"]
    await press(takahashi, panel, "いま送る")
    await until_told(town, TAKAHASHI.id, "送信を始めました")


async def test_a_plan_that_is_changed_is_a_draft_again_and_its_card_says_so(town: Stage) -> None:
    aim = {"when": f.radio("at"), "opens": moment(EVENING), "fitted": f.checks()}
    takahashi = await town.person(TAKAHASHI.id)
    await press(takahashi, await f.previewed(town, TAKAHASHI.id, aim=aim), "予約する")
    await until_told(town, TAKAHASHI.id, "予約しました")
    (planned,) = await f.all_bulletins(town)
    where = {"trigger_id": f.trigger(town, TAKAHASHI.id)}
    await deliver(town, pressed(town, TAKAHASHI.id, ids.EDIT, planned.id, **where))
    view = await next_view(takahashi)
    assert "ここから先へ進むと予約は取り消され" in shown(view)
    second = await f.worded(takahashi, view)
    (draft,) = await f.all_bulletins(town)
    assert (draft.state, draft.opens_at) == (BulletinState.DRAFT, EVENING)
    assert f'"initial_date_time": {int(EVENING.timestamp())}' in shown(second), "what was chosen stands in the form"


async def test_when_slack_does_not_answer_nothing_can_be_sent_until_it_is_counted_again(town: Stage) -> None:
    await town.admin.post("invite", channel=GENERAL)
    await town.admin.fault("error", method="conversations.list", code="internal_error", times=4)
    aim = {"audience": f.checks(), "channels": f.channels(GENERAL)}
    takahashi = await town.person(TAKAHASHI.id)
    second = await f.worded(takahashi, await f.begun(takahashi))
    assert (await takahashi.do("view_submit", view_id=second["id"], state=f.aimed(**aim)))["ok"]
    panel = await f.panel(town, TAKAHASHI.id, "数えられませんでした")
    assert "いま送る" not in words_of(panel)
    await town.admin.drop_fault()
    await press(takahashi, panel, "数え直す")
    assert "1チャンネルに届きます" in words_of(await f.panel(town, TAKAHASHI.id))


async def test_what_is_dropped_is_sent_to_nobody(town: Stage) -> None:
    panel = await f.previewed(town, TAKAHASHI.id)
    await press(await town.person(TAKAHASHI.id), panel, "下書きを消す")
    assert await until_told(town, TAKAHASHI.id, "高橋 由美さんが下書きを消しました")
    (dropped,) = await f.all_bulletins(town)
    assert dropped.state is BulletinState.CANCELLED


async def test_a_second_person_sends_it_back_with_a_reason_and_then_releases_it(town: Stage) -> None:
    f.approval(town, "always")
    suzuki, watanabe = await town.person(SUZUKI.id), await town.person(WATANABE.id)
    await press(suzuki, await f.previewed(town, SUZUKI.id), "承認を依頼する")
    await until_told(town, SUZUKI.id, "承認をお願いしました")
    proposal = await f.panel(town, WATANABE.id, "お知らせが承認を待っています")
    assert f.previews_in(await told(town, WATANABE.id, "プレビュー：")), "they see what people will see"
    assert "鈴木 直樹さんから、お知らせの承認依頼です" in words_of(proposal)
    await press(watanabe, proposal, "差し戻す")
    form = await next_view(watanabe)
    answer = await watanabe.do("view_submit", view_id=form["id"], state={"change": f.field(text("件名を短く"))})
    assert answer["ok"], answer
    heard = await until_told(town, SUZUKI.id, "件名を短く")
    assert "渡辺 修さんが差し戻しました" in words_of(heard)
    assert not await told(town, TAKAHASHI.id, "承認して送る"), "the others' cards say so too"
    await press(suzuki, (await told(town, SUZUKI.id, "件名を短く"))[-1], "直す")
    first = await next_view(suzuki)
    assert "差し戻し：件名を短く" in shown(first)
    second = await f.worded(suzuki, first, title_ja=text("短い件名"))
    assert (await suzuki.do("view_submit", view_id=second["id"], state=f.aimed()))["ok"]
    await press(suzuki, await f.panel(town, SUZUKI.id), "承認を依頼する")
    await press(watanabe, await f.panel(town, WATANABE.id, "短い件名"), "承認して送る")
    assert await until_told(town, SUZUKI.id, "渡辺 修さんが承認しました")
    (released,) = await f.all_bulletins(town)
    assert released.released_by == WATANABE.id
    await arrived(town)
    assert await told(town, TANAKA.id, "短い件名")


async def test_a_proposal_is_found_again_on_the_home_of_whoever_may_release_it(town: Stage) -> None:
    f.approval(town, "always")
    await press(await town.person(SUZUKI.id), await f.previewed(town, SUZUKI.id), "承認を依頼する")
    await until_told(town, WATANABE.id, "お知らせが承認を待っています")
    watanabe = await town.person(WATANABE.id)
    await press_in_view(watanabe, await home(watanabe), "見て決める")
    proposals = await told(town, WATANABE.id, "承認して送る")
    assert len(proposals) == 2
    await press(watanabe, proposals[-1], "承認して送る")
    assert await until_told(town, SUZUKI.id, "渡辺 修さんが承認しました")
    assert not await told(town, WATANABE.id, "承認して送る"), "both cards say what became of it"


async def test_nobody_releases_what_they_wrote_themselves(town: Stage) -> None:
    f.approval(town, "always")
    await press(await town.person(TAKAHASHI.id), await f.previewed(town, TAKAHASHI.id), "承認を依頼する")
    await until_told(town, WATANABE.id, "お知らせが承認を待っています")
    assert not await told(town, TAKAHASHI.id, "承認して送る")
    (proposed,) = await f.all_bulletins(town)
    carried = json.dumps({"b": proposed.id, "r": proposed.revision})
    for user in (TAKAHASHI.id, SUZUKI.id, TANAKA.id):
        await deliver(town, pressed(town, user, ids.RELEASE, carried))
        await deliver(town, submitted(town, user, ids.RETURN_FORM, carried, change="いや"))
    assert any("自分では承認できません" in one for one in await said(town, "reason:"))
    assert (await f.all_bulletins(town)) == [proposed]


async def test_the_author_hears_at_once_when_nobody_could_release_it(town: Stage, clock: TestClock) -> None:
    f.approval(town, "always")
    team = town.slack.slack.space.team_id
    async with town.house.services.unit() as work:
        away = Absence(team, WATANABE.id, None, clock.now(), clock.now() + timedelta(days=9))
        await Absences(work.connection).say(away)
        await town.house.desk.people.note_absences(work.connection)
    await press(await town.person(TAKAHASHI.id), await f.previewed(town, TAKAHASHI.id), "承認を依頼する")
    await town.settled()
    assert any("承認できる人が今いません" in one for one in await said(town, "reason:"))
    assert (await f.all_bulletins(town))[0].state is BulletinState.DRAFT


@pytest.mark.parametrize("word", ["bulletin", "お知らせ"])
async def test_the_command_opens_the_first_window_for_those_who_may_write_and_the_list_for_others(
    town: Stage, word: str
) -> None:
    suzuki, tanaka = await town.person(SUZUKI.id), await town.person(TANAKA.id)
    await suzuki.do("command", channel=GENERAL, command="/mamori", text=word)
    assert "何をもとに書きますか" in shown(await next_view(suzuki))
    await tanaka.do("command", channel=GENERAL, command="/mamori", text=word)
    assert (await next_view(tanaka))["title"]["text"] == "これまでのお知らせ"
    assert "お知らせを作る" not in words_in(await home(tanaka))


@pytest.mark.parametrize("user", [TANAKA.id, GUEST.id, "U0STRANGER"])
async def test_nobody_else_gets_through_any_door(town: Stage, user: str) -> None:
    await f.previewed(town, TAKAHASHI.id)
    before = await f.all_bulletins(town)
    carried = json.dumps({"b": before[0].id, "r": before[0].revision, "f": 1, "at": 0})
    team = "T0ANOTHER01" if user == "U0STRANGER" else town.slack.slack.space.team_id
    channel = town.slack.slack.space.bot_dm(TANAKA.id).id
    for door in (ids.START, ids.EDIT, ids.PREVIEW, ids.PROPOSED):
        await deliver(town, pressed(town, user, door, before[0].id, team=team, channel=channel))
    for door in (ids.COUNT, ids.TEST, ids.TESTED, ids.SEND, ids.CANCEL, ids.RELEASE, ids.RETURN):
        await deliver(town, pressed(town, user, door, carried, team=team, channel=channel))
    if user != "U0STRANGER":
        for form in (ids.START_FORM, ids.WORDS_FORM, ids.AIM_FORM, ids.TESTED_FORM, ids.RETURN_FORM):
            fields = {"title_ja": "偽", "body_ja": "偽", "change": "偽", "answer": "0", "when": "now"}
            await deliver(town, submitted(town, user, form, carried, **fields))
    assert await f.all_bulletins(town) == before
    assert not await said(town, "bulletin-test")


@pytest.mark.parametrize("value", ["", "BL-NOBODY", '{"b": 7, "r": "x"}', "[1]", "\x00'; drop", "9" * 1900])
async def test_a_forged_value_gets_a_reason_and_changes_nothing(town: Stage, value: str) -> None:
    await f.previewed(town, TAKAHASHI.id)
    before = await f.all_bulletins(town)
    doors = (
        ids.EDIT,
        ids.PREVIEW,
        ids.PROPOSED,
        ids.COUNT,
        ids.TEST,
        ids.TESTED,
        ids.SEND,
        ids.CANCEL,
        ids.RELEASE,
        ids.RETURN,
    )
    for door in doors:
        await deliver(town, pressed(town, TAKAHASHI.id, door, value))
    for form in (ids.WORDS_FORM, ids.AIM_FORM, ids.TESTED_FORM, ids.RETURN_FORM):
        fields = {"title_ja": "偽", "body_ja": "偽", "when": "now", "change": "偽"}
        assert await complaints(town, submitted(town, TAKAHASHI.id, form, value, **fields)), form
    assert await f.all_bulletins(town) == before
    reasons = await said(town, "reason:")
    assert len(reasons) >= len(doors)
    assert not any("参照番号" in one for one in reasons)
