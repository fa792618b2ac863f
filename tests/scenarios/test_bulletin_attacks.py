"""Stories of hostile and clumsy people around bulletins: no harm is done, and who is refused hears why."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.bulletins.cases import Bulletin, BulletinState, Content, Link, Question, Wording
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.editions import Correction
from bot.bulletins.feeds.advisory_store import AdvisoryStore
from bot.bulletins.feeds.advisory_tables import advisories, rules
from bot.bulletins.feeds.items import Reason
from bot.bulletins.feeds.merging import begun, names
from bot.bulletins.tables import bulletins, deliveries, editions, proposals, readers, series
from bot.core.tables import outbox
from bot.playground.cast import EMMA, GENERAL, GUEST, SATO, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from handlers.bulletins.board import Board
from handlers.bulletins.card import ids
from handlers.bulletins.ids import CONFIRM
from handlers.kit.errors import BROKEN
from handlers.kit.payload import Spot
from tests.kit import bulletins as k
from tests.kit.advisories import item
from tests.kit.database import TestClock
from tests.kit.forge import complaints, deliver, pressed, said, submitted
from tests.kit.incidents import told, until_told
from tests.kit.reporting import home
from tests.kit.stage import Stage, button, press, words_of

SECRET = "役員だけの下書き"
RECORD = (bulletins, editions, proposals, deliveries, readers, series, advisories, rules)
MANGLED = (
    "",
    "\x00",
    "[]",
    "[" * 1500,
    '{"b":[],"e":"x","r":1e400,"a":{},"p":1e400,"bulletin":[],"edition":{}}',
    '{"a":"x","p":[[1]],"d":"skip:@:9999999999"}',
    "@:x",
    "²",
    "9" * 30,
)
TYPED = {
    **dict.fromkeys(("why", "answer", "template", "severity", "ask", "kind", "zone", "at", "opens"), "9" * 17),
    **dict.fromkeys(("do_by", "valid_until"), "9999-12-31"),
    **dict.fromkeys(("title_ja", "body_ja", "change", "links"), "x"),
    "when": "at",
}


def content() -> Content:
    """Something secret, in whatever language it is read."""
    return k.content(wordings={one: Wording(SECRET, SECRET) for one in ("ja", "en")})


async def unsaid(scene: Stage, **more: Any) -> Bulletin:
    """Takahashi's bulletin, as it stands before anybody has read it."""
    services = scene.house.services
    made = k.bulletin(scene.slack.slack.space.team_id, TAKAHASHI.id, services.clock.now(), content=content())
    async with services.unit() as work:
        return await services.bulletins.keep(work, replace(made, **more))


async def heard_of(scene: Stage, state: str = "new") -> str:
    """An advisory that waits."""
    one = item("ipa", SECRET, "CVE-2026-1111")
    made = begun(scene.slack.slack.space.team_id, one, [Reason("m365", "word", "x")], scene.house.services.clock.now())
    async with scene.house.services.database.write() as connection:
        await AdvisoryStore(connection).add(replace(made, state=state), names(one))
    return made.id


async def everything(scene: Stage) -> list[Any]:
    async with scene.house.services.database.read() as connection:
        return [sorted(map(repr, await connection.execute(select(table)))) for table in RECORD]


def doors(scene: Stage) -> list[Any]:
    return [one for one in scene.house.routes if one.id.startswith("bulletins.") and one.surface in {"action", "view"}]


def shapes(name: str, advisory: str) -> tuple[str, ...]:
    """What a button or a window of these can carry."""
    known = {"b": name, "r": 0, "e": 1, "c": 1, "a": advisory, "l": "new.0", "p": [], "s": "", "d": f"cancel:{name}:0"}
    known |= {"bulletin": name, "revision": 0, "template": "", "edition": 1, "note": False, "channel": "", "ts": ""}
    return name, f"cancel:{name}:0", json.dumps(known)


