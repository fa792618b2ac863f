"""The audit log: rows that may only be added, each sealed over the one before it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.alone import alone
from bot.core.tables import audit

GENESIS: Final = "0" * 64
SEALED: Final = ("team", "seq", "at", "actor", "action", "subject", "data")


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened: who did what to which thing; `data` holds codes and ids as plain JSON."""

    team: str
    actor: str
    action: str
    subject: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a workspace's chain: publish it, and nobody can cut the tail unseen."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that does not fit, and why: `gap`, `link`, `seal` or `tail`."""

    team: str
    seq: int
    reason: str


def seal(key: bytes, prev_hash: str, row: Mapping[str, Any]) -> str:
    facts = {name: row[name] for name in SEALED} | {"at": row["at"].astimezone(UTC).isoformat()}
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, (prev_hash + canonical).encode(), "sha256").hexdigest()


class Audit:
    """The entries of one transaction; they join the chain just before it commits."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._entries: list[Entry] = []

    def put(self, entry: Entry) -> None:
        self._entries.append(entry)

    async def flush(self, connection: AsyncConnection, now: datetime) -> None:
        entries, self._entries = self._entries, []
        # Always in the same order: two transactions over the same two chains must not wait for each other.
        for team in sorted({entry.team for entry in entries}):
            await alone(connection, f"audit/{team}")
            mine = [entry for entry in entries if entry.team == team]
            await connection.execute(insert(audit), self._chain(await head(connection, team), mine, now))

    def _chain(self, end: Head, entries: list[Entry], now: datetime) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for entry in entries:
            row = {name: getattr(entry, name) for name in ("team", "actor", "action", "subject")}
            row |= {"seq": end.seq + 1, "at": now, "data": dict(entry.data), "prev_hash": end.hash}
            end = Head(end.seq + 1, seal(self._key, end.hash, row))
            rows.append(row | {"hash": end.hash})
        return rows


async def head(connection: AsyncConnection, team: str) -> Head:
    """Return the last link of the workspace's chain."""
    last = select(audit.c.seq, audit.c.hash).where(audit.c.team == team).order_by(audit.c.seq.desc()).limit(1)
    row = (await connection.execute(last)).one_or_none()
    return Head(row.seq, row.hash) if row else Head(0, GENESIS)


async def verify(connection: AsyncConnection, key: bytes, anchors: Mapping[str, Head] | None = None) -> Broken | None:
    """Return the first row that was changed, moved or removed; None when every chain holds.

    `anchors` are heads published earlier, by team: without one, rows cut off the end cannot be missed.
    """
    ends: dict[str, Head] = {}
    found = {team: anchor for team, anchor in (anchors or {}).items() if anchor.seq}
    async with connection.stream(select(audit).order_by(audit.c.team, audit.c.seq)) as rows:
        async for row in rows.mappings():
            end = ends.get(row["team"], Head(0, GENESIS))
            if reason := _flaw(key, end, dict(row)):
                return Broken(row["team"], end.seq + 1, reason)
            ends[row["team"]] = Head(row["seq"], row["hash"])
            if found.get(row["team"]) == ends[row["team"]]:
                del found[row["team"]]
    return next((Broken(team, anchor.seq, "tail") for team, anchor in sorted(found.items())), None)


def _flaw(key: bytes, end: Head, row: Mapping[str, Any]) -> str | None:
    if row["seq"] != end.seq + 1:
        return "gap"
    if row["prev_hash"] != end.hash:
        return "link"
    if not hmac.compare_digest(row["hash"], seal(key, end.hash, row)):
        return "seal"
    return None
