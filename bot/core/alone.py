"""One transaction at a time, where rows that are not there yet cannot be locked."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def alone(connection: AsyncConnection, name: str) -> None:
    """Waits until no other transaction holds this name, and holds it until the end; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})
