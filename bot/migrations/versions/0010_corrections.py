"""Make the table of proposed corrections, and keep who released what a bulletin said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.core.db import Json, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bulletin_edition", sa.Column("released_by", sa.String(20)))
    op.create_table(
        "bulletin_proposal",
        sa.Column("bulletin", sa.String(20), sa.ForeignKey("bulletin.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("by", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("change_en", sa.Text, nullable=False),
        sa.Column("anew", sa.Boolean, nullable=False),
        sa.Column("fate", sa.String(12), nullable=False),
        sa.Column("decided_by", sa.String(20)),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_bulletin_proposal_fate", "bulletin_proposal", ["fate"])


def downgrade() -> None:
    op.drop_table("bulletin_proposal")
    op.drop_column("bulletin_edition", "released_by")
