"""What the weighing promises, whatever is found."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail_check.analysis import analyse
from bot.mail_check.findings import Finding
from bot.mail_check.verdict import Judgement, Verdict, judge
from knowledge.mail import Group
from tests.bot.mail_check.making import facts, file, mail

CONTENT = facts().content
INDICATORS = {one.id: one for one in CONTENT.indicators.indicators}
ORDER = [Verdict.NO_SIGN, Verdict.CAUTION, Verdict.DANGER]
some = st.sets(st.sampled_from(sorted(INDICATORS)), max_size=12)
PROGRAMS = {"P_attachment_2", "P_attachment_3", "P_attachment_5"}
ITEMS = sorted(one for one in INDICATORS if one.startswith("P_") and INDICATORS[one].policy)


def weigh(*ids: str) -> Judgement:
    return judge((Finding(one) for one in ids), INDICATORS, CONTENT.scale)


@given(some, st.sampled_from(sorted(INDICATORS)))
def test_one_more_sign_never_makes_a_mail_look_better(ids: set[str], more: str) -> None:
    before, after = weigh(*ids), weigh(*ids, *({more} - ids))
    assert after.score >= before.score
    assert ORDER.index(after.verdict) >= ORDER.index(before.verdict)


@given(some)
def test_the_order_of_the_signs_does_not_matter(ids: set[str]) -> None:
    shuffled = sorted(ids, key=lambda _: random.random())
    assert weigh(*ids) == weigh(*shuffled)


@given(some)
def test_reasons_come_strongest_first_and_all_of_them(ids: set[str]) -> None:
    reasons = weigh(*ids).reasons
    weights = [reason.weight for reason in reasons]
    assert weights == sorted(weights, reverse=True)
    assert {reason.finding.id for reason in reasons} == ids


@pytest.mark.parametrize("group", CONTENT.scale.caps)
def test_one_kind_of_sign_cannot_count_for_more_than_its_cap(group: Group) -> None:
    everything = [one.id for one in INDICATORS.values() if one.group == group]
    assert weigh(*everything).score <= CONTENT.scale.caps[group]


@pytest.mark.parametrize("group", ["theme", "body", "combination", "headers", "sender", "url", "answer"])
def test_one_kind_of_sign_alone_is_no_danger(group: str) -> None:
    everything = [one.id for one in INDICATORS.values() if one.group == group]
    assert weigh(*everything).verdict is not Verdict.DANGER


def test_nothing_found_is_no_sign_and_no_points() -> None:
    assert weigh() == Judgement(Verdict.NO_SIGN, 0.0, ())


@pytest.mark.parametrize("name", ["a.exe", "a.lnk", "a.pdf.exe", "a.pdf         .scr", "a\u202efdp.exe"])
def test_a_disguised_or_open_program_is_danger_alone(name: str) -> None:
    assert analyse(mail(files=[file(name)]), facts()).verdict is Verdict.DANGER


@pytest.mark.parametrize("one", sorted(PROGRAMS))
def test_a_program_that_the_person_has_seen_is_danger_alone(one: str) -> None:
    assert weigh(one).verdict is Verdict.DANGER


def test_one_match_of_the_policys_list_is_no_reason_for_alarm() -> None:
    assert {weigh(one).verdict for one in ITEMS if one not in PROGRAMS} == {Verdict.NO_SIGN}


def test_any_two_matches_of_the_policys_list_are_a_reason_for_caution() -> None:
    pairs = [(one, other) for one in ITEMS for other in ITEMS if one < other]
    assert all(weigh(*pair).verdict is not Verdict.NO_SIGN for pair in pairs)


def test_any_three_matches_of_two_kinds_are_danger() -> None:
    threes = [(a, b, c) for a in ITEMS for b in ITEMS for c in ITEMS if a < b < c]
    of_two_kinds = [three for three in threes if len({INDICATORS[one].group for one in three}) > 1]
    assert of_two_kinds
    assert all(weigh(*three).verdict is Verdict.DANGER for three in of_two_kinds)


def test_the_same_mail_is_always_judged_the_same() -> None:
    odd = mail("Amazon <a@b.top>", "Your account has been suspended. Click here.", links=["https://c.top/"])
    assert analyse(odd, facts()) == analyse(odd, facts())


def test_every_item_of_the_policys_list_is_found_by_a_rule_and_asked_in_the_walk_through() -> None:
    items = {f"theme-{n}" for n in range(1, 7)} | {"sender-1", "sender-2"}
    items |= {f"body-{n}" for n in range(1, 6)} | {f"attachment-{n}" for n in range(1, 6)}
    assert {one.policy for one in INDICATORS.values() if not one.id.startswith("P_")} == items | {""}
    assert {INDICATORS[one].policy for one in ITEMS} == items
