"""Stories of hostile and clumsy people at the incident desk: no harm is done, and who is refused hears why."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from sqlalchemy import select

from bot.core.people import PeopleStore, Profile
from bot.core.tables import outbox
from bot.incidents.cases import Entry, Incident, State
from bot.incidents.store import IncidentStore
from bot.incidents.tables import incidents
from bot.incidents.timers import Timers
from bot.playground.cast import EMMA, GUEST, RESPONSE, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from handlers.incidents import ids
from handlers.incidents.duties import ids as duty_ids
from handlers.incidents.work import step_ids
from handlers.kit.errors import BROKEN
from tests.kit.database import TestClock
from tests.kit.forge import complaints, deliver, pressed, said, submitted
from tests.kit.incidents import latest, pass_time, report, told, told_in_time, until_told
from tests.kit.patience import eventually
from tests.kit.stage import Stage, press, words_of
from tests.scenarios.test_incident_doors import FIELDS, MINE, everything, shapes

LOST = "役員の鞄が盗まれました"
OUTBREAK = 20
"""Reports of one trouble in an hour: far more than anybody reads reminders of."""
CONFIRM = "確認しました。対応します"
STRANGER, ELSEWHERE = "U0STRANGER1", "T0OTHER0001"
QUIET = frozenset({ids.LIST_FILTER, ids.LISTED, ids.LIST_PAGE, ids.LIST_ANEW, ids.LIST_BACK, ids.LIST, ids.BACK})
"""Lists show everybody their own, and whoever is not away need not come back: nothing there is refused."""


async def led(scene: Stage) -> Incident:
    """An incident that Tanaka has reported and Takahashi leads, its room made and everything said."""
    await report(await scene.person(TANAKA.id), "loss", LOST, personal="over-1000")
    takahashi = await scene.person(TAKAHASHI.id)
    await press(takahashi, await until_told(scene, TAKAHASHI.id, LOST), CONFIRM)
    await until_room(scene)
    await scene.settled()
    return await latest(scene)


async def until_room(scene: Stage) -> None:
    """Waits until an incident has its room, as it should be."""
    await eventually(partial(with_room, scene))


async def with_room(scene: Stage) -> Incident | None:
    async with scene.house.services.database.read() as connection:
        found = await IncidentStore(connection).select(incidents.c.room.startswith("C"), limit=1)
    return found[0] if found and not found[0].room_stale else None


async def answered(scene: Stage, body: dict[str, Any]) -> str:
    """What Slack is told of a form: nothing, or what is wrong with it."""
    return str((await scene.house.app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))).body)


async def case(scene: Stage, incident_id: str) -> Incident:
    async with scene.house.services.database.read() as connection:
        found = await IncidentStore(connection).get(incident_id)
    assert found
    return found


async def timeline(scene: Stage, incident: Incident) -> list[Entry]:
    async with scene.house.services.database.read() as connection:
        return await IncidentStore(connection).timeline(incident.id)


def revealed(scene: Stage, since: int, secret: str) -> list[str]:
    """The calls to Slack that hold these words."""
    calls = scene.slack.slack.log.select("api")[since:]
    return [line.name for line in calls if secret in json.dumps(line.body, ensure_ascii=False)]


@pytest.mark.parametrize("user", [EMMA.id, GUEST.id, STRANGER], ids=["a colleague", "a guest", "a stranger"])
async def test_whoever_has_nothing_to_do_with_it_learns_and_changes_nothing_and_hears_why(
    still_scene: Stage, clock: TestClock, user: str
) -> None:
    incident = await led(still_scene)
    team = ELSEWHERE if user == STRANGER else incident.team
    stranger = Profile(ELSEWHERE, STRANGER, "Eve", None, "ja-JP", None, False, True, datetime(2100, 1, 1, tzinfo=UTC))
    async with still_scene.house.services.database.write() as connection:
        await PeopleStore(connection).save(stranger)
        steps = await IncidentStore(connection).steps(incident.id)
    before, since = await everything(still_scene), len(still_scene.slack.slack.log.select("api"))
    values = list(shapes(incident, [steps[0].id, (await timeline(still_scene, incident))[0].id]))
    doors = [one for one in still_scene.house.routes if one.id.startswith("incidents.") and one.id not in MINE | QUIET]
    silent = []
    for route in (one for one in doors if one.surface in {"action", "view"} and one.id != ids.AWAY_FORM):
        heard, beside = len(await said(still_scene, "reason:")), False
        for value in (values[0], values[1], values[-2]):
            body = (
                pressed(still_scene, user, f"{route.id}.60", value, team=team, channel="D1")
                if route.surface == "action"
                else submitted(still_scene, user, route.id, value, **FIELDS)
            )
            body["team"]["id"] = body["user"]["team_id"] = team
            body.get("view", {})["hash"] = f"{route.id} {value}"
            beside |= bool(await complaints(still_scene, body))
        if not beside and len(await said(still_scene, "reason:")) == heard:
            silent.append(route.id)
    await still_scene.settled()
    own = set() if user == STRANGER else {ids.AWAY, ids.CONTINUITY}  # everybody's
    assert set(silent) <= own | {duty_ids.DUTIES_PAGE, step_ids.STEPS_PAGE}
    assert revealed(still_scene, since, LOST) == []
    assert await everything(still_scene) == before


MANGLED = (
    "",
    "\x00",
    "{",
    "{}",
    "[]",
    '{"i":1}',
    "[" * 1500,
    '{"i":' * 400,
    '{"i":"@","s":1e400,"p":1e400}',
    "@:x",
    "²",
)
IMPOSSIBLE = {
    **dict.fromkeys(("at", "until", "happened", "noticed"), "9" * 17),
    **dict.fromkeys(("level", "hours", "state", "category", "incident", "into", "person"), "²"),
    **dict.fromkeys(("text", "reason", "note", "cause", "damage", "prevention", "learned"), "x"),
    "due": "9999-12-31",
}


async def test_what_nobody_could_have_chosen_is_refused_with_a_reason(still_scene: Stage, clock: TestClock) -> None:
    incident = await led(still_scene)
    doors = [one for one in still_scene.house.routes if one.id.startswith("incidents.")]
    beside: list[str] = []
    for route in doors:
        for value in (*MANGLED, "@") if route.surface == "view" else ():
            body = submitted(still_scene, TAKAHASHI.id, route.id, value.replace("@", incident.id), **IMPOSSIBLE)
            body["view"]["hash"] = f"{route.id} {value[:9]}"
            beside += await complaints(still_scene, body)
        for value in MANGLED if route.surface == "action" and route.id != ids.CATEGORY else ():
            body = pressed(still_scene, TAKAHASHI.id, f"{route.id}.99999999999", value.replace("@", incident.id))
            assert await deliver(still_scene, body) == 200
    broken = still_scene.house.desk.speech.in_("ja").say(BROKEN, reference="")[:20]
    assert beside
    assert [one for one in [*beside, *await said(still_scene, "reason:")] if one.startswith(broken)] == []


@pytest.mark.parametrize("while_", ["99999999999", "999999", "-5", "x"])
async def test_the_question_how_things_stand_can_be_put_off_only_as_long_as_the_buttons_say(
    still_scene: Stage, clock: TestClock, while_: str
) -> None:
    incident = await led(still_scene)
    async with still_scene.house.services.database.read() as connection:
        before = await Timers(connection).waiting(incident.id)
    await deliver(still_scene, pressed(still_scene, TAKAHASHI.id, f"{ids.SNOOZE}.{while_}", incident.id))
    async with still_scene.house.services.database.read() as connection:
        assert await Timers(connection).waiting(incident.id) == before


async def test_a_press_and_a_form_that_come_twice_count_once(still_scene: Stage, clock: TestClock) -> None:
    incident = await led(still_scene)
    takahashi = TAKAHASHI.id
    twice: list[dict[str, Any]] = [
        submitted(still_scene, takahashi, ids.LEVEL_FORM, incident.id, level="2", reason="軽い"),
        submitted(still_scene, takahashi, ids.MOVE_FORM, incident.id, state="contained", note="止めた"),
        submitted(still_scene, takahashi, ids.STEP_FORM, incident.id, text="駅に電話する"),
        submitted(still_scene, takahashi, ids.ENTRY_FORM, incident.id, text="電話した", at="1"),
        submitted(still_scene, takahashi, ids.SITUATION_FORM, incident.id, text="変わりなし"),
        submitted(still_scene, takahashi, ids.HAND_OVER_FORM, incident.id, person=WATANABE.id),
        pressed(still_scene, takahashi, ids.TAKE_LEAD, incident.id),
        pressed(still_scene, takahashi, ids.SITUATION_SAME, incident.id),
        submitted(still_scene, TANAKA.id, ids.NOTHING_FORM, incident.id, why="ありました"),
        submitted(still_scene, TANAKA.id, ids.FACTS_FORM, incident.id, **{"fact-outside": "yes"}),
        submitted(still_scene, takahashi, ids.CLOSE_FORM, incident.id, cause="x", damage="y", prevention="z"),
        submitted(still_scene, takahashi, ids.REVIEW_FORM, incident.id, learned="早く言う"),
        submitted(still_scene, takahashi, ids.ACTION_FORM, incident.id, text="配る", person=EMMA.id, due="2026-12-25"),
        submitted(still_scene, takahashi, ids.DRILL_FORM, "", category="loss", level="2", hours="1"),
        submitted(still_scene, TANAKA.id, ids.START_FORM, '{"via":"home","files":[],"category":"loss"}', text="また"),
    ]
    for number, body in enumerate(twice):
        body.get("view", {})["hash"] = str(number)
        assert await deliver(still_scene, body) == 200
        await until_room(still_scene)
        once = await everything(still_scene)
        posts = len(await said(still_scene))
        for _ in range(2):
            assert await deliver(still_scene, body) == 200
        assert await everything(still_scene) == once, body
        assert len(await said(still_scene)) == posts, body
    assert await said(still_scene, "reason:") == []
    assert (await case(still_scene, incident.id)).state is State.CLOSED


async def reported(scene: Stage, user: str, text: str, category: str = "loss") -> Incident:
    """Somebody's report, without windows."""
    draft = json.dumps({"via": "home", "files": [], "category": category})
    assert await deliver(scene, submitted(scene, user, ids.START_FORM, draft, text=text)) == 200
    return await latest(scene)


