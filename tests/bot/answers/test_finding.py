"""Emergency first, then small talk, then the search; never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.outcomes import Kind
from bot.answers.service import AnswerService
from tests.kit.examples import examples


@pytest.mark.parametrize("text", ["スマホをなくした", "携帯、電車に落とした…", "I lost my phone"])
def test_an_emergency_goes_above_all_else(service: AnswerService, text: str) -> None:
    outcome = service.find(text)
    assert (outcome.entry, outcome.emergency) == ("lost", True)


@pytest.mark.parametrize("text", ["スマホをなくした練習です", "スマホの機種変更", "the glossary is lost"])
def test_words_that_only_look_like_an_emergency_raise_no_alarm(service: AnswerService, text: str) -> None:
    assert not service.find(text).emergency


def test_small_talk_alone_is_social_but_a_greeting_before_a_question_is_a_question(service: AnswerService) -> None:
    assert service.find("ありがとう！").kind is Kind.SOCIAL
    assert service.find("ありがとう。USBメモリを捨てたいです").entry == "discard"


def test_the_language_is_that_of_the_question_and_only_then_that_of_the_person(service: AnswerService) -> None:
    assert service.find("パソコンを持ち出したい", locale="en").language == "ja"
    assert service.find("takeout question", locale="ja").language == "en"
    assert service.find("???", locale="en").language == "en"


def test_a_follow_up_is_understood_with_what_came_before(service: AnswerService) -> None:
    alone = service.find("家に")
    assert service.find("家に", before="ノートPCを持って帰りたい").confidence >= alone.confidence


def test_what_has_nothing_to_do_with_the_rules_is_unknown(service: AnswerService) -> None:
    assert service.find("明日の天気").kind is Kind.UNKNOWN


@examples(40)
@given(st.text(max_size=300))
def test_any_text_always_gets_the_same_outcome_and_never_an_error(service: AnswerService, text: str) -> None:
    assert service.find(text) == service.find(text)