@pytest.mark.parametrize(
    ("user", "state"),
    [(EMMA.id, BulletinState.PROPOSED), (GUEST.id, BulletinState.DRAFT)],
    ids=["a colleague", "a guest"],
)
async def test_nobody_else_reads_or_changes_what_has_not_gone_out(
    still_scene: Stage, user: str, state: BulletinState
) -> None:
    found, advisory = await unsaid(still_scene, state=state), await heard_of(still_scene)
    await still_scene.settled()
    before, since = await everything(still_scene), len(still_scene.slack.slack.log.select("api"))
    silent = []
    for route in doors(still_scene):
        answered = False
        for number, value in enumerate(shapes(found.id, advisory)):
            heard = len(await said(still_scene, "reason:"))
            if route.surface == "action":
                await deliver(still_scene, pressed(still_scene, user, route.id, value, channel="D1"))
                answered |= len(await said(still_scene, "reason:")) > heard
            else:
                body = submitted(still_scene, user, route.id, value, **TYPED)
                body["view"]["hash"] = f"{route.id} {number}"
                answered |= bool(await complaints(still_scene, body)) or len(await said(still_scene, "reason:")) > heard
        if not answered:
            silent.append(route.id)
    await still_scene.settled()
    calls = still_scene.slack.slack.log.select("api")[since:]
    assert [one.name for one in calls if SECRET in json.dumps(one.body, ensure_ascii=False)] == []
    assert await everything(still_scene) == before
    assert silent == []


@pytest.mark.parametrize("user", [EMMA.id, GUEST.id], ids=["a colleague", "a guest"])
async def test_nobody_else_reads_a_correction_that_waits(still_scene: Stage, user: str) -> None:
    sent, advisory = await k.send(still_scene), await heard_of(still_scene)
    waiting = k.proposal(sent, by=TAKAHASHI.id, correction=Correction(content(), SECRET))
    async with still_scene.house.services.unit() as work:
        await EditionStore(work.connection).propose(waiting)
    since = len(still_scene.slack.slack.log.select("api"))
    for route in doors(still_scene):
        for number, value in enumerate(shapes(sent.id, advisory)):
            if route.surface == "action":
                await deliver(still_scene, pressed(still_scene, user, route.id, value, channel="D1"))
            else:
                body = submitted(still_scene, user, route.id, value, **TYPED)
                body["view"]["hash"] = f"{route.id} {number}"
                await deliver(still_scene, body)
    await home(await still_scene.person(user))
    await still_scene.settled()
    calls = still_scene.slack.slack.log.select("api")[since:]
    assert [one.name for one in calls if SECRET in json.dumps(one.body, ensure_ascii=False)] == []
    async with still_scene.house.services.database.read() as connection:
        assert await EditionStore(connection).newest(sent.id) == waiting
    assert (await k.now(still_scene, sent.id)).content == sent.content


async def test_what_nobody_could_have_chosen_is_refused_with_a_reason(still_scene: Stage, clock: TestClock) -> None:
    sent = await k.send(still_scene)
    for route in doors(still_scene):
        for number, value in enumerate(one.replace("@", sent.id) for one in MANGLED):
            if route.surface == "view":
                body = submitted(still_scene, TAKAHASHI.id, route.id, value, **TYPED)
                body["view"]["hash"] = f"{route.id} {number}"
            else:
                view = {"type": "modal", "id": "V1", "private_metadata": value, "state": {"values": {}}}
                body = pressed(still_scene, TAKAHASHI.id, f"{route.id}.99999999999", value, view=view)
            assert await deliver(still_scene, body) == 200, (route.id, value)
    broken = still_scene.house.desk.speech.in_("ja").say(BROKEN, reference="")[:20]
    assert [one for one in await said(still_scene) if broken in one] == []


