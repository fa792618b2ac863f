"""Stories of those who look for a bulletin that they have read, or missed."""

from __future__ import annotations

from bot.playground.cast import EMMA, GENERAL, TAKAHASHI, TANAKA
from tests.bot.playground.screen import Json, Screen
from tests.kit import bulletins as k
from tests.kit.database import TestClock
from tests.kit.incidents import next_view
from tests.kit.reporting import home
from tests.kit.stage import Stage, press_in_view
from tests.kit.taps import shown, tap


async def listed(screen: Screen) -> Json:
    """The window of bulletins, once they are looked up."""
    view = await next_view(screen)
    if "調べています" in shown(view) or "looking them up" in shown(view):
        view = await next_view(screen)
    return view


async def typed(screen: Screen, words: str) -> Json:
    await screen.do("command", channel=screen.dm, command="/mamori", text=words)
    return await listed(screen)


async def test_a_reader_who_types_the_word_sees_what_still_holds_the_newest_first_and_reads_it(
    still_scene: Stage, clock: TestClock
) -> None:
    await k.send(still_scene, audience=k.audience(people=(TANAKA.id,)), content=k.content("古いお知らせ"))
    clock.move(hours=2)
    await k.send(still_scene, content=k.content("新しいお知らせ", ask="none"))
    await k.send(still_scene, audience=k.audience(people=(EMMA.id,)), content=k.content("ほかの人あて"))
    tanaka = await still_scene.person(TANAKA.id)
    view = await typed(tanaka, "お知らせ")
    seen = shown(view)
    assert 0 < seen.index("新しいお知らせ") < seen.index("古いお知らせ")
    assert "配信：2026年4月1日 14:00、確認は不要です" in seen
    assert "配信：2026年4月1日 12:00、まだ確認していません" in seen
    assert "ほかの人あて" not in seen
    assert "取引先を名のる請求書のメール" in shown(await tap(tanaka, view, "読む"))


async def test_a_post_in_a_channel_is_found_by_those_who_are_in_it(still_scene: Stage) -> None:
    await k.send(still_scene, audience=k.audience(channels=(GENERAL,)), content=k.content(ask="none"))
    emma = await still_scene.person(EMMA.id)
    assert "Fake invoices" in shown(await typed(emma, "bulletin"))


async def test_what_was_withdrawn_or_is_over_is_no_longer_among_them(still_scene: Stage) -> None:
    sent = await k.send(still_scene)
    tanaka = await still_scene.person(TANAKA.id)
    await press_in_view(tanaka, await home(tanaka), "これまでのお知らせ")
    assert "偽の請求書メール" in shown(await listed(tanaka))
    services = still_scene.house.services
    async with services.unit() as work:
        lead = still_scene.house.desk.people.known(TAKAHASHI.id)
        assert lead
        await services.bulletins.end(work, lead, sent.id)
    assert "いま有効なお知らせはありません" in shown(await typed(tanaka, "お知らせ"))


async def test_whoever_writes_gets_the_window_to_write_and_finds_the_list_under_its_own_name(
    still_scene: Stage,
) -> None:
    await k.send(still_scene)
    lead = await still_scene.person(TAKAHASHI.id)
    assert "何をもとに書きますか" in shown(await typed(lead, "お知らせ"))
    assert "偽の請求書メール" in shown(await typed(lead, "これまでのお知らせ"))
