"""A content file that is broken, endless or hostile is named in one line each time, and nothing of it runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.lint import lint
from knowledge.loader import PACKAGED

FILE = "answers/takeout.yml"
LAUGHS = "a: &a [x, x, x]\n" + "".join(f"b{n}: &b{n} [{f'*b{n - 1}, ' * 9 if n else '*a, ' * 9}]\n" for n in range(9))
Spoil = Callable[[Path], object]


def _lint(folder: Path, spoil: Spoil) -> list[str]:
    root = folder / "content"
    shutil.copytree(PACKAGED, root)
    (root / FILE).unlink()
    spoil(root / FILE)
    return [str(problem) for problem in lint(root)]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"source: 2024-13-45\n", "line 1: not readable as YAML: '2024-13-45' is no date"),
        (b"source: !!int x\n", "'x' is no int"),
        (b"source: !!timestamp x\n", "'x' is no date"),
        (b"source: " + b"9" * 5000, "is no int"),
        (b"a: " + b"[" * 50_000, "nested more than 20 deep"),
        (b"a: " + b"[" * 5_000 + b"]" * 5_000, "nested more than 20 deep"),
        (b"- " * 50_000 + b"a", "nested more than 20 deep"),
        (b"x" * 2_000_001, "larger than 2,000,000 bytes"),
        ("source: 持出".encode("shift_jis"), "not readable as YAML"),
        ("source: café".encode("latin-1"), "not readable as YAML"),
        (b"a: \0", "control characters"),
        (LAUGHS.encode(), "is not a key of this file"),
        (b"source: x\nanswers: &a [*a]\n", "answers.0 (line 2)"),
        (b"? [a, b]\n: 1\n", "unhashable key"),
        (b"", "valid dictionary"),
    ],
)
def test_a_file_nobody_can_use_is_named_with_the_reason(tmp_path: Path, raw: bytes, told: str) -> None:
    problems = _lint(tmp_path, lambda file: file.write_bytes(raw))
    assert [line for line in problems if FILE in line and told in line]


def test_a_tag_that_would_run_something_runs_nothing(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    bait = f"a: !!python/object/apply:os.mkdir ['{trace}']\n"
    problems = _lint(tmp_path, lambda file: file.write_text(bait, "utf-8"))
    assert "could not determine a constructor" in problems[0]
    assert not trace.exists()


@pytest.mark.parametrize(
    "spoil",
    [Path.mkdir, os.mkfifo, lambda file: file.symlink_to("/dev/zero"), lambda file: file.symlink_to(file)],
    ids=["folder", "pipe", "device", "loop"],
)
def test_what_is_no_file_is_never_waited_for(tmp_path: Path, spoil: Spoil) -> None:
    assert f"error: {FILE}: -: is not a file" in _lint(tmp_path, spoil)


@pytest.mark.parametrize("line", ["k{}: 1\n", "- {{a: 1}}\n"])
def test_a_file_of_nothing_but_mistakes_gets_a_readable_list(tmp_path: Path, line: str) -> None:
    raw = "".join(line.format(number) for number in range(20_000))
    problems = _lint(tmp_path, lambda file: file.write_text(raw, "utf-8"))
    assert len(problems) < 60
