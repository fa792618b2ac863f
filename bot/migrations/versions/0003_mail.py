"""Make the tables of the mail desk: campaigns and checks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.core.db import Json, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_campaign",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("marks", Json, nullable=False),
        sa.Column("assignee", sa.String(20)),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("decided_by", sa.String(20)),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("settled_at", UtcDateTime),
        sa.Column("decisions", sa.Integer, nullable=False),
        sa.Column("memos", Json, nullable=False),
        sa.Column("reminded", sa.Integer, nullable=False),
        sa.Column("picture", sa.String(20), nullable=False),
        sa.Column("bulletin", Json),
        sa.Column("warned", sa.String(10)),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("told", Json, nullable=False),
        sa.Column("first_at", UtcDateTime, nullable=False),
        sa.Column("last_at", UtcDateTime, nullable=False),
    )
    op.create_index(None, "mail_campaign", ["team", "last_at"])
    op.create_index(None, "mail_campaign", ["status"])
    op.create_index(None, "mail_campaign", ["warned"])
    create_check()


def create_check() -> None:
    op.create_table(
        "mail_check",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("person", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("thread_ts", sa.String(20)),
        sa.Column("response_url", sa.Text),
        sa.Column("source", sa.String(4), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("file", Json),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("report", Json),
        sa.Column("answers", Json, nullable=False),
        sa.Column("deed", sa.String(12)),
        sa.Column("failure", sa.String(40), nullable=False),
        sa.Column("campaign", sa.String(20), sa.ForeignKey("mail_campaign.id")),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", UtcDateTime),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("reported_at", UtcDateTime),
    )
    op.create_index(None, "mail_check", ["state", "not_before"])
    op.create_index(None, "mail_check", ["campaign"])
    op.create_index(None, "mail_check", ["team", "created_at"])


def downgrade() -> None:
    op.drop_table("mail_check")
    op.drop_table("mail_campaign")
