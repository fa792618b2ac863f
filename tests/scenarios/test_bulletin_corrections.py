"""Stories of corrections that need a second person: proposed, released, sent back, taken back, overtaken."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.bulletins.cases import Bulletin, BulletinState
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.editions import Proposal
from bot.bulletins.store import BulletinStore
from bot.core.absences import Absence, Absences
from bot.playground.cast import EMMA, GENERAL, GUEST, SATO, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from handlers.bulletins.board import Board
from handlers.bulletins.card import ids
from handlers.kit.payload import Spot
from tests.bot.playground.screen import Json
from tests.kit import bulletin_forms as f
from tests.kit import bulletins as k
from tests.kit.database import TestClock
from tests.kit.forge import complaints, deliver, pressed, said, submitted
from tests.kit.incidents import next_view, told
from tests.kit.reporting import home, words_in
from tests.kit.stage import Stage, press, press_in_view, words_of
from tests.kit.taps import shown, submit, text

OLD, NEW = "取引先を名のる請求書のメールが届いています。", "明日までに更新してください。"
CARD, WAITS = "お知らせの訂正が承認を待っています", "もう一人の承認を待っています"
FIELDS: dict[str, Json] = {
    "title_ja": text("期限が早まりました"),
    "body_ja": text(NEW),
    "change": text("期限を明日に変えました"),
    "change_en": text("The day is tomorrow"),
    "anew": {"type": "checkboxes", "selected_options": [{"value": "anew"}]},
}


async def sent(scene: Stage, approval: str = "always", **more: object) -> Bulletin:
    """Takahashi's bulletin, which has gone out; Suzuki has its card, and from now on two people correct it."""
    bulletin = await k.send(scene, **more)
    f.approval(scene, approval)
    async with scene.house.services.unit() as work:
        await Board(scene.house.desk).bring(work, bulletin, SUZUKI.id, "first")
    for user in (TAKAHASHI.id, WATANABE.id, SUZUKI.id):
        await scene.house.desk.people.of(Spot(bulletin.team, user))
    await k.arrived(scene)
    return bulletin


async def card(scene: Stage, user: str = SUZUKI.id) -> Json:
    """The live card as it stands now."""
    await k.arrived(scene)
    return (await told(scene, user, "お知らせの状況"))[-1]


async def form(scene: Stage, user: str = SUZUKI.id) -> Json:
    """The form behind the button of the card."""
    screen = await scene.person(user)
    await press(screen, await card(scene, user), "訂正する")
    return await next_view(screen)


async def proposed(scene: Stage, bulletin: Bulletin, **fields: Json) -> Proposal:
    """Suzuki's correction, which waits."""
    suzuki = await scene.person(SUZUKI.id)
    assert await submit(suzuki, await form(scene), **(FIELDS | fields)) == {"ok": True}
    await k.arrived(scene)
    found = await newest(scene, bulletin)
    assert found
    assert found.waits
    return found


async def newest(scene: Stage, bulletin: Bulletin) -> Proposal | None:
    async with scene.house.services.database.read() as connection:
        return await EditionStore(connection).newest(bulletin.id)


async def decides(scene: Stage, label: str, user: str = WATANABE.id) -> None:
    """Presses a button of the card with the two answers."""
    await press(await scene.person(user), (await told(scene, user, "公開する"))[-1], label)
    await k.arrived(scene)


def looks(blocks: list[Json]) -> str:
    """Blocks as they look, without what stands behind them."""
    unseen = r'"(block_id|action_id)": "[^"]*",?'
    return re.sub(unseen, "", json.dumps(blocks, ensure_ascii=False, sort_keys=True))