async def posts(scene: Stage) -> Counter[tuple[str, str]]:
    """How many messages of each sort were put out to whom."""
    async with scene.house.services.database.read() as connection:
        rows = await connection.execute(select(outbox.c.channel, outbox.c.key).where(outbox.c.kind == "post"))
        return Counter((row.channel, row.key.partition(":")[0]) for row in rows)


async def test_closing_and_another_level_at_once_end_in_one_of_the_two_orders(
    still_scene: Stage, clock: TestClock
) -> None:
    incident = await led(still_scene)
    close = submitted(still_scene, TAKAHASHI.id, ids.CLOSE_FORM, incident.id, cause="x", damage="y", prevention="z")
    level = submitted(still_scene, WATANABE.id, ids.LEVEL_FORM, incident.id, level="2", reason="軽い")
    answers = await asyncio.gather(answered(still_scene, close), answered(still_scene, level))
    found = await case(still_scene, incident.id)
    refused = [one for one in answers if "errors" in one]
    assert found.state is State.CLOSED
    assert (found.level, len(refused)) in {(3, 1), (2, 0)}


async def test_what_was_written_is_not_lost_when_the_incident_has_moved_on(
    still_scene: Stage, clock: TestClock
) -> None:
    incident = await led(still_scene)
    forms = [
        submitted(still_scene, user, ids.CLOSE_FORM, incident.id, cause="長い原因", damage="y", prevention="z")
        for user in (TAKAHASHI.id, WATANABE.id)
    ]
    answers = [await answered(still_scene, form) for form in forms]
    assert answers[0] == ""
    assert json.loads(answers[1])["response_action"] == "errors"
    assert "対応が先へ進んだ" in json.loads(answers[1])["errors"]["cause"]


