"""Stories of bulletins on their way: to everybody, past what is closed, to those who join, and as they change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.bulletins.cases import BulletinState, Wording
from bot.bulletins.editions import Correction
from bot.core.people import Person
from bot.playground.cast import (
    EMMA,
    GENERAL,
    GUEST,
    MANAGERS,
    RANDOM,
    REYES,
    SATO,
    SECURITY,
    SUZUKI,
    TAKAHASHI,
    TANAKA,
    WATANABE,
)
from bot.playground.model import User
from handlers.kit.payload import Spot
from tests.kit import bulletins as k
from tests.kit.database import TestClock
from tests.kit.incidents import told, until_told
from tests.kit.stage import Stage, words_of

STAFF = {one.id for one in (TANAKA, EMMA, SATO, SUZUKI, TAKAHASHI, WATANABE, REYES)}


async def lead(scene: Stage) -> Person:
    return await scene.house.desk.people.of(Spot(scene.slack.slack.space.team_id, TAKAHASHI.id))


async def test_everybody_who_works_here_gets_it_once_in_their_own_language(still_scene: Stage) -> None:
    sent = await k.send(still_scene)
    assert sent.state is BulletinState.OPEN
    assert await k.deliveries(still_scene, sent.id) == dict.fromkeys(STAFF, "sent"), "neither guests nor the departed"
    (message,) = await told(still_scene, TANAKA.id, "偽の請求書")
    assert "確認しました" in words_of(message)
    assert "高橋" in words_of(message)
    assert await told(still_scene, EMMA.id, "Fake invoices")
    assert not await told(still_scene, EMMA.id, "偽の請求書")


async def test_an_audience_comes_from_departments_roles_groups_and_names_each_once_minus_the_exceptions(
    still_scene: Stage,
) -> None:
    to = k.audience(
        departments=("sales",), roles=("system_admin",), groups=(MANAGERS.id,), people=(EMMA.id,), without=(SATO.id,)
    )
    sent = await k.send(still_scene, audience=to)
    found = set(await k.deliveries(still_scene, sent.id))
    assert {TANAKA.id, SUZUKI.id, TAKAHASHI.id, WATANABE.id, EMMA.id} <= found
    assert SATO.id not in found


async def test_a_channel_that_is_closed_is_reported_and_the_others_get_it(still_scene: Stage) -> None:
    await still_scene.admin.post("archive", channel=SECURITY)
    sent = await k.send(still_scene, audience=k.audience(channels=(GENERAL, RANDOM, SECURITY)))
    assert await k.deliveries(still_scene, sent.id) == {
        GENERAL: "sent", RANDOM: "not_in_channel", SECURITY: "is_archived"
    }  # fmt: skip
    (post,) = await told(still_scene, GENERAL, "偽の請求書")
    assert "Fake invoices" in words_of(post)
    assert f"{len(STAFF)}人中0人が確認" in words_of(post)
    assert set(await k.readers(still_scene, sent.id)) == STAFF, "those in the channel, without the bot"


async def test_a_company_that_shows_no_channels_is_served_all_the_same(still_scene: Stage) -> None:
    for scope in ("channels:read", "groups:read"):
        await still_scene.admin.post("revoke", scope=scope)
    sent = await k.send(still_scene, audience=k.audience(channels=(GENERAL,)))
    assert await k.deliveries(still_scene, sent.id) == {GENERAL: "sent"}


async def test_while_slack_is_away_a_bulletin_waits_and_goes_later(still_scene: Stage, clock: TestClock) -> None:
    await still_scene.admin.post("faults", kind="server_error", method="users.list", times=1)
    waiting = await k.send(still_scene)
    other = await k.send(still_scene, content=k.content("もう一つ"))
    assert waiting.state is BulletinState.PLANNED
    assert other.state is BulletinState.OPEN, "one that is stuck does not hold the others"
    await k.pass_time(still_scene, clock, minutes=6)
    assert (await k.now(still_scene, waiting.id)).state is BulletinState.OPEN
    assert len(await told(still_scene, TANAKA.id, "偽の請求書")) == 1


async def test_those_who_do_not_confirm_are_reminded_on_the_mornings_the_company_set(
    still_scene: Stage, clock: TestClock
) -> None:
    sent = await k.send(still_scene, audience=k.audience(people=(TANAKA.id, EMMA.id)))
    await k.pass_time(still_scene, clock, hours=5)
    assert not await told(still_scene, TANAKA.id, "確認がまだのようです")
    clock.moment = still_scene.house.services.days.morning_after(sent.opened_at or clock.now(), 1)
    await k.pass_time(still_scene, clock, minutes=1)
    (first,) = await told(still_scene, TANAKA.id, "確認がまだのようです")
    assert "部門長へ" not in words_of(first)
    assert await told(still_scene, EMMA.id, "A reminder")
    for _ in range(9):
        await k.pass_time(still_scene, clock, days=1)
    assert len(await told(still_scene, TANAKA.id, "確認がまだのようです")) == 2, "twice, then the head hears"
    assert await told(still_scene, TANAKA.id, "2026年4月7日（火）に部門長へ知らせます")
    assert await told(still_scene, SATO.id, "まだ確認していない人がいます")


async def test_who_joins_later_gets_what_still_holds_and_nothing_that_is_over(
    still_scene: Stage, clock: TestClock
) -> None:
    open_one = await k.send(still_scene)
    over = await k.send(still_scene, content=k.content("終わったもの"), valid_until=clock.now() + timedelta(hours=2))
    await k.pass_time(still_scene, clock, hours=3)
    assert (await k.now(still_scene, over.id)).state is BulletinState.ENDED
    still_scene.slack.slack.space.add_user(User("U0NEWCOMER1", "newcomer", "新田 入", "社員", "newcomer@example.co.jp"))
    clock.moment = datetime(2026, 4, 2, 0, 6, tzinfo=UTC)  # the next morning in Tokyo
    await still_scene.house.ticker.look()
    await k.arrived(still_scene)
    assert await until_told(still_scene, "U0NEWCOMER1", "偽の請求書")
    assert not await told(still_scene, "U0NEWCOMER1", "終わったもの")
    assert (await k.readers(still_scene, open_one.id))["U0NEWCOMER1"].joined
    assert len(await told(still_scene, TANAKA.id, "添付を開かない")) == 2, "each once, and no more"


async def test_a_correction_stands_where_the_bulletin_stood_and_wakes_those_who_had_confirmed(
    still_scene: Stage, clock: TestClock
) -> None:
    sent = await k.send(still_scene, audience=k.audience(channels=(GENERAL,), people=(TANAKA.id, SUZUKI.id)))
    service, unit = still_scene.house.services.bulletins, still_scene.house.services.unit
    tanaka = await still_scene.house.desk.people.of(Spot(sent.team, TANAKA.id))
    async with unit() as work:
        await service.confirm(work, tanaka, sent.id, 1)
    better = k.content(wordings={"ja": Wording("期限が早まりました", "明日までに更新してください。")})
    delivery = k.room_of(still_scene)
    async with unit() as work:
        changed = await service.correct(
            work, await lead(still_scene), sent.id, Correction(better, "期限を変更", anew=True)
        )
        await delivery.redraw(work, changed)
    await k.arrived(still_scene)
    for place in (GENERAL, TANAKA.id, SUZUKI.id):
        assert not await told(still_scene, place, "偽の請求書")
        assert await told(still_scene, place, "期限が早まりました")
    assert len(await told(still_scene, TANAKA.id, "確認していただいたお知らせの内容が変わりました")) == 1
    assert not await told(still_scene, SUZUKI.id, "確認していただいたお知らせの内容が変わりました")
    async with unit() as work:
        gone = await service.withdraw(work, await lead(still_scene), sent.id, "誤報でした")
        await delivery.redraw(work, gone)
    await k.arrived(still_scene)
    for place in (GENERAL, TANAKA.id, SUZUKI.id):
        assert await told(still_scene, place, "誤報でした")
        assert not await told(still_scene, place, "明日までに更新")


async def test_the_posts_of_a_few_channels_count_along_once_a_minute(still_scene: Stage, clock: TestClock) -> None:
    sent = await k.send(still_scene, audience=k.audience(channels=(GENERAL,)))
    for user in (TANAKA, EMMA):
        person = await still_scene.house.desk.people.of(Spot(sent.team, user.id))
        async with still_scene.house.services.unit() as work:
            await still_scene.house.services.bulletins.confirm(work, person, sent.id, 1)
        await k.arrived(still_scene)
    assert await told(still_scene, GENERAL, "7人中1人が確認"), "the second one comes with the next minute"
    await k.pass_time(still_scene, clock, minutes=2)
    assert await told(still_scene, GENERAL, "7人中2人が確認")
    assert GUEST.id not in await k.readers(still_scene, sent.id)


async def test_what_has_not_gone_out_yet_goes_out_corrected_and_nothing_of_what_was_withdrawn(
    still_scene: Stage, clock: TestClock
) -> None:
    services = still_scene.house.services
    await services.queue.pause(clock.now() + timedelta(minutes=10))
    sent = await k.send(still_scene, audience=k.audience(people=(TANAKA.id,)))
    gone = await k.send(still_scene, content=k.content("誤報"), audience=k.audience(people=(TANAKA.id,)))
    person, better = await lead(still_scene), k.content("正しいお知らせ")
    async with services.unit() as work:
        changed = await services.bulletins.correct(work, person, sent.id, Correction(better, "訂正", anew=True))
        await k.room_of(still_scene).redraw(work, changed)
        taken = await services.bulletins.withdraw(work, person, gone.id, "誤報でした")
        await k.room_of(still_scene).redraw(work, taken)
    await k.pass_time(still_scene, clock, minutes=11)
    assert await until_told(still_scene, TANAKA.id, "正しいお知らせ")
    assert not await told(still_scene, TANAKA.id, "偽の請求書メールが届いています")
    assert not await told(still_scene, TANAKA.id, "誤報")
    await k.arrived(still_scene)
    assert await k.deliveries(still_scene, sent.id) == {TANAKA.id: "sent"}
    assert await k.deliveries(still_scene, gone.id) == {TANAKA.id: "withdrawn"}


async def test_a_reminder_follows_what_became_of_the_bulletin_and_an_urgent_one_is_called_back_aloud(
    still_scene: Stage, clock: TestClock
) -> None:
    to = k.audience(people=(TANAKA.id, EMMA.id))
    sent = await k.send(still_scene, audience=to, content=k.content(severity="urgent"))
    clock.moment = still_scene.house.services.days.morning_after(sent.opened_at or clock.now(), 1)
    await k.pass_time(still_scene, clock, minutes=1)
    (reminder,) = await told(still_scene, TANAKA.id, "確認がまだのようです")
    person, services = await lead(still_scene), still_scene.house.services
    service, unit = services.bulletins, services.unit
    async with unit() as work:
        better = k.content("期限が早まりました", severity="urgent")
        changed = await service.correct(work, person, sent.id, Correction(better, "期限を変更", anew=True))
        await k.room_of(still_scene).redraw(work, changed)
    await k.arrived(still_scene)
    (corrected,) = await told(still_scene, TANAKA.id, "確認がまだのようです")
    assert corrected["ts"] == reminder["ts"]
    assert "期限が早まりました" in words_of(corrected)
    async with unit() as work:
        gone = await service.withdraw(work, person, sent.id, "誤報でした")
        await k.room_of(still_scene).redraw(work, gone)
    await k.arrived(still_scene)
    assert not await told(still_scene, TANAKA.id, "確認がまだのようです")
    assert reminder["ts"] in {one["ts"] for one in await told(still_scene, TANAKA.id, "誤報でした")}
    assert await told(still_scene, TANAKA.id, "取り下げました：期限が早まりました。理由：誤報でした")
    assert await told(still_scene, EMMA.id, "Withdrawn: Fake invoices. Why: 誤報でした")


@pytest.mark.parametrize("anew", [False, True])
async def test_a_reminder_that_waits_goes_out_in_the_corrected_words_and_so_do_later_ones(
    still_scene: Stage, clock: TestClock, anew: bool
) -> None:
    services = still_scene.house.services
    sent = await k.send(still_scene, audience=k.audience(people=(TANAKA.id, SUZUKI.id)))
    clock.moment = services.days.morning_after(sent.opened_at or clock.now(), 1)
    await services.queue.pause(clock.now() + timedelta(minutes=10))
    await k.clock_of(still_scene).look()
    suzuki, person = await still_scene.house.desk.people.of(Spot(sent.team, SUZUKI.id)), await lead(still_scene)
    async with services.unit() as work:
        await services.bulletins.confirm(work, suzuki, sent.id, 1)
        better = Correction(k.content("正しいお知らせ"), "件名を直しました", anew=anew)
        changed = await services.bulletins.correct(work, person, sent.id, better)
        await k.room_of(still_scene).redraw(work, changed)
    await k.pass_time(still_scene, clock, minutes=11)
    (reminder,) = await told(still_scene, TANAKA.id, "確認がまだのようです")
    assert "正しいお知らせ" in words_of(reminder)
    assert len(await told(still_scene, SUZUKI.id, "確認がまだのようです")) == anew, "asked again only for a new meaning"
    posted = await still_scene.admin.lines("api", "chat.postMessage")
    assert not [one for one in posted if "確認がまだのようです" in str(one) and "偽の請求書" in str(one)]
    clock.moment = services.days.morning_after(sent.opened_at or clock.now(), 3)
    await k.pass_time(still_scene, clock, minutes=1)
    assert len(await told(still_scene, TANAKA.id, "確認がまだのようです")) == 2
    assert not await told(still_scene, TANAKA.id, "偽の請求書")


async def test_the_word_of_a_change_that_waits_goes_out_once_and_in_the_newest_words(
    still_scene: Stage, clock: TestClock
) -> None:
    services = still_scene.house.services
    sent = await k.send(still_scene, audience=k.audience(people=(TANAKA.id,)))
    tanaka, person = await still_scene.house.desk.people.of(Spot(sent.team, TANAKA.id)), await lead(still_scene)
    await services.queue.pause(clock.now() + timedelta(minutes=10))
    async with services.unit() as work:
        await services.bulletins.confirm(work, tanaka, sent.id, 1)
    for title, anew in (("二つ目", True), ("三つ目", False), ("四つ目", True)):
        async with services.unit() as work:
            better = Correction(k.content(title), "件名を直しました", anew=anew)
            changed = await services.bulletins.correct(work, person, sent.id, better)
            await k.room_of(still_scene).redraw(work, changed)
    await k.pass_time(still_scene, clock, minutes=11)
    (told_once,) = await told(still_scene, TANAKA.id, "確認していただいたお知らせの内容が変わりました")
    assert "四つ目" in words_of(told_once)
    for old in ("偽の請求書", "二つ目", "三つ目"):
        assert not await told(still_scene, TANAKA.id, old)