async def test_what_is_not_valid_any_more_goes_to_nobody_until_somebody_has_changed_it(
    still_scene: Stage, clock: TestClock
) -> None:
    late, end = clock.now() - timedelta(minutes=40), clock.now() - timedelta(minutes=20)
    found = await unsaid(still_scene, state=BulletinState.PLANNED, opens_at=late, next_at=late, valid_until=end)
    await k.arrived(still_scene)
    assert (await k.now(still_scene, found.id)).state is BulletinState.PAUSED
    assert await k.deliveries(still_scene, found.id) == {}
    asked = await until_told(still_scene, TAKAHASHI.id, "一時停止にしています")
    await press(await still_scene.person(TAKAHASHI.id), asked, "いま送る")
    assert any("有効期限がすでに過ぎています" in one for one in await said(still_scene, "reason:"))
    assert (await k.now(still_scene, found.id)).state is BulletinState.PAUSED


async def test_a_bulletin_whose_audience_is_empty_by_then_says_so(still_scene: Stage) -> None:
    found = await unsaid(still_scene, audience=k.audience(departments=("closed-last-year",)))
    services = still_scene.house.services
    async with services.unit() as work:
        kept = await services.bulletins.get(work, found.id)
        person = await still_scene.house.desk.people.of(Spot(found.team, TAKAHASHI.id))
        planned = await services.bulletins.submit(work, person, kept.id, None, None)
        await Board(still_scene.house.desk).bring(work, planned, TAKAHASHI.id, "test")
    await k.arrived(still_scene)
    assert await told(still_scene, TAKAHASHI.id, "誰にも届いていません")


async def test_a_message_of_which_nobody_can_tell_whether_it_arrived_is_reported(still_scene: Stage) -> None:
    await still_scene.house.services.queue.pause(still_scene.house.services.clock.now() + timedelta(minutes=10))
    sent = await k.send(still_scene, audience=k.audience(people=(EMMA.id, TAKAHASHI.id)))
    async with still_scene.house.services.database.write() as connection:
        doubtful = update(outbox).where(outbox.c.key == f"bulletin:{sent.id}:{EMMA.id}:0")
        await connection.execute(doubtful.values(state="in_doubt", not_before=None))
    await k.arrived(still_scene)
    assert await k.deliveries(still_scene, sent.id) == {EMMA.id: "in_doubt", TAKAHASHI.id: "waiting"}


async def test_many_drafts_of_others_hide_nothing_that_waits_on_a_home(still_scene: Stage, clock: TestClock) -> None:
    await unsaid(still_scene, state=BulletinState.PROPOSED, by=WATANABE.id)
    await unsaid(still_scene, by=TAKAHASHI.id, content=k.content("自分の古い下書き"))
    clock.move(minutes=1)
    for _ in range(55):
        await unsaid(still_scene, by=WATANABE.id)
    view = await home(await still_scene.person(TAKAHASHI.id))
    assert button(view, "見て決める")
    assert "自分の古い下書き" in words_of(view | {"text": ""})


async def test_nobody_reminds_or_reports_an_account_that_was_closed_since(still_scene: Stage, clock: TestClock) -> None:
    sent = await k.send(still_scene, audience=k.audience(people=(TANAKA.id, SUZUKI.id)))
    still_scene.slack.slack.space.users[TANAKA.id].deleted = True
    await still_scene.house.desk.people.meet_everyone()
    for _ in range(7):
        await k.pass_time(still_scene, clock, days=1)
    assert await said(still_scene, f"bulletin-remind:{sent.id}:{TANAKA.id}") == []
    assert await said(still_scene, f"bulletin-remind:{sent.id}:{SUZUKI.id}")
    assert await told(still_scene, TAKAHASHI.id, "まだ確認していない人がいます")
    assert not await told(still_scene, SATO.id, "まだ確認していない人がいます")


HOSTILE = (
    "<!channel> <@U0TAKAHASI1> *x* `y` {company} {0.__class__} =1+1 <https://evil.example.com|bank> javascript:alert(1)"
)


