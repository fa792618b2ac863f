"""Prepared letters take what is known, show what is missing, and run nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incidents.letters import FIELDS, fill, gaps
from tests.kit.content import packaged

GAP = "（記入してください）"
KNOWN = {name: f"<{name}>" for name in FIELDS}


def test_every_known_field_is_filled_wherever_it_stands() -> None:
    template = "管理番号{id}\n{company}は{company}です。" + "".join(f"[{{{name}}}]" for name in FIELDS)
    filled = fill(template, KNOWN, GAP)
    assert filled.startswith("管理番号<id>\n<company>は<company>です。")
    assert filled.endswith("".join(f"[<{name}>]" for name in FIELDS))


@pytest.mark.parametrize("values", [{}, {"people": ""}, {"people": " \n "}])
def test_what_is_missing_is_a_gap_that_nobody_overlooks(values: dict[str, str]) -> None:
    assert fill("本人の数：{people}", values, GAP) == "本人の数：（記入してください）"


@pytest.mark.parametrize(
    "text",
    [
        "{0.__class__}",
        "{id.__class__}",
        "{id!r}",
        "{id:>1000000000}",
        "{id[0]}",
        "{}",
        "{unknown}",
        "{ID}",
        "{ id }",
        "{id",
        "id}",
        "%(id)s $id ${id-}",
        "\\1 \\g<1>",
    ],
)
def test_other_braces_are_only_text(text: str) -> None:
    assert fill(text, KNOWN, GAP) == text
    assert fill("{text}", {"text": text}, GAP) == text


@pytest.mark.parametrize("text", ["{company}", "{{company}}", "{text}", "{lead} {phone}"])
def test_fields_in_peoples_words_are_not_filled(text: str) -> None:
    assert fill("{text}", KNOWN | {"text": text}, GAP) == text


@given(st.text(alphabet="{}id.a ", max_size=40), st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=20)))
def test_a_letter_is_what_one_gets_by_cutting_at_its_fields(template: str, values: dict[str, str]) -> None:
    parts = re.split("(" + "|".join(re.escape(f"{{{name}}}") for name in FIELDS) + ")", template)
    said = [(values.get(part[1:-1]) or "").strip() or GAP if part[1:-1] in FIELDS and at % 2 else part
            for at, part in enumerate(parts)]  # fmt: skip
    assert fill(template, values, GAP) == "".join(said)


def test_the_gaps_of_a_letter_are_named_once_and_in_order() -> None:
    assert gaps("{where} {id} {people} {where} {other}", {"id": "7", "people": " "}) == ["where", "people"]


def test_the_letters_that_we_ship_ask_only_for_fields_that_exist() -> None:
    letters = [duty.letter for duty in packaged().incidents.jurisdiction.duties if duty.letter]
    written = {
        found for letter in letters for text in (letter.ja, letter.en) for found in re.findall(r"\{(.*?)\}", text)
    }
    assert written <= set(FIELDS)
    assert not [letter for letter in letters if set(re.findall(r"\{(.*?)\}", letter.ja)) == set()]
