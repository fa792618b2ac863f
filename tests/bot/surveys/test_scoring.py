"""What answers are worth: always what a plain recomputation says."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.surveys.cases import Combine, Unit
from bot.surveys.scoring import combined, score_of, spread
from tests.kit.surveys import survey

SMALL = survey(6)
NAMES = [item.id for item in SMALL.items]
WORTH = {"done": 4, "partly": 2, "not-done": 0, "unknown": -1}
counts = st.dictionaries(
    st.sampled_from(NAMES),
    st.dictionaries(st.sampled_from([*WORTH, "not-applicable"]), st.integers(1, 9), min_size=1).map(Counter),
)


def plain(answers: dict[str, Counter[str]], *, left_out: bool) -> tuple[Fraction, int]:
    """The total and what could be had, in the dullest way."""
    total, possible = Fraction(0), 0
    for name in NAMES:
        given = list(answers.get(name, Counter()).elements())
        points = [WORTH.get(one, None if left_out else 4) for one in given]
        counted = [one for one in points if one is not None]
        if given and not counted:
            continue
        possible += 4
        total += Fraction(sum(counted), len(counted)) if counted else 0
    return total, possible


@given(counts, st.booleans())
def test_a_score_is_what_a_plain_recomputation_says(answers: dict[str, Counter[str]], left_out: bool) -> None:
    score = score_of(survey(6, left_out=left_out), answers)
    assert (score.total.points, score.total.possible) == plain(answers, left_out=left_out)
    assert sum(part.points for part in score.sections.values()) == score.total.points
    assert sum(part.possible for part in score.sections.values()) == score.total.possible


@given(st.lists(counts, min_size=1, max_size=4), st.sampled_from(["mean", "weighted", "minimum"]))
def test_the_company_lies_between_its_units(answers: list[dict[str, Counter[str]]], how: Combine) -> None:
    scores = {f"u{n}": score_of(SMALL, one) for n, one in enumerate(answers)}
    units = [Unit(name, {}, n) for n, name in enumerate(scores)]
    company = combined(SMALL, scores, units, how)
    for name in NAMES:
        points = [one.items[name].points for one in scores.values() if one.items[name].state == "counted"]
        if points:
            assert min(points) <= company.items[name].points <= max(points)
            assert spread(scores, name) == max(points) - min(points)
        else:
            assert company.items[name].state == "unanswered"
    if how == "minimum":
        assert all(company.total.points <= one.total.points or one.unanswered for one in scores.values())


@pytest.mark.parametrize(
    ("answers", "band"),
    [
        (["done"] * 6, "from-100"),
        (["done"] * 5 + ["partly"], "from-70"),
        (["done"] * 4 + ["not-done"] * 2, "from-50"),
        (["partly"] * 6, "from-50"),
        (["partly"] * 5 + ["not-done"], "from-0"),
        (["unknown"] * 6, "from-0"),
        (["done"] * 5 + ["not-applicable"], "from-100"),
    ],
)
def test_a_total_has_the_band_that_it_reaches(answers: list[str], band: str) -> None:
    score = score_of(SMALL, {name: Counter([one]) for name, one in zip(NAMES, answers, strict=True)})
    assert score.band is not None
    assert score.band.id == band


def test_a_band_that_is_missed_by_a_hair_is_missed() -> None:
    nearly = {name: Counter({"done": 999, "partly": 1}) for name in NAMES}
    score = score_of(SMALL, nearly)
    assert score.total.percent > 99
    assert score.band is not None
    assert score.band.id == "from-70"


def test_what_nobody_answered_counts_nothing_and_is_named() -> None:
    score = score_of(SMALL, {"item-1": Counter(["done"])})
    assert (score.total.points, score.total.possible) == (Fraction(4), 24)
    assert [item.id for item in score.unanswered] == NAMES[1:]


def test_what_does_not_apply_is_full_or_left_out_as_the_survey_says() -> None:
    answers = {name: Counter(["not-applicable" if name == "item-1" else "partly"]) for name in NAMES}
    assert score_of(SMALL, answers).total.points == Fraction(14)
    left_out = score_of(survey(6, left_out=True), answers).total
    assert (left_out.points, left_out.possible) == (Fraction(10), 20)


def test_weak_is_what_has_half_of_the_points_or_what_somebody_does_not_know() -> None:
    answers = {name: Counter({"done": 1}) for name in NAMES}
    answers |= {
        "item-2": Counter(["partly"]),
        "item-5": Counter({"done": 9, "unknown": 1}),
        "item-6": Counter(["unknown"]),
    }
    score = score_of(SMALL, answers)
    assert [item.id for item in score.weak] == ["item-6", "item-2", "item-5"]
    assert [item.id for item in score.unknown] == ["item-5", "item-6"]
