"""The outbox and its queue: what happens to a message on its way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.db import Database
from bot.core.desk import OutboxDesk
from bot.core.leases import Absent, Dead, InDoubt, Retry, Sent, Timing, Unreadable
from bot.core.outbox import Message
from bot.core.queue import Queue
from bot.core.tables import outbox
from bot.core.unit import Unit
from tests.kit.database import TestClock

Put = Callable[..., Any]


@pytest.fixture
def queue(database: Database) -> Queue:
    return Queue(database, Timing())


@pytest.fixture
def put(unit: Unit) -> Put:
    async def put(*messages: Message) -> None:
        async with unit() as work:
            for message in messages:
                work.outbox.put(message)

    return put


def post(key: str, channel: str = "C1", **more: Any) -> Message:
    return Message("post", channel, {"text": key}, key, **more)


def edit(key: str, of: str, channel: str = "C1") -> Message:
    return Message("update", channel, {"text": key}, key, update_of=of)


async def states(database: Database) -> dict[str, str]:
    async with database.read() as connection:
        rows = await connection.execute(select(outbox.c.key, outbox.c.state))
        return dict(rows.all())


async def test_a_message_goes_out_once(put: Put, queue: Queue, clock: TestClock, database: Database) -> None:
    await put(post("a"))
    [row] = await queue.claim("s1", 10, clock.now())
    assert (row.key, row.channel, row.payload, row.must_reconcile) == ("a", "C1", {"text": "a"}, False)
    assert await queue.claim("s2", 10, clock.now()) == []
    await queue.settle([(row, Sent("1.1"))], clock.now())
    assert await states(database) == {"a": "sent"}
    assert await queue.claim("s1", 10, clock.now()) == []


async def test_the_same_key_twice_is_one_message(put: Put, queue: Queue, clock: TestClock) -> None:
    await put(post("a"), post("a"))
    await put(post("a"))
    assert len(await queue.claim("s1", 10, clock.now())) == 1


async def test_posts_of_a_channel_leave_in_their_order_and_channels_do_not_wait_for_each_other(
    put: Put, queue: Queue, clock: TestClock
) -> None:
    await put(post("a1"), post("a2"), post("b1", "C2"))
    first = await queue.claim("s1", 10, clock.now())
    assert [row.key for row in first] == ["a1", "b1"]
    assert await queue.claim("s2", 10, clock.now()) == []
    await queue.settle([(row, Sent("1.1")) for row in first], clock.now())
    assert [row.key for row in await queue.claim("s1", 10, clock.now())] == ["a2"]


async def test_a_retry_holds_its_channel_and_counts_only_when_told(put: Put, queue: Queue, clock: TestClock) -> None:
    await put(post("a1"), post("a2"))
    for counted, attempts in ((False, 0), (True, 1)):
        [row] = await queue.claim("s1", 10, clock.now())
        await queue.settle([(row, Retry(clock.now() + timedelta(seconds=5), counted))], clock.now())
        assert await queue.claim("s1", 10, clock.now()) == []
        clock.move(seconds=5)
        [again] = await queue.claim("s1", 10, clock.now())
        assert (again.key, again.attempt) == ("a1", attempts)
        await queue.settle([(again, Retry(clock.now(), counted=False))], clock.now())


async def test_a_message_for_later_waits(put: Put, queue: Queue, clock: TestClock) -> None:
    await put(post("a", after=clock.now() + timedelta(hours=1)))
    assert await queue.claim("s1", 10, clock.now()) == []
    clock.move(hours=1)
    assert len(await queue.claim("s1", 10, clock.now())) == 1


async def test_what_is_for_later_holds_nobody_and_still_a_channel_never_has_two_out(
    put: Put, queue: Queue, clock: TestClock
) -> None:
    await put(post("news", after=clock.now() + timedelta(minutes=5)), post("call"))
    [row] = await queue.claim("s1", 10, clock.now())
    assert row.key == "call"
    clock.move(minutes=6)
    assert await queue.claim("s1", 10, clock.now(), clock.now() - timedelta(minutes=6)) == [], "one of them is out"
    await queue.settle([(row, Sent("1.1"))], clock.now())
    assert [row.key for row in await queue.claim("s1", 10, clock.now())] == ["news"]


async def test_a_lost_lease_is_looked_up_after_the_quiet_period_and_does_not_hold_the_channel(
    put: Put, queue: Queue, clock: TestClock
) -> None:
    await put(post("a1"), post("a2"))
    [lost] = await queue.claim("dead", 10, clock.now())
    began = clock.now()
    clock.move(seconds=31)
    [later] = await queue.claim("s1", 10, clock.now())
    assert later.key == "a2"
    clock.move(seconds=44)
    assert await queue.claim("s1", 10, clock.now()) == []
    clock.move(seconds=1)
    [doubtful] = await queue.claim("s1", 10, clock.now())
    assert (doubtful.key, doubtful.must_reconcile, doubtful.first_claimed_at) == ("a1", True, began)
    await queue.settle([(doubtful, Absent())], clock.now())
    [again] = await queue.claim("s1", 10, clock.now())
    assert (again.key, again.must_reconcile, again.first_claimed_at) == ("a1", False, began)
    assert again.claim > lost.claim


async def test_what_could_not_be_looked_up_yet_stays_doubtful(put: Put, queue: Queue, clock: TestClock) -> None:
    await put(post("a"))
    await queue.claim("dead", 10, clock.now())
    clock.move(seconds=31)
    await queue.claim("s1", 10, clock.now())
    clock.move(seconds=45)
    [late] = await queue.claim("s1", 10, clock.now())
    await queue.settle([(late, Retry(clock.now() + timedelta(seconds=2)))], clock.now())
    assert await queue.claim("s1", 10, clock.now()) == []
    clock.move(seconds=2)
    [again] = await queue.claim("s1", 10, clock.now())
    assert again.must_reconcile, "it would be sent a second time"


async def test_a_lost_edit_is_simply_done_again(put: Put, queue: Queue, clock: TestClock) -> None:
    await put(Message("publish", "U1", {}, "home/1"))
    await queue.claim("dead", 10, clock.now())
    clock.move(seconds=31)
    [row] = await queue.claim("s1", 10, clock.now())
    assert (row.key, row.must_reconcile) == ("home/1", False)
    await queue.settle([(row, InDoubt(clock.move(seconds=1)))], clock.now())
    [row] = await queue.claim("s1", 10, clock.now())
    assert not row.must_reconcile


async def test_what_was_sent_was_sent_however_late_it_is_reported(
    put: Put, queue: Queue, clock: TestClock, database: Database
) -> None:
    await put(post("a"))
    [slow] = await queue.claim("slow", 10, clock.now())
    clock.move(seconds=31)
    assert await queue.claim("s1", 10, clock.now()) == []
    await queue.settle([(slow, Sent("1.1"))], clock.now())
    assert await states(database) == {"a": "sent"}


async def test_a_stale_failure_does_not_disturb_a_newer_lease(
    put: Put, queue: Queue, clock: TestClock, database: Database
) -> None:
    await put(post("a"))
    [stale] = await queue.claim("s1", 10, clock.now())
    clock.move(seconds=31)
    await queue.claim("s1", 10, clock.now())
    clock.move(seconds=46)
    [fresh] = await queue.claim("s1", 10, clock.now())
    await queue.settle([(stale, Dead("too late"))], clock.now())
    assert await states(database) == {"a": "leased"}
    await queue.settle([(fresh, Dead("is_archived"))], clock.now())
    assert await states(database) == {"a": "dead"}


async def test_an_edit_waits_for_its_message_and_gets_its_place(put: Put, queue: Queue, clock: TestClock) -> None:
    await put(post("card", "U1"), edit("card/2", of="card", channel="U1"))
    [row] = await queue.claim("s1", 10, clock.now())
    assert row.key == "card"
    await queue.settle([(row, Sent("17.5", "D1"))], clock.now())
    [row] = await queue.claim("s1", 10, clock.now())
    assert (row.key, row.channel, row.ts) == ("card/2", "D1", "17.5")


async def test_an_edit_of_a_known_message_needs_no_row(put: Put, queue: Queue, clock: TestClock) -> None:
    await put(Message("update", "D1", {}, "e1", ts="17.5"))
    [row] = await queue.claim("s1", 10, clock.now())
    assert (row.channel, row.ts) == ("D1", "17.5")


async def test_only_the_newest_unsent_edit_is_sent(
    put: Put, queue: Queue, clock: TestClock, database: Database
) -> None:
    await put(post("card"), edit("e1", of="card"))
    await put(edit("e2", of="card"), edit("e3", of="card"))
    await put(edit("e1", of="card"))  # a repeated event brings nothing back
    assert await states(database) == {"card": "todo", "e1": "superseded", "e2": "superseded", "e3": "todo"}


async def test_an_edit_of_a_dead_message_says_so(put: Put, queue: Queue, clock: TestClock) -> None:
    await put(post("card"), edit("e1", of="card"))
    [row] = await queue.claim("s1", 10, clock.now())
    await queue.settle([(row, Dead("is_archived"))], clock.now())
    [row] = await queue.claim("s1", 10, clock.now())
    assert (row.key, row.ts) == ("e1", None)


async def test_a_pause_closes_the_whole_queue(put: Put, queue: Queue, clock: TestClock) -> None:
    await put(post("a"), post("b", "C2"))
    await queue.pause(clock.now() + timedelta(seconds=30))
    clock.move(seconds=29)
    assert await queue.claim("s1", 10, clock.now()) == []
    clock.move(seconds=1)
    assert len(await queue.claim("s1", 10, clock.now())) == 2


async def doubtful(queue: Queue, clock: TestClock, *, error: str) -> None:
    [row] = await queue.claim("s1", 10, clock.now())
    await queue.settle([(row, InDoubt(clock.now() + queue.timing.quiet, error))], clock.now())
    clock.move(seconds=60)
    [row] = await queue.claim("s1", 10, clock.now())
    assert row.must_reconcile
    await queue.settle([(row, Unreadable(error))], clock.now())


async def test_an_unreadable_history_sends_again_where_silence_is_worse(
    put: Put, queue: Queue, clock: TestClock
) -> None:
    await put(post("a", policy="duplicate"))
    await doubtful(queue, clock, error="not_in_channel")
    [row] = await queue.claim("s1", 10, clock.now())
    assert (row.key, row.must_reconcile) == ("a", False)


@pytest.mark.parametrize(("decision", "state"), [("resend", "todo"), ("mark_done", "sent")])
async def test_an_unreadable_history_is_otherwise_left_to_an_administrator(
    put: Put, queue: Queue, clock: TestClock, database: Database, decision: str, state: str
) -> None:
    await put(post("a"))
    await doubtful(queue, clock, error="not_in_channel")
    assert await queue.claim("s1", 10, clock.move(days=1)) == []
    async with database.write() as connection:
        desk = OutboxDesk(connection)
        [held] = await desk.to_decide()
        assert (held.key, held.last_error) == ("a", "not_in_channel")
        assert await getattr(desk, decision)("a", clock.now())
        assert not await getattr(desk, decision)("a", clock.now())
    assert await states(database) == {"a": state}


async def test_the_figures_tell_how_much_waits_and_how_long(
    put: Put, queue: Queue, clock: TestClock, database: Database
) -> None:
    await put(post("a"), post("b", "C2"), post("later", "C3", after=clock.now() + timedelta(days=1)))
    [first, _] = await queue.claim("s1", 10, clock.now())
    await queue.settle([(first, Sent("1.1"))], clock.now())
    clock.move(seconds=20)
    async with database.read() as connection:
        figures = await OutboxDesk(connection).stats(clock.now())
    assert figures.by_state == {"sent": 1, "leased": 1, "todo": 1}
    assert (figures.depth, figures.oldest) == (2, 20.0)


async def test_an_administrator_sees_what_died_and_may_bring_it_back(
    put: Put, queue: Queue, clock: TestClock, database: Database
) -> None:
    await put(post("a"))
    [row] = await queue.claim("s1", 10, clock.now())
    await queue.settle([(row, Dead("not_in_channel"))], clock.now())
    async with database.write() as connection:
        desk = OutboxDesk(connection)
        [held] = await desk.by_state("dead")
        assert (held.key, held.kind, held.last_error, held.attempt) == ("a", "post", "not_in_channel", 1)
        assert await desk.resend("a", clock.now())
    [row] = await queue.claim("s1", 10, clock.now())
    assert row.attempt == 0


async def test_old_messages_are_forgotten_only_when_done(
    put: Put, queue: Queue, clock: TestClock, database: Database
) -> None:
    await put(post("a"), post("b"))
    [row] = await queue.claim("s1", 10, clock.now())
    await queue.settle([(row, Sent("1.1"))], clock.now())
    async with database.write() as connection:
        assert await OutboxDesk(connection).forget(clock.move(days=30)) == 1
    assert await states(database) == {"b": "todo"}


@pytest.mark.parametrize("kind", ["post", "ephemeral", "publish", "respond"])
def test_only_an_update_edits_a_message(kind: Any) -> None:
    with pytest.raises(ValueError, match="an update names one message"):
        Message(kind, "C1", {}, "k", update_of="other")
    with pytest.raises(ValueError, match="an update names one message"):
        Message("update", "C1", {}, "k")


async def test_an_edit_that_would_change_nothing_is_not_sent(
    put: Put, queue: Queue, clock: TestClock, database: Database
) -> None:
    async def shown(key: str, text: str) -> None:
        await put(
            Message("post", "C1", {"text": text}, "card"),
            Message("update", "C1", {"text": text}, key, update_of="card", if_changed=True),
        )

    await shown("1", "new")
    assert set(await states(database)) == {"card"}, "what was just posted needs no edit"
    await shown("2", "more")
    await shown("3", "more")
    await shown("4", "new")
    assert set(await states(database)) == {"card", "2", "4"}
    for key in ("card", "4"):
        [row] = await queue.claim("s1", 10, clock.now())
        assert row.key == key
        await queue.settle([(row, Sent("1.1") if key == "card" else Dead("cant_update_message"))], clock.now())
    await shown("5", "new")
    assert "5" in await states(database), "the last edit never arrived"
