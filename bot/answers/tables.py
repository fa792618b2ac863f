"""The rows of the answers slice."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from bot.core.db import Json, UtcDateTime, metadata

questions = Table(
    "question",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("team", String(20), nullable=False),
    Column("asker", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("thread_ts", String(20)),
    Column("response_url", Text),
    Column("via", String(20), nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("language", String(2), nullable=False),
    Column("entry", String(80)),
    Column("alternatives", Json, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("emergency", Boolean, nullable=False),
    Column("content_digest", String(64), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Index(None, "team", "channel", "thread_ts"),
    Index(None, "team", "outcome", "settled_at"),
)

walks = Table(
    "walk",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("question", ForeignKey("question.id"), nullable=False),
    Column("team", String(20), nullable=False),
    Column("walker", String(20), nullable=False),
    Column("decision", String(60), nullable=False),
    Column("language", String(2), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("thread_ts", String(20)),
    Column("taps", Json, nullable=False),
    Column("verdict", String(12)),
    Column("permit", String(20)),
    Column("content_digest", String(64), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Index(None, "question", "walker"),
)

ratings = Table(
    "rating",
    metadata,
    Column("question", ForeignKey("question.id"), primary_key=True),
    Column("rater", String(20), primary_key=True),
    Column("helpful", Boolean, nullable=False),
    Column("reason", String(20)),
    Column("comment", Text),
    Column("rated_at", UtcDateTime, nullable=False),
)

handovers = Table(
    "handover",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("question", ForeignKey("question.id"), nullable=False, unique=True),
    Column("team", String(20), nullable=False),
    Column("role", String(20), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("assignee", String(20)),
    Column("reply", Text),
    Column("reminded", Integer, nullable=False),
    Column("told", Json, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime),
    Index(None, "team", "status"),
)
