"""Stories of what comes by itself: the company's year switched on, a draft in time, a repetition of one's own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.bulletins.cases import Audience, Bulletin, BulletinState
from bot.bulletins.series_store import SeriesStore
from bot.bulletins.store import BulletinStore
from bot.bulletins.tables import bulletins, series
from bot.core.absences import Absence, Absences
from bot.playground.cast import GENERAL, SATO, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from handlers.bulletins.board import Board
from handlers.bulletins.delivery.clock import DeliveryClock
from handlers.bulletins.planning import ids
from handlers.bulletins.planning.clock import SeriesClock
from handlers.kit.payload import Spot
from tests.bot.playground.screen import Json, Screen
from tests.kit import bulletins as k
from tests.kit.database import TestClock
from tests.kit.forge import deliver, pressed, said, submitted
from tests.kit.incidents import next_view, told, until_told
from tests.kit.reporting import from_home
from tests.kit.stage import Stage, press, stage, words_of
from tests.kit.taps import labels, shown, tap


@pytest.fixture
async def town(tmp_path: Path, clock: TestClock) -> AsyncIterator[Stage]:
    async with stage(tmp_path, clock) as opened:
        yield opened


async def at(scene: Stage, clock: TestClock, moment: datetime) -> None:
    """Moves the clock there, lets two reach for what repeats at once, sends what is due, and lets it arrive."""
    clock.moment = moment
    (repeating,) = [one for one in scene.house.workers if isinstance(one, SeriesClock)]
    (sending,) = [one for one in scene.house.workers if isinstance(one, DeliveryClock)]
    await asyncio.gather(repeating.look(), repeating.look())
    await sending.look()
    await scene.settled()


async def all_bulletins(scene: Stage) -> list[Bulletin]:
    async with scene.house.services.database.read() as connection:
        return await BulletinStore(connection).select(bulletins.c.team != "")


async def states(scene: Stage) -> dict[str, str]:
    """Everything that repeats or did, by name."""
    async with scene.house.services.database.read() as connection:
        return {row.name: row.state for row in await connection.execute(select(series.c.name, series.c.state))}


async def planned(scene: Stage, clock: TestClock) -> Bulletin:
    """A bulletin of Takahashi's for the channel that all read, planned for next week, with its card."""
    services, team = scene.house.services, scene.slack.slack.space.team_id
    person = await scene.house.desk.people.of(Spot(team, TAKAHASHI.id))
    async with services.unit() as work:
        made = await services.bulletins.draft(work, person, k.content(), Audience(channels=(GENERAL,)))
        made = await services.bulletins.submit(work, person, made.id, clock.now() + timedelta(days=8), None)
        await Board(scene.house.desk).bring(work, made, person.id, "first")
    await scene.settled()
    return made


def entered(view: Json, **chosen: Json) -> Json:
    """The state of the form: what stands in its fields, but for what is chosen now."""
    state = {}
    for block in (one for one in view["blocks"] if one["type"] == "input"):
        element = block["element"]
        begun = {f"selected_{name[8:]}": value for name, value in element.items() if name.startswith("initial_")}
        none: Json = {"selected_options": []} if element["type"] == "checkboxes" else {}  # Slack says so, too
        value = chosen.get(block["block_id"], {"type": element["type"], **none, **begun})
        state[block["block_id"]] = {element["action_id"]: value}
    return state


async def choose(screen: Screen, view: Json, name: str, value: Json) -> Json:
    """Chooses in a field of the form; the form that comes of it."""
    action = {"block_id": name, "action_id": f"{ids.REPEAT_CHOICE}.{name}", **value}
    where = {"type": "view", "view_id": view["id"]}
    state = entered(view, **{name: value})
    answer = await screen.do("action", container=where, action=action, state=state)
    assert answer["ok"], answer
    return await next_view(screen)


async def save(screen: Screen, view: Json, **chosen: Json) -> Json:
    return await screen.do("view_submit", view_id=view["id"], state=entered(view, **chosen))


def radio(value: str) -> Json:
    return {"type": "radio_buttons", "selected_option": {"value": value}}


def picked(value: str) -> Json:
    return {"type": "static_select", "selected_option": {"value": value}}


def ticked(*values: str) -> Json:
    return {"type": "checkboxes", "selected_options": [{"value": one} for one in values]}


