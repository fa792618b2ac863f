"""The rows of what may concern the company: advisories, the names they are found by, and the rules of the lead."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from bot.core.db import Json, UtcDateTime, metadata

rules = Table(
    "advisory_rule",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("interest", String(60), nullable=False),
    Column("words", String(200), nullable=False),
    Column("source", String(60), nullable=False),
    Column("by", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("undone_by", String(20)),
    Column("undone_at", UtcDateTime),
    Index(None, "team"),
)

advisories = Table(
    "advisory",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("team", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("cves", Json, nullable=False),
    Column("mentions", Json, nullable=False),
    Column("reasons", Json, nullable=False),
    Column("score", Float),
    Column("exploited", Boolean, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("rule", ForeignKey("advisory_rule.id")),
    Column("decided_by", String(20)),
    Column("decided_at", UtcDateTime),
    Column("bulletin", String(20)),
    Column("told_at", UtcDateTime),
    Column("revision", Integer, nullable=False),
    Column("updates", Integer, nullable=False),
    Column("back", String(20)),
    Index(None, "team", "state", "changed_at"),
    Index(None, "rule"),
)

names = Table(
    "advisory_name",
    metadata,
    Column("team", String(20), primary_key=True),
    Column("name", String(160), primary_key=True),
    Column("advisory", ForeignKey("advisory.id"), primary_key=True),
    Index(None, "advisory"),
)
