"""Make the tables of the policy desk: questions, walks, ratings, handovers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.core.db import Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("handover", "rating", "walk", "question")


def upgrade() -> None:
    create_question()
    create_walk()
    op.create_table(
        "rating",
        sa.Column("question", sa.String(20), sa.ForeignKey("question.id"), primary_key=True),
        sa.Column("rater", sa.String(20), primary_key=True),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(20)),
        sa.Column("comment", sa.Text),
        sa.Column("rated_at", UtcDateTime, nullable=False),
    )
    create_handover()


def create_question() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("asker", sa.String(20), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("thread_ts", sa.String(20)),
        sa.Column("response_url", sa.Text),
        sa.Column("via", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("entry", sa.String(80)),
        sa.Column("alternatives", Json, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("emergency", sa.Boolean, nullable=False),
        sa.Column("content_digest", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("settled_at", UtcDateTime),
    )
    op.create_index(None, "question", ["team", "channel", "thread_ts"])
    op.create_index(None, "question", ["team", "outcome", "settled_at"])


def create_walk() -> None:
    op.create_table(
        "walk",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("question", sa.String(20), sa.ForeignKey("question.id"), nullable=False),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("walker", sa.String(20), nullable=False),
        sa.Column("decision", sa.String(60), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("thread_ts", sa.String(20)),
        sa.Column("taps", Json, nullable=False),
        sa.Column("verdict", sa.String(12)),
        sa.Column("permit", sa.String(20)),
        sa.Column("content_digest", sa.String(64), nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
    )
    op.create_index(None, "walk", ["question", "walker"])


def create_handover() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("question", sa.String(20), sa.ForeignKey("question.id"), nullable=False, unique=True),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("assignee", sa.String(20)),
        sa.Column("reply", sa.Text),
        sa.Column("reminded", sa.Integer, nullable=False),
        sa.Column("told", Json, nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("resolved_at", UtcDateTime),
    )
    op.create_index(None, "handover", ["team", "status"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
