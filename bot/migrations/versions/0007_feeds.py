"""Make the tables of the feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.core.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_source",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("etag", sa.String(300), nullable=False),
        sa.Column("last_modified", sa.String(100), nullable=False),
        sa.Column("checked_at", UtcDateTime),
        sa.Column("succeeded_at", UtcDateTime),
        sa.Column("next_at", UtcDateTime),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.String(60), nullable=False),
        sa.Column("first_done", sa.Boolean, nullable=False),
        sa.Column("items", sa.Integer, nullable=False),
    )
    op.create_table(
        "feed_item",
        sa.Column("source", sa.String(60), primary_key=True),
        sa.Column("key", sa.String(300), primary_key=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("updated", UtcDateTime),
        sa.Column("seen_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("feed_item")
    op.drop_table("feed_source")
