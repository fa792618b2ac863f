"""What buttons carry, and that reminders know each other apart."""

from __future__ import annotations

import json

import pytest

from bot.surveys.cases import Given
from handlers.kit.words import Speech
from handlers.surveys.filling.notes import note_form
from handlers.surveys.filling.targets import Target, once
from knowledge.loader import load

WORDS = Speech("Asia/Tokyo").in_("ja")


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