async def test_an_entry_is_switched_on_and_its_draft_comes_to_whoever_stands_in_for_the_lead(
    town: Stage, clock: TestClock
) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    view = await from_home(takahashi, "予定を開く")
    while "長期休暇の前のお願い" not in shown(view):
        view = await tap(takahashi, view, "次のページ")
    view = await tap(takahashi, view, "使う", beside="長期休暇の前のお願い")
    assert "使い始めました。2026年4月24日に下書きが高橋 由美さんに届きます" in shown(view)
    while "4日以上つづく休みの2営業日前 09:30／3営業日前に下書きが届きます" not in shown(view):
        view = await tap(takahashi, view, "前のページ")
    assert "2026年4月30日（木） 09:30 長期休暇の前のお願い" in shown(view)
    await at(town, clock, datetime(2026, 4, 23, 23, 59, tzinfo=UTC))
    assert await all_bulletins(town) == []
    team = town.slack.slack.space.team_id
    away = Absence(team, TAKAHASHI.id, SUZUKI.id, clock.now(), clock.now() + timedelta(days=9))
    async with town.house.services.unit() as work:
        await Absences(work.connection).say(away)
    await at(town, clock, datetime(2026, 4, 24, 0, 0, tzinfo=UTC))
    (draft,) = await all_bulletins(town)
    assert (draft.state, draft.by) == (BulletinState.DRAFT, SUZUKI.id)
    message = await until_told(town, SUZUKI.id, "「長期休暇の前のお願い」の予定は2026年4月30日（木） 09:30です")
    assert "会社の年間予定での担当：セキュリティ責任者" in words_of(message)
    assert await told(town, SUZUKI.id, draft.id), "the draft itself"
    await at(town, clock, datetime(2026, 5, 20, 0, 0, tzinfo=UTC))
    assert len(await all_bulletins(town)) == 1


async def test_ones_own_repetition_shows_its_next_times_and_posts_on_its_day_and_no_other(
    town: Stage, clock: TestClock
) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    made = await planned(town, clock)
    await press(takahashi, (await told(town, TAKAHASHI.id, made.id))[-1], "くり返す")
    view = await next_view(takahashi)
    assert "毎週木曜日 12:00（休みの日なら次の営業日）" in shown(view)
    view = await choose(takahashi, view, "weekdays", ticked())
    assert "曜日を1つ以上選んでください" in shown(view)
    assert list((await save(takahashi, view))["errors"]) == ["weekdays"]
    view = await choose(takahashi, view, "weekdays", ticked("2"))
    assert "2026年4月30日（木） 12:00" in shown(view), "Wednesday 29 April is a holiday"
    view = await choose(takahashi, view, "mode", radio("send"))
    assert "下書きはいつ" not in shown(view)
    assert await save(takahashi, view) == {"ok": True}
    # The bulletin itself goes out on Thursday the ninth: what repeats it begins after that.
    assert "次の回：2026年4月15日（水） 12:00" in words_of(await until_told(town, TAKAHASHI.id, "くり返しを始めました"))
    first = datetime(2026, 4, 15, 3, 0, tzinfo=UTC)
    for moment in (first - timedelta(days=6), first - timedelta(minutes=1), first, first, first + timedelta(days=2)):
        await at(town, clock, moment)
    (sent,) = [one for one in await all_bulletins(town) if one.series]
    assert (sent.state, sent.opened_at) == (BulletinState.OPEN, first)
    assert len(await told(town, GENERAL, "偽の請求書")) == 2, "this one, and the one that was planned itself"
    assert await told(town, TAKAHASHI.id, sent.id), "its card"
    await at(town, clock, datetime(2026, 5, 5, 3, 0, tzinfo=UTC))  # for more than two weeks nobody was running
    assert "2026年4月30日（木） 12:00に配信する予定でした" in words_of(
        await until_told(town, TAKAHASHI.id, "自動では送っていません")
    )
    draft = next(one for one in await all_bulletins(town) if one.series)
    assert draft.state is BulletinState.DRAFT
    person = await town.house.desk.people.of(Spot(draft.team, TAKAHASHI.id))
    async with town.house.services.unit() as work:  # its text is mended, and stands from now on
        await town.house.services.bulletins.rewrite(work, person, draft.id, k.content("新しい文面"), draft.audience)
    about = {"b": draft.id, "s": draft.series, "p": 0}
    await deliver(town, submitted(town, TAKAHASHI.id, ids.REPEAT_FORM, json.dumps(about)))
    assert await until_told(town, TAKAHASHI.id, "「新しい文面」を変更しました")
    assert await states(town) == {"新しい文面": "active"}


