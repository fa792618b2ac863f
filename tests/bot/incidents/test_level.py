"""The level: never lower for not knowing, never below the floor, and always explained."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incidents.level import LEAK_FLOOR, assess, floor_of
from knowledge.incidents import UNSURE, Category
from tests.kit.content import packaged

CONTENT = packaged().incidents
CATEGORIES = CONTENT.categories.categories
FACTS = CONTENT.levels.facts
LEAKS = [one for one in CATEGORIES if one.kind == "leak"]
UNSURE_FACTS = [one for one in FACTS if one.option(UNSURE)]

answers = st.fixed_dictionaries({}, optional={fact.id: st.sampled_from([o.id for o in fact.options]) for fact in FACTS})
categories = st.sampled_from(CATEGORIES)


@given(categories, answers, st.sampled_from(UNSURE_FACTS), st.data())
def test_not_being_sure_never_makes_it_less_grave(
    category: Category, facts: Mapping[str, str], fact: object, data: st.DataObject
) -> None:
    known = next(one for one in UNSURE_FACTS if one is fact)
    option = data.draw(st.sampled_from([one.id for one in known.options]))
    unsure = assess(CONTENT, category, {**facts, known.id: UNSURE}).level
    assert unsure >= assess(CONTENT, category, {**facts, known.id: option}).level


@given(st.sampled_from(LEAKS), answers)
def test_a_leak_is_never_below_level_two(category: Category, facts: Mapping[str, str]) -> None:
    assert assess(CONTENT, category, facts).level >= LEAK_FLOOR == 2


@given(categories, answers)
def test_every_level_is_explained_by_what_asks_for_it(category: Category, facts: Mapping[str, str]) -> None:
    found = assess(CONTENT, category, facts)
    assert found.reasons
    assert {reason.level for reason in found.reasons} == {found.level}
    for reason in found.reasons:
        if reason.source == "fact":
            fact = CONTENT.fact(reason.id)
            option = fact.option(facts[reason.id]) if fact else None
            assert option
            assert (option.id, option.level) == (reason.option, found.level)
        else:
            assert (reason.source, reason.id) == ("category", category.id)


@given(categories, answers, st.sampled_from(FACTS), st.data())
def test_one_more_answer_never_lowers_what_the_others_ask_for(
    category: Category, facts: Mapping[str, str], fact: object, data: st.DataObject
) -> None:
    known = next(one for one in FACTS if one is fact)
    option = data.draw(st.sampled_from([one.id for one in known.options]))
    others = {name: chosen for name, chosen in facts.items() if name != known.id}
    if others:
        assert assess(CONTENT, category, {**others, known.id: option}).level >= assess(CONTENT, category, others).level


@given(categories, answers)
def test_a_level_lies_between_the_floor_and_three(category: Category, facts: Mapping[str, str]) -> None:
    assert floor_of(category) <= assess(CONTENT, category, facts).level <= 3


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda one: one.id)
def test_without_answers_the_presumption_holds(category: Category) -> None:
    assert assess(CONTENT, category, {}).level == max(category.presumed, floor_of(category))


def test_an_answer_that_the_content_does_not_know_is_no_answer() -> None:
    loss = CONTENT.category("loss")
    assert loss
    assert assess(CONTENT, loss, {"personal": "a-million", "weather": "rain"}) == assess(CONTENT, loss, {})


def test_a_near_miss_with_personal_data_is_none() -> None:
    near = CONTENT.category("near-miss")
    assert near
    assert assess(CONTENT, near, {"impact": "nothing"}).level == 0
    assert assess(CONTENT, near, {"personal": "up-to-100"}).level == 3