async def test_every_form_that_comes_too_late_stays_open_with_its_reason(still_scene: Stage, clock: TestClock) -> None:
    incident = await led(still_scene)
    sent = partial(submitted, still_scene, TAKAHASHI.id)
    assert await complaints(still_scene, sent(ids.MOVE_FORM, incident.id, state="rejected", note="見つかった")) == []
    late = (
        sent(ids.STEP_FORM, incident.id, text="駅に電話する"),
        sent(ids.SITUATION_FORM, incident.id, text="まだ探しています"),
        sent(ids.ACTION_FORM, incident.id, text="配る", person=EMMA.id, due="2026-12-25"),
        sent(ids.LEVEL_FORM, incident.id, level="3", reason="重い"),
        sent(ids.HAND_OVER_FORM, incident.id, person=WATANABE.id, note="頼みます"),
    )
    for form in late:
        (reason,) = await complaints(still_scene, form)
        assert "対応が先へ進んだ" in reason, form["view"]["callback_id"]
    assert await said(still_scene, "reason:") == []  # it is said once, where it was typed


async def test_grave_answers_after_the_end_reach_whoever_led(still_scene: Stage, clock: TestClock) -> None:
    incident = await reported(still_scene, TANAKA.id, "書類を一つなくしました")
    await deliver(still_scene, pressed(still_scene, TAKAHASHI.id, ids.CONFIRM, incident.id))
    ended = submitted(still_scene, TAKAHASHI.id, ids.MOVE_FORM, incident.id, state="rejected", note="見つかった")
    await deliver(still_scene, ended)
    facts = submitted(still_scene, TANAKA.id, ids.FACTS_FORM, incident.id, **{"fact-personal": "over-1000"})
    await deliver(still_scene, facts)
    found = await case(still_scene, incident.id)
    assert (found.state, found.level) == (State.REJECTED, 3)
    assert "レベル3" in words_of(await until_told(still_scene, TAKAHASHI.id, "終わったあとの回答"))


