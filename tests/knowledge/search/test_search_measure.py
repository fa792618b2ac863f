"""The figures of the search bench are the ones a person would count."""

import json
from pathlib import Path

import pytest

from knowledge.measure import Report, auroc, measure
from tests.knowledge.search.shelf import LetterEncoder

Line = dict[str, object]
CORPUS: tuple[Line, ...] = (
    {"id": "a", "title": "鍵", "text": "サーバー室の鍵を借りる"},
    {"id": "b", "text": "来客の受付"},
    {"id": 3, "text": "鍵の返却"},
)
QUERIES: tuple[Line, ...] = (
    {"id": "1", "text": "サーバー室", "relevant": ["a"]},
    {"id": "2", "text": "来客の受付", "relevant": ["b"]},
    {"id": "3", "text": "来客", "relevant": ["3"]},
    {"id": "4", "text": "今日の天気", "relevant": [], "oos": True},
)


def written(path: Path, lines: tuple[Line, ...]) -> Path:
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    return path


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return measure(written(tmp_path / "c.jsonl", CORPUS), written(tmp_path / "q.jsonl", QUERIES))


def test_hits_are_counted_over_the_questions_in_scope(report: Report) -> None:
    assert (report.passages, report.queries) == (3, 4)
    assert report.recall_at_1 == pytest.approx(2 / 3)
    assert report.recall_at_5 == 1
    assert report.mrr_at_10 == pytest.approx((1 + 1 + 1 / 3) / 3, abs=0.06)


def test_questions_out_of_scope_get_less_confidence(report: Report) -> None:
    assert report.auroc == 1


def test_the_report_reads_as_text_and_as_json(report: Report) -> None:
    assert json.loads(json.dumps(report.as_dict()))["recall_at_5"] == 1
    assert "recall_at_5" in report.as_text()
    assert report.peak_memory_mb > 0


def test_without_questions_out_of_scope_there_is_no_refusal_figure(tmp_path: Path) -> None:
    inside = written(tmp_path / "q.jsonl", QUERIES[:3])
    report = measure(written(tmp_path / "c.jsonl", CORPUS), inside, LetterEncoder())
    assert report.auroc is None
    assert "–" in report.as_text()
    assert report.dense


@pytest.mark.parametrize(
    ("inside", "outside", "expected"),
    [([0.9, 0.8], [0.1], 1.0), ([0.1], [0.9], 0.0), ([0.5], [0.5], 0.5), ([0.9, 0.1], [0.5], 0.5)],
    ids=["apart", "upside down", "equal", "half"],
)
def test_auroc_is_the_chance_of_the_right_order(inside: list[float], outside: list[float], expected: float) -> None:
    assert auroc(inside, outside) == expected
