"""What passes between the queue and a sender: a row to send, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import RowMapping

from bot.core.outbox import IDEMPOTENT, Kind, Policy

LIVE: Final = ("todo", "leased", "in_doubt")


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take: a request by the client, a lease, and Slack to show what it accepted late."""

    timeout: timedelta = timedelta(seconds=15)
    lease: timedelta = timedelta(seconds=30)
    margin: timedelta = timedelta(seconds=45)

    @property
    def quiet(self) -> timedelta:
        """How long after the start of a request its absence from the history means that it never arrived."""
        return self.timeout + self.margin


@dataclass(frozen=True, slots=True)
class Row:
    """A message leased to a sender."""

    id: int
    key: str
    kind: Kind
    channel: str
    payload: Mapping[str, Any]
    policy: Policy
    attempt: int
    claim: int
    ts: str | None
    must_reconcile: bool
    first_claimed_at: datetime
    start_by: datetime

    @property
    def idempotent(self) -> bool:
        return self.kind in IDEMPOTENT


@dataclass(frozen=True, slots=True)
class Sent:
    """It is out; `channel` is where Slack really put it (a message to a user lands in a DM with an id of its own)."""

    ts: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing was done about it; try again at that moment. A doubtful row stays doubtful."""

    at: datetime
    counted: bool = True
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """It was looked up and is certainly not out: it may be sent."""

    error: str | None = None


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Nobody knows whether it is out; look it up when the quiet period is over."""

    until: datetime
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The look-up itself is impossible: the policy of the message decides."""

    error: str | None = None


@dataclass(frozen=True, slots=True)
class Dead:
    """It can never be sent."""

    error: str


Unsent = Retry | Absent | InDoubt | Unreadable | Dead
Outcome = Sent | Unsent


@dataclass(frozen=True, slots=True)
class Stats:
    """`by_state` counts all messages; `oldest` is the age in seconds of the oldest one that should be out."""

    by_state: Mapping[str, int]
    oldest: float

    @property
    def depth(self) -> int:
        return sum(self.by_state.get(state, 0) for state in LIVE)


def row_of(found: RowMapping, until: datetime, now: datetime, timing: Timing) -> Row:
    """Return the row as the sender gets it, freshly leased until that moment."""
    return Row(
        id=found["id"],
        key=found["key"],
        kind=found["kind"],
        channel=found["target_channel"] or found["channel"],
        payload=found["payload"],
        policy=found["policy"],
        attempt=found["attempt"],
        claim=found["claims"] + 1,
        ts=found["target_ts"] or found["slack_ts"],
        must_reconcile=found["state"] == "in_doubt",
        first_claimed_at=found["first_claimed_at"] or now,
        start_by=until - timing.timeout,
    )
