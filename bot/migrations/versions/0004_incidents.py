"""Make the tables of the incidents, and who is away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.core.db import Json, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("level_is_set", sa.Boolean, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("where", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("via", sa.String(12), nullable=False),
        sa.Column("reporter", sa.String(20)),
        sa.Column("facts", Json, nullable=False),
        sa.Column("origin", Json, nullable=False),
        sa.Column("mail_check", sa.String(20)),
        sa.Column("happened_at", UtcDateTime),
        sa.Column("noticed_at", UtcDateTime),
        sa.Column("reported_at", UtcDateTime, nullable=False),
        sa.Column("drill", sa.Boolean, nullable=False),
        sa.Column("restricted", sa.Boolean, nullable=False),
        sa.Column("lead", sa.String(20)),
        sa.Column("members", Json, nullable=False),
        sa.Column("told", Json, nullable=False),
        sa.Column("room", sa.String(20), nullable=False),
        sa.Column("room_people", Json, nullable=False),
        sa.Column("room_stale", sa.Boolean, nullable=False),
        sa.Column("followers", Json, nullable=False),
        sa.Column("merged_into", sa.String(20), sa.ForeignKey("incident.id")),
        sa.Column("outcome", Json, nullable=False),
        sa.Column("confirmed_at", UtcDateTime),
        sa.Column("contained_at", UtcDateTime),
        sa.Column("recovered_at", UtcDateTime),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("review_due", UtcDateTime),
        sa.Column("reviewed_at", UtcDateTime),
        sa.Column("lesson", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.UniqueConstraint("mail_check"),
    )
    op.create_table(
        "incident_entry",
        sa.Column("id", RowId, primary_key=True, autoincrement=True),
        sa.Column("incident", sa.String(20), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("written_at", UtcDateTime, nullable=False),
        sa.Column("by", sa.String(20)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("earlier", Json, nullable=False),
    )
    op.create_table(
        "incident_notice",
        sa.Column("id", RowId, primary_key=True, autoincrement=True),
        sa.Column("incident", sa.String(20), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("person", sa.String(20), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("why", sa.String(12), nullable=False),
        sa.Column("told_at", UtcDateTime, nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("confirmed_at", UtcDateTime),
        sa.Column("stands_for", sa.String(20)),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "incident_step",
        sa.Column("id", RowId, primary_key=True, autoincrement=True),
        sa.Column("incident", sa.String(20), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("ref", sa.String(60), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("person", sa.String(20)),
        sa.Column("phase", sa.String(12), nullable=False),
        sa.Column("due_at", UtcDateTime),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("done_at", UtcDateTime),
        sa.Column("done_by", sa.String(20)),
        sa.Column("skipped", sa.Text, nullable=False),
        sa.Column("chased", sa.Integer, nullable=False),
    )
    op.create_table(
        "incident_duty",
        sa.Column("id", RowId, primary_key=True, autoincrement=True),
        sa.Column("incident", sa.String(20), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("duty", sa.String(60), nullable=False),
        sa.Column("deadline", sa.String(60), nullable=False),
        sa.Column("due_at", UtcDateTime),
        sa.Column("extended_at", UtcDateTime),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("by", sa.String(20)),
        sa.Column("at", UtcDateTime),
        sa.Column("reminded", Json, nullable=False),
        sa.UniqueConstraint("incident", "duty", "deadline"),
    )
    op.create_table(
        "incident_timer",
        sa.Column("id", RowId, primary_key=True, autoincrement=True),
        sa.Column("incident", sa.String(20), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("since", UtcDateTime),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
    )
    op.create_table(
        "absence",
        sa.Column("id", RowId, primary_key=True, autoincrement=True),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("deputy", sa.String(32)),
        sa.Column("from_at", UtcDateTime, nullable=False),
        sa.Column("until_at", UtcDateTime, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
    )
    op.create_table(
        "handout",
        sa.Column("id", RowId, primary_key=True, autoincrement=True),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("maker", sa.String(60), nullable=False),
        sa.Column("about", Json, nullable=False),
        sa.Column("upload", sa.String(32), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("not_before", UtcDateTime),
    )
    op.create_index("ix_incident_team_reported_at", "incident", ["team", "reported_at"])
    op.create_index("ix_incident_team_state", "incident", ["team", "state"])
    op.create_index("ix_incident_reporter_reported_at", "incident", ["reporter", "reported_at"])
    op.create_index("ix_incident_room", "incident", ["room"])
    op.create_index("ix_incident_entry_incident_at", "incident_entry", ["incident", "at"])
    op.create_index("ix_incident_notice_incident_person", "incident_notice", ["incident", "person"])
    op.create_index("ix_incident_step_incident_id", "incident_step", ["incident", "id"])
    op.create_index("ix_incident_step_source_done_at", "incident_step", ["source", "done_at"])
    op.create_index("ix_incident_timer_state_due_at", "incident_timer", ["state", "due_at"])
    op.create_index("ix_incident_timer_incident_state", "incident_timer", ["incident", "state"])
    op.create_index("ix_absence_team_until_at", "absence", ["team", "until_at"])


def downgrade() -> None:
    op.drop_table("handout")
    op.drop_table("absence")
    op.drop_table("incident_timer")
    op.drop_table("incident_duty")
    op.drop_table("incident_step")
    op.drop_table("incident_notice")
    op.drop_table("incident_entry")
    op.drop_table("incident")
