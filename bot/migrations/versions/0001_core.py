"""Make the tables of the core: messages, events, runs, the audit chain and people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.core.db import Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("inbox", "outbox", "outbox_gate", "job_run", "audit", "person")


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("seen_at", UtcDateTime, nullable=False, index=True),
    )
    create_outbox()
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(100), primary_key=True),
        sa.Column("fire_time", UtcDateTime, primary_key=True),
        sa.Column("claimed_at", UtcDateTime, nullable=False),
    )
    create_audit()
    op.create_table(
        "person",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("email", sa.String(320), index=True),
        sa.Column("locale", sa.String(8)),
        sa.Column("tz", sa.String(64)),
        sa.Column("is_guest", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("fetched_at", UtcDateTime, nullable=False),
    )


def create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(255), nullable=False, unique=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("lane", sa.String(300), nullable=False),
        sa.Column("update_of", sa.String(255)),
        sa.Column("payload", Json, nullable=False),
        sa.Column("policy", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("claims", sa.Integer, nullable=False),
        sa.Column("not_before", UtcDateTime),
        sa.Column("lease_owner", sa.String(64)),
        sa.Column("lease_until", UtcDateTime),
        sa.Column("first_claimed_at", UtcDateTime),
        sa.Column("slack_ts", sa.String(32)),
        sa.Column("slack_channel", sa.String(64)),
        sa.Column("last_error", sa.Text),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("sent_at", UtcDateTime),
        sa.Index("ix_outbox_state_not_before", "state", "not_before"),
        sa.Index("ix_outbox_lane_state", "lane", "state"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outbox_gate",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("closed_until", UtcDateTime, nullable=False),
    )


def create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("prev_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("team", "seq"),
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
        )
        return
    for act in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER audit_no_{act} BEFORE {act} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_append_only()")