async def test_a_repetition_begun_from_a_draft_on_a_sunday_comes_on_mondays_and_leaves_the_draft(
    town: Stage, clock: TestClock
) -> None:
    clock.moment = datetime(2026, 4, 5, 3, 0, tzinfo=UTC)
    services, takahashi = town.house.services, await town.person(TAKAHASHI.id)
    person = await town.house.desk.people.of(Spot(town.slack.slack.space.team_id, TAKAHASHI.id))
    async with services.unit() as work:
        draft = await services.bulletins.draft(work, person, k.content(), Audience(everyone=True))
    trigger = town.slack.slack.triggers.issue(TAKAHASHI.id, None)
    await deliver(town, pressed(town, TAKAHASHI.id, ids.REPEAT, draft.id, trigger_id=trigger))
    view = await next_view(takahashi)
    assert "毎週月曜日 09:30" in shown(view)
    assert await save(takahashi, view) == {"ok": True}
    card = await until_told(town, TAKAHASHI.id, "もとの下書きは、まだ送られていません")
    assert "次の回：2026年4月6日（月） 09:30" in words_of(card)
    assert "その下書きをすぐにお届けします" in words_of(card), "Friday, on which it would have come, has passed"
    assert await until_told(town, TAKAHASHI.id, "の予定は2026年4月6日（月） 09:30です")
    count = len(services.known.bulletins.calendar.entries)
    view = await from_home(takahashi, f"年間予定から選ぶ（{count}件）")
    assert shown(view).count("以後 毎週月曜日 09:30") == 1
    assert "使う" in labels(view), "one weekly repetition does not push the year from the first page"
    assert "前のページ" not in labels(view)
    await press(takahashi, card, "下書きを消す")
    await town.settled()
    assert (await k.now(town, draft.id)).state is BulletinState.CANCELLED


async def test_an_hour_outside_the_working_hours_is_said_to_wait_and_waits_for_the_opening(
    town: Stage, clock: TestClock
) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    made = await planned(town, clock)
    await press(takahashi, (await told(town, TAKAHASHI.id, made.id))[-1], "くり返す")
    view = await choose(takahashi, await next_view(takahashi), "weekdays", ticked("4"))
    view = await choose(takahashi, view, "mode", radio("send"))
    assert "勤務時間" not in shown(view).replace("勤務時間に合わせる", "")
    view = await choose(takahashi, view, "at", {"type": "timepicker", "selected_time": "20:00"})
    assert "勤務時間（09:00〜17:30）の外です。次の始業時に送ります" in shown(view)
    assert "2026年4月13日（月） 09:00（2026年4月10日（金） 20:00の分）" in shown(view)
    view = await choose(takahashi, view, "in_hours", ticked())
    assert "外ですが、その時刻に送ります" in shown(view)
    assert "2026年4月10日（金） 20:00" in shown(view)
    assert await save(takahashi, view) == {"ok": True}
    begun = words_of(await until_told(town, TAKAHASHI.id, "くり返しを始めました"))
    assert "次の回：2026年4月10日（金） 20:00" in begun
    form = await tap(takahashi, await from_home(takahashi, "予定を開く"), "変える", beside="毎週金曜日")
    form = await choose(takahashi, form, "in_hours", ticked("in_hours"))
    assert await save(takahashi, form) == {"ok": True}
    begun = words_of(await until_told(town, TAKAHASHI.id, "を変更しました"))
    assert "次の回：2026年4月13日（月） 09:00" in begun
    seen = shown(await from_home(takahashi, "予定を開く"))
    assert "2026年4月13日（月） 09:00" in seen
    assert "勤務時間の外に当たるので、始業時に送ります" in seen
    clock.moment = friday = datetime(2026, 4, 10, 11, 0, tzinfo=UTC)
    await at(town, clock, friday)
    (waits,) = [one for one in await all_bulletins(town) if one.series]
    assert (waits.state, waits.opens_at) == (BulletinState.PLANNED, friday + timedelta(days=2, hours=13))
    view = await from_home(takahashi, "予定を開く")
    assert shown(view).count("2026年4月13日（月） 09:00") == 1
    await at(town, clock, friday + timedelta(days=2, hours=13))
    assert [one.state for one in await all_bulletins(town) if one.series] == [BulletinState.OPEN]


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("nth_weekday", "毎月第1木曜日 12:00（ニューヨークの時刻）（休みの日なら次の営業日）"),
        ("monthly", "毎月9日 12:00（ニューヨークの時刻）"),
        ("yearly", "毎年4月9日 12:00（ニューヨークの時刻）"),
        ("before_holidays", "4日以上つづく休みの1営業日前 12:00（ニューヨークの時刻）"),
    ],
)
async def test_the_form_follows_the_kind_and_shows_both_clocks(
    town: Stage, clock: TestClock, kind: str, part: str
) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    made = await planned(town, clock)
    await press(takahashi, (await told(town, TAKAHASHI.id, made.id))[-1], "くり返す")
    view = await choose(takahashi, await next_view(takahashi), "kind", picked(kind))
    view = await choose(takahashi, view, "zone", picked("America/New_York"))
    assert part in shown(view)
    assert shown(view).count("（ニューヨークでは") == 5
    assert "01:00（ニューヨークでは" in shown(view), "noon there, with an hour of summer time"


