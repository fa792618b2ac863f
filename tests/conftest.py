"""Fixtures for every test; a room with needs of its own has its own conftest."""

from __future__ import annotations

from tests.kit.database import clock, database, database_at, unit, wakes

__all__ = ["clock", "database", "database_at", "unit", "wakes"]
