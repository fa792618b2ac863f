"""A SQLite file has one process: the second one is told so instead of corrupting its order of writes."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class DatabaseInUseError(RuntimeError):
    """Another process holds this database file."""


class LockFile:
    """A lock beside the database file; the system releases it when the process ends, however it ends."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_name(database.name + ".lock")
        self._handle: int | None = None

    def take(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode(errors="replace").strip() or "unknown"
            os.close(handle)
            raise DatabaseInUseError(self._refusal(holder)) from None
        os.truncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        self._handle = handle

    def release(self) -> None:
        # The file stays: removing it would let two processes lock two different files of the same name.
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _refusal(self, holder: str) -> str:
        return (
            f"{self._database} is in use by another Mamori process (pid {holder}). "
            "Stop that process first, or use PostgreSQL, which several processes can share."
        )
