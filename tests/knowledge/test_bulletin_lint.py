"""The lint of `bulletins/`: every slip of a spoiled copy is named with file and key, and says what to do."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.bulletins_lint import check_bulletins
from knowledge.lint import lint
from knowledge.loader import PACKAGED, load
from knowledge.reading import Problem, Reader, read_bulletins

KNOWN = load()
WAVE, UPDATE, TRAINING = (
    "templates/01-phishing-wave.yml",
    "templates/02-urgent-update.yml",
    "templates/16-security-training.yml",
)
CALENDAR, HABITS, FEEDS, INTERESTS = "calendar.yml", "habits.yml", "feeds.yml", "interests.yml"
YEARLY = "rule: {kind: yearly, month: 1, day: 12, shift: after}"
PASSWORD_DAY = "rule: {kind: nth_weekday, month: 5, weekdays: [3], nth: 1, shift: after}"
SAME_DAYS = "entries.my-number-inspection: comes on the same days from the same template as inspection; keep one of"
JVN = "https://jvn.jp/rss/jvn.rdf"


def spoiled(root: Path, *changes: tuple[str, str, str]) -> list[Problem]:
    """Lints a copy of the packaged bulletins with places of its files changed, the first of each kind."""
    shutil.copytree(PACKAGED / "bulletins", root / "bulletins")
    for file, old, new in changes:
        path = root / "bulletins" / file
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), "utf-8")
    reader = Reader(root)
    content = read_bulletins(reader)
    if content is None or reader.problems:
        return reader.problems
    files = {name: reader.where["template", name] for name in content.templates}
    return list(check_bulletins(content, files, KNOWN.clauses, KNOWN.company))


def test_what_we_ship_is_fine(tmp_path: Path) -> None:
    assert spoiled(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (WAVE, "id: phishing-wave", "id: urgent-update", "template urgent-update: this id is already used in bulletin"),
        (WAVE, "clauses: [7-4.5", "clauses: [7-99", "template phishing-wave.clauses: cites clause 7-99, which no poli"),
        (WAVE, "{incident_desk_phone}に", "{incident_desk_fone}に", "did you mean {incident_desk_phone}?"),
        (WAVE, "{incident_desk_phone}に", "{qqq}に", "{qqq} is not known, neither here nor in company.yml; use one of"),
        (WAVE, "{incident_desk_phone}に", "窓口に", "actions.3: only one of ja and en has {incident_desk_phone}"),
        (WAVE, "{incident_desk_phone}に", "{Phone}に", "{Phone} is no variable; they are written like {company}"),
        (WAVE, "件名は「〔件名〕」です", "件名に注意", "body: ja and en leave different numbers of 〔 〕"),
        (WAVE, "right: 1", "right: 3", "there is no such option; the first one is 0"),
        (WAVE, "ask: question\nq", "ask: button\nq", "ask: write `ask: question` and a question, or neither"),
        (UPDATE, "mandatory: true", "ask: question", "ask: write `ask: question` and a question, or neither"),
        (WAVE, "en: Reply and ask the sender", "en: Open the link and see whether it is real", "en offers 'Open"),
        (WAVE, "ja: 返信して、差出人に", f"ja: {'長' * 76}", "question.options.2.ja"),
        (WAVE, "ja: 〔宅配会社〕をかたる", f"ja: {'長' * 110}〔会社〕", "title: ja has 12"),
        (WAVE, "    〔宅配会社〕をかたる", f"    {'長' * 2400}〔会社〕", "body: ja has 24"),
        (WAVE, "ja: リンクも添付", f"ja: {'長' * 190}", "actions.1: ja has 2"),
        (TRAINING, "ja: 日程の相談は", f"ja: {'長' * 200}", "actions.2: ja has 221 characters once its variables"),
        (TRAINING, "do_within: 20\n", "", "do_within: is missing: {do_by} stands in the text"),
        (WAVE, "severity: caution", "severity: grave", "severity"),
        (CALENDAR, "template: log-check", "template: log-chek", "log-check.template: there is no template log-chek in"),
        (CALENDAR, "id: log-check", "id: monthly-updates", "entries.monthly-updates: this id is already used"),
        (CALENDAR, "clauses: [8-2]", "clauses: [8-22]", "entries.log-check.clauses: cites clause 8-22"),
        (CALENDAR, "roles: [system_admin]", "roles: [systems_admin]", "roles"),
        (CALENDAR, YEARLY, YEARLY.replace("day: 12", "day: 12, nth: 2"), "nth says nothing in a rule of kind yearly"),
        (CALENDAR, YEARLY, YEARLY.replace("month: 1, day: 12", "month: 2, day: 30"), "month 2 has no day 30; its last"),
        (CALENDAR, YEARLY, YEARLY.replace("shift:", "zone: Asia/Tokio, shift:"), "entries.inspection.rule.zone"),
        (CALENDAR, YEARLY, YEARLY.replace("month: 1, ", ""), "month: a yearly day needs its month"),
        (CALENDAR, PASSWORD_DAY, PASSWORD_DAY.replace("[3]", "[3, 4]"), "nth_weekday: name one weekday"),
        (CALENDAR, "template: my-number-inspection", "template: inspection", SAME_DAYS),
        (HABITS, "remind_after: [1, 3]", "remind_after: [3, 1]", "remind_after: must rise, each day once"),
        (HABITS, "head_after: 4", "head_after: 3", "head_after: must be more than 3, the last reminder"),
        (FEEDS, "id: jpcert\n", "id: ipa\n", "sources.ipa: this id is already used"),
        (FEEDS, "id: jpcert\n", "id: file\n", "sources.file: this id is kept for files that people drop"),
        (FEEDS, f"url: {JVN}", "url: https://www.ipa.go.jp/security/alert-rss.rdf", "ipa and jvn have the same url"),
        (FEEDS, f"url: {JVN}", f"url: {JVN.replace('https', 'http')}", "sources.jvn.url"),
        (FEEDS, "minutes: 240", "minutes: 30", "sources.jpcert-eyes.minutes"),
        (FEEDS, "minutes: 120", "minutes: 60", "sources.kev.minutes: must be 120 or more"),
        (FEEDS, "      en: This product uses the NVD API", "      en: We use NVD", "must say in both languages: This"),
        (INTERESTS, "id: eset", "id: esett", "interests.esett.id: company.yml has no product esett; add it there, or"),
        (INTERESTS, "id: office", "id: edge", "interests.edge: this id is already used"),
        (INTERESTS, "users: [general-affairs]", "users: [general]", "users: there is no department general in"),
        (INTERESTS, "cpe:/a:eset", "cpe:/x:eset", "eset.cpes: cpe:/x:eset is no product id; write one like cpe:/a:"),
        (INTERESTS, "cpe:/a:eset", "cpe:/a", "eset.cpes: cpe:/a is no product id"),
        (INTERESTS, '"11.*"', '"*"', "eset.versions: * is no version; write one like 7.1, or 7.* for any of 7"),
        (INTERESTS, "- X Window", "- windows", "windows.not_with: 'windows' also stands in words and would never"),
        (INTERESTS, "    kind: keyword\n", "    kind: keyword\n    versions: ['1']\n", "a keyword has no cpes"),
        (INTERESTS, "urgent_score: 9.0", "urgent_score: 3.0", "urgent_score: must be least_score (4.0) or more"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_file_and_key(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    problems = spoiled(tmp_path, (file, old, new))
    assert any(told in str(problem) and "bulletins/" in problem.file for problem in problems), problems
    assert not any(problem.warning for problem in problems)


def test_an_id_of_the_other_form_is_one_too(tmp_path: Path) -> None:
    assert spoiled(tmp_path, (INTERESTS, "cpe:/a:eset", "cpe:2.3:a:eset:endpoint_security:*:*:*:*:*:windows:*:*")) == []


def test_a_word_that_tells_two_things_is_a_warning(tmp_path: Path) -> None:
    (problem,) = spoiled(tmp_path, (INTERESTS, "- Acrobat DC", "- ＯＵＴＬＯＯＫ"))
    assert problem.warning
    assert problem.key == "interests.outlook.words"
    assert "'outlook' also stands in acrobat-reader; keep it in one place" in problem.message


def test_a_product_that_nobody_described_is_no_problem(tmp_path: Path) -> None:
    text = (PACKAGED / "bulletins" / INTERESTS).read_text("utf-8")
    eset = text[text.index("  - id: eset\n") : text.index("  # --- Subjects")]
    assert spoiled(tmp_path, (INTERESTS, eset, "")) == []


def test_an_entry_for_a_role_without_people_is_a_warning(tmp_path: Path) -> None:
    people = [one.model_copy(update={"roles": ["employee"]}) for one in KNOWN.company.people]
    nobody = KNOWN.company.model_copy(update={"people": people})
    files = dict.fromkeys(KNOWN.bulletins.templates, "-")
    problems = list(check_bulletins(KNOWN.bulletins, files, KNOWN.clauses, nobody))
    roles = [problem for problem in problems if problem.key.endswith(".roles")]
    assert roles
    assert all(problem.warning and "give it to somebody in company.yml" in problem.message for problem in roles)


def test_the_lint_of_everything_looks_at_bulletins_too(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(PACKAGED, root)
    path = root / "bulletins" / CALENDAR
    path.write_text(path.read_text("utf-8").replace("template: log-check", "template: log-chek"), "utf-8")
    found = [(problem.file, problem.warning) for problem in lint(root, date(2026, 11, 21))]
    assert found == [(f"bulletins/{CALENDAR}", False)]
