"""Fixtures for every test; a room with needs of its own has its own conftest."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import gettempdir

import pytest
from hypothesis import configuration

from tests.kit.database import clock, database, database_at, unit, wakes

__all__ = ["clock", "database", "database_at", "unit", "wakes"]

# Hypothesis keeps its notes outside the tree: pytest would take the folder for one of ours.
configuration.set_hypothesis_home_dir(Path(gettempdir()) / "mamori-hypothesis")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails the run on any skip where the machine is meant to have everything (`.ci/run` says so)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("MAMORI_TEST_NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
