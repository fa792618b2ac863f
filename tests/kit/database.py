"""Fixtures: a clock that stands still, and a fresh database on both engines."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from uuid import uuid4

import pytest
from sqlalchemy import Connection, NullPool, create_engine, event, make_url, text

from bot.core.clock import Clock
from bot.core.db import Database, database_url, metadata
from bot.core.migrate import load_tables
from bot.core.tables import APPEND_ONLY
from bot.core.unit import Unit

NOON = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)  # noon in Tokyo, the first day of a business year
AUDIT_KEY = b"a key for tests only"
POSTGRES = os.environ.get("MAMORI_TEST_POSTGRES", "")
_SQLITE: list[str] = []
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


class TestClock:
    """A clock that stands still until it is told to move."""

    __test__ = False

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> datetime:
        self.moment += timedelta(**by)
        return self.moment


@contextmanager
def fresh_url(engine: str) -> Iterator[str]:
    """Yield the URL of an empty database: memory, or a schema of its own in the PostgreSQL of the tests."""
    if engine == "sqlite":
        yield "sqlite://"
        return
    if not POSTGRES:
        pytest.skip("PostgreSQL is NOT tested: set MAMORI_TEST_POSTGRES to its URL")
    schema = f"t_{uuid4().hex}"
    # The server itself is never killed here, so it need not write at once.
    options = f"-csearch_path={schema} -csynchronous_commit=off -capplication_name={schema}"
    server = create_engine(database_url(POSTGRES), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        try:
            yield make_url(POSTGRES).update_query_dict({"options": options}).render_as_string(False)
        finally:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


async def started(url: str) -> Database:
    """Return a running database with every table of every slice."""
    database = Database(url)
    await database.start()
    async with database.write() as connection:
        await connection.run_sync(create_tables)
    return database


def create_tables(connection: Connection) -> None:
    """Every table of every slice, empty: what SQLAlchemy says once is said again as one script, which takes no time."""
    load_tables()
    if connection.dialect.name == "postgresql":
        there = connection.scalar(text("SELECT to_regclass('audit') IS NOT NULL"))
        if there:
            connection.execution_options(no_parameters=True).exec_driver_sql(_emptying(connection))
        else:
            metadata.create_all(connection, checkfirst=False)
    elif _SQLITE:
        driver = connection.connection.dbapi_connection
        driver.run_async(lambda sqlite: sqlite.executescript(";\n".join(_SQLITE)))  # type: ignore[union-attr]
    else:
        event.listen(connection, "before_cursor_execute", lambda *seen: _SQLITE.append(seen[2]))
        metadata.create_all(connection, checkfirst=False)


CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()"
)


def _emptying(connection: Connection) -> str:
    """What leaves a schema as it was when it was new; a connection that a broken test has left open is cut."""
    sequences = connection.execute(text("SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema()"))
    return ";\n".join(
        [
            CUT,
            "DROP TRIGGER IF EXISTS audit_no_change ON audit",
            *(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables)),
            *(f'ALTER SEQUENCE "{name}" RESTART' for name in sequences.scalars()),
            APPEND_ONLY["postgresql"],
        ]
    )


async def at_rest() -> None:
    """Waits for the driver's threads: one that reports after its loop has closed would be blamed on the next test."""
    end = monotonic() + 1  # those of a test that failed may never end
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, max(0.0, end - monotonic()))


@pytest.fixture(scope="session")
def own_schema() -> Iterator[str]:
    """A schema for all tests of this process: to make one takes the server longer than most tests take."""
    with fresh_url("postgresql") as url:
        yield url


@pytest.fixture(params=ENGINES)
def database_at(request: pytest.FixtureRequest) -> str:
    """The URL of a database, once per engine; `create_tables` leaves it empty."""
    return "sqlite://" if request.param == "sqlite" else str(request.getfixturevalue("own_schema"))


@pytest.fixture
async def database(database_at: str) -> AsyncIterator[Database]:
    """A running database with all tables, once per engine."""
    database = await started(database_at)
    yield database
    await database.stop()
    await at_rest()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def wakes() -> list[datetime]:
    """One entry per commit that left messages to send."""
    return []


@pytest.fixture
def unit(database: Database, clock: Clock, wakes: list[datetime]) -> Unit:
    wake: Callable[[], None] = lambda: wakes.append(clock.now())  # noqa: E731
    return Unit(database, clock, AUDIT_KEY, wake)
