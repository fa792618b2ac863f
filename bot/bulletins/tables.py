"""The rows of the bulletins."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.core.db import Json, UtcDateTime, metadata

series = Table(
    "bulletin_series",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("team", String(20), nullable=False, index=True),
    Column("by", String(20), nullable=False),
    Column("name", String(120), nullable=False),
    Column("content", Json, nullable=False),
    Column("audience", Json, nullable=False),
    Column("rule", Json, nullable=False),
    Column("drafts", Boolean, nullable=False),
    Column("ahead", Integer, nullable=False),
    Column("entry", String(60), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("last_fire", UtcDateTime),
    Column("next_at", UtcDateTime, index=True),
    Column("revision", Integer, nullable=False),
)

bulletins = Table(
    "bulletin",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("team", String(20), nullable=False),
    Column("by", String(20), nullable=False),
    Column("content", Json, nullable=False),
    Column("audience", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("change", Text, nullable=False),
    Column("change_en", Text, nullable=False),
    Column("opens_at", UtcDateTime),
    Column("opened_at", UtcDateTime),
    Column("said_at", UtcDateTime),
    Column("valid_until", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("released_by", String(20)),
    Column("series", ForeignKey("bulletin_series.id")),
    Column("fire_at", UtcDateTime),
    Column("next_at", UtcDateTime, index=True),
    Column("looked_at", UtcDateTime),
    Column("revision", Integer, nullable=False),
    Index(None, "team", "state"),
    Index("uq_bulletin_series_fire_at", "series", "fire_at", unique=True),
)

editions = Table(
    "bulletin_edition",
    metadata,
    Column("bulletin", ForeignKey("bulletin.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", Json, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("change", Text, nullable=False),
    Column("change_en", Text, nullable=False),
    Column("by", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("released_by", String(20)),
)

proposals = Table(
    "bulletin_proposal",
    metadata,
    Column("bulletin", ForeignKey("bulletin.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("by", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("content", Json, nullable=False),
    Column("change", Text, nullable=False),
    Column("change_en", Text, nullable=False),
    Column("anew", Boolean, nullable=False),
    Column("fate", String(12), nullable=False, index=True),
    Column("decided_by", String(20)),
    Column("decided_at", UtcDateTime),
    Column("reason", Text, nullable=False),
)

deliveries = Table(
    "bulletin_delivery",
    metadata,
    Column("bulletin", ForeignKey("bulletin.id"), primary_key=True),
    Column("target", String(20), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("ts", String(30), nullable=False),
    Column("error", String(120), nullable=False),
    Column("at", UtcDateTime),
    Index(None, "bulletin", "state"),
)

readers = Table(
    "bulletin_reader",
    metadata,
    Column("bulletin", ForeignKey("bulletin.id"), primary_key=True),
    Column("person", String(20), primary_key=True),
    Column("unit", String(60), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("confirmed", Integer, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("wrong", Integer, nullable=False),
    Column("reminded", Integer, nullable=False),
    Column("reminded_at", UtcDateTime),
    Column("joined", Boolean, nullable=False),
    Column("left_at", UtcDateTime),
    Index(None, "person", "confirmed"),
)
