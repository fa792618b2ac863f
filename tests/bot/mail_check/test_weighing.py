"""The answers of the questions and the findings of the analysis count together, and never against each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail_check.report import Reason, Report
from bot.mail_check.service import NO, SAID, UNSURE, YES, MailService
from bot.mail_check.verdict import Verdict
from handlers.kit.payload import Spot, Submission
from handlers.mail_check.forms import Walk
from handlers.mail_check.walking import answers_of, told
from tests.kit.content import packaged

KNOWN = packaged().mail
SERVICE = MailService(KNOWN)
FOUND = sorted(name for name in SERVICE.indicators if not name.startswith(SAID))
ITEMS = [item.id for step in KNOWN.walk.steps for item in step.items]
ORDER = [Verdict.NO_SIGN, Verdict.CAUTION, Verdict.DANGER]
NOTHING = Report(Verdict.NO_SIGN, 0.0, ())

findings = st.lists(st.sampled_from(FOUND), unique=True, max_size=12)
answers = st.dictionaries(st.sampled_from(ITEMS), st.sampled_from([YES, NO, UNSURE]))


def of_file(ids: list[str]) -> Report:
    """The report of a mail in which these were found."""
    found = tuple(Reason(one, SERVICE.indicators[one].weight, "evidence") for one in ids)
    return SERVICE.weighed(replace(NOTHING, reasons=found), {})


def plainly(ids: list[str], said: dict[str, str]) -> float:
    """The points, added up by hand: per kind, capped, an answer only for what its item does not count yet."""
    points: dict[str, float] = {}
    known: dict[str, float] = {}
    for one in ids:
        sign = SERVICE.indicators[one]
        points[sign.group] = points.get(sign.group, 0) + sign.weight
        known[sign.policy] = known.get(sign.policy, 0) + sign.weight
    for item, answer in said.items():
        sign = SERVICE.indicators[item]
        more = sign.weight - (known.get(sign.policy, 0) if sign.policy else 0)
        if answer == YES and more > 0:
            points[sign.group] = points.get(sign.group, 0) + more
    return sum(min(value, KNOWN.scale.caps.get(group, value)) for group, value in points.items())  # type: ignore[call-overload]


@given(findings, answers)
def test_the_score_is_what_one_adds_up_by_hand(ids: list[str], said: dict[str, str]) -> None:
    assert SERVICE.weighed(of_file(ids), said).score == pytest.approx(plainly(ids, said), abs=0.01)


@given(findings, answers)
def test_answers_never_lower_a_verdict(ids: list[str], said: dict[str, str]) -> None:
    before, after = of_file(ids), SERVICE.weighed(of_file(ids), said)
    assert ORDER.index(after.verdict) >= ORDER.index(before.verdict)
    assert after.score >= before.score


@given(findings, answers, answers)
def test_only_the_last_answers_count_however_often_somebody_walks(
    ids: list[str], first: dict[str, str], last: dict[str, str]
) -> None:
    once = SERVICE.weighed(of_file(ids), last)
    assert SERVICE.weighed(SERVICE.weighed(of_file(ids), first), last) == once
    assert SERVICE.weighed(once, {}) == of_file(ids)


@given(st.dictionaries(st.sampled_from(ITEMS), st.just(YES)))
def test_answers_alone_end_in_a_verdict_with_reasons(said: dict[str, str]) -> None:
    after = SERVICE.weighed(NOTHING, said)
    assert {one.id for one in after.reasons} == set(said)
    assert SERVICE.items(after) == sorted({SERVICE.indicators[item].policy for item in said} - {""})


def test_several_items_of_the_policys_list_decide() -> None:
    one = SERVICE.weighed(NOTHING, {"P_theme_6": YES})
    two = SERVICE.weighed(NOTHING, {"P_theme_6": YES, "P_sender_1": YES})
    three = SERVICE.weighed(NOTHING, {"P_theme_6": YES, "P_sender_1": YES, "P_body_4": YES})
    assert [each.verdict for each in (one, two, three)] == ORDER


def test_what_the_file_shows_and_what_is_said_of_it_counts_once() -> None:
    shown = of_file(["U02_anchor_mismatch"])
    assert SERVICE.weighed(shown, {"P_body_4": YES}).score == shown.score


def test_what_the_person_knows_makes_a_weak_sign_strong() -> None:
    weak = of_file(["A01_attachment"])
    assert SERVICE.weighed(weak, {"P_attachment_1": YES}).score == SERVICE.indicators["P_attachment_1"].weight


@given(st.sets(st.sampled_from(ITEMS)), st.sets(st.sampled_from([step.id for step in KNOWN.walk.steps])))
def test_the_window_carries_every_answer(yes: set[str], unsure: set[str]) -> None:
    walk = Walk("M-1", "D1", 3, frozenset(yes), frozenset(unsure))
    assert Walk.of(walk.carried()) == walk
    assert len(walk.carried()) <= 3000
    said = answers_of(KNOWN.walk, walk)
    assert {name for name, answer in said.items() if answer == YES} == yes
    assert {name for name, answer in said.items() if answer == UNSURE} == unsure


moves = st.lists(st.tuples(st.booleans(), st.sets(st.sampled_from([*ITEMS, UNSURE, "nonsense"]))), max_size=30)


@given(moves)
def test_any_answers_in_any_order_end_in_a_result_and_the_last_word_counts(taken: list[tuple[bool, set[str]]]) -> None:
    """Forward and back as often as somebody likes; then straight to the end."""
    steps = KNOWN.walk.steps
    at, last = Walk(), dict[int, set[str]]()
    for forward, ticked in [*taken, *[(True, set[str]())] * len(steps)]:
        here = {item.id for item in steps[at.step].items}
        at = told(KNOWN.walk, sent(at, ticked))
        last[at.step] = ticked & {*here, UNSURE}
        if forward and at.step + 1 == len(steps):
            break
        at = Walk.of(replace(at, step=max(0, at.step + (1 if forward else -1))).carried())
    said = answers_of(KNOWN.walk, at)
    assert {name for name, answer in said.items() if answer == YES} == set().union(*last.values()) - {UNSURE}
    assert {name for name, answer in said.items() if answer == UNSURE} == {
        steps[number].id for number, ticked in last.items() if UNSURE in ticked
    }
    assert SERVICE.weighed(NOTHING, said).verdict in ORDER


def sent(at: Walk, ticked: set[str]) -> Submission:
    """The screen sent off with these ticks."""
    return Submission(Spot("T", "U"), "walk", at.carried(), "key", many={"step": tuple(sorted(ticked))})
