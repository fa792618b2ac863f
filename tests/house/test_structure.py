"""The building inspector: rooms, imports, migrations, locks and papers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from bot.config import PREFIX, Settings
from bot.core.db import metadata
from bot.core.migrate import ROOMS, load_tables, upgrade
from knowledge.lint import lint
from knowledge.loader import PACKAGED

ROOT = Path(__file__).parents[2]
COMMON_ROOMS = {"service", "store", "tables"}
SLICE_ROOMS = {
    "answers": {"outcomes", "finder", "triggers", "patience", "tongue", "vague", "handovers"},
    "incidents": {
        "access",
        "actions",
        "cases",
        "chain",
        "checklist",
        "command",
        "deadlines",
        "drill",
        "duties",
        "filters",
        "glance",
        "letters",
        "level",
        "notifying",
        "numbers",
        "queries",
        "states",
        "steps",
        "telling",
        "timeline",
        "timers",
        "wording",
    },
    "bulletins": {
        "access",
        "cases",
        "correcting",
        "drafting",
        "edition_store",
        "editions",
        "following",
        "forgetting",
        "numbers",
        "planning",
        "preparing",
        "queries",
        "record",
        "recurrence",
        "repeating",
        "rows",
        "series_store",
    },
    "surveys": {
        "access",
        "answering",
        "cases",
        "improvements",
        "planning",
        "referrals",
        "results",
        "scoring",
        "stars",
        "tally",
        "ways",
    },
    "mail_check": {
        "analysis",
        "campaign_store",
        "campaigns",
        "cases",
        "child",
        "destinations",
        "domains",
        "facts",
        "findings",
        "folding",
        "fonts",
        "forgetting",
        "frames",
        "impostors",
        "likeness",
        "mail",
        "marks",
        "numbers",
        "patience",
        "phrases",
        "picture",
        "recognise",
        "recognise_link",
        "report",
        "targets",
        "verdict",
        "worker",
    },
}
TOP = {"bot", "handlers", "knowledge", "tests", "requirements", "docs", ".ci"}


def test_the_top_level_holds_only_what_a_newcomer_expects() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert {path.split("/")[0] for path in listed if "/" in path} <= TOP


def test_a_slice_has_the_same_name_on_every_floor() -> None:
    slices = [path.parent.name for path in (ROOT / "bot").glob("*/store.py")]
    assert slices
    for name in slices:
        assert (ROOT / "handlers" / name / "__init__.py").is_file()
        assert (ROOT / "tests/bot" / name).is_dir()
        rooms = {path.stem for path in (ROOT / "bot" / name).glob("*.py")} - {"__init__"}
        assert rooms >= COMMON_ROOMS
        assert rooms <= COMMON_ROOMS | SLICE_ROOMS[name]


def test_imports_go_one_way_only() -> None:
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-2000:]


def test_the_history_of_the_database_is_one_line() -> None:
    assert len(ScriptDirectory(str(ROOMS / "migrations")).get_heads()) == 1


def test_the_migrations_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'drift.db'}"
    load_tables()
    upgrade(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


def test_the_packaged_content_is_valid() -> None:
    assert [str(problem) for problem in lint(PACKAGED)] == []


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_every_setting_stands_in_the_readme(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    assert [name for name in Settings.model_fields if f"{PREFIX}{name.upper()}" not in text] == []


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_every_command_that_the_readme_names_exists(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    makes = set(re.findall(r"`make (\w+)", text)) | set(re.findall(r"^make (\w+)", text, re.MULTILINE))
    verbs = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"demo", "test"} <= makes <= verbs


def test_locks_are_hashed_and_carry_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|index-url", text), lock.name


def test_nothing_of_the_build_machine_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    home = str(ROOT.parent) + "/"
    for name in listed:
        path = ROOT / name.decode()
        if name and path.is_file() and path.suffix in (".py", ".md", ".yml", ".toml", ".txt", ""):
            assert home not in path.read_text("utf-8", "ignore"), path.name
