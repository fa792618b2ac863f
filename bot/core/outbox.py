"""Messages to send, written in the same transaction as the state that they report."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import exists, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.db import insert_new
from bot.core.tables import outbox

Kind = Literal["post", "update", "ephemeral", "publish", "respond"]
Policy = Literal["silence", "duplicate"]
State = Literal["todo", "leased", "sent", "in_doubt", "dead", "superseded"]

# Sending these twice changes nothing, and only the newest matters.
IDEMPOTENT: Final = frozenset[Kind]({"update", "publish"})

AT_ONCE: Final = 200
"""Rows of one statement: making thousands of them at a time would hold everybody up."""


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
    With `if_changed` an edit that would change nothing is not sent: for messages that are edited by key only.
    """

    kind: Kind
    channel: str
    payload: Mapping[str, Any]
    key: str
    policy: Policy = "silence"
    after: datetime | None = None
    update_of: str | None = None
    ts: str | None = None
    if_changed: bool = False

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
        messages, self._messages = await _changing(connection, self._messages), []
        if not messages:
            return False
        for at in range(0, len(messages), AT_ONCE):
            rows = [message.row(now) for message in messages[at : at + AT_ONCE]]
            await connection.execute(insert_new(connection, outbox), rows)
        await _supersede(connection, [message.lane for message in messages if message.kind in IDEMPOTENT])
        return True


async def spoken_to(connection: AsyncConnection, *channels: str) -> bool:
    """Whether something was put out for one of these channels or people, as far back as the outbox remembers."""
    found = await connection.execute(select(outbox.c.id).where(outbox.c.channel.in_(channels)).limit(1))
    return found.first() is not None


async def posted_at(connection: AsyncConnection, key: str) -> tuple[str, str] | None:
    """The channel and timestamp of a message sent under this key; None when it is not out, or long forgotten."""
    statement = select(outbox.c.slack_channel, outbox.c.slack_ts).where(outbox.c.key == key, outbox.c.state == "sent")
    row = (await connection.execute(statement)).first()
    return (row.slack_channel, row.slack_ts) if row and row.slack_ts else None


async def posts_like(connection: AsyncConnection, prefix: str) -> list[tuple[str, str]]:
    """Where messages were put whose keys begin so, with their keys, newest first; not those that were taken back."""
    mine = outbox.c.key.startswith(prefix, autoescape=True) & (outbox.c.kind == "post")
    mine &= outbox.c.state != "superseded"
    rows = await connection.execute(select(outbox.c.channel, outbox.c.key).where(mine).order_by(outbox.c.id.desc()))
    return [(row.channel, row.key) for row in rows]


async def count_posts(connection: AsyncConnection, channel: str, keys: Collection[str], since: datetime) -> int:
    """How many messages whose keys are like one of these were put out for somebody since a moment."""
    like = or_(*(outbox.c.key.like(key) for key in keys))
    mine = (outbox.c.channel == channel) & (outbox.c.kind == "post") & (outbox.c.created_at > since) & like
    return int((await connection.execute(select(func.count()).where(mine))).scalar_one())


async def died(
    connection: AsyncConnection, channel: str, keys: Collection[str] | None = None, since: datetime | None = None
) -> list[str]:
    """The keys of posts that Slack has refused for good, newest first: among these, or since a moment."""
    mine = (outbox.c.channel == channel) & (outbox.c.kind == "post") & (outbox.c.state == "dead")
    mine &= outbox.c.key.in_(list(keys)) if keys is not None else true()
    mine &= outbox.c.created_at > since if since else true()
    return list((await connection.execute(select(outbox.c.key).where(mine).order_by(outbox.c.id.desc()))).scalars())


async def blank(connection: AsyncConnection, prefix: str) -> int:
    """Forgets what the messages whose keys begin so said, and to whom; returns how many are still on their way."""
    these = outbox.c.key.startswith(prefix, autoescape=True)
    live = outbox.c.state.in_(("todo", "leased", "in_doubt"))
    nobody: dict[str, Any] = {"payload": {}, "channel": "", "lane": "", "update_of": None, "slack_channel": None}
    nobody |= {"slack_ts": None}  # Slack knows whose conversation has a message of that moment
    await connection.execute(update(outbox).where(these, ~live).values(nobody))
    return int((await connection.execute(select(func.count()).select_from(outbox).where(these, live))).scalar_one())


async def call_back(connection: AsyncConnection, prefix: str) -> set[str]:
    """Takes back the posts whose keys begin so and that nobody has begun to send; their keys."""
    mine = outbox.c.key.startswith(prefix, autoescape=True) & (outbox.c.kind == "post") & (outbox.c.state == "todo")
    taken = await connection.execute(update(outbox).where(mine).values(state="superseded").returning(outbox.c.key))
    return set(taken.scalars())


@dataclass(frozen=True, slots=True)
class Fate:
    """What has become of a message, and why it could not be sent where that is so."""

    state: State
    error: str


async def fate_of(connection: AsyncConnection, key: str) -> Fate | None:
    """What has become of a message; None when it is long forgotten, or was never put."""
    row = (await connection.execute(select(outbox.c.state, outbox.c.last_error).where(outbox.c.key == key))).first()
    return Fate(row.state, row.last_error or "") if row else None


async def last_payloads(connection: AsyncConnection, posted: Collection[str]) -> dict[str, Any]:
    """What was last put for each of these posted keys; None where Slack may not have taken it."""
    lanes = [f"update/{key}" for key in posted]
    of = func.coalesce(outbox.c.update_of, outbox.c.key)
    newest = select(func.max(outbox.c.id)).where(or_(outbox.c.key.in_(posted), outbox.c.lane.in_(lanes))).group_by(of)
    rows = await connection.execute(select(of, outbox.c.state, outbox.c.payload).where(outbox.c.id.in_(newest)))
    return {key: None if state in {"dead", "in_doubt"} else payload for key, state, payload in rows}


async def _changing(connection: AsyncConnection, messages: list[Message]) -> list[Message]:
    """The messages without the edits that would change nothing."""
    posted = {message.update_of for message in messages if message.if_changed and message.update_of}
    if not posted:
        return messages
    last = {key: _canonical(payload) for key, payload in (await last_payloads(connection, posted)).items()}
    kept = []
    for message in messages:
        if message.update_of in posted:
            payload = _canonical(message.payload)
            if message.if_changed and last.get(message.update_of) == payload:
                continue
            last[message.update_of] = payload
        elif message.key in posted:
            last.setdefault(message.key, _canonical(message.payload))  # a second message of the same key has no effect
        kept.append(message)
    return kept


def _canonical(payload: Mapping[str, Any] | None) -> str:
    return json.dumps(payload, sort_keys=True, default=dict)


async def _supersede(connection: AsyncConnection, lanes: list[str]) -> None:
    """Drop the edits that a newer one has overtaken before they were sent."""
    if not lanes:
        return
    newer = outbox.alias("newer")
    overtaken = exists().where(newer.c.lane == outbox.c.lane, newer.c.id > outbox.c.id, newer.c.state == "todo")
    mine = outbox.c.lane.in_(lanes) & (outbox.c.state == "todo")
    await connection.execute(update(outbox).where(mine, overtaken).values(state="superseded"))
