"""Bulletins in SQL, the same on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from bot.bulletins.cases import BulletinState, Delivery, Reader, Series
from bot.bulletins.numbers import figures
from bot.bulletins.queries import BulletinQueries
from bot.bulletins.series_store import SeriesStore
from bot.bulletins.store import BulletinStore
from bot.core.outbox import Fate, Message, call_back, fate_of
from bot.core.tables import outbox
from bot.core.unit import Unit
from tests.kit import bulletins as kit
from tests.kit.database import TestClock


async def test_the_longest_bulletin_comes_back_as_it_was(unit: Unit, clock: TestClock) -> None:
    people = kit.audience(
        channels=("C1", "C2"), departments=("sales",), roles=("security_lead",), groups=("S1",), people=("U1",),
        without=("U2",), without_departments=("development",),
    )  # fmt: skip
    far = datetime(2027, 1, 1, 3, 4, 5, 678901, tzinfo=UTC)
    made = kit.open_bulletin(content=kit.longest(), audience=people, valid_until=far, change="直しました", edition=3)
    async with unit() as work:
        store = BulletinStore(work.connection)
        assert await store.add(made)
        assert not await store.add(made), "a second one of the same name is none"
        assert await store.get(made.id) == made
        assert await store.get("BL-NOWHERE") is None


async def test_a_bulletin_is_written_only_over_the_revision_it_was_read_at(unit: Unit) -> None:
    made = kit.bulletin()
    async with unit() as work:
        store = BulletinStore(work.connection)
        await store.add(made)
        assert await store.save(replace(made, revision=1, change="一"), before=0)
        assert not await store.save(replace(made, revision=1, change="二"), before=0)
        found = await store.get(made.id)
    assert found is not None
    assert found.change == "一"


async def test_one_time_of_a_series_makes_one_bulletin(unit: Unit, clock: TestClock) -> None:
    rule = {"kind": "monthly"}
    series = Series("BS-1", kit.TEAM, kit.SENDER, "毎月", kit.content(), kit.audience(), rule, True, clock.now())
    at = clock.now() + timedelta(days=30)
    async with unit() as work:
        store = BulletinStore(work.connection)
        await SeriesStore(work.connection).add(series)
        added = [await store.add(kit.bulletin(series=series.id, fire_at=at)) for _ in range(3)]
        assert added == [True, False, False]
        assert await SeriesStore(work.connection).get(series.id) == series


async def test_what_became_of_messages_is_copied_from_the_outbox(unit: Unit, clock: TestClock) -> None:
    made = kit.open_bulletin()
    rows = [Delivery(made.id, "C1", "channel"), Delivery(made.id, "U1", "person"), Delivery(made.id, "U2", "person")]
    again = Delivery(made.id, "C2", "channel", attempt=2)
    async with unit() as work:
        store = BulletinStore(work.connection)
        await store.add(made)
        await store.add_deliveries([*rows, again])
        for one in (*rows, again, replace(again, attempt=1)):
            work.outbox.put(Message("post", one.target, {"text": "x"}, one.key))
    async with unit() as work:
        sent = {"state": "sent", "slack_channel": "D1", "slack_ts": "1.2"}
        dead = {"state": "dead", "last_error": "is_archived"}
        for key, fate in ((rows[1].key, sent), (again.key, dead), (replace(again, attempt=1).key, sent)):
            await work.connection.execute(update(outbox).where(outbox.c.key == key).values(fate))
        store = BulletinStore(work.connection)
        await store.settle(made.id, clock.now())
        found = {one.target: one for one in await store.deliveries_of(made.id)}
        standing = await store.standing(made)
    assert found["U1"] == replace(rows[1], state="sent", channel="D1", ts="1.2", at=clock.now())
    assert (found["C2"].state, found["C2"].error) == ("failed", "is_archived"), "what counts is the newest attempt"
    assert (standing.waiting, standing.sent, standing.failed, standing.all) == (2, 1, 1, 4)


async def test_an_open_bulletin_is_to_be_read_until_its_newest_edition_is_confirmed(unit: Unit) -> None:
    made = kit.open_bulletin(edition=2)
    ended = kit.open_bulletin(state=BulletinState.ENDED)
    async with unit() as work:
        store = BulletinStore(work.connection)
        for one in (made, ended):
            await store.add(one)
            await store.add_readers([Reader(one.id, "U1", "sales", work.now, confirmed=1)])
        assert [one.id for one in await store.to_read(kit.TEAM, "U1")] == [made.id]
        assert await store.to_read("T0OTHER", "U1") == []
        await store.save_readers([Reader(made.id, "U1", "sales", work.now, confirmed=2, confirmed_at=work.now)])
        assert await store.to_read(kit.TEAM, "U1") == []


async def test_what_is_due_comes_in_its_order_and_can_be_put_off(unit: Unit, clock: TestClock) -> None:
    early, late, later = (
        kit.bulletin(state=BulletinState.PLANNED, next_at=clock.now() + timedelta(hours=hours)) for hours in (-2, -1, 1)
    )
    async with unit() as work:
        store = BulletinStore(work.connection)
        for one in (late, later, early):
            await store.add(one)
        assert await store.due(clock.now()) == [early.id, late.id]
        await store.put_off(early.id, clock.now(), clock.now() + timedelta(minutes=5))
        await store.put_off(later.id, clock.now(), clock.now() + timedelta(days=5))
        assert await store.due(clock.now()) == [late.id]
        assert await store.due(clock.now() + timedelta(hours=2)) == [late.id, early.id, later.id]


async def test_marks_count_from_the_newest_edition_or_from_when_somebody_joined(unit: Unit, clock: TestClock) -> None:
    start = clock.now()
    made = kit.open_bulletin(edition=2, said_at=start + timedelta(hours=10))
    after = [start + timedelta(hours=hours) for hours in (12, 5, 30)]
    people = [
        Reader(made.id, "U1", "sales", start, 2, after[0]),
        Reader(made.id, "U2", "sales", start, 1, after[1]),  # confirmed the edition before
        Reader(made.id, "U3", "", start + timedelta(hours=20), 2, after[2], joined=True),
    ]
    async with unit() as work:
        store, queries = BulletinStore(work.connection), BulletinQueries(work.connection)
        await store.add(made)
        await store.add_readers(people)
        marks = sorted(await queries.marks([made.id]), key=lambda one: one.since)
        steps = await queries.steps(made)
        assert await queries.marks(["BL-NOWHERE"]) == []
    assert [one.wait for one in marks if one.wait] == [timedelta(hours=2), timedelta(hours=10)]
    assert (figures(marks).asked, figures(marks).confirmed) == (3, 2)
    assert steps == [(start, 0)]


async def test_a_head_is_shown_the_open_bulletins_that_somebody_of_theirs_has_not_confirmed(unit: Unit) -> None:
    made, done, other = kit.open_bulletin(), kit.open_bulletin(), kit.open_bulletin(team="T0OTHER")
    async with unit() as work:
        store = BulletinStore(work.connection)
        for one in (made, done, other):
            await store.add(one)
            confirmed = 1 if one is done else 0
            await store.add_readers(
                [Reader(one.id, "U1", "sales", work.now, confirmed), Reader(one.id, "U2", "development", work.now)]
            )
        found = await BulletinQueries(work.connection).missing_in(kit.TEAM, {"sales"})
    assert [(one.id, people) for one, people in found] == [(made.id, ["U1"])]


async def test_delivered_and_failed_messages_are_counted_by_bulletin(unit: Unit, clock: TestClock) -> None:
    made, old = kit.open_bulletin(), kit.open_bulletin(opened_at=clock.now() - timedelta(days=400))
    async with unit() as work:
        store, queries = BulletinStore(work.connection), BulletinQueries(work.connection)
        for one in (made, old, kit.bulletin()):
            await store.add(one)
        sent = [Delivery(made.id, f"U{n}", "person", "sent", at=clock.now()) for n in range(3)]
        await store.add_deliveries([*sent, Delivery(made.id, "C1", "channel", "failed", error="is_archived")])
        assert await queries.delivered([made.id, old.id]) == {made.id: (3, 1)}
        assert [one.id for one in await queries.opened(kit.TEAM, clock.now() - timedelta(days=365))] == [made.id]
        assert [one.id for one in await queries.opened(kit.TEAM)] == [made.id, old.id], "drafts are none"
        assert await queries.sent_since(made.id, clock.now() - timedelta(minutes=1)) == 3
        assert await queries.sent_since(made.id, clock.now()) == 0


async def test_only_posts_that_nobody_has_begun_to_send_are_called_back(unit: Unit) -> None:
    keys = ["bulletin:BL-1:U1:0", "bulletin:BL-1:U2:0", "bulletin:BL-1:U3:0", "bulletin:BL-10:U1:0"]
    async with unit() as work:
        for one in keys:
            work.outbox.put(Message("post", "U1", {"text": "x"}, one))
    async with unit() as work:
        for key, state in ((keys[1], "leased"), (keys[2], "sent")):
            await work.connection.execute(update(outbox).where(outbox.c.key == key).values(state=state))
        assert await call_back(work.connection, "bulletin:BL-1:") == {keys[0]}
        assert await call_back(work.connection, "bulletin:BL-1:") == set()
        assert (await fate_of(work.connection, keys[0])) == Fate("superseded", "")
        assert (await fate_of(work.connection, keys[3])) == Fate("todo", "")
