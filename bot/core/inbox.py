"""Events already taken: a repeated delivery has no second effect."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.db import insert_new
from bot.core.tables import inbox


async def first_time(connection: AsyncConnection, key: str, now: datetime) -> bool:
    """Claim the event; True exactly once per key, also when two processes ask at the same moment."""
    result = await connection.execute(insert_new(connection, inbox), {"key": key, "seen_at": now})
    return result.rowcount == 1


async def forget(connection: AsyncConnection, before: datetime) -> int:
    """Remove what was seen before that moment; keep at least the days for which Slack may deliver late."""
    result = await connection.execute(delete(inbox).where(inbox.c.seen_at < before))
    return result.rowcount
