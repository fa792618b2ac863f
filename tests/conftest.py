"""Fixtures for every test; a room with needs of its own has its own conftest."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

import pytest
from hypothesis import configuration

from tests.kit.database import clock, database, database_at, own_schema, unit, wakes
from tests.kit.examples import use_profile
from tests.kit.patience import SECONDS
from tests.node.install import HAVE_NODE

__all__ = ["clock", "database", "database_at", "own_schema", "unit", "wakes"]

HURRIES = (
    "bot.mail_check.worker.SECONDS",
    "handlers.incidents.report.intake.PATIENCE",
    "handlers.mail_check.warner.PATIENCE_SECONDS",
    "handlers.surveys.campaigns.start.PATIENCE",
    "bot.core.db.PATIENCE_SECONDS",
    "bot.core.db.PING_SECONDS",
)

# Dozens of processes are started: each compiles nothing that another has compiled, as where the product is installed.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Hypothesis keeps its notes outside the tree: pytest would take the folder for one of ours.
configuration.set_hypothesis_home_dir(Path(gettempdir()) / "mamori-hypothesis")
use_profile()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones go first: at the end of a run nobody should wait for one worker alone."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True, scope="session")
def _patient() -> Iterator[None]:
    """Where the product goes on without an answer after a second, a busy machine would decide what a test sees."""
    with pytest.MonkeyPatch.context() as patience:
        for name in HURRIES:
            patience.setattr(name, SECONDS)
        yield


_failed: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        _failed.add(report.nodeid)


def pytest_runtest_logfinish(nodeid: str) -> None:
    """What a failed test has left open is closed here and now, or the warning would be blamed on its neighbours."""
    if nodeid in _failed:
        sys.last_value = sys.last_traceback = None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            gc.collect()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails the run on any skip where the machine is meant to have everything (`.ci/run` says so)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("MAMORI_TEST_NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says what was left out and why; with several workers the rooms' own conftests have no voice here."""
    reports = (report.longrepr for report in terminalreporter.stats.get("skipped", ()))
    told = {why[2] for why in reports if isinstance(why, tuple)}
    if not HAVE_NODE:
        told.add("NO NODE FOUND: the playground was NOT tried with an app in another language in this run")
    for why in sorted(told):
        terminalreporter.write_line(why, red=True, bold=True)
