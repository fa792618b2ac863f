"""Make the tables of the bulletins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.core.db import Json, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulletin_series",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("by", sa.String(20), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("audience", Json, nullable=False),
        sa.Column("rule", Json, nullable=False),
        sa.Column("drafts", sa.Boolean, nullable=False),
        sa.Column("ahead", sa.Integer, nullable=False),
        sa.Column("entry", sa.String(60), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("last_fire", UtcDateTime),
        sa.Column("next_at", UtcDateTime),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_index("ix_bulletin_series_team", "bulletin_series", ["team"])
    op.create_index("ix_bulletin_series_next_at", "bulletin_series", ["next_at"])
    op.create_table(
        "bulletin",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("by", sa.String(20), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("audience", Json, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("change_en", sa.Text, nullable=False),
        sa.Column("opens_at", UtcDateTime),
        sa.Column("opened_at", UtcDateTime),
        sa.Column("said_at", UtcDateTime),
        sa.Column("valid_until", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("released_by", sa.String(20)),
        sa.Column("series", sa.String(20), sa.ForeignKey("bulletin_series.id")),
        sa.Column("fire_at", UtcDateTime),
        sa.Column("next_at", UtcDateTime),
        sa.Column("looked_at", UtcDateTime),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_index("ix_bulletin_next_at", "bulletin", ["next_at"])
    op.create_index("ix_bulletin_team_state", "bulletin", ["team", "state"])
    op.create_index("uq_bulletin_series_fire_at", "bulletin", ["series", "fire_at"], unique=True)
    op.create_table(
        "bulletin_edition",
        sa.Column("bulletin", sa.String(20), sa.ForeignKey("bulletin.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("content", Json, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("change_en", sa.Text, nullable=False),
        sa.Column("by", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "bulletin_delivery",
        sa.Column("bulletin", sa.String(20), sa.ForeignKey("bulletin.id"), primary_key=True),
        sa.Column("target", sa.String(20), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("ts", sa.String(30), nullable=False),
        sa.Column("error", sa.String(120), nullable=False),
        sa.Column("at", UtcDateTime),
    )
    op.create_index("ix_bulletin_delivery_bulletin_state", "bulletin_delivery", ["bulletin", "state"])
    op.create_table(
        "bulletin_reader",
        sa.Column("bulletin", sa.String(20), sa.ForeignKey("bulletin.id"), primary_key=True),
        sa.Column("person", sa.String(20), primary_key=True),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("confirmed", sa.Integer, nullable=False),
        sa.Column("confirmed_at", UtcDateTime),
        sa.Column("wrong", sa.Integer, nullable=False),
        sa.Column("reminded", sa.Integer, nullable=False),
        sa.Column("reminded_at", UtcDateTime),
        sa.Column("joined", sa.Boolean, nullable=False),
    )
    op.create_index("ix_bulletin_reader_person_confirmed", "bulletin_reader", ["person", "confirmed"])


def downgrade() -> None:
    op.drop_table("bulletin_reader")
    op.drop_table("bulletin_delivery")
    op.drop_table("bulletin_edition")
    op.drop_table("bulletin")
    op.drop_table("bulletin_series")