async def test_nobody_reads_a_correction_before_a_second_person_has_released_it(still_scene: Stage) -> None:
    to = k.audience(channels=(GENERAL,), people=(TANAKA.id, EMMA.id))
    bulletin = await sent(still_scene, audience=to)
    await press(await still_scene.person(TANAKA.id), (await told(still_scene, TANAKA.id, OLD))[0], "確認しました")
    view = await form(still_scene)
    assert "もう一人が承認してから公開されます" in shown(view)
    await proposed(still_scene, bulletin)
    for place in (GENERAL, TANAKA.id):
        assert await told(still_scene, place, OLD)
        assert not await told(still_scene, place, NEW)
    (own,) = await told(still_scene, SUZUKI.id, "訂正の承認をお願いしました")
    assert "高橋 由美、渡辺 修さんに" in words_of(own)
    assert f"鈴木 直樹さんの訂正案が、{WAITS}" in words_of(await card(still_scene))
    (asked,) = await told(still_scene, WATANABE.id, CARD)
    for part in ("鈴木 直樹さんから", "期限を明日に変えました", OLD, NEW, "全員にもう一度確認をお願いします"):
        assert part in words_of(asked)
    previews = f.previews_in(await told(still_scene, WATANABE.id, NEW))
    assert len(previews) == 3
    await decides(still_scene, "公開する")
    assert (await k.now(still_scene, bulletin.id)).edition == 2
    for place, preview in ((GENERAL, previews[0]), (EMMA.id, previews[2])):
        (posted,) = await told(still_scene, place, NEW)
        assert looks(posted["blocks"]) == looks(preview["blocks"][1:]), "exactly as it was shown"
    assert await told(still_scene, TANAKA.id, "確認していただいたお知らせの内容が変わりました")
    heard = await told(still_scene, SUZUKI.id, "渡辺 修さんが訂正を公開しました")
    assert len(heard) == 2, "by name, and on the card of the proposal"
    for user in (TAKAHASHI.id, WATANABE.id):
        assert not await told(still_scene, user, CARD), "nobody is asked any more"
        assert await told(still_scene, user, "渡辺 修さんが訂正を公開しました")
    assert WAITS not in words_of(await card(still_scene))


@pytest.mark.parametrize("anew", [False, True])
async def test_the_button_under_a_preview_of_it_records_nothing(still_scene: Stage, anew: bool) -> None:
    bulletin = await sent(still_scene, audience=k.audience(people=(TANAKA.id, WATANABE.id)))
    await proposed(still_scene, bulletin, **({} if anew else {"anew": {"type": "checkboxes", "selected_options": []}}))
    preview = f.previews_in(await told(still_scene, WATANABE.id, NEW))[0]
    await press(await still_scene.person(WATANABE.id), preview, "確認しました")
    await k.arrived(still_scene)
    assert (await k.readers(still_scene, bulletin.id))[WATANABE.id].confirmed == 0
    assert any("プレビューです。まだ誰にも届いていません" in one for one in await said(still_scene, "bulletin-tested"))


async def test_sent_back_the_author_reads_why_and_goes_on_with_their_own_text(still_scene: Stage) -> None:
    bulletin = await sent(still_scene)
    await proposed(still_scene, bulletin)
    watanabe, suzuki = await still_scene.person(WATANABE.id), await still_scene.person(SUZUKI.id)
    await decides(still_scene, "差し戻す")
    asked = await next_view(watanabe)
    assert "鈴木 直樹さんに、あなたの名前とともに届きます" in shown(asked)
    assert "change" in (await submit(watanabe, asked, change=text(" ")))["errors"]
    assert await submit(watanabe, asked, change=text("時刻も書いてください")) == {"ok": True}
    await k.arrived(still_scene)
    heard = (await told(still_scene, SUZUKI.id, "渡辺 修さんが訂正案を差し戻しました"))[-1]
    assert "時刻も書いてください" in words_of(heard)
    assert (await k.now(still_scene, bulletin.id)).content == bulletin.content
    assert not await told(still_scene, TAKAHASHI.id, CARD)
    await press(suzuki, heard, "訂正案を直す")
    again = await next_view(suzuki)
    for part in (
        "時刻も書いてください",
        NEW,
        "期限を明日に変えました",
        "今読まれている文面ではありません",
        "initial_options",
    ):
        assert part in shown(again)
    assert await submit(suzuki, again, **(FIELDS | {"body_ja": text(f"17時です。{NEW}")})) == {"ok": True}
    await k.arrived(still_scene)
    await decides(still_scene, "公開する", TAKAHASHI.id)
    assert await told(still_scene, TANAKA.id, f"17時です。{NEW}")
    assert await told(still_scene, SUZUKI.id, "高橋 由美さんが訂正を公開しました")


