"""Fixtures for every test; a room with needs of its own has its own conftest."""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir

from hypothesis import configuration

from tests.kit.database import clock, database, database_at, unit, wakes

__all__ = ["clock", "database", "database_at", "unit", "wakes"]

# Hypothesis keeps its notes outside the tree: pytest would take the folder for one of ours.
configuration.set_hypothesis_home_dir(Path(gettempdir()) / "mamori-hypothesis")