async def test_every_line_can_be_held_changed_left_out_and_ended(town: Stage, clock: TestClock) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    await planned(town, clock)
    await deliver(town, pressed(town, TAKAHASHI.id, f"{ids.USE}.password-day", "password-day"))
    view = await from_home(takahashi, "予定を開く")
    assert "予約済み（自動で配信）（高橋 由美）" in shown(view)
    view = await tap(takahashi, view, "一時停止", beside="予約済み")
    assert (await all_bulletins(town))[0].state is BulletinState.PAUSED
    view = await tap(takahashi, view, "次の回を休む", beside="パスワードを見直す日")
    assert "2026年5月7日 09:30の回は出しません" in shown(view)
    assert await save(takahashi, view) == {"ok": True}
    view = await next_view(takahashi)
    assert "2026年5月7日" not in shown(view)
    assert "2027年5月6日（木） 09:30 パスワードを見直す日" in shown(view)
    form = await tap(takahashi, view, "変える", beside="パスワードを見直す日")
    form = await choose(takahashi, form, "weekday", picked("1"))
    assert await save(takahashi, form) == {"ok": True}
    assert "毎年5月の第1火曜日 09:30" in words_of(await until_told(town, TAKAHASHI.id, "を変更しました"))
    view = await next_view(takahashi)
    view = await tap(takahashi, view, "一時停止", beside="毎年5月の第1火曜日")
    assert await states(town) == {"パスワードを見直す日": "paused"}
    view = await tap(takahashi, view, "再開", beside="パスワードを見直す日")
    view = await tap(takahashi, view, "終える", beside="パスワードを見直す日")
    assert await save(takahashi, view) == {"ok": True}
    assert await states(town) == {"パスワードを見直す日": "ended"}


async def test_sixty_lines_fit_on_pages(town: Stage, clock: TestClock) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    async with town.house.services.unit() as work:
        for number in range(60):
            made = k.bulletin(
                town.slack.slack.space.team_id,
                TAKAHASHI.id,
                content=k.content(f"第{number}号"),
                state=BulletinState.PLANNED,
                opens_at=clock.now() + timedelta(days=2, hours=number),
            )
            await town.house.services.bulletins.keep(work, made)
    view, seen = await from_home(takahashi, "予定を開く"), []
    while True:
        seen += [number for number in range(60) if f"第{number}号" in shown(view)]
        if "次のページ" not in labels(view):
            break
        view = await tap(takahashi, view, "次のページ")
    assert sorted(seen) == list(range(60))


@pytest.mark.parametrize("user", [TANAKA.id, SATO.id, WATANABE.id])
async def test_nobody_else_gets_through_any_door(town: Stage, clock: TestClock, user: str) -> None:
    made = await planned(town, clock)
    await deliver(town, pressed(town, TAKAHASHI.id, f"{ids.USE}.password-day", "password-day"))
    async with town.house.services.database.read() as connection:
        (kept,) = await SeriesStore(connection).going(made.team)
    await deliver(town, pressed(town, user, ids.USE, "ten-threats"))
    await deliver(town, pressed(town, user, ids.REPEAT, made.id))
    doors = {"pause": kept.id, "change": kept.id, "end": kept.id, "hold": made.id, "cancel": made.id}
    for deed, name in doors.items():
        await deliver(town, pressed(town, user, f"{ids.LINE}.x", f"{deed}:{name}:0"))
        await deliver(town, submitted(town, user, ids.SURE_FORM, f'{{"d": "{deed}:{name}:0", "p": 0}}'))
    await deliver(town, submitted(town, user, ids.REPEAT_FORM, f'{{"b": "{made.id}", "s": ""}}'))
    assert await states(town) == {"パスワードを見直す日": "active"}
    assert (await all_bulletins(town)) == [made]


async def test_the_president_looks_at_what_comes_and_has_nothing_to_press(town: Stage, clock: TestClock) -> None:
    await planned(town, clock)
    view = await from_home(await town.person(WATANABE.id), "予定を開く")
    assert "偽の請求書メールが届いています" in shown(view)
    assert set(labels(view)) <= {"次のページ"}


@pytest.mark.parametrize("value", ["", "x", "pause:BS-NOBODY:0", "skip::99999999999", '{"a": 1}', "end:" + "9" * 300])
async def test_a_forged_value_gets_a_reason_and_changes_nothing(town: Stage, clock: TestClock, value: str) -> None:
    made = await planned(town, clock)
    for door in (ids.LINE, ids.USE, ids.REPEAT):
        await deliver(town, pressed(town, TAKAHASHI.id, door, value))
    for form in (ids.SURE_FORM, ids.REPEAT_FORM):
        await deliver(town, submitted(town, TAKAHASHI.id, form, value))
    assert await all_bulletins(town) == [made]
    assert await states(town) == {}
    reasons = await said(town, "reason:")
    assert len(reasons) >= 3
    assert not any("参照番号" in one for one in reasons)