async def test_nobody_is_asked_or_offered_the_lead_without_end(still_scene: Stage, clock: TestClock) -> None:
    await led(still_scene)
    before = await posts(still_scene)
    for _ in range(14 * 12):
        await pass_time(still_scene, clock, hours=2)
    asked = await posts(still_scene) - before
    assert 15 < asked[TAKAHASHI.id, "incident-situation"] < 40
    assert asked[WATANABE.id, "incident-offer"] <= 14


async def test_when_the_leads_account_is_closed_the_next_one_is_offered_the_lead_at_once(
    still_scene: Stage, clock: TestClock
) -> None:
    await led(still_scene)
    still_scene.slack.slack.space.users[TAKAHASHI.id].deleted = True
    await pass_time(still_scene, clock, hours=2, minutes=1)
    await still_scene.settled()
    await pass_time(still_scene, clock, hours=2)
    offer = await until_told(still_scene, SUZUKI.id, "Slackで連絡がつきません")
    assert ids.TAKE_LEAD in words_of(offer)


async def test_bringing_together_both_ways_at_once_leaves_one_that_goes_on(
    still_scene: Stage, clock: TestClock
) -> None:
    one = await reported(still_scene, TANAKA.id, "鞄をなくしました")
    clock.move(seconds=1)
    other = await reported(still_scene, EMMA.id, "鞄が見つかりません")
    there = submitted(still_scene, TAKAHASHI.id, ids.MERGE_FORM, one.id, into=other.id)
    back = submitted(still_scene, WATANABE.id, ids.MERGE_FORM, other.id, into=one.id)
    refused = await asyncio.gather(complaints(still_scene, there), complaints(still_scene, back))
    found = [await case(still_scene, each.id) for each in (one, other)]
    assert {each.state for each in found} == {State.MERGED, State.REPORTED}
    ended, goes_on = sorted(found, key=lambda each: each.is_open)
    assert (ended.merged_into, goes_on.followers) == (goes_on.id, (ended.reporter,))
    assert sorted(map(len, refused)) == [0, 1]


@pytest.mark.parametrize("trouble", ["gone", "archived", "not a member"])
async def test_without_the_response_channel_people_are_called_and_somebody_hears_that_it_is_missing(
    still_scene: Stage, clock: TestClock, trouble: str
) -> None:
    channels = still_scene.slack.slack.space.channels
    channel = channels[RESPONSE]
    before = list(channel.members)
    if trouble == "gone":
        del channels[RESPONSE]
    elif trouble == "archived":
        channel.is_archived = True
    else:
        channel.members.remove(still_scene.slack.slack.space.app.bot_user)
    await reported(still_scene, TANAKA.id, LOST)
    for user in (SUZUKI.id, TANAKA.id):
        assert await until_told(still_scene, user, LOST)
    await pass_time(still_scene, clock, minutes=16)
    assert await until_told(still_scene, TAKAHASHI.id, LOST)
    for user in (SUZUKI.id, TAKAHASHI.id):
        await told_in_time(still_scene, clock, user, "#incident-response に書き込めません", minutes=3)
        assert len(await told(still_scene, user, "#incident-response に書き込めません")) == 1
    channels[RESPONSE] = channel
    channel.is_archived, channel.members[:] = False, before
    card = await told_in_time(still_scene, clock, RESPONSE, LOST, minutes=3)
    assert "高橋 由美" in words_of(card), "as it now stands"


