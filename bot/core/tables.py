"""The tables that every slice leans on: messages and files to send, events seen, runs done, the audit chain, people."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

from bot.core.db import Json, UtcDateTime, metadata

# SQLite counts up only in a column that is exactly INTEGER.
RowId: Final = BigInteger().with_variant(Integer(), "sqlite")

inbox = Table(
    "inbox",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False, index=True),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("key", String(255), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("lane", String(300), nullable=False),
    Column("update_of", String(255)),
    Column("payload", Json, nullable=False),
    Column("policy", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("claims", Integer, nullable=False),
    Column("not_before", UtcDateTime),
    Column("lease_owner", String(64)),
    Column("lease_until", UtcDateTime),
    Column("first_claimed_at", UtcDateTime),
    Column("slack_ts", String(32)),
    Column("slack_channel", String(64)),
    Column("last_error", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Index(None, "state", "not_before"),
    Index(None, "lane", "state"),
    sqlite_autoincrement=True,  # the order of sending is the order of ids, so none may come back
)

outbox_gate = Table(
    "outbox_gate",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("closed_until", UtcDateTime, nullable=False),
)

job_run = Table(
    "job_run",
    metadata,
    Column("job", String(100), primary_key=True),
    Column("fire_time", UtcDateTime, primary_key=True),
    Column("claimed_at", UtcDateTime, nullable=False),
)

handout = Table(
    "handout",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("team", String(32), nullable=False),
    Column("person", String(32), nullable=False),
    Column("maker", String(60), nullable=False),
    Column("about", Json, nullable=False),
    Column("upload", String(32), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime),
)

audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("team", String(32), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("data", Json, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("team", "seq"),
    sqlite_autoincrement=True,
)

person = Table(
    "person",
    metadata,
    Column("team", String(32), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("email", String(320), index=True),
    Column("locale", String(8)),
    Column("tz", String(64)),
    Column("is_guest", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
)

absence = Table(
    "absence",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("team", String(32), nullable=False),
    Column("person", String(32), nullable=False),
    Column("deputy", String(32)),
    Column("from_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=False),
    Column("ended", Boolean, nullable=False),
    Index(None, "team", "until_at"),
)

# The chain proves a change; these keep honest hands from making one by mistake.
APPEND_ONLY: Final = {
    "sqlite": """
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
""",
    "postgresql": """
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()
""",
}


def protect_audit(connection: Connection) -> None:
    """Make the database itself refuse to change or remove what the audit log says."""
    for statement in APPEND_ONLY[connection.dialect.name].split(";\n"):
        connection.exec_driver_sql(statement)


@event.listens_for(audit, "after_create")
def _audit_created(_table: Table, connection: Connection, **_: object) -> None:
    protect_audit(connection)
