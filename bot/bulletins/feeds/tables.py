"""The rows of the feeds: how each source stands, and what of it was seen."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table

from bot.core.db import UtcDateTime, metadata

feed_sources = Table(
    "feed_source",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("etag", String(300), nullable=False),
    Column("last_modified", String(100), nullable=False),
    Column("checked_at", UtcDateTime),
    Column("succeeded_at", UtcDateTime),
    Column("next_at", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("error", String(60), nullable=False),
    Column("first_done", Boolean, nullable=False),
    Column("items", Integer, nullable=False),
)

feed_items = Table(
    "feed_item",
    metadata,
    Column("source", String(60), primary_key=True),
    Column("key", String(300), primary_key=True),
    Column("title", String(300), nullable=False),
    Column("updated", UtcDateTime),
    Column("seen_at", UtcDateTime, nullable=False),
)
