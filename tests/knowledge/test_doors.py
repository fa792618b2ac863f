"""Short, vague and off-topic messages: each leads to what the person wants or is asked back, hardly ever past them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from bot.answers.outcomes import Kind, Outcome
from knowledge.text import language
from tests.kit.stage import finder

HERE = Path(__file__).parent
LIST, UNSEEN = "golden_doors.jsonl", "golden_doors_more.jsonl"
"""The content was mended with the first list; the second was written afterwards and only measures."""
SURE = (Kind.FOUND, Kind.SOCIAL, Kind.DOOR)
WISHES = (
    "診断", "自社診断", "アンケート", "survey", "自社診断をしたい", "自社診断をしたいです", "自社診断がしたいのですが",
    "セキュリティ自社診断をやってみたい。", "5分でできる自社診断を受けたい", "自社診断をひとりでやりたい",
    "自社診断お願いします", "I want to do the self-diagnosis", "start a self-diagnosis", "diagnosis",
    "Let me try the five-minute self diagnosis please", "I’d like to take the security self-diagnosis!",
)  # fmt: skip
QUESTIONS = (
    "自社診断とは何ですか", "自社診断の結果は誰が見ますか", "自社診断はいつまでに必要ですか",
    "自社診断をしないといけませんか",
    "ウイルス診断をしたい", "アンケートのメールが届いたのですが開いていいですか", "脆弱性診断を外注したい",
    "May I do the self-diagnosis of another company's systems?", "診断書を会社に出す必要はありますか",
    "survey from an unknown sender", "事故が起きたらどうすればいい？", "電車にPCを忘れた", "",
)  # fmt: skip


@cache
def told(name: str) -> tuple[tuple[str, set[str], Outcome], ...]:
    lines = [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]
    return tuple((line["text"], set(line["wants"]), finder().find(line["text"])) for line in lines)


def ends(outcome: Outcome) -> set[str]:
    """The names under which the list may want an outcome: `door:sos`, `found:<answer>`, `elsewhere`, `vague`."""
    if outcome.kind is Kind.DOOR:
        return {outcome.entry or ""}
    if outcome.kind is Kind.UNKNOWN and outcome.entry:
        return {"elsewhere", outcome.entry}
    return {outcome.kind.value, f"{outcome.kind.value}:{outcome.entry}"}


@pytest.mark.parametrize(("name", "least", "share"), [(LIST, 180, 0.94), (UNSEEN, 60, 0.75)])
def test_most_lead_where_the_person_wants_to_go(name: str, least: int, share: float) -> None:
    right = [bool(ends(outcome) & wants) for _, wants, outcome in told(name)]
    assert len(right) >= least
    assert sum(right) / len(right) >= share


@pytest.mark.parametrize(("name", "share"), [(LIST, 0.04), (UNSEEN, 0.15)])
def test_hardly_any_is_answered_past_the_person(name: str, share: float) -> None:
    past = [text for text, wants, one in told(name) if not ends(one) & wants and (one.kind in SURE or one.entry)]
    assert len(past) / len(told(name)) <= share, past


def test_no_emergency_of_the_list_is_taken_for_a_wish() -> None:
    assert not [
        text for name in (LIST, UNSEEN) for text, wants, one in told(name) if "found" in wants and one.kind is Kind.DOOR
    ]


@pytest.mark.parametrize("said", WISHES)
def test_a_clear_wish_opens_the_surveys(said: str) -> None:
    assert finder().find(said).entry == "door:surveys"


@pytest.mark.parametrize("said", QUESTIONS)
def test_a_question_opens_no_door(said: str) -> None:
    assert finder().find(said).kind is not Kind.DOOR


@pytest.mark.parametrize("text", ["。", "😀", "？？", "あ" * 3500, "いいですか", "Is it ok?", "zzz"])
def test_what_names_no_subject_is_asked_back_and_waits_for_nobody(text: str) -> None:
    assert finder().find(text).kind is Kind.VAGUE


def test_a_short_reply_in_a_thread_goes_on_with_what_was_asked_before() -> None:
    assert finder().find("いいですか", before="ノートパソコンを社外に持ち出したい").entry == "takeout-laptop"


@pytest.mark.parametrize("text", ["asdfghjkl", "xyzzy", "announce", "VPN", "USB?"])
def test_a_word_in_latin_letters_is_answered_in_the_language_of_the_person(text: str) -> None:
    assert language(text) == "en"
    assert finder().find(text, locale="ja").language == "ja"
    assert finder().find(text, locale="en").language == "en"


@pytest.mark.parametrize("text", ["May I take my laptop home?", "lost phone", "talk to a human"])
def test_an_english_sentence_is_answered_in_english_whoever_writes_it(text: str) -> None:
    assert finder().find(text, locale="ja").language == "en"
    assert finder().find("持ち出していい？", locale="en").language == "ja"
