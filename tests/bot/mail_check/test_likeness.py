"""Which mails are one campaign."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail_check.likeness import ALIKE, Likeness
from bot.mail_check.marks import Marks, essence, subject_essence
from knowledge.loader import PACKAGED, load_mail
from tests.bot.mail_check.pairs import ALIKE_PAIRS, BANK, COURIER, UNLIKE_PAIRS, Letter

LIKENESS = Likeness.of(load_mail(PACKAGED)[0])
names = st.sampled_from(["evil.example", "a.evil.example", "gmail.com", "sendgrid.net", "x.web.app", "web.app", ""])
MARKS = st.builds(
    Marks,
    sender_site=names,
    subject=st.text(max_size=40),
    links=st.lists(names.filter(bool), max_size=4).map(tuple),
    file_hashes=st.lists(st.sampled_from(["aa", "bb"]), max_size=2).map(tuple),
    words=st.text(max_size=300),
)


def test_there_are_thirty_pairs_of_each_kind() -> None:
    assert (len(ALIKE_PAIRS), len(UNLIKE_PAIRS)) == (30, 30)


@pytest.mark.parametrize("name", ALIKE_PAIRS)
def test_mails_of_one_campaign_are_recognised(name: str) -> None:
    assert LIKENESS.between(*ALIKE_PAIRS[name]) >= ALIKE


@pytest.mark.parametrize("name", UNLIKE_PAIRS)
def test_mails_of_two_campaigns_are_kept_apart(name: str) -> None:
    assert LIKENESS.between(*UNLIKE_PAIRS[name]) < ALIKE


@given(MARKS, MARKS)
def test_likeness_is_the_same_both_ways_round(one: Marks, other: Marks) -> None:
    there, back = LIKENESS.between(one, other), LIKENESS.between(other, one)
    assert there == pytest.approx(back)
    assert 0 <= there <= 100


@given(MARKS)
def test_the_same_mail_is_the_same_and_nothing_is_like_nothing(marks: Marks) -> None:
    assert LIKENESS.between(marks, marks) == (100 if marks.has_content else 0)
    assert LIKENESS.between(marks, Marks()) == 0
    assert LIKENESS.between(marks, Marks(sender_site="evil.example", links=("evil.example",))) == 0


def test_a_page_on_a_free_host_is_recognised_by_its_whole_name() -> None:
    page = Letter("Sign in to your account", "a <a@a.example>", "https://my-bank-login.web.app/ now")
    other = replace(page, sender="b <b@b.example>", subject="Please sign in to the account")
    assert LIKENESS.between(page.marks(), other.marks()) > LIKENESS.between(
        page.marks(), replace(other, text="https://your-parcel.web.app/ now").marks()
    )


def test_what_brings_nothing_new_is_the_same_and_a_clone_with_another_link_is_not() -> None:
    known = BANK.marks()
    assert LIKENESS.is_same(BANK.marks(), known)
    clone = replace(BANK, text=BANK.text.replace("https://minamo-bank-secure", "https://minamo-bank"))
    assert LIKENESS.between(clone.marks(), known) >= ALIKE
    assert not LIKENESS.is_same(clone.marks(), known)
    assert not LIKENESS.is_same(replace(BANK, sender="x <x@else.example>").marks(), known)
    assert not LIKENESS.is_same(replace(BANK, file=b"MZ" * 50).marks(), known)
    assert not LIKENESS.is_same(Marks(), Marks())


@pytest.mark.parametrize(
    "subject",
    ["Re: 件の話", "FW: Re: 件の話", "転送: 件の話", "[EXTERNAL] 件の話", "【社外】Re: 件の話", "Re[2]: 件の話"],
)
def test_what_mail_programs_put_before_a_subject_is_left_out(subject: str) -> None:
    assert subject_essence(subject) == "件の話"


def test_numbers_addresses_and_tracking_marks_are_all_the_same() -> None:
    assert essence("番号 12-34 https://a.example/x?y=1 a@b.example k3jd82hf01") == essence(
        "番号 9 https://z.example a@c.example 0zz91kk2ab"
    )


def test_five_hundred_campaigns_are_compared_quickly() -> None:
    """The figure is printed, not judged: a busy machine must not fail a build."""
    known = [
        (f"C{at}", replace(COURIER, text=f"{at * 7919} " + COURIER.text[at % 40 :] + BANK.text * (at % 5)).marks())
        for at in range(500)
    ]
    marks = BANK.marks()
    start = time.process_time()
    LIKENESS.best(marks, known)
    print(f"500 campaigns compared in {(time.process_time() - start) * 1000:.1f} ms CPU")  # noqa: T201
