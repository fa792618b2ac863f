"""The sender's side of the outbox: claim messages, send them, say what became of each.

The contract with a sender (the core knows no Slack; the sender knows no SQL):

1. `claim(owner, limit, now)` leases rows to a sender, in one transaction that is committed before it returns.
   A row comes once: nobody else gets it while the lease lasts. Rows of one claim may be sent side by side;
   order is kept because a lane (posts of a channel, edits of a message, a home) never has two rows out.
2. Do not start a request after `row.start_by`: later, its end would outlive the lease. Settle such a row
   as `Retry(now, counted=False)`.
3. A row with `must_reconcile` may have reached Slack, and its quiet period is over: look it up before all else
   (by `row.key`, in what was said since `row.first_claimed_at` - 5 s). Found: `Sent(ts)`. Not there: `Absent()`, it
   comes back with a fresh lease. Not looked up this time (late, limited, no connection): `Retry(steady time)`, it stays
   doubtful. Cannot be looked up (history unreadable, or a kind that leaves no trace: `ephemeral`, `respond`):
   `Unreadable(error)`, and the policy of the message decides: `duplicate` sends it again, `silence` leaves it to an
   administrator (`resend`, `mark_done`).
4. `settle([(row, outcome), …], now)` says what became of many rows in one transaction. A settle that is lost
   (a crash) is safe: the lease runs out, the row becomes doubtful, and is looked up after the quiet period.
   `turn` does both, settle and claim, in one transaction.
5. After 429: `Retry(retry_after + jitter, counted=False)` and `pause(until)`, which closes the whole queue; a look-up
   that was refused waits alone.
   After a 5xx or a read timeout: `InDoubt(until = now + timing.quiet)`. Refused or unresolved connection:
   `Retry(backoff)`. A channel that is gone, a dead token: `Dead(error)`.
   `row.idempotent` kinds (`update`, `publish`) never fall in doubt: doing them again changes nothing.
6. `now` says what is due; `steady` is the same clock without the jumps that a demonstration makes. Leases and quiet
   periods (`lease_until`, `start_by`, `InDoubt.until`, a doubtful row's `Retry`) are told by it: they measure what is
   on its way.
7. An `update` comes only when the message it edits is out, with its `row.channel` and `row.ts` filled in.
   `row.ts` is None when that message died: settle it `Dead`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, case, exists, func, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.db import Database, UtcDateTime, upsert
from bot.core.leases import LIVE, Absent, Dead, InDoubt, Outcome, Retry, Row, Sent, Timing, Unreadable, Unsent, row_of
from bot.core.outbox import IDEMPOTENT
from bot.core.tables import outbox, outbox_gate

_now = bindparam("now", type_=UtcDateTime)
_steady = bindparam("steady", type_=UtcDateTime)
_earlier = outbox.alias("earlier")
_target = outbox.alias("target")

# Doubtful rows do not hold their lane: a later answer must not wait for a minute of silence to pass. Nor do those that
# are for later and were never tried: a call in an emergency must not wait behind news whose turn comes in ten minutes.
_waits_before = (_earlier.c.id < outbox.c.id) & (_earlier.c.state == "todo")
_holds = (_earlier.c.state == "leased") | (_waits_before & or_(_earlier.c.claims > 0, _earlier.c.not_before <= _now))
_first_of_lane = ~exists().where(_earlier.c.lane == outbox.c.lane, _earlier.c.id != outbox.c.id, _holds)
_target_is_out = or_(_target.c.state.is_(None), not_(_target.c.state.in_(LIVE)))
_open_gate = ~exists().where(outbox_gate.c.closed_until > _now)
_ready = (
    select(outbox, _target.c.slack_ts.label("target_ts"), _target.c.slack_channel.label("target_channel"))
    .join_from(outbox, _target, _target.c.key == outbox.c.update_of, isouter=True)
    .where(outbox.c.state.in_(("todo", "in_doubt")), outbox.c.not_before <= _now, _open_gate)
    .where(
        or_(
            (outbox.c.state == "in_doubt") & (outbox.c.not_before <= _steady),
            (outbox.c.state == "todo") & _first_of_lane & _target_is_out,
        )
    )
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, of=outbox)
)
_again = outbox.c.kind.in_(IDEMPOTENT)
_expire = (
    update(outbox)
    .where(outbox.c.state == "leased", outbox.c.lease_until < bindparam("ended", type_=UtcDateTime))
    .values(
        state=case((_again, "todo"), else_="in_doubt"),
        not_before=case((_again, _now), else_=bindparam("quiet_until", type_=UtcDateTime)),
        lease_owner=None,
        lease_until=None,
        last_error="the lease ran out",
    )
)
_lease = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state="leased",
        claims=outbox.c.claims + 1,
        lease_owner=bindparam("owner"),
        lease_until=bindparam("until"),
        first_claimed_at=func.coalesce(outbox.c.first_claimed_at, _now),
    )
)
_longer_pause = select(outbox_gate.c.name).where(outbox_gate.c.closed_until >= bindparam("until", type_=UtcDateTime))
_free = {"lease_owner": None, "lease_until": None}
# Whoever reports it and however late: what was sent was sent.
_sent = (
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"), outbox.c.state != "sent")
    .values(
        state="sent",
        slack_ts=bindparam("ts"),
        slack_channel=bindparam("where"),
        sent_at=bindparam("at"),
        **_free,
    )
)
# Everything else counts only from the holder of the lease: `claims` tells this lease from an earlier one.
_returned = (
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"), outbox.c.claims == bindparam("claim"), outbox.c.state == "leased")
    .values(
        state=bindparam("next_state"),
        attempt=bindparam("next_attempt"),
        not_before=bindparam("at"),
        last_error=bindparam("error"),
        **_free,
    )
)


class Queue:
    """What is to be sent, as the sender, the metrics page and the administrator see it."""

    def __init__(self, database: Database, timing: Timing) -> None:
        self._database = database
        self.timing = timing

    async def claim(self, owner: str, limit: int, now: datetime, steady: datetime | None = None) -> list[Row]:
        """Lease up to `limit` rows to the owner; see the contract above."""
        return await self.turn(owner, [], limit, now, steady)

    async def settle(self, results: Sequence[tuple[Row, Outcome]], now: datetime) -> None:
        """Write what became of the rows; all of them, or on failure none."""
        async with self._database.write() as connection:
            await _settle(connection, results, now)

    async def turn(
        self,
        owner: str,
        results: Sequence[tuple[Row, Outcome]],
        limit: int,
        now: datetime,
        steady: datetime | None = None,
    ) -> list[Row]:
        """Settle and claim in one transaction: half the work for a sender that does both all day."""
        steady = steady or now
        async with self._database.write() as connection:
            await _settle(connection, results, now)
            await connection.execute(_expire, {"ended": steady, "now": now, "quiet_until": steady + self.timing.margin})
            if limit <= 0:
                return []
            found = (await connection.execute(_ready, {"now": now, "steady": steady, "limit": limit})).mappings().all()
            return await self._leased(connection, found, owner, now, steady) if found else []

    async def take_over(self, steady: datetime) -> None:
        """End every lease at once: only for a process that knows it is alone, when it starts.

        The lanes of what its forerunner left are open again, instead of waiting for leases that nobody holds.
        """
        late = {"ended": steady + 2 * self.timing.lease, "now": steady, "quiet_until": steady + self.timing.quiet}
        async with self._database.write() as connection:
            await connection.execute(_expire, late)

    async def pause(self, until: datetime) -> None:
        """Send nothing at all before that moment; a shorter pause does not end a longer one."""
        async with self._database.write() as connection:
            if not (await connection.execute(_longer_pause, {"until": until})).first():
                await upsert(connection, outbox_gate, {"name": "workspace", "closed_until": until})

    async def id_of(self, name: str) -> str | None:
        """The channel behind a name (`#security`), as Slack told us when something last arrived there."""
        there = (outbox.c.channel == name) & outbox.c.slack_channel.is_not(None)
        statement = select(outbox.c.slack_channel).where(there).order_by(outbox.c.id.desc()).limit(1)
        async with self._database.read() as connection:
            found: str | None = (await connection.execute(statement)).scalar()
        return found

    async def _leased(
        self, connection: AsyncConnection, found: Sequence[RowMapping], owner: str, now: datetime, steady: datetime
    ) -> list[Row]:
        until = steady + self.timing.lease
        ids = [row["id"] for row in found]
        await connection.execute(_lease, {"ids": ids, "owner": owner, "until": until, "now": now})
        return [row_of(row, until, now, self.timing) for row in found]


async def _settle(connection: AsyncConnection, results: Sequence[tuple[Row, Outcome]], now: datetime) -> None:
    sent = [_sent_values(row, outcome, now) for row, outcome in results if isinstance(outcome, Sent)]
    other = [_returned_values(row, outcome, now) for row, outcome in results if not isinstance(outcome, Sent)]
    if sent:
        await connection.execute(_sent, sent)
    if other:
        await connection.execute(_returned, other)


def _sent_values(row: Row, outcome: Sent, now: datetime) -> dict[str, object]:
    return {"row_id": row.id, "ts": outcome.ts or row.ts, "where": outcome.channel or row.channel, "at": now}


def _returned_values(row: Row, outcome: Unsent, now: datetime) -> dict[str, object]:
    state, at, counted = _next(row, outcome, now)
    return {
        "row_id": row.id,
        "claim": row.claim,
        "next_state": state,
        "next_attempt": row.attempt + counted,
        "at": at,
        "error": outcome.error,
    }


def _next(row: Row, outcome: Unsent, now: datetime) -> tuple[str, datetime | None, bool]:
    """Return the state that follows, when it is due (None: not by itself), and whether this was an attempt."""
    match outcome:
        case Retry(at, counted):
            return ("in_doubt" if row.must_reconcile else "todo"), at, counted
        case Absent():
            return "todo", now, False
        case InDoubt(until):
            return ("todo" if row.idempotent else "in_doubt"), until, True
        case Unreadable():
            return ("todo", now, True) if row.policy == "duplicate" else ("in_doubt", None, True)
        case Dead():
            return "dead", None, True