async def test_an_outbreak_calls_for_each_report_and_reminds_no_more_than_people_can_read(
    still_scene: Stage, clock: TestClock
) -> None:
    for number in range(OUTBREAK):
        await reported(still_scene, (TANAKA, EMMA, WATANABE)[number % 3].id, f"画面に警告が出ました {number}", "virus")
    calls = await posts(still_scene)
    assert calls[SUZUKI.id, "incident-call"] == OUTBREAK
    for _ in range(4):
        await pass_time(still_scene, clock, minutes=10)
    reminded = await posts(still_scene) - calls
    assert sum(count for (user, _), count in reminded.items() if user == SUZUKI.id) < 30
    assert reminded[SUZUKI.id, "incident-waiting"] >= 1
    for _ in range(3):
        await pass_time(still_scene, clock, hours=2)
        await still_scene.house.ticker.look()
    everything_said = await posts(still_scene)
    assert everything_said["#security", "incident-alert"] < OUTBREAK
    assert everything_said["#security", "incident-alerts"] >= 1
    assert [user for user, sort in everything_said if sort == "incident-forgotten"] == []


TRAP = (
    "<!channel> <!here> <@U0SATO00001> <#C0GENERAL01> <https://evil.example|社内ポータル> *b* `c` ~s~ :tada: "
    "{0.__class__} {id} {{7*7}} =1+1 \u202egnp.exe\u2066 \x00 &lt;!channel&gt; '; DROP TABLE incident; --\n> 引用\n"
)


async def test_hostile_words_stay_words_wherever_people_write(still_scene: Stage, clock: TestClock) -> None:
    since = len(still_scene.slack.slack.log.select("api"))
    wall, lead = (TRAP * 40)[:3000], TAKAHASHI.id
    draft = json.dumps({"via": "home", "files": [], "category": "loss"})
    await deliver(still_scene, submitted(still_scene, TANAKA.id, ids.START_FORM, draft, text=wall, where=TRAP))
    of = (await latest(still_scene)).id
    await deliver(still_scene, pressed(still_scene, lead, ids.CONFIRM, of))
    written: list[dict[str, Any]] = [
        submitted(still_scene, TANAKA.id, ids.ENTRY_FORM, of, text=wall, at="1"),
        submitted(still_scene, TANAKA.id, ids.NOTHING_FORM, of, why=wall),
        submitted(still_scene, lead, ids.LEVEL_FORM, of, level="3", reason=wall),
        submitted(still_scene, lead, ids.MOVE_FORM, of, state="contained", note=wall),
        submitted(still_scene, lead, ids.STEP_FORM, of, text=TRAP, person=SUZUKI.id),
        submitted(still_scene, lead, ids.SITUATION_FORM, of, text=wall),
        submitted(still_scene, lead, ids.HAND_OVER_FORM, of, person=WATANABE.id, note=wall),
        submitted(still_scene, lead, ids.CLOSE_FORM, of, cause=wall, damage=wall, prevention=wall),
        submitted(still_scene, lead, ids.REVIEW_FORM, of, learned=wall, good=wall, bad=wall),
        submitted(still_scene, lead, ids.ACTION_FORM, of, text=TRAP, person=EMMA.id, due="2026-12-25"),
        submitted(still_scene, lead, ids.DRILL_FORM, "", category="loss", level="2", hours="1", text=wall),
    ]
    for number, body in enumerate(written):
        body["view"]["hash"] = str(number)
        if body["view"]["callback_id"] == ids.CLOSE_FORM:
            await until_room(still_scene)
        assert "errors" not in await answered(still_scene, body), body["view"]["callback_id"]
    await pass_time(still_scene, clock, hours=3)
    assert await said(still_scene, "reason:") == []
    sent = [line.body for line in still_scene.slack.slack.log.select("api")[since:]]
    bare = [str(body.get(name, "")) for body in sent for name in ("text", "topic", "purpose")]
    texts = bare + [part for body in sent for part in marked_up(body)]
    assert [one for one in texts if "<!" in one or "<@U0SATO" in one or "<#C" in one or "<http" in one] == []
    shown = json.dumps(sent, ensure_ascii=False)
    assert "<!channel>" in shown, "in plain and rich text it stands as it was typed"
    assert "{0.__class__}" in shown
    assert [sign for sign in ("\u202e", "\u2066", "\x00") if sign in shown] == []


def marked_up(part: object) -> list[str]:
    """Every text of a payload that Slack reads as mrkdwn, or as a link."""
    if isinstance(part, str) and part.startswith(("[", "{")):
        with suppress(ValueError):
            return marked_up(json.loads(part))
    if isinstance(part, dict):
        own = [str(part.get("text", ""))] if part.get("type") == "mrkdwn" else []
        own += [str(part.get("url"))] if part.get("type") == "link" else []
        return own + [found for value in part.values() for found in marked_up(value)]
    return [found for value in part for found in marked_up(value)] if isinstance(part, list) else []