async def test_it_is_found_again_on_the_home_of_whoever_may_release_it(still_scene: Stage) -> None:
    bulletin = await sent(still_scene)
    await proposed(still_scene, bulletin)
    watanabe = await still_scene.person(WATANABE.id)
    page = await home(watanabe)
    assert "訂正：ℹ️【お知らせ】偽の請求書メールが届いています" in words_in(page)
    assert "訂正案がもう一人の承認を待っています" in words_in(page)
    assert "見て決める" not in words_in(await home(await still_scene.person(SUZUKI.id)))
    await press_in_view(watanabe, page, "見て決める")
    await k.arrived(still_scene)
    assert len(await told(still_scene, WATANABE.id, CARD)) == 2
    await decides(still_scene, "公開する")
    assert not await told(still_scene, WATANABE.id, CARD)
    assert "見て決める" not in words_in(await home(watanabe))


@pytest.mark.parametrize("where", ["own message", "live card"])
async def test_its_author_takes_it_back_and_nobody_is_asked_any_more(still_scene: Stage, where: str) -> None:
    bulletin = await sent(still_scene)
    await proposed(still_scene, bulletin)
    suzuki = await still_scene.person(SUZUKI.id)
    own = (await told(still_scene, SUZUKI.id, "訂正の承認をお願いしました"))[-1]
    await press(suzuki, own if where == "own message" else await card(still_scene), "訂正案を取り消す")
    await k.arrived(still_scene)
    for user in (WATANABE.id, TAKAHASHI.id, SUZUKI.id):
        assert await told(still_scene, user, "鈴木 直樹さんが訂正案を取り消しました")
        assert not await told(still_scene, user, CARD)
    assert (await k.now(still_scene, bulletin.id)).content == bulletin.content
    assert WAITS not in words_of(await card(still_scene))


async def test_a_newer_correction_of_the_same_author_takes_the_place_of_the_older_one(still_scene: Stage) -> None:
    bulletin = await sent(still_scene)
    await proposed(still_scene, bulletin)
    view = await form(still_scene)
    assert NEW in shown(view), "what they proposed, not what people read"
    second = await proposed(still_scene, bulletin, body_ja=text("来週までに更新してください。"))
    assert second.number == 2
    (asked,) = await told(still_scene, WATANABE.id, CARD)
    assert "来週までに" in words_of(asked)
    assert await told(still_scene, WATANABE.id, "代わりに新しい訂正案を出しました")


async def withdraws(scene: Stage, bulletin: Bulletin) -> None:
    body = submitted(scene, TAKAHASHI.id, ids.WITHDRAW_FORM, bulletin.id, change="誤りでした")
    assert not await complaints(scene, body), "taking back needs nobody else"


async def ends(scene: Stage, bulletin: Bulletin) -> None:
    await deliver(scene, pressed(scene, TAKAHASHI.id, ids.END, bulletin.id))


async def corrects(scene: Stage, bulletin: Bulletin) -> None:
    """The company has stopped wanting a second person."""
    f.approval(scene, "never")
    body = submitted(
        scene, TAKAHASHI.id, ids.CORRECT_FORM, bulletin.id, title_ja="三つ目", body_ja="三つ目", change="直した"
    )
    assert not await complaints(scene, body)


async def runs_out(scene: Stage, bulletin: Bulletin) -> None:
    """Its time is over; nobody did anything."""


