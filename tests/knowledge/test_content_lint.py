"""The lint names file, key and problem; nothing broken is ever loaded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from knowledge.lint import lint
from knowledge.loader import PACKAGED, load
from knowledge.reading import ContentError

Edit = Callable[[str, str, str], list[str]]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Copies the packaged content, changes one place of one file, and lints it."""

    def changed(file: str, old: str, new: str) -> list[str]:
        root = tmp_path / "content"
        shutil.copytree(PACKAGED, root)
        text = (root / file).read_text("utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), "utf-8")
        return [str(problem) for problem in lint(root)]

    return changed


def test_the_packaged_content_has_what_it_promises() -> None:
    known = load()
    assert {clause.split("-")[0] for clause in known.clauses} == {str(number) for number in range(1, 14)}
    assert len(known.answers) >= 150
    assert len(known.cases) >= 60
    assert {"3-2", "7-4.5", "11-4.3", "1-P1", "1-P2", "7-1.4.3"} <= set(known.clauses)


def test_every_answer_can_be_asked_in_many_ways_in_both_languages() -> None:
    for answer in load().answers.values():
        assert len(answer.questions.ja) >= 5, answer.id
        assert len(answer.questions.en) >= 3, answer.id


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("answers/takeout.yml", 'clauses: ["3-2"', 'clauses: ["3-99"', "cites clause 3-99, which no policy file has"),
        ("answers/takeout.yml", "verdict: conditional", "verdict: maybe", "answers.takeout-laptop.verdict (line "),
        ("answers/takeout.yml", "decision: take-out", "decision: take-off", "there is no decision take-off"),
        ("answers/takeout.yml", "id: takeout-laptop", "id: takeout-usb", "already used in answers/takeout.yml"),
        ("answers/takeout.yml", "topic:", "topik:", "is not a key of this file"),
        ("company.yml", "email: tanaka", "mail: tanaka", "people.tanaka.email"),
        ("answers/takeout.yml", 'clauses: ["3-2"', "clauses: [3.2", "must be text"),
        ("company.yml", "deputy: takahashi", "deputy: takahasi", "people.suzuki.deputy: there is no person takahasi"),
        ("company.yml", "deputy: takahashi", "deputy: suzuki", "nobody can stand in for themselves"),
        ("decisions/take-out.yml", "next: how-public", "next: nowhere", "leads to nowhere, which does not exist"),
        ("decisions/take-out.yml", "next: encrypted", "next: what", "goes round in a circle"),
        ("company.yml", "name:", "name: x\nname:", "the key 'name' stands twice"),
        ("policy/03-assets.yml", "clauses:", "clauses: [", "not readable as YAML"),
        ("glossary.yml", "source:", "origin:", "source"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_key(edit: Edit, file: str, old: str, new: str, told: str) -> None:
    problems = edit(file, old, new)
    assert any(told in problem and file in problem for problem in problems), problems


def test_a_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "social.yml").write_text(
        "social:\n  - id: hello\n    says: {ja: [やあ], en: [hi]}\n    replies: {ja: 3}\n"
    )
    told = [str(problem) for problem in lint(tmp_path) if problem.file == "social.yml"]
    assert told == [
        "error: social.yml: social.hello.replies.en (line 4): is missing",
        "error: social.yml: social.hello.replies.ja (line 4): must be text; put it in quotes",
    ]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert any("company.yml: -: the file is missing" in str(problem) for problem in lint(tmp_path))


def test_broken_content_is_never_loaded_and_every_problem_is_told_at_once(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(PACKAGED, root)
    (root / "company.yml").write_text("name: 3")
    (root / "social.yml").unlink()
    with pytest.raises(ContentError) as caught:
        load(root)
    assert {problem.file for problem in caught.value.problems} == {"company.yml", "social.yml"}


def test_a_late_review_is_a_warning_and_no_reason_to_fall_silent(tmp_path: Path) -> None:
    late = [problem for problem in lint(PACKAGED, date(2040, 1, 1)) if "review was due" in problem.message]
    assert late
    assert all(problem.warning for problem in late)
    assert load()


def test_the_digest_changes_with_a_single_letter(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(PACKAGED, root)
    before = load(root).digest
    assert before == load(root).digest
    path = root / "social.yml"
    path.write_text(path.read_text("utf-8").replace("Mamoriです", "Mamoriだよ", 1), "utf-8")
    assert load(root).digest != before
