"""What counts as a wish for the self-diagnosis, what buttons carry, and that reminders know each other apart."""

from __future__ import annotations

import json

import pytest

from bot.surveys.cases import Given
from handlers.kit.words import Speech
from handlers.surveys.filling.ask import is_wish
from handlers.surveys.filling.notes import note_form
from handlers.surveys.filling.targets import Target, once
from knowledge.loader import load

WORDS = Speech("Asia/Tokyo").in_("ja")

WISHES = (
    "診断", "自社診断", "アンケート", "survey", "自社診断をしたい", "自社診断をしたいです", "自社診断がしたいのですが",
    "セキュリティ自社診断をやってみたい。", "5分でできる自社診断を受けたい", "自社診断をひとりでやりたい",
    "自社診断お願いします",
    "I want to do the self-diagnosis", "start a self-diagnosis", "diagnosis",
    "Let me try the five-minute self diagnosis please",
    "I’d like to take the security self-diagnosis!",
)  # fmt: skip
QUESTIONS = (
    "自社診断とは何ですか", "自社診断の結果は誰が見ますか", "自社診断はいつまでに必要ですか",
    "自社診断をしないといけませんか",
    "ウイルス診断をしたい", "アンケートのメールが届いたのですが開いていいですか",
    "脆弱性診断を外注したい",
    "May I do the self-diagnosis of another company's systems?",
    "自社診断のファイルを取引先に送りたい", "診断書を会社に出す必要はありますか",
    "survey from an unknown sender", "", "。",
)  # fmt: skip


@pytest.mark.parametrize("said", WISHES)
def test_a_clear_wish_is_taken(said: str) -> None:
    assert is_wish(said)


@pytest.mark.parametrize("said", QUESTIONS)
def test_a_question_stays_a_question(said: str) -> None:
    assert not is_wish(said)


def test_what_a_button_carries_comes_back() -> None:
    place = Target(sheet="SH-ABCDEFGH", item="wireless-lan", option="not-done", at=0, shape="one", deed="note")
    assert Target.of(place.text()) == place
    assert Target.of(json.dumps(place.carried())) == place


@pytest.mark.parametrize("carried", ["", "{", "[1]", '{"at":true}', '{"at":-1}', '{"sheet":7}', '{"item":"a b"}'])
def test_what_is_mangled_is_nothing(carried: str) -> None:
    assert Target.of(carried) == Target()


def test_a_menu_option_has_room_for_the_longest_item() -> None:
    longest = Target(campaign="SV-ABCDEFGH", item="a" * 60, deed="refer")
    assert len(longest.text()) <= 150


def test_an_event_taken_does_not_say_who_it_was() -> None:
    assert "U0TANAKA001" not in once("press:U0TANAKA001:surveys.answer.0:1:2")


@pytest.mark.parametrize("nameless", [False, True])
def test_files_are_taken_only_where_names_may_be_known(nameless: bool) -> None:
    form = note_form(
        load().surveys["self-diagnosis-3-1"].items[0], Given("updates"), Target(), WORDS, nameless=nameless
    )
    assert ("file_input" in str(form.view())) is not nameless