@pytest.mark.parametrize(
    ("deed", "why", "button"),
    [
        (withdraws, "高橋 由美さんがお知らせを取り下げた", ""),
        (ends, "高橋 由美さんがお知らせを終えた", "自分の訂正案を開く"),
        (corrects, "高橋 由美さんがお知らせを訂正した", "自分の訂正案を開く"),
        (runs_out, "お知らせの期間が終わった", "自分の訂正案を開く"),
    ],
)
async def test_what_happens_to_the_bulletin_meanwhile_outdates_it_and_everybody_hears_why(
    still_scene: Stage, clock: TestClock, deed: Callable[[Stage, Bulletin], Awaitable[None]], why: str, button: str
) -> None:
    bulletin = await sent(still_scene, valid_until=clock.now() + timedelta(hours=5))
    proposal = await proposed(still_scene, bulletin)
    await deed(still_scene, bulletin)
    await k.pass_time(still_scene, clock, hours=6 if deed is runs_out else 0)
    after = await k.now(still_scene, bulletin.id)
    for user in (WATANABE.id, TAKAHASHI.id):
        assert await told(still_scene, user, why)
        assert not await told(still_scene, user, CARD)
    heard = (await told(still_scene, SUZUKI.id, why))[-1]
    stale = json.dumps({"b": bulletin.id, "c": proposal.number})
    for door in (ids.PROPOSAL_RELEASE, ids.PROPOSAL_RETURN, ids.PROPOSAL):
        await deliver(still_scene, pressed(still_scene, WATANABE.id, door, stale))
    reasons = await said(still_scene, "reason:")
    assert len([one for one in reasons if "公開できません" in one]) == 3
    assert (await k.now(still_scene, bulletin.id)) == after
    assert ("自分の訂正案を開く" in words_of(heard)) == bool(button)
    if button:
        suzuki = await still_scene.person(SUZUKI.id)
        await press(suzuki, heard, button)
        view = await next_view(suzuki)
        assert NEW in shown(view), "what was typed is not lost"
        assert ("今の文面と見比べてください" in shown(view)) == (deed is corrects)


async def test_of_two_who_press_at_once_one_releases_it_and_the_other_hears_so(still_scene: Stage) -> None:
    bulletin = await sent(still_scene)
    proposal = await proposed(still_scene, bulletin)
    carried = json.dumps({"b": bulletin.id, "c": proposal.number})
    presses = [pressed(still_scene, user, ids.PROPOSAL_RELEASE, carried) for user in (WATANABE.id, TAKAHASHI.id)]
    assert await asyncio.gather(*(deliver(still_scene, one) for one in presses)) == [200, 200]
    await k.arrived(still_scene)
    assert (await k.now(still_scene, bulletin.id)).edition == 2
    assert len([one for one in await said(still_scene, "reason:") if "この訂正案は、もう決まりました" in one]) == 1
    assert len(await told(still_scene, TANAKA.id, NEW)) == 1


async def test_while_one_waits_nobody_else_types_another_in_vain(still_scene: Stage) -> None:
    bulletin = await sent(still_scene)
    await proposed(still_scene, bulletin)
    await deliver(still_scene, pressed(still_scene, TAKAHASHI.id, ids.CORRECT, bulletin.id))
    assert any("ほかの人の訂正案が承認を待っています" in one for one in await said(still_scene, "reason:"))
    entered = {"title_ja": "別", "body_ja": "別", "change": "別"}
    (complaint,) = await complaints(
        still_scene, submitted(still_scene, TAKAHASHI.id, ids.CORRECT_FORM, bulletin.id, **entered)
    )
    assert "ほかの人の訂正案が承認を待っています" in complaint


async def test_a_form_that_was_opened_on_an_older_text_overwrites_nothing(still_scene: Stage) -> None:
    bulletin = await sent(still_scene, "never")
    view = await form(still_scene)
    await corrects(still_scene, bulletin)
    answer = await submit(await still_scene.person(SUZUKI.id), view, **FIELDS)
    assert "ほかの人がこのお知らせを訂正しました" in answer["errors"]["body_ja"]
    assert (await k.now(still_scene, bulletin.id)).title == "三つ目"