async def test_what_is_written_stays_text_wherever_it_is_shown(still_scene: Stage, clock: TestClock) -> None:
    links = (Link("https://www.example.go.jp/", HOSTILE), Link("javascript:alert(1)", HOSTILE, bad=True))
    said_ = {one: Wording(HOSTILE[:120], HOSTILE * 20, (HOSTILE,)) for one in ("ja", "en")}
    asked = Question({"ja": HOSTILE}, ({"ja": HOSTILE[:75]}, {"ja": "二"}), 1)
    text = Content(said_, links=links, ask="question", question=asked, mandatory=True)
    sent = await k.send(still_scene, content=text, audience=k.audience(channels=(GENERAL,), everyone=True))
    for _ in range(6):
        await k.pass_time(still_scene, clock, days=1)
    tanaka = await still_scene.person(TANAKA.id)
    await press(tanaka, (await told(still_scene, TANAKA.id, "javascript"))[0], "問題に答えて確認する")
    change = submitted(still_scene, TAKAHASHI.id, ids.WITHDRAW_FORM, sent.id, change=HOSTILE)
    await deliver(still_scene, change)
    await still_scene.settled()
    await home(await still_scene.person(TAKAHASHI.id))
    calls = [one.body for one in still_scene.slack.slack.log.select("api")]
    assert len([one for one in calls if "evil.example" in str(one)]) > 10
    assert [one for one in marked(calls) if "&lt;!channel&gt;" in one]
    assert [one for one in marked(calls) if "<!channel>" in one or "<@U0" in one or "|bank>" in one] == []
    assert [one for one in marked(calls, "url") if "javascript" in one or "evil" in one] == []


def marked(part: Any, name: str = "") -> Iterator[str]:
    """Everything that Slack would read as marked-up text; or, with a name, the values of that field."""
    if isinstance(part, str):
        with suppress(ValueError):
            yield from marked(json.loads(part), name) if part[:1] in "[{" else ()
    elif isinstance(part, list):
        for one in part:
            yield from marked(one, name)
    elif isinstance(part, dict):
        if not name and (part.get("type") == "mrkdwn" or "channel" in part) and "text" in part:
            yield str(part["text"])
        if name and name in part:
            yield str(part[name])
        for one in part.values():
            yield from marked(one, name)


async def test_whoever_confirms_while_the_reminders_are_on_their_way_gets_none(
    still_scene: Stage, clock: TestClock
) -> None:
    sent = await k.send(still_scene, audience=k.audience(people=(TANAKA.id, SUZUKI.id)))
    await still_scene.house.services.queue.pause(clock.now() + timedelta(minutes=10))
    await deliver(still_scene, pressed(still_scene, TAKAHASHI.id, ids.REMIND, sent.id))
    await deliver(still_scene, pressed(still_scene, TANAKA.id, CONFIRM, json.dumps({"b": sent.id, "e": 1})))
    await k.pass_time(still_scene, clock, minutes=11)
    assert await told(still_scene, SUZUKI.id, "お知らせの確認がまだのようです")
    assert not await told(still_scene, TANAKA.id, "お知らせの確認がまだのようです")


async def test_whatever_is_pressed_at_once_a_held_bulletin_reaches_nobody(still_scene: Stage, clock: TestClock) -> None:
    now, doors_ = clock.now(), (ids.PAUSE, ids.RESUME, ids.CANCEL)
    planned = await unsaid(still_scene, state=BulletinState.PLANNED, opens_at=now, next_at=now)
    presses = [pressed(still_scene, one.id, door, planned.id) for one in (TAKAHASHI, SUZUKI) for door in doors_]
    arriving = [deliver(still_scene, one) for one in presses]
    await asyncio.gather(*arriving, k.clock_of(still_scene).look(), k.clock_of(still_scene).look())
    await k.arrived(still_scene)
    is_open = (await k.now(still_scene, planned.id)).state is BulletinState.OPEN
    assert bool(await k.deliveries(still_scene, planned.id)) is is_open
    assert not [one for one in await said(still_scene, "reason:") if "問題が起きました" in one]
