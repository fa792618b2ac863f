"""Stories of people who leave the company, or move within it, before they have confirmed."""

from __future__ import annotations

import pytest

from bot.core.people import Directory
from bot.playground.cast import EMMA, REYES, SATO, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from tests.kit import bulletins as k
from tests.kit.database import TestClock
from tests.kit.incidents import told
from tests.kit.stage import Stage, words_of
from tests.kit.taps import shown
from tests.scenarios.test_bulletin_tracking import card, confirm, does, files_of, opens, rows_of, sent

REMINDER = "確認がまだのようです"


def closes(scene: Stage, user: str, *, closed: bool = True) -> None:
    """Slack's administrator switches an account off, or on again."""
    scene.slack.slack.space.users[user].deleted = closed


async def mornings(scene: Stage, clock: TestClock, *after: int) -> None:
    """The openings after so many working days, counted from now, one after the other."""
    start = clock.now()
    for days in after:
        clock.moment = scene.house.services.days.morning_after(start, days)
        await k.pass_time(scene, clock, minutes=1)


async def test_whoever_has_left_is_not_asked_again_and_stands_in_the_list_as_such(
    still_scene: Stage, clock: TestClock
) -> None:
    bulletin = await sent(still_scene)
    await confirm(still_scene, bulletin, *(one.id for one in (SATO, EMMA, SUZUKI, TAKAHASHI, WATANABE)))
    closes(still_scene, TANAKA.id)
    await mornings(still_scene, clock, 1, 3, 4)
    assert len(await told(still_scene, REYES.id, "confirmed this bulletin yet")) == 2
    assert not await told(still_scene, SATO.id, "まだ確認していない人がいます"), "the head has nobody to speak to"
    words = words_of(await card(still_scene))
    assert "6人中5人" in words
    assert "アカウントが停止された1人は、数に入れていません" in words
    listed = shown(await opens(still_scene, "未確認の人"))
    assert "まだ確認していない人：1人" in listed
    assert listed.index("数に入れていません（1人）") < listed.index("田中 美咲")
    await does(still_scene, "CSV（人別）")
    (file,) = await files_of(still_scene, TAKAHASHI.id)
    states = {one["氏名"]: one["状態"] for one in rows_of(still_scene, file)}
    assert states["田中 美咲"] == "アカウント停止"
    assert states["佐藤 健一"] == "確認済み"
    closes(still_scene, TANAKA.id, closed=False)
    assert not await told(still_scene, TANAKA.id, REMINDER)


async def test_when_only_those_who_left_are_missing_everybody_has_confirmed(
    still_scene: Stage, clock: TestClock
) -> None:
    bulletin = await sent(still_scene)
    await confirm(still_scene, bulletin, *(one.id for one in (SATO, EMMA, SUZUKI, TAKAHASHI, WATANABE, REYES)))
    closes(still_scene, TANAKA.id)
    await mornings(still_scene, clock, 1)
    assert "全員が確認しました" in words_of(await card(still_scene))
    closes(still_scene, TANAKA.id, closed=False)
    await k.clock_of(still_scene)._joiners.welcome()
    await mornings(still_scene, clock, 1, 2)
    assert "7人中6人" in words_of(await card(still_scene))
    assert await told(still_scene, TANAKA.id, REMINDER), "who is back is asked again"


async def test_while_slack_does_not_answer_reminders_go_out_all_the_same(still_scene: Stage, clock: TestClock) -> None:
    bulletin = await sent(still_scene)
    await confirm(still_scene, bulletin, SATO.id)
    await still_scene.admin.fault("api_error", method="users.list", error="fatal_error", times=20)
    await mornings(still_scene, clock, 1)
    assert await told(still_scene, TANAKA.id, REMINDER)


async def test_of_whoever_has_moved_the_head_of_today_hears(
    still_scene: Stage, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulletin = await sent(still_scene)
    await confirm(still_scene, bulletin, *(one.id for one in (SATO, EMMA, SUZUKI, TAKAHASHI, WATANABE, REYES)))
    people = still_scene.house.desk.people
    moved = [
        one if one.email != TANAKA.email else one.__class__(one.name, one.email, "management", one.roles)
        for one in people._directory.everyone
    ]
    monkeypatch.setattr(people, "_directory", Directory(moved))
    await mornings(still_scene, clock, 1, 3, 4)
    (to_watanabe,) = await told(still_scene, WATANABE.id, "まだ確認していない人がいます")
    assert "田中 美咲" in words_of(to_watanabe)
    assert not await told(still_scene, SATO.id, "まだ確認していない人がいます")
    assert "経営：□□□□□ " not in words_of(await card(still_scene))