async def test_when_nobody_could_release_it_the_form_says_so_and_stays_open(
    still_scene: Stage, clock: TestClock
) -> None:
    bulletin = await sent(still_scene)
    async with still_scene.house.services.unit() as work:
        for one in (WATANABE, TAKAHASHI):
            away = Absence(bulletin.team, one.id, None, clock.now(), clock.now() + timedelta(days=9))
            await Absences(work.connection).say(away)
        await still_scene.house.desk.people.note_absences(work.connection)
    answer = await submit(await still_scene.person(SUZUKI.id), await form(still_scene), **FIELDS)
    assert "承認できる人が今いません" in answer["errors"]["change"]
    assert await newest(still_scene, bulletin) is None


async def test_what_is_urgent_is_corrected_at_once_where_the_company_wants_it_so(still_scene: Stage) -> None:
    bulletin = await sent(still_scene, "unless_urgent", content=k.content(severity="urgent"))
    view = await form(still_scene)
    assert "もう一人が承認してから公開されます" not in shown(view)
    assert await submit(await still_scene.person(SUZUKI.id), view, **FIELDS) == {"ok": True}
    await k.arrived(still_scene)
    assert await told(still_scene, TANAKA.id, NEW)
    assert await newest(still_scene, bulletin) is None


DOORS = (ids.PROPOSAL, ids.PROPOSAL_RELEASE, ids.PROPOSAL_RETURN, ids.PROPOSAL_TAKE_BACK)
RELEASING = {ids.PROPOSAL, ids.PROPOSAL_RELEASE, ids.PROPOSAL_RETURN}
MAY: dict[str, set[str]] = {
    TAKAHASHI.id: {*DOORS},
    WATANABE.id: RELEASING,
    SUZUKI.id: {ids.PROPOSAL_TAKE_BACK},
    SATO.id: set(),
    TANAKA.id: set(),
    EMMA.id: set(),
    GUEST.id: set(),
}
NOT_YOURS = ("権限がありません", "do not have permission", "のメンバー", "advise members")


async def test_every_door_by_everybody(still_scene: Stage) -> None:
    bulletin = await sent(still_scene)
    for user, expected in MAY.items():
        waiting = await newest(still_scene, bulletin)
        if not (waiting and waiting.waits):
            waiting = await proposed(still_scene, bulletin)
        carried, found = json.dumps({"b": bulletin.id, "c": waiting.number}), set()
        for door in DOORS:
            before = len(await said(still_scene, "reason:"))
            assert await deliver(still_scene, pressed(still_scene, user, door, carried)) == 200
            new = (await said(still_scene, "reason:"))[before:]
            if not any(part in one for one in new for part in NOT_YOURS):
                found.add(door)
        assert found == expected, user
        if not found:
            body = submitted(still_scene, user, ids.PROPOSAL_RETURN_FORM, carried, change="いや")
            assert await complaints(still_scene, body)
            assert await newest(still_scene, bulletin) == waiting


async def test_its_author_cannot_release_it_nor_anybody_take_back_what_is_not_theirs(still_scene: Stage) -> None:
    bulletin = await sent(still_scene)
    async with still_scene.house.services.unit() as work:
        await Board(still_scene.house.desk).bring(work, bulletin, TAKAHASHI.id, "first")
    takahashi = await still_scene.person(TAKAHASHI.id)
    assert await submit(takahashi, await form(still_scene, TAKAHASHI.id), **FIELDS) == {"ok": True}
    await k.arrived(still_scene)
    assert not await told(still_scene, TAKAHASHI.id, CARD)
    carried = json.dumps({"b": bulletin.id, "c": 1})
    await deliver(still_scene, pressed(still_scene, TAKAHASHI.id, ids.PROPOSAL_RELEASE, carried))
    await deliver(still_scene, pressed(still_scene, SUZUKI.id, ids.PROPOSAL_TAKE_BACK, carried))
    reasons = await said(still_scene, "reason:")
    assert any("自分では承認できません" in one for one in reasons)
    assert any("取り消せるのは、出した人だけ" in one for one in reasons)
    assert "訂正案を取り消す" not in words_of(await card(still_scene)), "on another one's card"
    found = await newest(still_scene, bulletin)
    assert found
    assert found.waits


