"""Messages to send, written in the same transaction as the state that they report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import exists, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.db import insert_new
from bot.core.tables import outbox

Kind = Literal["post", "update", "ephemeral", "publish", "respond"]
Policy = Literal["silence", "duplicate"]
State = Literal["todo", "leased", "sent", "in_doubt", "dead", "superseded"]

# Sending these twice changes nothing, and only the newest matters.
IDEMPOTENT: Final = frozenset[Kind]({"update", "publish"})


@dataclass(frozen=True, slots=True)
class Message:
    """Something to say, once.

    `key` names the message for ever: a second message of the same key has no effect.
    `channel` is where it goes: a channel or user id; for `publish` the user whose home it is.
    `payload` belongs to the sender at the door; the core never looks inside.
    `policy` says what is worse when nobody can tell whether it arrived: a `duplicate` may be
    sent again, with `silence` it waits for a person to decide.
    `after` is the earliest moment to send it.
    An `update` edits a message: `update_of` is the key of the message that posted it (it may not
    even be posted yet), or `ts` is its Slack timestamp where that is already known.
    """

    kind: Kind
    channel: str
    payload: Mapping[str, Any]
    key: str
    policy: Policy = "silence"
    after: datetime | None = None
    update_of: str | None = None
    ts: str | None = None

    def __post_init__(self) -> None:
        named = (self.update_of is not None) + (self.ts is not None)
        if named != (self.kind == "update"):
            raise ValueError("an update names one message that it edits, by update_of or ts; nothing else does")

    @property
    def target(self) -> str | None:
        return f"{self.channel}/{self.ts}" if self.ts else self.update_of

    @property
    def lane(self) -> str:
        """Messages of one lane are sent in their order: posts of a channel, edits of a message, a user's home."""
        lanes = {"post": self.channel, "update": self.target, "publish": self.channel}
        return f"{self.kind}/{lanes.get(self.kind, self.key)}"

    def row(self, now: datetime) -> dict[str, Any]:
        return {
            "key": self.key,
            "kind": self.kind,
            "channel": self.channel,
            "lane": self.lane,
            "update_of": self.target,
            "slack_ts": self.ts,
            "payload": dict(self.payload),
            "policy": self.policy,
            "state": "todo",
            "attempt": 0,
            "claims": 0,
            "not_before": self.after or now,
            "created_at": now,
        }


class Outbox:
    """The messages of one transaction; they are written together just before it commits."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    def put(self, message: Message) -> None:
        self._messages.append(message)

    async def flush(self, connection: AsyncConnection, now: datetime) -> bool:
        """Write what was put; True when there was something to write."""
        messages, self._messages = self._messages, []
        if not messages:
            return False
        await connection.execute(insert_new(connection, outbox), [message.row(now) for message in messages])
        await _supersede(connection, [message.lane for message in messages if message.kind in IDEMPOTENT])
        return True


async def _supersede(connection: AsyncConnection, lanes: list[str]) -> None:
    """Drop the edits that a newer one has overtaken before they were sent."""
    if not lanes:
        return
    newer = outbox.alias("newer")
    overtaken = exists().where(newer.c.lane == outbox.c.lane, newer.c.id > outbox.c.id, newer.c.state == "todo")
    mine = outbox.c.lane.in_(lanes) & (outbox.c.state == "todo")
    await connection.execute(update(outbox).where(mine, overtaken).values(state="superseded"))
