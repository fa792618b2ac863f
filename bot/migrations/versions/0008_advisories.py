"""Make the tables of the advisories."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.core.db import Json, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "advisory_rule",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("interest", sa.String(60), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("by", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("undone_by", sa.String(20)),
        sa.Column("undone_at", UtcDateTime),
    )
    op.create_index("ix_advisory_rule_team", "advisory_rule", ["team"])
    op.create_table(
        "advisory",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("cves", Json, nullable=False),
        sa.Column("mentions", Json, nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("exploited", sa.Boolean, nullable=False),
        sa.Column("first_seen", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("rule", sa.Integer, sa.ForeignKey("advisory_rule.id")),
        sa.Column("decided_by", sa.String(20)),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("bulletin", sa.String(20)),
        sa.Column("told_at", UtcDateTime),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("updates", sa.Integer, nullable=False),
    )
    op.create_index("ix_advisory_team_state_changed_at", "advisory", ["team", "state", "changed_at"])
    op.create_index("ix_advisory_rule", "advisory", ["rule"])
    op.create_table(
        "advisory_name",
        sa.Column("team", sa.String(20), primary_key=True),
        sa.Column("name", sa.String(160), primary_key=True),
        sa.Column("advisory", sa.String(20), sa.ForeignKey("advisory.id"), primary_key=True),
    )
    op.create_index("ix_advisory_name_advisory", "advisory_name", ["advisory"])


def downgrade() -> None:
    op.drop_table("advisory_name")
    op.drop_table("advisory")
    op.drop_table("advisory_rule")
