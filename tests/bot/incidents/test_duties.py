"""Which duties an incident brings, checked by hand, and against a plain count of true, open and false."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.workdays import WorkDays
from bot.incidents.cases import Incident, Reason, State, Via
from bot.incidents.duties import Due, Need, Situation, applicable, situation_of
from knowledge.incidents import UNSURE, Condition, Duty
from tests.kit.content import packaged
from tests.kit.duties import condition, deadline, duty, law

DAYS = WorkDays("Asia/Tokyo")
KNEW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SHIPPED = packaged().incidents
FACTS = {"personal": ["none", "few", "many"], "purpose": ["yes", "no"], "encrypted": ["yes", "no"]}
CATEGORIES = ["loss", "virus", "missent"]


def situation(category: str = "loss", level: int = 2, knew: datetime = KNEW, **facts: Any) -> Situation:
    return Situation(category, level, facts, knew)


def one(of: Duty, here: Situation) -> Due:
    (found,) = applicable(law(of), here, DAYS)
    return found


PPC = duty(
    when=[condition(personal=["many"]), condition(personal=["few", "many"], purpose=["yes"])],
    unless=[condition(encrypted=["yes"])],
    deadlines=[deadline(60, when=condition(purpose=["yes"])), deadline(30), deadline(5, "first")],
)


@pytest.mark.parametrize(
    ("facts", "need", "missing"),
    [
        ({}, Need.PERHAPS, ("personal", "purpose", "encrypted")),
        ({"personal": "none"}, Need.NOT_NEEDED, ()),
        ({"personal": "few"}, Need.PERHAPS, ("purpose", "encrypted")),
        ({"personal": "few", "purpose": "no"}, Need.NOT_NEEDED, ()),
        ({"personal": "few", "purpose": "yes"}, Need.PERHAPS, ("encrypted",)),
        ({"personal": "few", "purpose": "yes", "encrypted": "no"}, Need.NEEDED, ()),
        ({"personal": "many", "encrypted": "no"}, Need.NEEDED, ("purpose",)),
        ({"personal": "many", "encrypted": "unsure", "purpose": "no"}, Need.PERHAPS, ("encrypted",)),
        ({"personal": "unsure", "encrypted": "no", "purpose": "no"}, Need.PERHAPS, ("personal",)),
        ({"personal": "unsure", "purpose": "unsure", "encrypted": "no"}, Need.PERHAPS, ("personal", "purpose")),
        ({"encrypted": "yes"}, Need.NOT_NEEDED, ()),
        ({"personal": "many", "purpose": "yes", "encrypted": "yes"}, Need.NOT_NEEDED, ()),
    ],
)
def test_a_duty_is_perhaps_needed_until_the_facts_that_decide_are_known(
    facts: dict[str, Any], need: Need, missing: tuple[str, ...]
) -> None:
    found = one(PPC, situation(**facts))
    assert (found.need, found.missing) == (need, missing)


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({"personal": "none"}, {("personal", "none")}),
        ({"personal": "few", "purpose": "no"}, {("personal", "few"), ("purpose", "no")}),
        ({"personal": "few", "purpose": "yes"}, {("personal", "few"), ("purpose", "yes")}),
        ({"personal": "many", "purpose": "yes", "encrypted": "no"}, {("personal", "many")}),
        ({"personal": "many", "encrypted": "yes"}, {("encrypted", "yes")}),
        ({}, set()),
    ],
)
def test_the_facts_that_decided_are_named(facts: dict[str, Any], because: set[tuple[str, str]]) -> None:
    assert {(each.id, each.option) for each in one(PPC, situation(**facts)).because} == because


@pytest.mark.parametrize(
    ("category", "level", "need", "because"),
    [
        ("virus", 2, Need.NEEDED, (Reason("category", "virus"), Reason("level", "", level=2))),
        ("virus", 3, Need.NEEDED, (Reason("category", "virus"), Reason("level", "", level=3))),
        ("virus", 1, Need.NOT_NEEDED, (Reason("level", "", level=1),)),
        ("loss", 3, Need.NOT_NEEDED, (Reason("category", "loss"),)),
    ],
)
def test_the_kind_of_incident_and_its_level_decide_as_well(
    category: str, level: int, need: Need, because: tuple[Reason, ...]
) -> None:
    found = one(duty(when=[condition(categories=["virus", "ransom"], level=2)]), situation(category, level))
    assert (found.need, found.because, found.missing) == (need, because, ())


def test_a_fact_is_not_asked_where_the_kind_of_incident_rules_the_duty_out() -> None:
    found = one(duty(when=[condition(categories=["virus"], personal=["many"])]), situation("loss"))
    assert (found.need, found.missing) == (Need.NOT_NEEDED, ())


def test_a_rule_may_say_that_being_unsure_is_enough() -> None:
    suspicion = duty(when=[condition(personal=["many", UNSURE])])
    assert one(suspicion, situation(personal=UNSURE)).need is Need.NEEDED
    assert one(suspicion, situation()).need is Need.PERHAPS
    assert one(suspicion, situation(personal="few")).need is Need.NOT_NEEDED


@pytest.mark.parametrize(
    ("purpose", "days", "last", "certain"),
    [
        ("yes", 60, "2027-01-18", True),
        ("no", 30, "2026-12-21", True),
        ("unsure", 30, "2026-12-21", False),
        ("", 30, "2026-12-21", False),
    ],
)
def test_of_several_deadlines_the_stricter_counts_until_it_is_known(
    purpose: str, days: int, last: str, certain: bool
) -> None:
    found = one(PPC, situation(personal="many", encrypted="no", purpose=purpose))
    final, first = found.runs
    assert (final.deadline.days, final.certain) == (days, certain)
    assert f"{DAYS.day_of(final.dates.extended)}" == last
    assert (first.deadline.id, first.certain, DAYS.day_of(first.dates.strict)) == ("first", True, date(2026, 11, 24))
    assert ("purpose" in found.missing) is not certain


def test_a_deadline_whose_condition_fails_does_not_run() -> None:
    only = duty(deadlines=[deadline(60, when=condition(purpose=["yes"]))])
    assert one(only, situation(purpose="no")).runs == ()
    assert [run.certain for run in one(only, situation()).runs] == [False]


def test_dates_run_as_long_as_a_duty_is_perhaps_needed() -> None:
    assert one(PPC, situation()).runs
    assert one(PPC, situation(encrypted="yes")).runs == ()


@pytest.mark.parametrize(
    ("knew", "expected"),
    [
        ("2026-03-31T14:59:59", ["old"]),
        ("2026-03-31T15:00:00", ["new"]),
        ("2027-03-31T14:59:59", ["new"]),
        ("2027-03-31T15:00:00", []),
    ],
)
def test_the_law_of_the_day_on_which_the_company_knew_counts(knew: str, expected: list[str]) -> None:
    rules = law(
        duty("old", effective_until=date(2026, 3, 31)),
        duty("new", effective_from=date(2026, 4, 1), effective_until=date(2027, 3, 31)),
    )
    here = situation(knew=datetime.fromisoformat(knew).replace(tzinfo=UTC))
    assert [found.duty.id for found in applicable(rules, here, DAYS)] == expected


def test_binding_law_comes_first_and_then_what_is_due_first() -> None:
    rules = law(
        duty("police", binding="advice", deadlines=[deadline(1)]),
        duty("client", binding="contract", deadlines=[deadline(2)]),
        duty("people", deadlines=[]),
        duty("late", deadlines=[deadline(30)]),
        duty("soon", deadlines=[deadline(60), deadline(5, "first")]),
        duty("also-soon", deadlines=[deadline(5)]),
    )
    found = [each.duty.id for each in applicable(rules, situation(), DAYS)]
    assert found == ["soon", "also-soon", "late", "people", "client", "police"]


@pytest.mark.parametrize(
    ("noticed", "knew"),
    [(None, KNEW), (KNEW - timedelta(days=2), KNEW - timedelta(days=2)), (KNEW + timedelta(1), KNEW)],
)
def test_the_company_knows_from_the_moment_at_which_one_of_its_people_noticed(
    noticed: datetime | None, knew: datetime
) -> None:
    reported = Incident(
        "INC-1", "T", "loss", State.REPORTED, 2, (), "題", "", "ja", Via.HOME, KNEW, facts={"personal": "many"}
    )
    assert situation_of(replace(reported, noticed_at=noticed)) == situation(personal="many", knew=knew)


answers = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from([*options, UNSURE]) for name, options in FACTS.items()}
)
named = st.dictionaries(st.sampled_from(list(FACTS)), st.lists(st.integers(0, 2), min_size=1, max_size=2), max_size=3)
conditions = st.builds(
    lambda categories, level, facts: {"categories": categories, "level": level, "facts": facts},
    st.lists(st.sampled_from(CATEGORIES), max_size=2, unique=True),
    st.none() | st.integers(0, 3),
    named.map(lambda chosen: {name: _options(name, numbers) for name, numbers in chosen.items()}),
)
rules = st.builds(
    lambda when, unless, final: duty(
        when=when, unless=unless, deadlines=[deadline(number, when=each) for number, each in final]
    ),
    st.lists(conditions, min_size=1, max_size=3),
    st.lists(conditions, max_size=2),
    st.lists(st.tuples(st.sampled_from([3, 5, 30, 60]), conditions), max_size=3),
)
situations = st.builds(
    lambda category, level, facts: situation(category, level, **facts),
    st.sampled_from(CATEGORIES),
    st.integers(0, 3),
    answers,
)


def _options(name: str, numbers: list[int]) -> list[str]:
    return sorted({FACTS[name][number % len(FACTS[name])] for number in numbers})


def worth(each: Condition, here: Situation) -> float:
    """1 true, 0 false, one half open: a conjunction is the smallest of its parts."""
    parts = [1.0]
    if each.categories:
        parts.append(float(here.category in each.categories))
    if each.level is not None:
        parts.append(float(here.level >= each.level))
    for fact, options in each.facts.items():
        answer = here.facts.get(fact, UNSURE)
        parts.append(0.5 if answer == UNSURE else float(answer in options))
    return min(parts)


def counted(of: Duty, here: Situation) -> Need:
    when = max(worth(each, here) for each in of.when)
    unless = max((worth(each, here) for each in of.unless), default=0.0)
    return {1.0: Need.NEEDED, 0.5: Need.PERHAPS, 0.0: Need.NOT_NEEDED}[min(when, 1 - unless)]


def completed(here: Situation) -> Iterator[Situation]:
    """Every way in which the open facts may turn out."""
    open_ = [name for name in FACTS if here.facts.get(name, UNSURE) == UNSURE]
    for chosen in product(*(FACTS[name] for name in open_)):
        yield replace(here, facts={**here.facts, **dict(zip(open_, chosen, strict=True))})


@given(rules, situations)
def test_the_need_is_what_one_counts_by_hand(of: Duty, here: Situation) -> None:
    assert one(of, here).need is counted(of, here)


@given(rules, situations)
def test_what_is_settled_stays_settled_whatever_is_answered_next(of: Duty, here: Situation) -> None:
    before = one(of, here).need
    after = {one(of, full).need for full in completed(here)}
    assert Need.PERHAPS not in after
    assert before is Need.PERHAPS or after == {before}


@given(rules, situations, st.data())
def test_answering_what_is_missing_ends_in_a_yes_or_a_no(of: Duty, here: Situation, data: st.DataObject) -> None:
    for _ in FACTS:
        found = one(of, here)
        if not found.missing:
            break
        fact = found.missing[0]
        assert here.facts.get(fact, UNSURE) == UNSURE
        here = replace(here, facts={**here.facts, fact: data.draw(st.sampled_from(FACTS[fact]))})
    found = one(of, here)
    assert found.missing == ()
    assert found.need is not Need.PERHAPS
    assert all(run.certain for run in found.runs)


@given(rules, situations)
def test_only_a_perhaps_or_an_open_deadline_asks_for_more(of: Duty, here: Situation) -> None:
    found = one(of, here)
    assert bool(found.missing) is (found.need is Need.PERHAPS or not all(run.certain for run in found.runs))


@given(rules, situations)
def test_an_answer_never_brings_a_deadline_forward(of: Duty, here: Situation) -> None:
    runs = {run.deadline.id: run for run in one(of, here).runs}
    for full in completed(here):
        for run in one(of, full).runs:
            assert run.deadline.id in runs
            assert runs[run.deadline.id].dates.extended <= run.dates.extended
            assert not runs[run.deadline.id].certain or run == runs[run.deadline.id]


@given(situations, st.data())
def test_every_shipped_duty_ends_in_exactly_one_state(here: Situation, data: st.DataObject) -> None:
    asked = (*SHIPPED.levels.facts, *SHIPPED.jurisdiction.facts)
    options = {fact.id: st.sampled_from([option.id for option in fact.options]) for fact in asked}
    category = data.draw(st.sampled_from([each.id for each in SHIPPED.categories.categories]))
    facts = data.draw(st.fixed_dictionaries({}, optional=options))
    found = applicable(SHIPPED.jurisdiction, replace(here, category=category, facts=facts), DAYS)
    names = [due.duty.id for due in found]
    assert len(names) == len(set(names))
    today = DAYS.day_of(here.knew)
    assert set(names) == {each.id for each in SHIPPED.jurisdiction.duties if _in_force(each, today)}
    assert all(bool(due.missing) or due.need is not Need.PERHAPS for due in found)
    assert {name for due in found for name in due.missing} <= set(options)


def _in_force(each: Duty, day: date) -> bool:
    return each.effective_from <= day <= (each.effective_until or date.max)


def test_the_facts_and_kinds_that_the_shipped_duties_name_exist() -> None:
    asked = {fact.id: {option.id for option in fact.options} for fact in SHIPPED.levels.facts}
    asked |= {fact.id: {option.id for option in fact.options} for fact in SHIPPED.jurisdiction.facts}
    kinds = {each.id for each in SHIPPED.categories.categories}
    for each in SHIPPED.jurisdiction.duties:
        for held in (*each.when, *each.unless, *(one.when for one in each.deadlines)):
            assert set(held.categories) <= kinds, each.id
            assert all(set(options) <= asked.get(fact, set()) for fact, options in held.facts.items()), each.id
