"""What we ship as surveys asks what its sources ask, counts as they count, and never claims more than they do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.surveys.scoring import score_of
from knowledge.loader import PACKAGED, load
from knowledge.surveys import Survey

KNOWN = load()
SURVEYS = KNOWN.surveys
DIAGNOSIS = SURVEYS["self-diagnosis-3-1"]
SHIPPED = {
    "self-diagnosis-3-1": 25,
    "basic-rules-3-1": 5,
    "basic-rules-4-0": 6,
    "contractor": 15,
    "cloud-service": 14,
    "policy-inspection": 33,
    "training": 10,
}
STARS = re.compile(r"SECURITY ACTION|[一二]つ星|(one|two) stars?")


def numbers(survey: Survey) -> dict[str, tuple[int, int]]:
    return {section.id: (section.items[0].number, section.items[-1].number) for section in survey.sections}


def sentences(node: Any) -> Iterator[str]:
    """Every sentence of a survey, in both languages."""
    if isinstance(node, dict) and node.keys() == {"ja", "en"}:
        yield from node.values()
    elif isinstance(node, dict | list):
        for one in node.values() if isinstance(node, dict) else node:
            yield from sentences(one)


def test_every_survey_is_there_and_numbered_without_a_gap() -> None:
    assert {name: len(survey.items) for name, survey in SURVEYS.items()} == SHIPPED
    for survey in SURVEYS.values():
        assert [item.number for item in survey.items] == list(range(1, len(survey.items) + 1)), survey.id


def test_the_files_are_plain_yaml_for_every_reader() -> None:
    """The fast parser that we use forgives more than the plain one, which a company's own tools may use."""
    for path in sorted((PACKAGED / "surveys").glob("*.yml")):
        assert yaml.load(path.read_text("utf-8"), Loader=yaml.SafeLoader)["id"] in SURVEYS


def test_the_self_diagnosis_has_the_sections_points_and_bands_of_its_sheet() -> None:
    assert numbers(DIAGNOSIS) == {"basic": (1, 5), "employees": (6, 18), "organisation": (19, 25)}
    assert {one.id: (one.points, one.stands_for) for one in DIAGNOSIS.answers} == {
        "done": (4, None),
        "partly": (2, None),
        "not-done": (0, None),
        "unknown": (-1, "unknown"),
        "not-applicable": (None, "not_applicable"),
    }
    assert [band.at_least for band in DIAGNOSIS.bands] == [100, 70, 50, 0]
    assert len(DIAGNOSIS.scored) * DIAGNOSIS.full == 100
    assert DIAGNOSIS.not_applicable is not None
    assert DIAGNOSIS.not_applicable.counts_as == "full"


def test_every_question_of_the_self_diagnosis_leads_somewhere() -> None:
    for item in DIAGNOSIS.items:
        assert item.harm is not None, item.id
        assert 2 <= len(item.measures) <= 4, item.id
        assert any(one.effect == 3 and one.cost == 1 for one in item.measures), item.id
        assert item.clauses, item.id
        assert item.answers, item.id
        assert any(set(item.topics) & set(case.topics) for case in KNOWN.cases.values()), item.id
    assert {item.remedy for item in DIAGNOSIS.items} == {"policy", "awareness", "technical", "organisation"}


def test_the_sixth_rule_came_with_the_new_edition_and_the_old_one_stays_readable() -> None:
    old, new = SURVEYS["basic-rules-3-1"], SURVEYS["basic-rules-4-0"]
    assert (old.family, old.newest, old.edition) == ("basic-rules", False, "3.1")
    assert (new.family, new.newest, new.edition) == ("basic-rules", True, "4.0")
    assert [item.id for item in new.items] == [*(item.id for item in old.items), "backup"]
    for before, after in zip(old.items, new.items, strict=False):
        assert before == after
    assert [rule.items for rule in new.rules] == [[item.id for item in new.items]]


def test_security_action_is_a_declaration_and_never_called_a_certificate() -> None:
    said = [one for survey in SURVEYS.values() for one in sentences(survey.model_dump()) if STARS.search(one)]
    assert len(said) >= 8
    assert not [one for one in said if re.search(r"認定|取得|認証|certif|accredit|award", one, re.IGNORECASE)]
    one_star = SURVEYS["basic-rules-4-0"].rules[0]
    assert (one_star.id, one_star.at_least, one_star.match) == ("one-star", 2, "all")
    assert "宣言" in one_star.met.ja
    assert "declaration" in one_star.met.en


def test_a_contractor_is_judged_by_the_fifteen_items_of_the_policy() -> None:
    survey = SURVEYS["contractor"]
    assert survey.about == "contractor"
    assert numbers(survey) == {
        "management": (1, 4),
        "people": (5, 6),
        "office": (7, 8),
        "media": (9, 12),
        "systems": (13, 15),
    }
    assert all("10-1.1" in item.clauses and item.evidence and item.criteria for item in survey.items)
    assert all(len(rule.items) == 15 for rule in survey.rules)
    assert "情報セキュリティ責任者" in survey.rules[1].met.ja


def test_one_certification_is_enough_for_a_cloud_service_but_both_other_criteria_are_needed() -> None:
    survey = SURVEYS["cloud-service"]
    rules = {rule.id: (rule.match, rule.at_least, len(rule.items)) for rule in survey.rules}
    assert rules == {"criteria": ("all", 2, 3), "certified": ("any", 2, 6)}
    certifications = next(section for section in survey.sections if section.id == "certification")
    assert [item.id for item in certifications.items] == survey.rules[1].items
    assert survey.not_applicable is not None
    assert survey.not_applicable.counts_as == "left_out"


def test_the_yearly_inspection_looks_into_every_chapter_in_january() -> None:
    survey = SURVEYS["policy-inspection"]
    assert survey.season is not None
    assert (survey.season.month, survey.season.role, survey.season.clause) == (1, "audit_lead", "1-2")
    cited = {clause.split("-")[0] for item in survey.scored for clause in item.clauses}
    assert cited == {str(chapter) for chapter in range(1, 14)}
    assert all(item.evidence and item.criteria for item in survey.scored)
    used = {kind for item in survey.scored for kind in item.evidence}
    assert used == {"interview", "review", "observation", "technical", "checklist"}
    assert [item.id for item in survey.items if item.free] == ["not-effective", "new-threats", "law-and-customers"]
    assert set(survey.rules[0].items) == {item.id for item in survey.scored}


def test_a_department_that_develops_nothing_can_still_carry_out_the_policy() -> None:
    survey = SURVEYS["policy-inspection"]
    rule = survey.rules[0]
    counts = {item.id: Counter({"as-written": 1}) for item in survey.scored}
    counts |= {name: Counter({"not-applicable": 1}) for name in ("stages", "vulnerabilities")}
    assert score_of(survey, counts).meets(rule)
    assert not score_of(survey, counts | {"register": Counter({"partly": 1})}).meets(rule)
    assert not score_of(survey, {item.id: Counter({"not-applicable": 1}) for item in survey.scored}).meets(rule)


def test_the_training_questionnaire_asks_for_opinions_and_for_words() -> None:
    survey = SURVEYS["training"]
    assert (survey.about, len(survey.scored), len(survey.answers)) == ("person", 8, 4)
    assert [item.id for item in survey.items if item.free] == ["unclear", "workplace"]


@pytest.mark.parametrize("survey", SURVEYS.values(), ids=SURVEYS)
def test_a_survey_says_where_it_comes_from(survey: Survey) -> None:
    assert re.search(r"00[0-4]_[0-9a-f]{16}\.txt, (part|chapter|section)", survey.source)
