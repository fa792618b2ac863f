"""What the security team writes down holds: every phrasing finds its own answer, however it is typed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.outcomes import Kind
from tests.kit.stage import finder


def _phrasings() -> list[tuple[str, str]]:
    return [
        (phrase, answer.id)
        for answer in finder().known.answers.values()
        for phrase in [*answer.questions.ja, *answer.questions.en]
    ]


def test_every_phrasing_of_the_content_finds_its_own_answer_or_an_emergency() -> None:
    wrong = []
    for phrase, entry in _phrasings():
        outcome = finder().find(phrase)
        if outcome.kind is not Kind.FOUND or (outcome.entry != entry and not outcome.emergency):
            wrong.append((phrase, entry, outcome.entry))
    assert wrong == []


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_width_case_and_a_question_mark_change_nothing(data: st.DataObject) -> None:
    phrase, _ = data.draw(st.sampled_from(_phrasings()))
    wide = phrase.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert finder().find(wide).entry == finder().find(phrase).entry
    assert finder().find(phrase.upper() + "？").entry == finder().find(phrase).entry
