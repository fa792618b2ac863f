"""The rows of the mail desk."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from bot.core.db import Json, UtcDateTime, metadata

campaigns = Table(
    "mail_campaign",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("team", String(20), nullable=False),
    Column("status", String(12), nullable=False),
    Column("subject", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("marks", Json, nullable=False),
    Column("assignee", String(20)),
    Column("taken_at", UtcDateTime),
    Column("note", Text, nullable=False),
    Column("decided_by", String(20)),
    Column("decided_at", UtcDateTime),
    Column("settled_at", UtcDateTime),
    Column("decisions", Integer, nullable=False),
    Column("memos", Json, nullable=False),
    Column("reminded", Integer, nullable=False),
    Column("picture", String(20), nullable=False),
    Column("bulletin", Json),
    Column("warned", String(10)),
    Column("revision", Integer, nullable=False),
    Column("told", Json, nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Index(None, "team", "last_at"),
    Index(None, "status"),
    Index(None, "warned"),
)

checks = Table(
    "mail_check",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("team", String(20), nullable=False),
    Column("person", String(20), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("thread_ts", String(20)),
    Column("response_url", Text),
    Column("source", String(4), nullable=False),
    Column("language", String(2), nullable=False),
    Column("state", String(10), nullable=False),
    Column("file", Json),
    Column("text", Text, nullable=False),
    Column("report", Json),
    Column("answers", Json, nullable=False),
    Column("deed", String(12)),
    Column("failure", String(40), nullable=False),
    Column("campaign", ForeignKey("mail_campaign.id")),
    Column("revision", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("reported_at", UtcDateTime),
    Index(None, "state", "not_before"),
    Index(None, "campaign"),
    Index(None, "team", "created_at"),
)
