"""Bringing a database to the shape that this version needs; driven from code, no ini file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text

from bot.core.db import database_url, prepare_sqlite, sqlite_file
from bot.core.lockfile import LockFile

ROOMS = Path(__file__).parents[1]
ONE_MIGRATION = 0x6D616D6F7269  # any number, the same in every replica


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to the revision; several replicas may ask at once, one does it."""
    with _migrating(url) as config:
        command.upgrade(config, revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to the revision; `base` removes everything."""
    with _migrating(url) as config:
        command.downgrade(config, revision)


def revisions(url: str) -> tuple[str | None, str | None]:
    """Return the revision that the database has and the one that this version needs."""
    with _connected(url) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found, ScriptDirectory.from_config(_config()).get_current_head()


def load_tables() -> None:
    """Import the tables of every slice, so that the shared metadata is whole."""
    for file in sorted(ROOMS.rglob("*tables.py")):
        import_module(".".join(("bot", *file.relative_to(ROOMS).with_suffix("").parts)))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOMS / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _migrating(url: str) -> Iterator[Config]:
    file = sqlite_file(database_url(url))
    lock = LockFile(file) if file else None
    if lock:
        lock.take()
    try:
        with _connected(url) as connection:
            config = _config()
            config.attributes["connection"] = connection
            yield config
    finally:
        if lock:
            lock.release()


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """Yield a connection inside one transaction: a migration happens whole or not at all."""
    target = database_url(url)
    if target.get_backend_name() == "sqlite":
        target = target.set(drivername="sqlite")
    engine = create_engine(target, poolclass=NullPool)
    if target.get_backend_name() == "sqlite":
        # Foreign keys stay off here: a batch migration rebuilds tables, and must not cascade.
        prepare_sqlite(engine, begin="BEGIN IMMEDIATE", pragmas={"busy_timeout": "5000"})
    try:
        with engine.begin() as connection:
            if target.get_backend_name() == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_MIGRATION})
            yield connection
    finally:
        engine.dispose()
