"""Make the tables of the surveys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.core.db import Json, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "survey_campaign",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("family", sa.String(60), nullable=False),
        sa.Column("survey", Json, nullable=False),
        sa.Column("by", sa.String(20), nullable=False),
        sa.Column("who", sa.String(12), nullable=False),
        sa.Column("units", Json, nullable=False),
        sa.Column("opens_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("anonymous", sa.Boolean, nullable=False),
        sa.Column("visible", sa.Boolean, nullable=False),
        sa.Column("combine", sa.String(12), nullable=False),
        sa.Column("repeats", sa.Boolean, nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("looked_at", UtcDateTime),
        sa.Column("next_at", UtcDateTime),
        sa.Column("reminded_at", UtcDateTime),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_index("ix_survey_campaign_next_at", "survey_campaign", ["next_at"])
    op.create_index("ix_survey_campaign_team_family_state", "survey_campaign", ["team", "family", "state"])
    op.create_table(
        "survey_sheet",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("person", sa.String(20)),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("campaign", sa.String(20), sa.ForeignKey("survey_campaign.id")),
        sa.Column("survey", Json),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("shape", sa.String(8), nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime),
        sa.Column("started_at", UtcDateTime),
        sa.Column("changed_at", UtcDateTime),
        sa.Column("done_at", UtcDateTime),
    )
    op.create_index("ix_survey_sheet_campaign_unit_state", "survey_sheet", ["campaign", "unit", "state"])
    op.create_index("ix_survey_sheet_person_campaign", "survey_sheet", ["person", "campaign"])
    op.create_table(
        "survey_answer",
        sa.Column("sheet", sa.String(20), sa.ForeignKey("survey_sheet.id"), primary_key=True),
        sa.Column("item", sa.String(60), primary_key=True),
        sa.Column("answer", sa.String(60)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("by", sa.String(20)),
        sa.Column("at", UtcDateTime),
    )
    op.create_table(
        "survey_referral",
        sa.Column("id", RowId, primary_key=True, autoincrement=True),
        sa.Column("sheet", sa.String(20), sa.ForeignKey("survey_sheet.id"), nullable=False),
        sa.Column("item", sa.String(60), nullable=False),
        sa.Column("by", sa.String(20), nullable=False),
        sa.Column("to", sa.String(20), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("ended_at", UtcDateTime),
    )
    op.create_index("ix_survey_referral_sheet", "survey_referral", ["sheet"])
    op.create_index("ix_survey_referral_to", "survey_referral", ["to"])
    op.create_table(
        "survey_improvement",
        sa.Column("id", RowId, primary_key=True, autoincrement=True),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("campaign", sa.String(20), sa.ForeignKey("survey_campaign.id"), nullable=False),
        sa.Column("family", sa.String(60), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("item", sa.String(60), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("owner", sa.String(20), nullable=False),
        sa.Column("by", sa.String(20), nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("chased", sa.Integer, nullable=False),
        sa.Column("next_at", UtcDateTime),
        sa.Column("done_at", UtcDateTime),
        sa.Column("done_by", sa.String(20)),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("dropped", sa.Boolean, nullable=False),
    )
    op.create_index("ix_survey_improvement_campaign", "survey_improvement", ["campaign"])
    op.create_index("ix_survey_improvement_owner", "survey_improvement", ["owner"])
    op.create_index("ix_survey_improvement_next_at", "survey_improvement", ["next_at"])


def downgrade() -> None:
    op.drop_table("survey_improvement")
    op.drop_table("survey_referral")
    op.drop_table("survey_answer")
    op.drop_table("survey_sheet")
    op.drop_table("survey_campaign")
