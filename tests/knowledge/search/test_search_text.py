"""Text is compared in one form, whatever the keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sound import letters, level
from knowledge.text import fold, language, normalize
from knowledge.tokens import analyse


@given(st.text())
def test_normalizing_twice_changes_nothing(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(st.text(alphabet="アぁーー゛゜ﾊﾞがカ-~〜― a1\u200b\u3000\u0301"))
def test_normalizing_twice_changes_nothing_in_mixed_kana(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ＵＳＢメモリ", "usbメモリ"),
        ("ﾉｰﾄﾊﾟｿｺﾝ", "ノートパソコン"),
        ("ノ\u200bート\u202ePC\ufe0f", "ノートpc"),
        ("サ−バ―", "サーバー"),
        ("  a\u3000\t\r\nb\x00", "a b"),
        ("えええええええ", "えええ"),
        ("2020-2021", "2020-2021"),
    ],
    ids=["full width", "half width", "invisible marks", "dashes as long vowels", "gaps", "endless run", "numbers"],
)
def test_one_form_for_what_looks_alike(typed: str, meant: str) -> None:
    assert normalize(typed) == meant


def test_words_said_alike_fold_to_the_same() -> None:
    assert fold("サーバー") == fold("さーば") == fold("サーバ") == fold("サ・ー・バ！")


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ("PC持って帰りたい", "ja"),
        ("May I take it out?", "en"),
        ("ＵＳＢ ｄｒｉｖｅ", "en"),
        ("12:30 🙂", None),
        ("", None),
    ],
)
def test_the_language_is_told_by_its_letters(text: str, tongue: str | None) -> None:
    assert language(text) == tongue


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("ショウカイ", "shoukai"),
        ("チュウシャ", "chusha"),
        ("フジサン", "Fujisan"),
        ("ジュンバン", "zyunban"),
        ("ガッコウ", "gakkou"),
    ],
)
def test_romaji_of_any_school_sounds_like_the_kana(kana: str, romaji: str) -> None:
    assert level(letters(kana)) == level(romaji.lower())


def test_grammar_is_heard_but_does_not_count_as_a_word() -> None:
    tokens = analyse("鍵は机にあります")
    assert tokens.terms == ["鍵", "机", "有る"]
    assert tokens.sound == "kagihatukueniarimasu"


def test_a_document_longer_than_the_tokenizer_takes_is_read_whole() -> None:
    assert analyse("監査。" * 20_000 + "終点").terms[-1] == "終点"
