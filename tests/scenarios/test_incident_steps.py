"""Stories of steps and follow-ups: ticked, chased by night and day, given away, and done long after the closing."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from bot.core.errors import NotAllowed, NotFound
from bot.incidents.cases import Incident, Kind, Outcome, Step
from bot.incidents.service import Changed
from bot.incidents.steps import ACTION, StepState, state_of
from bot.incidents.store import IncidentStore
from bot.playground.cast import EMMA, RESPONSE, SATO, SUZUKI, TAKAHASHI, TANAKA
from bot.playground.model import User
from handlers.incidents import ids
from handlers.incidents.aftermath import Aftermath
from handlers.incidents.work import step_ids
from tests.bot.playground.screen import Json, Screen
from tests.kit.database import TestClock
from tests.kit.incidents import latest, next_view, pass_time, report, told, until_told
from tests.kit.patience import SECONDS
from tests.kit.stage import Stage, button, press, words_of
from tests.kit.taps import day, labels, moment, shown, somebody, submit, tap, text

LOCK = "端末を遠隔でロックし"
ACCOUNTS = "端末で使っていたアカウントを止め"
SEARCH = "立ち寄り先と交通機関"
DONE, UNDO = "済みにする", "未対応に戻す"
LATE = "期限を過ぎています。進み具合"


async def lost(scene: Stage) -> Incident:
    """A lost phone, at noon of a Wednesday."""
    await report(await scene.person(TANAKA.id), "loss", "電車に会社のスマホを忘れました")
    await until_told(scene, RESPONSE, "電車に会社のスマホ")
    return await latest(scene)


async def opened(scene: Stage, screen: Screen) -> Json:
    """The list of steps, from the card in the response channel."""
    await press(screen, await until_told(scene, RESPONSE, "電車に会社のスマホ"), "手順を見る")
    return await next_view(screen)


async def steps_of(scene: Stage, incident: Incident) -> list[Step]:
    async with scene.house.services.database.read() as connection:
        return await IncidentStore(connection).steps(incident.id)


async def state(scene: Stage, incident: Incident, ref: str) -> StepState:
    return state_of(next(one for one in await steps_of(scene, incident) if one.ref == ref))


async def by_people(scene: Stage, incident: Incident, kind: Kind = Kind.STEP) -> list[tuple[str | None, str]]:
    async with scene.house.services.database.read() as connection:
        found = await IncidentStore(connection).timeline(incident.id)
    return [(one.by, one.data["what"]) for one in found if one.kind is kind and one.by]


async def hear_that_somebody_was_faster(scene: Stage, *people: User) -> list[User]:
    """Those of them who were told that the step was settled already, as soon as somebody was."""
    async with asyncio.timeout(SECONDS):
        while True:
            heard = [one for one in people if await told(scene, one.id, "ほかの方が先に対応しました")]
            if heard:
                return heard


async def until_times(scene: Stage, person: User, part: str, times: int) -> list[Json]:
    """The messages with these words, once there are so many."""
    async with asyncio.timeout(SECONDS):
        while len(found := await told(scene, person.id, part)) < times:  # noqa: ASYNC110  what is looked at lives behind a door
            await asyncio.sleep(0.05)
    assert len(found) == times
    return found


async def level(scene: Stage, incident: Incident, to: int) -> None:
    """The level changes, and everything follows it."""
    after = _aftermath(scene)
    async with scene.house.services.unit() as work:
        before = await scene.house.services.incidents.get(work, incident.id)
        now = await scene.house.services.incidents.change(work, before, level=to)
        await after.changed(work, Changed(before, now))


def _aftermath(scene: Stage) -> Aftermath:
    """The one way after any change, as the doors have it."""
    doors = next(route.handle for route in scene.house.routes if route.id == ids.SKIP_FORM)
    while wrapped := getattr(doors, "__closure__", None):  # the App Home draws itself anew around a door
        doors = next(cell.cell_contents for cell in wrapped if callable(cell.cell_contents))
    found: Aftermath = doors.__self__._after  # type: ignore[attr-defined]
    return found


async def close(scene: Stage, incident: Incident) -> None:
    after = _aftermath(scene)
    async with scene.house.services.unit() as work:
        lead = scene.house.desk.people.known(TAKAHASHI.id)
        assert lead
        said = Outcome("置き忘れ", "なし", "持ち出しの手順を見直す")
        await after.changed(work, await scene.house.services.incidents.close(work, incident.id, lead, said))


async def test_a_step_is_ticked_off_with_name_and_time_and_the_card_counts_it(still_scene: Stage) -> None:
    incident = await lost(still_scene)
    takahashi = await still_scene.person(TAKAHASHI.id)
    view = await opened(still_scene, takahashi)
    for words in (
        "手順10件のうち0件が済み",
        "広がりを止める",
        LOCK,
        "担当：システム管理者（鈴木 直樹）",
        "期限：2026年4月1日 12:15",
    ):
        assert words in shown(view), words
    view = await tap(takahashi, view, DONE, LOCK)
    assert "実施：端末を遠隔でロック" in shown(view)
    assert "高橋 由美、2026年4月1日 12:00" in shown(view)
    assert await by_people(still_scene, incident) == [(TAKAHASHI.id, "done")]
    card = await until_told(still_scene, RESPONSE, "手順10件のうち1件が済み")
    assert "次：端末で使っていたアカウントを止め" in words_of(card)
    assert "2026年4月1日 12:30まで" in words_of(card)
    view = await tap(takahashi, view, UNDO, LOCK)
    assert "手順10件のうち0件が済み" in shown(view)
    assert await state(still_scene, incident, "lock") is StepState.OPEN


async def test_the_window_under_the_steps_counts_along(still_scene: Stage) -> None:
    await lost(still_scene)
    takahashi = await still_scene.person(TAKAHASHI.id)
    await press(takahashi, await until_told(still_scene, RESPONSE, "電車に会社のスマホ"), "開く")
    hub = await next_view(takahashi)
    assert "手順10件のうち0件が済み" in shown(hub)
    steps = await tap(takahashi, hub, "手順を見る")
    await tap(takahashi, steps, DONE, LOCK)
    below = await next_view(takahashi)
    assert below["id"] == hub["id"]
    assert "手順10件のうち1件が済み" in shown(below)


async def test_a_step_is_left_out_with_its_reason_in_the_list(still_scene: Stage) -> None:
    incident = await lost(still_scene)
    takahashi = await still_scene.person(TAKAHASHI.id)
    form = await tap(takahashi, await opened(still_scene, takahashi), "不要にする…", SEARCH)
    assert SEARCH in shown(form)
    assert (await submit(takahashi, form, reason=text("もう見つかったため")))["ok"]
    view = await next_view(takahashi)
    assert "理由：もう見つかったため（高橋 由美、2026年4月1日 12:00）" in shown(view)
    assert "手順9件のうち0件" in shown(view)
    assert await state(still_scene, incident, "search") is StepState.SKIPPED


async def test_what_is_late_is_asked_for_in_one_message_and_ticked_there(still_scene: Stage, clock: TestClock) -> None:
    incident = await lost(still_scene)
    suzuki = await still_scene.person(SUZUKI.id)
    await pass_time(still_scene, clock, minutes=31)
    (message,) = await until_times(still_scene, SUZUKI, LATE, 1)
    assert "手順2件が" in words_of(message)
    assert LOCK in words_of(message)
    assert ACCOUNTS in words_of(message)
    assert "2件が期限超過" in words_of(await until_told(still_scene, RESPONSE, "期限超過"))
    found = [one for block in message["blocks"] for one in block.get("elements", ()) if one.get("type") == "button"]
    await suzuki.click(message, found[0]["action_id"], type="button", value=found[0]["value"])
    redrawn = await until_told(still_scene, SUZUKI.id, "実施：端末を遠隔でロック")
    assert redrawn["ts"] == message["ts"]
    assert await state(still_scene, incident, "lock") is StepState.DONE
    await suzuki.click(redrawn, button(redrawn, DONE)["action_id"], type="button", value=button(redrawn, DONE)["value"])
    assert await until_told(still_scene, SUZUKI.id, "ありがとうございます。済みにしました")
    assert await by_people(still_scene, incident) == [(SUZUKI.id, "done"), (SUZUKI.id, "done")]


async def test_nobody_moves_and_whoever_answers_for_it_hears_before_it_is_quiet(
    still_scene: Stage, clock: TestClock
) -> None:
    await lost(still_scene)
    for _ in range(60):
        await pass_time(still_scene, clock, minutes=5, seconds=1)
    to_lead = [one for one in await told(still_scene, TAKAHASHI.id, LATE) if LOCK in words_of(one)]
    assert len(to_lead) == 1
    before = len([one for one in await told(still_scene, SUZUKI.id, LATE) if LOCK in words_of(one)])
    assert before <= 8
    await pass_time(still_scene, clock, days=3)
    lock = next(one for one in await steps_of(still_scene, await latest(still_scene)) if one.ref == "lock")
    assert lock.chased == 3


async def test_at_night_a_step_for_working_hours_waits_for_the_morning(still_scene: Stage, clock: TestClock) -> None:
    clock.moment += timedelta(days=2, hours=5)  # Friday, 17:00
    tanaka = await still_scene.person(TANAKA.id)
    await report(tanaka, "near-miss", "鍵を閉め忘れるところでした")
    await until_told(still_scene, RESPONSE, "鍵を閉め忘れる")
    await pass_time(still_scene, clock, days=2, hours=12)  # Monday before opening
    assert not await told(still_scene, SUZUKI.id, LATE)
    await pass_time(still_scene, clock, hours=12, seconds=2)
    assert "お礼を伝える" in words_of(await until_told(still_scene, SUZUKI.id, LATE))


async def test_a_graver_level_adds_its_steps_and_a_lower_one_takes_them_off(still_scene: Stage) -> None:
    incident = await lost(still_scene)
    takahashi = await still_scene.person(TAKAHASHI.id)
    await level(still_scene, incident, 3)
    view = await opened(still_scene, takahashi)
    assert "手順12件のうち0件" in shown(view)
    await level(still_scene, incident, 2)
    view = await tap(takahashi, view, DONE, LOCK)
    assert "手順10件のうち1件" in shown(view)
    assert "理由：いまのレベルでは求められていないため" in shown(view)


async def test_a_step_of_ones_own_is_added_and_whoever_does_it_hears_of_it(
    still_scene: Stage, clock: TestClock
) -> None:
    incident = await lost(still_scene)
    takahashi, sato = [await still_scene.person(one.id) for one in (TAKAHASHI, SATO)]
    form = await tap(takahashi, await opened(still_scene, takahashi), "手順を加える")
    by = clock.now() + timedelta(hours=2)
    answer = await submit(takahashi, form, text=text("駅に電話する"), person=somebody(SATO.id), due=moment(by))
    assert answer["ok"], answer
    view = await next_view(takahashi)
    assert "駅に電話する" in shown(view)
    assert "担当：佐藤 健一" in shown(view)
    assert "期限：2026年4月1日 14:00" in shown(view)
    message = await until_told(still_scene, SATO.id, "高橋 由美さんからのお願いです")
    await press(sato, message, DONE)
    assert await until_told(still_scene, SATO.id, "実施：駅に電話する")
    assert await by_people(still_scene, incident) == [(TAKAHASHI.id, "added"), (SATO.id, "done")]


async def test_a_step_is_taken_and_given_away(still_scene: Stage) -> None:
    incident = await lost(still_scene)
    takahashi = await still_scene.person(TAKAHASHI.id)
    view = await tap(takahashi, await opened(still_scene, takahashi), "自分が担当する", LOCK)
    assert "担当：高橋 由美" in shown(view)
    form = await tap(takahashi, view, "担当を決める…", LOCK)
    assert not (await submit(takahashi, form, person=somebody("U0GUEST0001")))["ok"]
    assert (await submit(takahashi, form, person=somebody(EMMA.id)))["ok"]
    assert "担当：エマ・クラーク" in shown(await next_view(takahashi))
    message = await until_told(still_scene, EMMA.id, "asks you to do this")
    assert incident.title not in words_of(message)  # she may not see the incident, only her step
    assert await by_people(still_scene, incident) == [(TAKAHASHI.id, "assigned")] * 2


async def test_a_double_press_and_two_people_at_once_leave_one_tick(still_scene: Stage) -> None:
    incident = await lost(still_scene)
    takahashi, suzuki = [await still_scene.person(one.id) for one in (TAKAHASHI, SUZUKI)]
    views = [await opened(still_scene, one) for one in (takahashi, suzuki)]
    both = await asyncio.gather(
        *(tap(one, view, DONE, LOCK) for one, view in zip((takahashi, suzuki), views, strict=True))
    )
    assert all("実施：端末を遠隔でロック" in shown(view) for view in both)
    assert [what for _, what in await by_people(still_scene, incident)] == ["done"]
    await until_told(still_scene, RESPONSE, "手順10件のうち1件が済み")
    assert len(await hear_that_somebody_was_faster(still_scene, TAKAHASHI, SUZUKI)) == 1


async def test_forty_steps_and_more_are_turned_through(still_scene: Stage) -> None:
    incident = await lost(still_scene)
    takahashi = await still_scene.person(TAKAHASHI.id)
    async with still_scene.house.services.unit() as work:
        for count in range(50):
            row = Step(0, incident.id, "added", "", f"加えた手順{count:02}", "incident_lead", None, None, work.now)
            await IncidentStore(work.connection).add_step(row)
    view = await opened(still_scene, takahashi)
    seen = shown(view)
    while "次のページ" in labels(view):
        view = await tap(takahashi, view, "次のページ")
        seen += shown(view)
    assert [count for count in range(50) if f"加えた手順{count:02}" not in seen] == []
    view = await tap(takahashi, view, DONE, "加えた手順49")
    assert "実施：加えた手順49" in shown(view)  # on the page where it was pressed


async def test_the_end_of_the_incident_ends_the_chase(still_scene: Stage, clock: TestClock) -> None:
    incident = await lost(still_scene)
    await close(still_scene, incident)
    await pass_time(still_scene, clock, days=2)
    assert not await told(still_scene, SUZUKI.id, LATE)


# Follow-ups


async def decide(scene: Stage, screen: Screen, words: str, owner: User, due: str) -> Json:
    """Decides a follow-up from the list; the list after it."""
    await press(screen, await until_told(scene, RESPONSE, "電車に会社のスマホ"), "開く")
    view = await tap(screen, await next_view(screen), "再発防止策")
    form = await tap(screen, view, "再発防止策を決める")
    answer = await submit(screen, form, text=text(words), person=somebody(owner.id), due=day(due))
    assert answer["ok"], answer
    return await next_view(screen)


async def test_a_follow_up_outlives_the_closing_and_is_asked_for_until_it_is_done(
    still_scene: Stage, clock: TestClock
) -> None:
    incident = await lost(still_scene)
    takahashi, emma = [await still_scene.person(one.id) for one in (TAKAHASHI, EMMA)]
    view = await decide(still_scene, takahashi, "持ち出し申請の項目を見直す", EMMA, "2026-04-06")
    assert "担当：エマ・クラーク\\n期限：2026年4月6日（月）" in shown(view)
    given = await until_told(still_scene, EMMA.id, "持ち出し申請")
    assert incident.title not in words_of(given)
    await close(still_scene, incident)
    await pass_time(still_scene, clock, hours=46)  # Friday morning: the working day before
    await until_times(still_scene, EMMA, "Please remember this follow-up", 1)
    await pass_time(still_scene, clock, days=3)  # the day itself
    await until_times(still_scene, EMMA, "Please remember this follow-up", 2)
    await pass_time(still_scene, clock, days=3)
    (late,) = await until_times(still_scene, EMMA, "The day of this follow-up has passed", 1)
    await press(emma, late, "It is done")
    form = await next_view(emma)
    assert (await submit(emma, form, note=text("項目を二つ足しました")))["ok"]
    await until_told(still_scene, EMMA.id, "Thank you, that is done")
    await pass_time(still_scene, clock, days=30)
    await until_times(still_scene, EMMA, "持ち出し申請", 4)  # given, before, on the day, late
    assert await by_people(still_scene, incident, Kind.ACTION) == [(TAKAHASHI.id, "added"), (EMMA.id, "done")]


async def test_a_follow_up_on_the_home_is_done_from_there(still_scene: Stage) -> None:
    incident = await lost(still_scene)
    takahashi, emma = [await still_scene.person(one.id) for one in (TAKAHASHI, EMMA)]
    await decide(still_scene, takahashi, "持ち出し申請の項目を見直す", EMMA, "2026-04-06")
    await emma.do("open", channel=emma.dm, tab="home")
    home = (await emma.sees("home", lambda event: "持ち出し申請" in json.dumps(event, ensure_ascii=False)))["view"]
    assert "Your follow-ups" in shown(home)
    form = await tap(emma, home, "It is done", "持ち出し申請")
    assert (await submit(emma, form))["ok"]
    await emma.sees("home", lambda event: "持ち出し申請" not in json.dumps(event, ensure_ascii=False))
    (action,) = [one for one in await steps_of(still_scene, incident) if one.source == ACTION]
    assert action.done_by == EMMA.id


async def test_a_day_that_is_over_and_no_colleague_are_said_at_their_fields(still_scene: Stage) -> None:
    await lost(still_scene)
    takahashi = await still_scene.person(TAKAHASHI.id)
    await press(takahashi, await until_told(still_scene, RESPONSE, "電車に会社のスマホ"), "開く")
    view = await tap(takahashi, await next_view(takahashi), "再発防止策")
    form = await tap(takahashi, view, "再発防止策を決める")
    answer = await submit(takahashi, form, text=text("直す"), person=somebody(EMMA.id), due=day("2026-03-31"))
    assert list(answer["errors"]) == ["due"]
    answer = await submit(takahashi, form, text=text("直す"), person=somebody("U0GUEST0001"), due=day("2026-04-06"))
    assert list(answer["errors"]) == ["person"]


# What is learned


async def test_the_closing_suggests_an_entry_and_a_bulletin_each_decided_once(still_scene: Stage) -> None:
    incident = await lost(still_scene)
    takahashi = await still_scene.person(TAKAHASHI.id)
    await close(still_scene, incident)
    await press(takahashi, await until_told(still_scene, TAKAHASHI.id, "この件から何を残しますか"), "提案を見る")
    view = await next_view(takahashi)
    assert "回答集への追記" in shown(view)
    assert f"「{incident.title}」とたずねると" in shown(view)  # there is an answer on lost phones
    form = await tap(takahashi, view, "注意喚起の担当を決める")
    written = {one["block_id"]: one["element"] for one in form["blocks"] if one["type"] == "input"}
    assert incident.title in written["text"]["initial_value"]
    assert written["person"]["initial_user"] == TAKAHASHI.id
    assert written["due"]["initial_date"] == "2026-04-08"
    said = text(written["text"]["initial_value"])
    assert (await submit(takahashi, form, text=said, person=somebody(TAKAHASHI.id), due=day("2026-04-08")))["ok"]
    view = await next_view(takahashi)
    assert "注意喚起の担当を決める" not in labels(view)
    assert "決定済み：注意喚起を社内に送る" in shown(view)
    assert [one.ref for one in await steps_of(still_scene, incident) if one.source == ACTION] == ["bulletin"]


async def test_a_near_miss_is_suggested_the_next_morning_and_alarms_nobody_before(
    still_scene: Stage, clock: TestClock
) -> None:
    tanaka = await still_scene.person(TANAKA.id)
    await report(tanaka, "near-miss", "鍵を閉め忘れるところでした")
    await until_told(still_scene, RESPONSE, "鍵を閉め忘れる")
    assert not await told(still_scene, TAKAHASHI.id, "ヒヤリハットが届いています")
    await pass_time(still_scene, clock, hours=21)
    await until_times(still_scene, TAKAHASHI, "ヒヤリハットが届いています", 1)


# Every door


DOORS = [
    ("action", ids.STEPS),
    ("action", step_ids.STEPS_PAGE),
    ("action", ids.STEP),
    ("action", ids.ADD_STEP),
    ("view", ids.SKIP_FORM),
    ("view", step_ids.ASSIGN_FORM),
    ("view", ids.STEP_FORM),
]
ACTION_DOORS = [
    ("action", ids.ACTIONS),
    ("action", step_ids.ACTION_NEW),
    ("action", step_ids.ACTION_DONE),
    ("view", ids.ACTION_FORM),
    ("view", step_ids.ACTION_DONE_FORM),
    ("action", step_ids.LEARN),
]


def forged(incident: Incident, person: User, name: str, value: str) -> Json:
    """A press or a form as somebody would make it up who never saw the button."""
    typed = {"text": text("直す"), "person": somebody(SUZUKI.id), "due": day("2026-04-06"), "reason": text("いや")}
    return {
        "team": {"id": incident.team},
        "user": {"id": person.id},
        "trigger_id": "forged",
        "actions": [{"action_id": name, "value": value, "action_ts": "1"}],
        "view": {
            "id": "V1",
            "hash": "1",
            "type": "modal",
            "callback_id": name,
            "private_metadata": value,
            "state": {"values": {block: {"value": each} for block, each in typed.items()}},
        },
    }


@pytest.mark.parametrize("person", [TANAKA, EMMA], ids=["reporter", "stranger"])
async def test_no_door_of_steps_and_follow_ups_opens_for_those_who_do_not_respond(
    still_scene: Stage, person: User
) -> None:
    incident = await lost(still_scene)
    await decide(still_scene, await still_scene.person(TAKAHASHI.id), "直す", SUZUKI, "2026-04-06")
    before = await steps_of(still_scene, incident)
    action = next(one for one in before if one.source == ACTION)
    on_step = f'{{"i":"{incident.id}","s":{before[0].id},"w":"done"}}'
    on_action = f'["{incident.id}",{action.id},"","","",""]'
    for doors, value in ((DOORS, on_step), (ACTION_DOORS, on_action)):
        for surface, name in doors:
            route = next(one for one in still_scene.house.routes if one.surface == surface and one.matches(name))
            given = incident.id if name == step_ids.LEARN else value
            with pytest.raises((NotFound, NotAllowed)):
                await route.handle(forged(incident, person, name, given), still_scene.house.client)
    assert await steps_of(still_scene, incident) == before
