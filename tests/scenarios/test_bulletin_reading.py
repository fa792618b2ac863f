"""Stories of those who read: the button, the question, an older text, a channel, the Home."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.bulletins.cases import Bulletin, Wording
from bot.bulletins.editions import Correction
from bot.bulletins.store import BulletinStore
from bot.core.people import Person
from bot.playground.cast import EMMA, GENERAL, GUEST, RANDOM, TAKAHASHI, TANAKA
from handlers.kit.payload import Spot
from tests.bot.playground.screen import Json, Screen
from tests.kit import bulletins as k
from tests.kit.database import TestClock
from tests.kit.incidents import next_view, told, until_told
from tests.kit.patience import eventually
from tests.kit.reporting import home
from tests.kit.stage import Stage, press, press_in_view, words_of
from tests.kit.taps import shown, tap


@pytest.fixture
async def tanaka(still_scene: Stage) -> Screen:
    return await still_scene.person(TANAKA.id)


async def lead(scene: Stage) -> Person:
    return await scene.house.desk.people.of(Spot(scene.slack.slack.space.team_id, TAKAHASHI.id))


async def to_tanaka(scene: Stage, **more: Any) -> Bulletin:
    return await k.send(scene, audience=k.audience(people=(TANAKA.id,)), **more)


async def whispered(scene: Stage, channel: str, user: str) -> list[str]:
    await scene.settled()
    found = (await scene.admin.get("messages", channel=channel))["ephemerals"]
    return [words_of(one) for one in found if one["only_for"] == user]


async def corrected(scene: Stage, sent: Bulletin, *, anew: bool = True) -> None:
    async with scene.house.services.unit() as work:
        better = k.content(wordings={"ja": Wording("期限が早まりました", "明日までに更新してください。")})
        await scene.house.services.bulletins.correct(
            work, await lead(scene), sent.id, Correction(better, "期限を明日にしました", anew=anew)
        )


async def answered(screen: Screen, view: Json, option: str) -> Json:
    state = {"answer": {"value": {"type": "radio_buttons", "selected_option": {"value": option}}}}
    await screen.do("view_submit", view_id=view["id"], state=state)
    return await next_view(screen)


async def test_one_press_confirms_and_a_second_one_changes_nothing(still_scene: Stage, tanaka: Screen) -> None:
    sent = await to_tanaka(still_scene)
    (message,) = await told(still_scene, TANAKA.id, "偽の請求書")
    await press(tanaka, message, "確認しました")
    await press(tanaka, message, "確認しました")
    (message,) = await told(still_scene, TANAKA.id, "偽の請求書")
    assert "確認済み（2026年4月1日 12:00）" in words_of(message)
    assert (await k.readers(still_scene, sent.id))[TANAKA.id].confirmed == 1


async def test_a_wrong_answer_shows_the_lines_again_until_the_right_one_confirms(
    still_scene: Stage, tanaka: Screen
) -> None:
    sent = await to_tanaka(still_scene, content=k.content(ask="question", question=k.ASK))
    (message,) = await told(still_scene, TANAKA.id, "偽の請求書")
    await press(tanaka, message, "問題に答えて確認する")
    view = await answered(tanaka, await next_view(tanaka), "0")
    assert "少し違いました" in shown(view)
    assert "まもりに送る" in shown(view)
    assert (await k.readers(still_scene, sent.id))[TANAKA.id].wrong == 1
    assert "確認を記録しました" in shown(await answered(tanaka, view, "1"))
    assert "確認済み" in words_of((await told(still_scene, TANAKA.id, "偽の請求書"))[0])


async def test_in_a_channel_the_thanks_are_for_the_one_who_pressed_even_for_somebody_not_asked(
    still_scene: Stage,
) -> None:
    await still_scene.admin.post("invite", channel=RANDOM)
    sent = await k.send(still_scene, audience=k.audience(channels=(GENERAL, RANDOM)))
    (post,) = await told(still_scene, RANDOM, "偽の請求書")
    for user in (EMMA, GUEST):
        await press(await still_scene.person(user.id), post, "確認しました / I have read this")
    assert "Thank you" in (await whispered(still_scene, RANDOM, EMMA.id))[0]
    assert "ありがとうございます" in (await whispered(still_scene, RANDOM, GUEST.id))[0]
    found = await k.readers(still_scene, sent.id)
    assert {one for one in found if found[one].confirmed} == {EMMA.id, GUEST.id}


async def test_the_button_of_an_older_text_shows_the_newest_with_what_changed(
    still_scene: Stage, tanaka: Screen
) -> None:
    sent = await to_tanaka(still_scene)
    (message,) = await told(still_scene, TANAKA.id, "偽の請求書")
    await corrected(still_scene, sent)
    await press(tanaka, message, "確認しました")
    view = await next_view(tanaka)
    assert "前の版" in shown(view)
    assert "期限を明日にしました" in shown(view)
    assert (await k.readers(still_scene, sent.id))[TANAKA.id].confirmed == 0, "nobody confirms what they have not read"
    assert "確認を記録しました" in shown(await tap(tanaka, view, "確認しました"))
    assert (await k.readers(still_scene, sent.id))[TANAKA.id].confirmed == 2


async def test_what_was_withdrawn_says_so_and_why(still_scene: Stage, tanaka: Screen) -> None:
    sent = await k.send(still_scene, audience=k.audience(channels=(GENERAL,), people=(TANAKA.id,)))
    (message,), (post,) = (
        await told(still_scene, TANAKA.id, "偽の請求書"),
        await told(still_scene, GENERAL, "偽の請求書"),
    )
    async with still_scene.house.services.unit() as work:
        await still_scene.house.services.bulletins.withdraw(work, await lead(still_scene), sent.id, "誤報でした")
    await press(tanaka, message, "確認しました")
    assert "誤報でした" in words_of(await until_told(still_scene, TANAKA.id, "取り下げ"))
    await press(tanaka, post, "確認しました / I have read this")
    assert "誤報でした" in (await whispered(still_scene, GENERAL, TANAKA.id))[-1]


async def test_the_home_holds_what_is_to_be_read_the_mandatory_first_until_it_is_done(
    still_scene: Stage, tanaka: Screen
) -> None:
    await to_tanaka(still_scene, content=k.content("ふつうのお知らせ"))
    must = await to_tanaka(still_scene, content=k.content("大切なお知らせ", mandatory=True))
    seen = await home(tanaka)
    assert "まだ読んでいないお知らせ：2件" in shown(seen)
    assert shown(seen).index("大切なお知らせ") < shown(seen).index("ふつうのお知らせ")
    assert "必読" in shown(seen)
    await press_in_view(tanaka, seen, "読む")
    view = await next_view(tanaka)
    assert "大切なお知らせ" in shown(view)
    assert "確認を記録しました" in shown(await tap(tanaka, view, "確認しました"))
    assert (await k.readers(still_scene, must.id))[TANAKA.id].confirmed == 1

    async def read() -> bool:
        return "まだ読んでいないお知らせ：1件" in shown(await home(tanaka))

    assert await eventually(read)


async def reminded(scene: Stage, sent: Bulletin) -> None:
    """A reminder to everybody who has not confirmed, once more."""
    async with scene.house.services.unit() as work:
        missing = await BulletinStore(work.connection).missing(sent)
        await k.room_of(scene).remind(work, sent, [one.person for one in missing])
    await k.arrived(scene)


async def by_own_message(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    await press(tanaka, (await told(scene, TANAKA.id, "添付を開かない"))[0], "確認しました")


async def by_channel(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    await press(tanaka, (await told(scene, GENERAL, "添付を開かない"))[0], "確認しました / I have read this")


async def by_newer_reminder(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    await press(tanaka, (await told(scene, TANAKA.id, "確認がまだのようです"))[-1], "確認しました")


async def by_home(scene: Stage) -> None:
    tanaka = await scene.person(TANAKA.id)
    await press_in_view(tanaka, await home(tanaka), "読む")
    await tap(tanaka, await next_view(tanaka), "確認しました")


@pytest.mark.parametrize("way", [by_own_message, by_channel, by_newer_reminder, by_home])
async def test_whichever_way_somebody_confirms_no_older_message_asks_them_again(
    still_scene: Stage, clock: TestClock, way: Callable[[Stage], Awaitable[None]]
) -> None:
    sent = await k.send(still_scene, audience=k.audience(people=(TANAKA.id,), channels=(GENERAL,)))
    for _ in range(2):
        clock.move(hours=5)
        await reminded(still_scene, sent)
    assert len(await told(still_scene, TANAKA.id, "確認がまだのようです")) == 2
    await way(still_scene)
    await k.arrived(still_scene)
    assert not await told(still_scene, TANAKA.id, "確認がまだのようです")
    assert len(await told(still_scene, TANAKA.id, "確認済み")) == 3, "the bulletin and both reminders"


async def test_the_word_of_a_change_says_that_it_is_confirmed_too(
    still_scene: Stage, tanaka: Screen, clock: TestClock
) -> None:
    sent = await to_tanaka(still_scene)
    await press(tanaka, (await told(still_scene, TANAKA.id, "偽の請求書"))[0], "確認しました")
    async with still_scene.house.services.unit() as work:
        better = k.content(wordings={"ja": Wording("期限が早まりました", "明日までに更新してください。")})
        correction = Correction(better, "期限を明日にしました", anew=True)
        changed = await still_scene.house.services.bulletins.correct(work, await lead(still_scene), sent.id, correction)
        await k.room_of(still_scene).redraw(work, changed)
    assert await until_told(still_scene, TANAKA.id, "内容が変わりました")
    await k.arrived(still_scene)
    clock.move(minutes=1)
    (own,) = await told(still_scene, TANAKA.id, "明日までに更新してください")
    await press(tanaka, own, "確認しました")
    await k.arrived(still_scene)
    assert not await told(still_scene, TANAKA.id, "内容が変わりました")


async def test_a_reminder_is_enough_to_confirm(still_scene: Stage, tanaka: Screen) -> None:
    sent = await to_tanaka(still_scene)
    async with still_scene.house.services.unit() as work:
        bulletin, missing = await still_scene.house.services.bulletins.remind(work, await lead(still_scene), sent.id)
        await k.room_of(still_scene).remind(work, bulletin, [one.person for one in missing])
    reminder = await until_told(still_scene, TANAKA.id, "確認がまだのようです")
    await press(tanaka, reminder, "内容を読む")
    assert "まもりに送る" in shown(await next_view(tanaka))
    await press(tanaka, reminder, "確認しました")
    assert len(await told(still_scene, TANAKA.id, "確認済み")) == 2, "the bulletin and the reminder"
    assert not await told(still_scene, TANAKA.id, "確認がまだのようです")
