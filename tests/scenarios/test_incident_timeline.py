"""Stories of the timeline: read page by page, added to, corrected in the open, and messages kept in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import NotAllowed, NotFound, Refused
from bot.incidents.cases import Earlier, Entry, Incident, Kind
from bot.incidents.store import IncidentStore
from bot.playground.cast import EMMA, GENERAL, RESPONSE, SATO, SUZUKI, TAKAHASHI, TANAKA
from bot.playground.model import User
from handlers.incidents import ids
from handlers.incidents.work import step_ids
from handlers.incidents.work.timeline_views import EntryTarget
from tests.bot.playground.screen import Json, Screen
from tests.kit.database import TestClock
from tests.kit.incidents import latest, next_view, report, told, until_told
from tests.kit.stage import Stage, press, words_of
from tests.kit.taps import labels, moment, picked, shown, submit, tap, text

EARLIER, LATER, NEWEST, CORRECT = "前の記録", "次の記録", "いちばん新しい記録", "訂正する"


async def lost(scene: Stage, words: str = "電車に会社のスマホを忘れました", by: User = TANAKA) -> Incident:
    await report(await scene.person(by.id), "loss", words)
    await until_told(scene, RESPONSE, words)
    return await latest(scene)


async def opened(scene: Stage, screen: Screen, label: str = "経過を見る", card: str = "電車に会社のスマホ") -> Json:
    """A window of the incident, from its card in the response channel."""
    await press(screen, await until_told(scene, RESPONSE, card), "開く")
    return await tap(screen, await next_view(screen), label)


async def written(scene: Stage, incident: Incident, *entries: Entry) -> None:
    async with scene.house.services.unit() as work:
        for entry in entries:
            await IncidentStore(work.connection).write(replace(entry, incident=incident.id))


async def lines(scene: Stage, incident: Incident, kind: Kind = Kind.NOTE) -> list[Entry]:
    async with scene.house.services.database.read() as connection:
        found = await IncidentStore(connection).timeline(incident.id)
    return [one for one in found if one.kind is kind]


def notes(clock: TestClock, count: int, words: str = "記録{n:03}") -> list[Entry]:
    """Notes, the last of which was written now, an hour from one to the next."""
    now = clock.now()
    return [
        Entry(0, "", Kind.NOTE, now - timedelta(hours=count - n), now, SUZUKI.id, words.format(n=n))
        for n in range(1, count + 1)
    ]


async def test_five_hundred_entries_are_read_through_to_the_first_and_back_to_the_newest(
    still_scene: Stage, clock: TestClock
) -> None:
    incident = await lost(still_scene)
    await written(still_scene, incident, *notes(clock, 500))
    takahashi = await still_scene.person(TAKAHASHI.id)
    view = await opened(still_scene, takahashi)
    newest = re.findall(r"記録\d{3}", shown(view))
    assert NEWEST not in labels(view)
    backwards = [view]
    while EARLIER in labels(view):
        view = await tap(takahashi, view, EARLIER)
        backwards.append(view)
    assert all(len(one["blocks"]) <= 100 for one in backwards)
    seen = [found for one in reversed(backwards) for found in re.findall(r"記録\d{3}", shown(one))]
    assert seen == [f"記録{n:03}" for n in range(1, 501)]  # each once, in the order of what happened
    assert re.search(r"全\d{3}件のうち1〜\d+件目", shown(view))
    forwards = re.findall(r"記録\d{3}", shown(view))
    while LATER in labels(view):
        view = await tap(takahashi, view, LATER)
        forwards += re.findall(r"記録\d{3}", shown(view))
    assert forwards == seen
    view = await tap(takahashi, await tap(takahashi, await tap(takahashi, view, EARLIER), EARLIER), NEWEST)
    assert re.findall(r"記録\d{3}", shown(view)) == newest


async def test_pages_stay_where_they_are_while_others_write(still_scene: Stage, clock: TestClock) -> None:
    incident = await lost(still_scene)
    await written(still_scene, incident, *notes(clock, 60))
    takahashi = await still_scene.person(TAKAHASHI.id)
    view = await tap(takahashi, await opened(still_scene, takahashi), EARLIER)
    before = re.findall(r"記録\d{3}", shown(view))
    later = [replace(one, at=one.at + timedelta(hours=100), text=f"あと{n}") for n, one in enumerate(notes(clock, 30))]
    await written(still_scene, incident, *later)
    view = await tap(takahashi, await tap(takahashi, view, EARLIER), LATER)
    assert re.findall(r"記録\d{3}", shown(view)) == before


async def test_the_longest_entries_fit_and_can_be_read_in_full(still_scene: Stage, clock: TestClock) -> None:
    incident = await lost(still_scene)
    longest = "🛡️" * 999 + "終"
    before = Earlier("🔥" * 2000, clock.now(), SUZUKI.id, clock.now() - timedelta(days=1))
    entries = [
        replace(one, at=one.at - timedelta(days=n), text=longest, earlier=(before,))
        for n, one in enumerate(notes(clock, 40))
    ]
    await written(still_scene, incident, *entries)
    suzuki, takahashi = [await still_scene.person(one.id) for one in (SUZUKI, TAKAHASHI)]
    view = await tap(takahashi, await opened(still_scene, takahashi), EARLIER)
    assert len(view["blocks"]) <= 100
    assert CORRECT in labels(view)  # those who answer for incidents may correct anybody's words
    await written(still_scene, incident, *(replace(one, by=TAKAHASHI.id) for one in entries[:1]))
    view = await opened(still_scene, suzuki)
    while "全文を読む" not in labels(view):
        view = await tap(suzuki, view, EARLIER)
    full = shown(await tap(suzuki, view, "全文を読む"))
    assert "終" in full
    assert "🔥" * 500 in full


async def test_days_and_times_stand_in_the_companys_zone(still_scene: Stage, clock: TestClock) -> None:
    incident = await lost(still_scene)
    late = Entry(0, "", Kind.NOTE, clock.now() - timedelta(hours=12, minutes=30), clock.now(), SUZUKI.id, "真夜中の前")
    await written(still_scene, incident, late)
    view = await opened(still_scene, await still_scene.person(TAKAHASHI.id))
    found = [(block["type"], block.get("text", {}).get("text", "")) for block in view["blocks"]]
    days = [said for kind, said in found if kind == "header"]
    assert days == ["2026年3月31日（火）", "2026年4月1日（水）"]
    assert "23:30  鈴木 直樹（記入：2026年4月1日 12:00）" in shown(view)


async def test_an_entry_is_added_where_it_happened_and_never_in_the_future(
    still_scene: Stage, clock: TestClock
) -> None:
    incident = await lost(still_scene)
    takahashi = await still_scene.person(TAKAHASHI.id)
    form = await tap(takahashi, await opened(still_scene, takahashi), "書き加える")
    chosen = next(block["element"] for block in form["blocks"] if block.get("block_id") == "at")
    assert chosen["initial_date_time"] == int(clock.now().timestamp())
    answer = await submit(takahashi, form, text=text("駅に電話"), at=moment(clock.now() + timedelta(minutes=5)))
    assert list(answer["errors"]) == ["at"]
    answer = await submit(takahashi, form, text=text("駅に電話"), at=moment(clock.now() - timedelta(minutes=30)))
    assert answer["ok"], answer
    view = await next_view(takahashi)
    assert shown(view).index("駅に電話") < shown(view).index("ショートカットから報告")
    (note,) = await lines(still_scene, incident)
    assert (note.by, note.at) == (TAKAHASHI.id, clock.now() - timedelta(minutes=30))


async def test_a_correction_shows_the_old_words_and_a_second_one_at_the_same_time_is_refused(
    still_scene: Stage, clock: TestClock
) -> None:
    incident = await lost(still_scene)
    await written(still_scene, incident, *notes(clock, 1, "15時に回線を止めた"))
    takahashi, suzuki = [await still_scene.person(one.id) for one in (TAKAHASHI, SUZUKI)]
    forms = [await tap(one, await opened(still_scene, one), CORRECT) for one in (takahashi, suzuki)]
    assert "15時に回線を止めた" in shown(forms[0])
    clock.move(minutes=5)
    at = moment(clock.now() - timedelta(hours=1))
    assert (await submit(takahashi, forms[0], text=text("14時に回線を止めた"), at=at))["ok"]
    view = await next_view(takahashi)
    assert "14時に回線を止めた" in shown(view)
    assert "訂正：高橋 由美（2026年4月1日 12:05）。訂正前：2026年4月1日 12:00 15時に回線を止めた" in shown(view)
    answer = await submit(suzuki, forms[1], text=text("13時に回線を止めた"), at=at)
    assert list(answer["errors"]) == ["text"]
    (note,) = await lines(still_scene, incident)
    assert (note.text, [one.text for one in note.earlier]) == ("14時に回線を止めた", ["15時に回線を止めた"])


async def test_people_correct_their_own_words_and_nothing_of_the_record(still_scene: Stage, clock: TestClock) -> None:
    incident = await lost(still_scene)
    mine, theirs = notes(clock, 2)
    await written(still_scene, incident, mine, replace(theirs, by=TAKAHASHI.id))
    view = await opened(still_scene, await still_scene.person(SUZUKI.id))
    assert labels(view).count(CORRECT) == 1
    assert shown(view).index("記録001") < shown(view).index(CORRECT) < shown(view).index("記録002")


# What the reporter tells later


async def tell_more(scene: Stage, words: str) -> None:
    tanaka = await scene.person(TANAKA.id)
    await press(tanaka, await until_told(scene, TANAKA.id, "受付番号"), "追加で伝える")
    while (form := await next_view(tanaka))["callback_id"] != ids.ENTRY_FORM:
        pass  # the windows of the report, which came before
    answer = await submit(tanaka, form, text=text(words), at=moment(scene.house.services.clock.now()))
    assert answer["ok"], answer


async def test_what_the_reporter_tells_later_stands_under_the_card_once(still_scene: Stage) -> None:
    incident = await lost(still_scene)
    card = await until_told(still_scene, RESPONSE, "電車に会社のスマホ")
    await tell_more(still_scene, "ケースは青です")
    message = await until_told(still_scene, RESPONSE, "報告した人から続報がありました")
    assert message["thread_ts"] == card["ts"]
    assert "ケースは青です" in words_of(message)
    assert [one.by for one in await lines(still_scene, incident)] == [TANAKA.id]
    assert len(await told(still_scene, RESPONSE, "ケースは青です")) == 1


async def test_of_a_restricted_incident_only_whoever_leads_reads_it(still_scene: Stage) -> None:
    incident = await lost(still_scene)
    async with still_scene.house.services.unit() as work:
        before = await still_scene.house.services.incidents.get(work, incident.id)
        await still_scene.house.services.incidents.change(work, before, restricted=True, lead=TAKAHASHI.id)
    await tell_more(still_scene, "ケースは青です")
    assert await until_told(still_scene, TAKAHASHI.id, "ケースは青です")
    assert not await told(still_scene, RESPONSE, "ケースは青です")


# Messages that are kept


async def kept(screen: Screen, message: Json) -> Json:
    """The form of the shortcut on a message."""
    where = {"channel": message["channel"], "ts": message["ts"]}
    answer = await screen.do("shortcut", callback_id=ids.ADD_MESSAGE, **where)
    assert answer["ok"], answer
    return await next_view(screen)


async def test_a_message_is_kept_with_author_time_and_link_and_later_edits_change_nothing(still_scene: Stage) -> None:
    incident = await lost(still_scene)
    takahashi, sato = [await still_scene.person(one.id) for one in (TAKAHASHI, SATO)]
    said = (await sato.say("駅の窓口に聞きました。<!channel>", channel=GENERAL))["message"] | {"channel": GENERAL}
    form = await kept(takahashi, said)
    assert "駅の窓口に聞きました。" in shown(form)
    chosen = next(block["element"] for block in form["blocks"] if block.get("block_id") == "incident")
    assert chosen["initial_option"]["value"] == incident.id  # there is only one
    answer = await submit(takahashi, form, incident=picked(incident.id), text=text("駅の窓口に聞きました。"))
    assert answer["ok"], answer
    view = await next_view(takahashi)
    assert "経過に残しました" in shown(view)
    still_scene.slack.slack.space.channels[GENERAL].messages[said["ts"]].text = "聞いていません"
    (entry,) = await lines(still_scene, incident, Kind.MESSAGE)
    assert (entry.by, entry.text, entry.data["author"]) == (TAKAHASHI.id, "駅の窓口に聞きました。", SATO.id)
    assert said["ts"].replace(".", "") in entry.data["permalink"]
    view = await tap(takahashi, view, "経過を見る")
    assert "佐藤 健一" in shown(view)
    assert entry.data["permalink"] in shown(view)
    assert "聞いていません" not in shown(view)


async def test_in_the_room_of_an_incident_its_own_is_chosen_already(still_scene: Stage, clock: TestClock) -> None:
    first = await lost(still_scene)
    clock.move(minutes=1)
    second = await lost(still_scene, "鞄をなくしました", SATO)
    async with still_scene.house.services.unit() as work:
        before = await still_scene.house.services.incidents.get(work, first.id)
        await still_scene.house.services.incidents.change(work, before, room=GENERAL)
    takahashi = await still_scene.person(TAKAHASHI.id)
    for channel, expected in ((GENERAL, first.id), (RESPONSE, "")):
        said = (await takahashi.say("見つかりました", channel=channel))["message"] | {"channel": channel}
        form = await kept(takahashi, said)
        element = next(block["element"] for block in form["blocks"] if block.get("block_id") == "incident")
        assert {one["value"] for one in element["options"]} == {first.id, second.id}
        assert element.get("initial_option", {}).get("value", "") == expected


async def test_whoever_may_add_to_no_incident_is_told_so(still_scene: Stage) -> None:
    await lost(still_scene)
    emma = await still_scene.person(EMMA.id)
    said = (await emma.say("I found it", channel=GENERAL))["message"]
    await emma.do("shortcut", callback_id=ids.ADD_MESSAGE, channel=GENERAL, ts=said["ts"])
    assert "no open incident" in words_of((await emma.sees("ephemeral"))["message"])


# Every door


def forged(incident: Incident, person: User, name: str, entry: int) -> Json:
    """A press or a form as somebody would make it up who never saw the button."""
    value = EntryTarget(incident.id, entry=entry).carried()
    typed = {"text": text("消す"), "incident": picked(incident.id)}
    carried = '["C0GENERAL01","1","U1"]' if name == ids.ADD_MESSAGE_FORM else value
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
            "private_metadata": carried,
            "state": {"values": {block: {"value": each} for block, each in typed.items()}},
        },
    }


SEEING = [("action", ids.TIMELINE), ("action", ids.TIMELINE_PAGE), ("action", step_ids.ENTRY)]
ADDING = [("action", ids.ADD_ENTRY), ("view", ids.ENTRY_FORM), ("view", ids.ADD_MESSAGE_FORM)]
CORRECTING = [("action", ids.EDIT_ENTRY), ("view", ids.EDIT_ENTRY_FORM)]


@pytest.mark.parametrize(
    ("person", "surface", "name"),
    [
        *((EMMA, *door) for door in (*SEEING, *ADDING, *CORRECTING)),
        *((TANAKA, *door) for door in (*SEEING, *CORRECTING)),  # the reporter may add, and read nothing
    ],
)
async def test_no_door_of_the_timeline_opens_for_those_who_may_not(
    still_scene: Stage, clock: TestClock, person: User, surface: str, name: str
) -> None:
    incident = await lost(still_scene)
    await written(still_scene, incident, *notes(clock, 1))
    (before,) = await lines(still_scene, incident)
    route = next(one for one in still_scene.house.routes if one.surface == surface and one.matches(name))
    body = forged(incident, person, name, before.id)
    try:
        answer = await route.handle(body, still_scene.house.client)
    except (NotFound, NotAllowed, Refused):
        answer = {"response_action": "errors"}
    assert answer
    assert answer["response_action"] == "errors"
    assert await lines(still_scene, incident) == [before]
    assert await lines(still_scene, incident, Kind.MESSAGE) == []


async def test_the_same_form_delivered_twice_makes_one_entry(still_scene: Stage, clock: TestClock) -> None:
    incident = await lost(still_scene)
    body = forged(incident, TAKAHASHI, ids.ENTRY_FORM, 0)
    route = next(one for one in still_scene.house.routes if one.matches(ids.ENTRY_FORM))
    for _ in range(2):
        await route.handle(body, still_scene.house.client)
    assert len(await lines(still_scene, incident)) == 1
