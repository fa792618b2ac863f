"""Every walk of the packaged content ends, wherever one taps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Decision
from knowledge.walk import paths, position
from tests.kit.content import packaged

DECISIONS = list(packaged().decisions.values())


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.id)
def test_every_way_ends_in_a_result_after_at_most_five_taps(decision: Decision) -> None:
    for path in paths(decision):
        assert path.result is not None
        assert 1 <= len(path.taps) <= 5


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.id)
def test_every_result_can_be_reached(decision: Decision) -> None:
    reached = [path.result for path in paths(decision)]
    assert [result.say.en for result in decision.results if result not in reached] == []


@given(st.sampled_from(DECISIONS), st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=6))
def test_forged_taps_never_lead_anywhere(decision: Decision, taps: dict[str, str]) -> None:
    known = {step.id: {option.id for option in step.options} for step in decision.steps}
    here = position(decision, taps)
    assert all(option in known[step] for step, option in here.taps.items())
    assert (here.step is None) != (here.result is None)


@pytest.mark.parametrize("secret", ["confidential", "top-secret", "not-sure"])
def test_nothing_but_public_information_ever_leaves_on_a_phone(secret: str) -> None:
    take_out = packaged().decisions["take-out"]
    result = position(take_out, {"what": secret, "how": "phone"}).result
    assert result is not None
    assert result.verdict == "forbidden"
