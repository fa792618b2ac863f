"""The lint of `incidents/` and `jurisdiction/`: every slip of a spoiled copy is named with file and key."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.incidents_lint import check_incidents, stale_duties
from knowledge.lint import lint
from knowledge.loader import PACKAGED
from knowledge.reading import Reader, read_incidents
from tests.kit.content import packaged

KNOWN = packaged()
CONTACTS = {contact.id for contact in KNOWN.company.contacts}
EMERGENCIES = {answer.id for answer in KNOWN.answers.values() if answer.emergency}
LAW = "jurisdiction/jp/duties.yml"
CATEGORIES, LEVELS, CHAIN = "incidents/categories.yml", "incidents/levels.yml", "incidents/chain.yml"
LOSS, NEAR_MISS = "incidents/playbooks/loss.yml", "incidents/playbooks/near-miss.yml"


def spoiled(root: Path, *changes: tuple[str, str, str]) -> list[str]:
    """Lints a copy of the packaged incidents with places of its files changed, the first of each kind."""
    for folder in ("incidents", "jurisdiction"):
        shutil.copytree(PACKAGED / folder, root / folder)
    for file, old, new in changes:
        text = (root / file).read_text("utf-8")
        assert old in text, old
        (root / file).write_text(text.replace(old, new, 1), "utf-8")
    reader = Reader(root)
    content = read_incidents(reader)
    found = check_incidents(content, KNOWN.clauses, CONTACTS, EMERGENCIES) if content else []
    return [str(problem) for problem in (*reader.problems, *found)]


def test_what_we_ship_is_fine(tmp_path: Path) -> None:
    assert spoiled(tmp_path / "content") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (CATEGORIES, 'clauses: ["11-4.1", "11-3"]', 'clauses: ["11-99"]', "loss.clauses: cites clause 11-99"),
        (CATEGORIES, "[carrier, police]", "[carrier, polis]", "there is no contact polis in company.yml"),
        (CATEGORIES, "playbook: loss", "playbook: losses", "categories.loss.playbook: there is no playbook losses"),
        (CATEGORIES, "playbook: virus", "playbook: clicked", "playbook virus: no kind of incident uses it"),
        (CATEGORIES, "answers: [emergency-missent]", "answers: [mail-missent]", "no emergency answer mail-missent"),
        (CATEGORIES, "answers: [emergency-missent]", "answers: []", "emergency-missent leads to no kind of incident"),
        (CATEGORIES, "[emergency-missent]", "[emergency-missent, emergency-virus]", "leads to more than one"),
        (CATEGORIES, "facts: [personal,", "facts: [personel,", "categories.loss.facts: there is no question personel"),
        (CATEGORIES, "id: missent", "id: loss", "categories.loss: this id is already used"),
        (CATEGORIES, "    floor: 2\n", "    floor: 1\n", "categories.loss.floor: every leak is level 2 or higher"),
        (CATEGORIES, "    presumed: 2\n", "    presumed: 1\n", "categories.loss.presumed: is below the floor, 2"),
        (CATEGORIES, "        - Say what", "        - Stop.\n        - Say what", "categories.loss.first: ja and en"),
        (CATEGORIES, "ja: スマホ、", f"ja: {'長' * 70}", "categories.loss.example: ja has"),
        (CATEGORIES, "ja: なくした・盗まれた", f"ja: {'長' * 76}", "at most 75"),
        (LEVELS, '["11-2", "11-4.2"]', '["11-9"]', "levels.0.clauses: cites clause 11-9"),
        (LEVELS, "  - level: 1\n", "  - level: 2\n", "levels: must be the levels 0, 1, 2 and 3"),
        (LEVELS, "      - {id: unsure,", "      - {id: maybe,", "facts.outside.options: unsure is missing"),
        (LEVELS, "en: Not sure}, level: 3}", "en: Not sure}, level: 2}", "outside.options: unsure must have level 3"),
        (LEVELS, "      - {id: unsure,", '      - {id: "yes",', "facts.outside.options: yes stands twice"),
        (LEVELS, "  - id: mynumber", "  - id: personal", "facts.personal: stands twice"),
        (CHAIN, "  - level: 1\n", "  - level: 0\n", "rungs: must be the levels 0, 1, 2 and 3"),
        (CHAIN, "settles: [system_admin, incident_lead,", "settles: [", "rungs.0.settles: nobody of the chain"),
        (CHAIN, "settles: [system_admin", "settles: [boss", "settles"),
        (CHAIN, "again_minutes: [6, 16, 31]", "again_minutes: [16, 6, 31]", "rungs.1.again_minutes: must rise"),
        (CHAIN, "again_minutes: [6, 16, 31]", "again_minutes: [6, 6, 31]", "rungs.1.again_minutes: must rise"),
        (CHAIN, "chain: [system_admin]", "chain: [system_admin, system_admin]", "chain: system_admin stands twice"),
        (LOSS, "id: accounts", "id: lock", "playbook loss.lock: this id is already used"),
        (LOSS, 'clauses: ["11-4.1"]', 'clauses: ["11-8"]', "playbook loss.lock.clauses: cites clause 11-8"),
        (LOSS, "ja: 端末を遠隔で", f"ja: {'長' * 140}", "playbook loss.lock.text: ja has"),
        (LOSS, "id: loss", "id: missent", "playbook missent: this id is already used"),
        ("incidents/continuity.yml", "[building]", "[landlord]", "there is no contact landlord"),
        ("incidents/continuity.yml", "id: hardware", "id: power", "services.power: this id is already used"),
        (LAW, "contact: insurer", "contact: assurer", "duties.insurer.contacts: there is no contact assurer"),
        (LAW, "id: insurer", "id: client", "duties.client: this id is already used"),
        (LAW, "  - id: leaked", "  - id: personal", "facts.personal: stands twice"),
        (LAW, 'clauses: ["11-4.1"]', 'clauses: ["11-7"]', "facts.leaked.clauses: cites clause 11-7"),
        (LAW, "      - {id: unsure,", "      - {id: perhaps,", "facts.leaked.options: unsure is missing"),
        (LAW, "[over-1000, some]", "[over-2000, some]", "duties.ppc.when: waits for personal=over-2000"),
        (LAW, "personal: [over-1000, some]", "people: [over-1000]", "duties.ppc.when: waits for people=over-1000"),
        (LAW, "personal: [over-1000, some]", "personal: []", "duties.ppc.when: waits for personal=at all"),
        (LAW, "leaked: [recovered, none]", "leaked: [found, none]", "duties.ppc.unless: waits for leaked=found"),
        (LAW, 'when: {facts: {purpose: ["yes"]}}', "when: {facts: {purpose: [bad]}}", "final.when: waits for"),
        (LAW, "when: [{categories: [loss]}]", "when: [{categories: [lost]}]", "there is no kind of incident lost"),
        (LAW, "when: [{categories: [loss]}]", "when: []", "duties.carrier.when: is empty"),
        (LAW, "unless: [{facts: {leaked: [none]}}]", "unless: [{}]", "duties.client.unless: an empty condition"),
        (LAW, "soft_days: 3", "soft_days: 6", "ppc.deadlines.preliminary.soft_days: the date to aim at is after"),
        (LAW, '        when: {facts: {purpose: ["yes"]}}\n', "", "duties.ppc.deadlines.final: never counts"),
        (LAW, "事業者：{company}", "事業者：{compny}", "duties.ppc.letter.ja: {compny} is not a field"),
        (LAW, "事業者：{company}", "事業者：{company", "duties.ppc.letter.ja: {company is not a field"),
        (LAW, "事業者：{company}", "事業者：", "duties.ppc.letter: only one of ja and en has {company}"),
        (LAW, "事業者：{company}", "{company}" + "長" * 2500, "duties.ppc.letter: ja has"),
        (LAW, "checked_on: 2026-11-01", "checked_on: yesterday", "checked_on"),
        (LAW, "    effective_from: 2024", "    effective_until: 2020-01-01\n    effective_from: 2024", "is before"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_file_and_key(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    problems = spoiled(tmp_path / "content", (file, old, new))
    where = "incidents/playbooks/" if "playbooks" in file or told.startswith("playbook") else file
    assert any(told in problem and where in problem for problem in problems), problems


def test_a_playbook_must_say_what_to_do_at_every_level_of_its_kinds(tmp_path: Path) -> None:
    text = (PACKAGED / NEAR_MISS).read_text("utf-8")
    early = text.replace("    phase: ", "    levels: [0, 1]\n    phase: ")
    problems = spoiled(tmp_path / "content", (NEAR_MISS, text, early))
    assert [problem.rpartition(": ")[2] for problem in problems] == [
        "nothing is to be done at level 2",
        "nothing is to be done at level 3",
    ]


def test_the_lint_of_everything_looks_at_incidents_too(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(PACKAGED, root)
    path = root / CATEGORIES
    path.write_text(path.read_text("utf-8").replace("[emergency-missent]", "[]"), "utf-8")
    problems = lint(root, date(2026, 11, 21))
    assert [(problem.file, problem.warning) for problem in problems] == [(CATEGORIES, False)]


def test_duties_are_to_be_held_against_the_law_once_a_year() -> None:
    assert list(stale_duties(KNOWN.incidents, date(2027, 11, 1))) == []
    stale = list(stale_duties(KNOWN.incidents, date(2027, 11, 2)))
    assert {problem.key for problem in stale} == {
        f"duties.{duty.id}.checked_on" for duty in KNOWN.incidents.jurisdiction.duties
    }
    assert all(problem.warning for problem in stale)
    assert {problem for problem in lint(PACKAGED, date(2027, 11, 2)) if problem.file == LAW} == set(stale)
