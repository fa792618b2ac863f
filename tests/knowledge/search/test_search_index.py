"""A question finds its entry, however it is typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.search import Index, Passage
from tests.knowledge.search.shelf import SHELF, LetterEncoder


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(SHELF)


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("ノートパソコンを社外に持ち出してもいいですか？", "laptop"),
        ("のーとぱそこん もちだし", "laptop"),
        ("ノトパソコンの持出し", "laptop"),
        ("ﾉｰﾄﾊﾟｿｺﾝ 持ち出したい", "laptop"),
        ("nooto pasokon mochidashi", "laptop"),
        ("MayItakethislaptopout", "laptop"),
        ("taking out labtop", "laptop"),
        ("さーばしつのかぎ", "server"),
        ("サ－バ室の鍵", "server"),
        ("raikyaku wo ireru", "visitor"),
        ("bringing visitors", "visitor"),
        ("pasword lenght", "password"),
        ("ぱすわーど なんもじ", "password"),
        ("あやしいめーる ひらいた", "mail"),
        ("opened atachment", "mail"),
    ],
)
def test_every_way_of_typing_finds_the_entry_without_an_encoder(index: Index, typed: str, entry: str) -> None:
    assert index.search(typed)[0].entry == entry


@pytest.mark.parametrize("encoder", [None, LetterEncoder()], ids=["words", "meaning"])
def test_two_builds_give_the_same_hits(encoder: LetterEncoder | None) -> None:
    one, other = Index.build(SHELF, encoder), Index.build(SHELF, encoder)
    for passage in SHELF:
        assert one.search(passage.text) == other.search(passage.text)


def test_each_entry_is_shown_once_best_first(index: Index) -> None:
    hits = index.search("ノートパソコンの許可", limit=10)
    assert sorted(hit.entry for hit in hits) == ["laptop", "mail", "password", "server", "visitor"]
    assert [hit.confidence for hit in hits] == sorted((hit.confidence for hit in hits), reverse=True)


def test_entries_that_are_equal_keep_the_order_they_were_given() -> None:
    twins = [Passage(name, "入館証を再発行する") for name in ("b", "a", "c")]
    assert [hit.entry for hit in Index.build(twins).search("入館証")] == ["b", "a", "c"]


def test_the_question_itself_is_surer_than_one_of_its_words_and_much_surer_than_another_subject(index: Index) -> None:
    exact, part, strange = (
        index.search(text)[0].confidence for text in ("来客を執務室に入れてもいいですか", "執務室", "明日の天気と昼食")
    )
    assert exact > part > strange
    assert exact > 0.9
    assert strange < 0.1


def test_a_slip_in_a_phrasing_still_counts_as_the_phrasing(index: Index) -> None:
    assert index.search("怪しいメールの添付ファイルを開いてしまた")[0].lexical > 0.9


def test_a_hit_shows_the_passage_that_is_closest(index: Index) -> None:
    assert index.search("How long must a password be")[0].matched == "How long must my password be?"


def test_words_of_one_question_may_come_from_several_phrasings(index: Index) -> None:
    hit = index.search("laptop 暗号化")[0]
    assert (hit.entry, hit.coverage) == ("laptop", 1.0)


def test_coverage_tells_what_share_of_the_question_the_entry_speaks_of(index: Index) -> None:
    assert index.search("パスワード 沖縄旅行")[0].coverage < 0.5
    assert index.search("パスワード")[0].coverage == 1.0


def test_a_lighter_passage_stands_behind_an_equal_one() -> None:
    light, full = Passage("light", "持ち出しの許可", weight=0.8), Passage("full", "持ち出しの許可")
    assert [hit.entry for hit in Index.build([light, full]).search("持ち出し")] == ["full", "light"]


@pytest.mark.parametrize("nothing", ["", "   ", "🙂🎉👍", "\x00\x07\u200b\u202e", "。、！？…", "\ud800"])
@pytest.mark.parametrize("encoder", [None, LetterEncoder()], ids=["words", "meaning"])
def test_a_question_that_says_nothing_finds_nothing(nothing: str, encoder: LetterEncoder | None) -> None:
    assert Index.build(SHELF, encoder).search(nothing) == []


def test_an_empty_index_finds_nothing() -> None:
    assert Index.build([], LetterEncoder()).search("パスワード") == []


def test_passages_that_say_nothing_are_no_trouble() -> None:
    silent = [Passage("empty", ""), Passage("smile", "🙂"), Passage("blank", " \n"), SHELF[0]]
    assert Index.build(silent, LetterEncoder()).search("ノートパソコン")[0].entry == "laptop"


def test_an_index_of_silence_alone_answers_without_confidence() -> None:
    assert all(hit.confidence < 0.1 for hit in Index.build([Passage("smile", "🙂")]).search("パスワード"))


def test_a_very_long_question_is_read_only_in_part() -> None:
    encoder = LetterEncoder()
    index = Index.build(SHELF, encoder)
    assert index.search("ノートパソコンの持ち出し。" * 10_000)[0].entry == "laptop"
    assert len(encoder.encoded[-1]) <= 300


def test_no_more_hits_than_asked_for(index: Index) -> None:
    assert [len(index.search("鍵", limit)) for limit in (0, 1, 3, 99)] == [0, 1, 3, 5]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_whatever_is_typed_gives_ranked_hits(typed: str) -> None:
    confidences = [hit.confidence for hit in SPEAKING.search(typed)]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)


SPEAKING = Index.build(SHELF, LetterEncoder())
