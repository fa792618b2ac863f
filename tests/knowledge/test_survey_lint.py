"""The lint of `surveys/`: every slip of a spoiled copy is named with file and key."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.lint import lint
from knowledge.loader import PACKAGED, load
from knowledge.reading import Problem, Reader
from knowledge.surveys import Survey
from knowledge.surveys_lint import check_surveys

KNOWN = load()
TOPICS = {topic for case in KNOWN.cases.values() for topic in case.topics}
DIAGNOSIS, RULES, OLD_RULES = "self-diagnosis.yml", "basic-rules-6.yml", "basic-rules-5.yml"
INSPECTION, TRAINING, CLOUD = "policy-inspection.yml", "training.yml", "cloud-service.yml"
UNKNOWN = "points: -1, stands_for: unknown}"


def spoiled(root: Path, *changes: tuple[str, str, str]) -> list[Problem]:
    """Lints a copy of the packaged surveys with places of its files changed, the first of each kind."""
    shutil.copytree(PACKAGED / "surveys", root / "surveys")
    for file, old, new in changes:
        path = root / "surveys" / file
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), "utf-8")
    reader = Reader(root)
    read = reader.keyed("survey", ((file, one.id, one) for file, one in reader.many("surveys", Survey)))
    files = {name: reader.where["survey", name] for name in read}
    return [*reader.problems, *check_surveys(read, files, KNOWN.clauses, KNOWN.answers, TOPICS)]


def test_what_we_ship_is_fine(tmp_path: Path) -> None:
    assert spoiled(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (DIAGNOSIS, '["7-1.3", "7-6.2"]', '["7-99"]', "items.updates.clauses: cites clause 7-99"),
        (DIAGNOSIS, "[software-update, ", "[software-updates, ", "there is no answer software-updates"),
        (DIAGNOSIS, "topics: [software]", "topics: [softwares]", "updates.topics: no case has the topic softwares"),
        (INSPECTION, "clause: 1-2}", "clause: 1-9}", "survey policy-inspection.season.clause: cites clause 1-9"),
        (RULES, "newest: true", "newest: false", "exactly one edition of basic-rules must be the newest, not none"),
        (OLD_RULES, "newest: false", "newest: true", "the newest, not basic-rules-3-1, basic-rules-4-0"),
        (RULES, 'edition: "4.0"', 'edition: "3.1"', "edition: basic-rules-3-1 is edition 3.1 of basic-rules too"),
        (OLD_RULES, "id: basic-rules-3-1", "id: basic-rules-4-0", "id is already used in surveys/basic-rules-5"),
        (DIAGNOSIS, "          ja: パソコンやスマホ", f"          ja: {'長' * 200}", "items.updates.ask: ja has"),
        (DIAGNOSIS, "label: {ja: 実施している", f"label: {{ja: {'長' * 31}", "answers.done.label: ja has"),
        (DIAGNOSIS, "title: {ja: あと少しです", f"title: {{ja: {'長' * 61}", "bands.nearly.title: ja has"),
        (DIAGNOSIS, "ja: OSとOffice", f"ja: {'長' * 120}", "items.updates.measures.1: ja has"),
        (DIAGNOSIS, "      ja: 多くの対策が", f"      ja: {'長' * 200}", "bands.nearly.meaning: ja has"),
        (DIAGNOSIS, "      ja: 残っている項目は、", f"      ja: {'長' * 200}", "bands.half.next_step: ja has"),
        (DIAGNOSIS, "    ja: 無線LANを使って", f"    ja: {'長' * 200}", "not_applicable.explained: ja has"),
        (DIAGNOSIS, "          ja: 古いソフトウェアの", f"          ja: {'長' * 570}", "updates.harm: ja of why and"),
        (DIAGNOSIS, "ja: 基本的対策（1〜5）に着手している", f"ja: {'長' * 61}", "rules.basics-begun.title: ja has"),
        (INSPECTION, "ja: サイトに最新の", f"ja: {'長' * 200}", "items.policy-published.criteria: ja has"),
        (DIAGNOSIS, "en: Done}", "en: 済み}", "answers.done.label: en is not written in English"),
        (DIAGNOSIS, "ja: 実施している,", "ja: Done,", "answers.done.label: ja is not written in Japanese"),
        (DIAGNOSIS, UNKNOWN, "points: 1, stands_for: unknown}", "answers.unknown.points: must be 0 or less"),
        (DIAGNOSIS, UNKNOWN, "points: -1}", "answers: no answer stands for unknown: nobody may be made to guess"),
        (DIAGNOSIS, UNKNOWN, "stands_for: unknown}", "answers.unknown.points: is missing"),
        (DIAGNOSIS, "points: 2}", "points: null}", "answers.partly.points: is missing"),
        (DIAGNOSIS, "stands_for: not_applicable}", "points: 4, stands_for: not_applicable}", "not apply has no points"),
        (DIAGNOSIS, "    at_least: 2\n", "    at_least: 5\n", "rules.basics-begun: at_least 5 cannot be reached"),
        (DIAGNOSIS, "    at_least: 2\n", "    at_least: 0\n", "rules.basics-begun: at_least 0 is always met"),
        (INSPECTION, "items: [backup,", "items: [new-threats,", "new-threats has no points and can never reach 1"),
        (DIAGNOSIS, "[updates, antivirus,", "[upgrades, antivirus,", "a rule names item upgrades"),
        (DIAGNOSIS, "number: 2\n", "number: 1\n", "item number 1 stands twice"),
        (DIAGNOSIS, "at_least: 70", "at_least: 40", "the bands must stand from the highest to the lowest"),
        (DIAGNOSIS, "remedy: technical", "remedy: money", "remedy"),
        (DIAGNOSIS, "effect: 3", "effect: 4", "effect"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_file_and_key(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    problems = [str(problem) for problem in spoiled(tmp_path, (file, old, new))]
    assert any(told in problem and "surveys/" in problem for problem in problems), problems


def test_a_scored_survey_says_what_a_total_means(tmp_path: Path) -> None:
    text = (PACKAGED / "surveys" / TRAINING).read_text("utf-8")
    bands = text[text.index("bands:\n") : text.index("sections:\n")]
    problems = spoiled(tmp_path, (TRAINING, bands, ""))
    told = "survey training.bands: is scored, but no band says what a total means"
    assert [str(problem) for problem in problems] == [f"error: surveys/{TRAINING}: {told}"]


def test_an_item_without_a_measure_is_a_warning_and_a_free_one_needs_none(tmp_path: Path) -> None:
    text = (PACKAGED / "surveys" / CLOUD).read_text("utf-8")
    measures = text[text.index("        measures:\n") : text.index('        clauses: ["3-1.1", "8-6.5"]')]
    (problem,) = spoiled(tmp_path, (CLOUD, measures, ""))
    assert problem.warning
    assert problem.key == "survey cloud-service.items.importance.measures"


def test_a_survey_without_points_needs_no_bands_but_its_rules_could_never_hold(tmp_path: Path) -> None:
    text = (PACKAGED / "surveys" / TRAINING).read_text("utf-8")
    unscored = text[: text.index("bands:\n")] + text[text.index("sections:\n") :]
    for points in range(4):
        unscored = unscored.replace(f", points: {points}}}", "}")
    assert spoiled(tmp_path / "plain", (TRAINING, text, unscored)) == []
    rule = "rules:\n  - {id: fine, title: {ja: よし, en: Fine}, items: [time], at_least: 1, "
    rule += "met: {ja: よい, en: Good}, unmet: {ja: まだ, en: Not yet}}\n"
    problems = spoiled(tmp_path / "ruled", (TRAINING, text, unscored + rule))
    assert {problem.key for problem in problems} == {"survey training.rules.fine"}


def test_the_lint_of_everything_looks_at_surveys_too(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(PACKAGED, root)
    path = root / "surveys" / DIAGNOSIS
    path.write_text(path.read_text("utf-8").replace('["7-1.3", "7-6.2"]', '["7-99"]'), "utf-8")
    found = [(problem.file, problem.warning) for problem in lint(root, date(2026, 11, 21))]
    assert found == [(f"surveys/{DIAGNOSIS}", False)]
