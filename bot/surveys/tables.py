"""The rows of the surveys."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.core.db import Json, UtcDateTime, metadata
from bot.core.tables import RowId

campaigns = Table(
    "survey_campaign",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("team", String(20), nullable=False),
    Column("family", String(60), nullable=False),
    Column("survey", Json, nullable=False),
    Column("by", String(20), nullable=False),
    Column("who", String(12), nullable=False),
    Column("units", Json, nullable=False),
    Column("opens_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("anonymous", Boolean, nullable=False),
    Column("visible", Boolean, nullable=False),
    Column("combine", String(12), nullable=False),
    Column("repeats", Boolean, nullable=False),
    Column("subject", String(200), nullable=False),
    Column("looked_at", UtcDateTime),
    Column("next_at", UtcDateTime, index=True),
    Column("reminded_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("revision", Integer, nullable=False),
    Index(None, "team", "family", "state"),
)

sheets = Table(
    "survey_sheet",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("team", String(20), nullable=False),
    Column("person", String(20)),
    Column("unit", String(60), nullable=False),
    Column("campaign", ForeignKey("survey_campaign.id")),
    Column("survey", Json),
    Column("state", String(12), nullable=False),
    Column("shape", String(8), nullable=False),
    Column("at", Integer, nullable=False),
    Column("created_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("changed_at", UtcDateTime),
    Column("done_at", UtcDateTime),
    Index(None, "campaign", "unit", "state"),
    Index(None, "person", "campaign"),
)

answers = Table(
    "survey_answer",
    metadata,
    Column("sheet", ForeignKey("survey_sheet.id"), primary_key=True),
    Column("item", String(60), primary_key=True),
    Column("answer", String(60)),
    Column("text", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("files", Json, nullable=False),
    Column("by", String(20)),
    Column("at", UtcDateTime),
)

referrals = Table(
    "survey_referral",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("sheet", ForeignKey("survey_sheet.id"), nullable=False, index=True),
    Column("item", String(60), nullable=False),
    Column("by", String(20), nullable=False),
    Column("to", String(20), nullable=False, index=True),
    Column("note", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("ended_at", UtcDateTime),
)

improvements = Table(
    "survey_improvement",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("team", String(20), nullable=False),
    Column("campaign", ForeignKey("survey_campaign.id"), nullable=False, index=True),
    Column("family", String(60), nullable=False),
    Column("unit", String(60), nullable=False),
    Column("item", String(60), nullable=False),
    Column("text", Text, nullable=False),
    Column("owner", String(20), nullable=False, index=True),
    Column("by", String(20), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("chased", Integer, nullable=False),
    Column("next_at", UtcDateTime, index=True),
    Column("done_at", UtcDateTime),
    Column("done_by", String(20)),
    Column("note", Text, nullable=False),
    Column("dropped", Boolean, nullable=False),
)
