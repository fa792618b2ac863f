"""The database: one writer at a time on SQLite, a pool on PostgreSQL, and the types that both engines share."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, StaticPool, Table, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.types import TypeDecorator

from bot.core.lockfile import LockFile

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Plain JSON rather than JSONB: a payload keeps the order of its keys and may hold any character.
Json: Final = JSON(none_as_null=True)

PING_SECONDS: Final = 5
PATIENCE_SECONDS: Final = 5
"""How long a stop waits for transactions under way."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, aware UTC out, on both engines; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def insert_new(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that leaves rows whose unique key exists alone; its rowcount tells whether it was new."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return make(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


async def upsert(connection: AsyncConnection, table: Table, *rows: Mapping[str, Any]) -> None:
    """Insert the rows, or overwrite those with the same primary key."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    await connection.execute(statement, [dict(row) for row in rows])


def database_url(url: str) -> URL:
    """Return the URL with our driver for its engine: people may write `sqlite:///…` or `postgresql://…`."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    engine = parsed.get_backend_name()
    if engine not in drivers:
        raise ValueError(f"the database must be SQLite or PostgreSQL, not {engine}")
    return parsed.set(drivername=drivers[engine])


def sqlite_file(url: URL) -> Path | None:
    """Return the file behind a SQLite URL, None for memory and for PostgreSQL."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def prepare_sqlite(engine: Engine, *, begin: str, pragmas: Mapping[str, str]) -> None:
    """Set the pragmas on every connection and say ourselves how a transaction begins."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own implicit BEGIN would be deferred and come late
        cursor = connection.cursor()
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name}={value}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


class Turn:
    """One at a time; whoever asks again within their own turn hears of the mistake instead of waiting for ever."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[Any] | None = None

    async def __aenter__(self) -> None:
        if self._holder is not None and self._holder is asyncio.current_task():
            raise RuntimeError("this task is already inside a transaction: use its connection")
        await self._lock.acquire()
        self._holder = asyncio.current_task()

    async def __aexit__(self, *_: object) -> None:
        self._holder = None
        self._lock.release()


SQLITE_PRAGMAS: Final = {"journal_mode": "WAL", "synchronous": "FULL", "busy_timeout": "5000", "foreign_keys": "ON"}


class Database:
    """Where everything is kept. `read()` sees a consistent picture, `write()` is a transaction that commits at its end.

    On SQLite writes come one after the other (a pool of writers starves and loses writes); in memory, for tests,
    reads take their turn on the one connection too, so never open `read()` inside `write()`: use its connection.
    """

    def __init__(self, url: str) -> None:
        self.url = database_url(url)
        self._writer: AsyncEngine | None = None
        self._reader: AsyncEngine | None = None
        self._turn: Turn | None = None
        self._inside = 0
        self._left = asyncio.Event()
        file = sqlite_file(self.url)
        self._file = file
        self._lock = LockFile(file) if file else None

    @property
    def engine(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return self.url.get_backend_name()

    @property
    def _in_memory(self) -> bool:
        return self.engine == "sqlite" and self._file is None

    async def start(self) -> None:
        """Take the file and open the engines; raises DatabaseInUseError when another process has it."""
        if self._lock:
            self._lock.take()
        try:
            self._open()
            await self.ping()
        except BaseException:
            await self.stop()
            raise

    async def open_to_read(self) -> None:
        """Open beside the process that holds the file: reads see what is committed, and nothing can be written."""
        if self._file and not self._file.exists():  # the driver would make an empty one
            raise FileNotFoundError(self._file)
        self._open()
        self._writer = None

    async def stop(self) -> None:
        """Close what is open, once whoever is inside a transaction has left; a connection in use would linger."""
        if self._inside:
            self._left.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._left.wait(), PATIENCE_SECONDS)
        for engine in filter(None, {self._writer, self._reader}):
            await engine.dispose()
        self._writer = self._reader = None
        if self._lock:
            self._lock.release()

    async def ping(self) -> None:
        """Raise when a transaction cannot begin within a few seconds; a health page calls this."""
        async with asyncio.timeout(PING_SECONDS), self.write() as connection:
            await connection.execute(text("SELECT 1"))

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        with self._counted():
            async with self._turn or nullcontext(), _started(self._writer).begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        if self._in_memory:
            async with self._read_in_memory() as connection:
                yield connection
            return
        with self._counted():
            async with _started(self._reader).connect() as connection:
                yield connection

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._left.set()

    @asynccontextmanager
    async def _read_in_memory(self) -> AsyncIterator[AsyncConnection]:
        async with self.write() as connection:
            await connection.exec_driver_sql("PRAGMA query_only=ON")
            try:
                yield connection
            finally:
                await connection.exec_driver_sql("PRAGMA query_only=OFF")

    def _open(self) -> None:
        create = partial(create_async_engine, self.url, json_serializer=_json, hide_parameters=True)
        if self.engine == "postgresql":
            self._writer = create(pool_size=10, max_overflow=10, pool_pre_ping=True)
            self._reader = self._writer.execution_options(postgresql_readonly=True)
            return
        self._turn = Turn()
        if self._in_memory:
            self._writer = self._reader = create(poolclass=StaticPool)
        else:
            self._writer = create(pool_size=1, max_overflow=0)
            self._reader = create(pool_size=4, max_overflow=4)
            reading = {"busy_timeout": "5000", "query_only": "ON"}
            prepare_sqlite(self._reader.sync_engine, begin="BEGIN", pragmas=reading)
        prepare_sqlite(self._writer.sync_engine, begin="BEGIN IMMEDIATE", pragmas=SQLITE_PRAGMAS)


def _started(engine: AsyncEngine | None) -> AsyncEngine:
    if engine is None:
        raise RuntimeError("the database is not started")
    return engine


_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