@pytest.mark.parametrize("value", ["", "BL-NOBODY", '{"b": 7, "c": "x"}', "[1]", '{"b": "?", "c": 1e999}', "9" * 1900])
async def test_a_forged_value_gets_a_reason_and_changes_nothing(still_scene: Stage, value: str) -> None:
    bulletin = await sent(still_scene)
    waiting = await proposed(still_scene, bulletin)
    for door in (*DOORS, ids.CORRECT):
        await deliver(still_scene, pressed(still_scene, TAKAHASHI.id, door, value))
    assert await complaints(
        still_scene, submitted(still_scene, TAKAHASHI.id, ids.PROPOSAL_RETURN_FORM, value, change="x")
    )
    reasons = await said(still_scene, "reason:")
    assert len(reasons) == len(DOORS) + 1
    assert not any("参照番号" in one for one in reasons)
    assert await newest(still_scene, bulletin) == waiting


async def test_another_company_reaches_nothing(still_scene: Stage) -> None:
    foreign = k.open_bulletin(team="T0OTHER", by=TANAKA.id)
    async with still_scene.house.services.unit() as work:
        await BulletinStore(work.connection).add(foreign)
        await EditionStore(work.connection).propose(k.proposal(foreign, by=TANAKA.id))
    carried = json.dumps({"b": foreign.id, "c": 1})
    for door in DOORS:
        before = len(await said(still_scene, "reason:"))
        await deliver(still_scene, pressed(still_scene, TAKAHASHI.id, door, carried))
        (reason,) = (await said(still_scene, "reason:"))[before:]
        assert "別の会社" in reason, door
    found = await newest(still_scene, foreign)
    assert found
    assert found.waits
    assert (await k.now(still_scene, foreign.id)).state is BulletinState.OPEN


async def test_whoever_keeps_the_machine_reads_what_it_said_over_time(
    still_scene: Stage, clock: TestClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulletin = await sent(still_scene)
    monkeypatch.setenv("MAMORI_DATA_DIR", str(tmp_path))

    async def shown_in(language: str) -> list[str]:
        asked = ["bulletins", "show", bulletin.id, "--language", language]
        done = await asyncio.to_thread(CliRunner().invoke, main, asked)
        return [line.strip() for line in done.output.splitlines()]

    await proposed(still_scene, bulletin, change=text("期限を\n明日に変えました"))
    assert "鈴木 直樹さんの訂正案が、もう一人の承認を待っています（2026年4月1日 12:00から）" in await shown_in("ja")
    clock.move(minutes=5)
    await decides(still_scene, "公開する")
    f.approval(still_scene, "never")
    clock.move(minutes=5)
    entered = {"title_ja": "期限は明後日です", "body_ja": NEW, "change": "期限を直しました", "change_en": "The day"}
    assert not await complaints(
        still_scene, submitted(still_scene, TAKAHASHI.id, ids.CORRECT_FORM, bulletin.id, **entered)
    )
    await k.arrived(still_scene)
    lines = await shown_in("ja")
    assert lines[lines.index("これまでの文面：") + 1 :] == [
        "2026年4月1日 12:00  第1版  高橋 由美  偽の請求書メールが届いています",
        "2026年4月1日 12:05  第2版  鈴木 直樹（承認：渡辺 修）  期限が早まりました",
        "変更点：期限を 明日に変えました",
        "2026年4月1日 12:10  第2版の訂正  高橋 由美  期限は明後日です",
        "変更点：期限を直しました",
    ]
    english = await shown_in("en")
    assert any("Edition 2  Naoki Suzuki, released by Osamu Watanabe" in one for one in english)
    assert "What changed: The day" in english
