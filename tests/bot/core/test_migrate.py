"""Migrations: up, down, whole or not at all, and equal to the tables in the code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from bot.core.db import metadata
from bot.core.lockfile import DatabaseInUseError, LockFile
from bot.core.migrate import _connected, downgrade, revisions, upgrade
from bot.core.tables import audit, handout, inbox, job_run, outbox, outbox_gate, person
from tests.kit.database import ENGINES, fresh_url

CORE = {table.name for table in (audit, handout, inbox, job_run, outbox, outbox_gate, person)}


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/mamori.db"
        return
    with fresh_url("postgresql") as found:
        yield found


def names(url: str) -> set[str]:
    with _connected(url) as connection:
        return set(inspect(connection).get_table_names())


def test_an_empty_database_becomes_what_the_code_expects(url: str) -> None:
    upgrade(url)
    with _connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    assert [each for each in differences if any(name in repr(each) for name in CORE)] == []
    found, needed = revisions(url)
    assert found == needed


def test_upgrading_twice_changes_nothing(url: str) -> None:
    upgrade(url)
    before = names(url)
    upgrade(url)
    assert names(url) == before


def test_the_way_down_leaves_nothing_and_the_way_up_works_again(url: str) -> None:
    upgrade(url)
    downgrade(url, "base")
    assert names(url) <= {"alembic_version", "sqlite_sequence"}
    upgrade(url)
    assert names(url) >= CORE


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'U9'", "DELETE FROM audit"])
def test_the_migrated_audit_log_refuses_changes(url: str, change: str) -> None:
    upgrade(url)
    columns = "team, seq, at, actor, action, subject, data, prev_hash, hash"
    row = f"INSERT INTO audit ({columns}) VALUES ('T', 1, '2026-04-01', 'U1', 'a', 's', '{{}}', '', '')"
    with _connected(url) as connection:
        connection.execute(text(row))
    with pytest.raises(DBAPIError, match="append-only"), _connected(url) as connection:
        connection.execute(text(change))


def test_a_database_in_use_is_not_migrated_underneath_its_process(tmp_path: Path) -> None:
    held = LockFile(tmp_path / "mamori.db")
    held.take()
    with pytest.raises(DatabaseInUseError, match="in use by another Mamori process"):
        upgrade(f"sqlite:///{tmp_path}/mamori.db")
    held.release()
    upgrade(f"sqlite:///{tmp_path}/mamori.db")
