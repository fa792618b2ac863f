"""Words and sounds are read once, kept on disk, and read again when anything that made them has changed."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import lexicon
from knowledge.search import Index, Passage
from knowledge.tokens import Tokens, analyse
from tests.knowledge.search.shelf import SHELF

texts = st.sampled_from([passage.text for passage in SHELF]) | st.text(max_size=40)
anew = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is read from here on."""
    read: list[str] = []

    def listening(text: str) -> Tokens:
        read.append(text)
        return analyse(text)

    monkeypatch.setattr(lexicon, "analyse", listening)
    return read


def kept(folder: Path) -> Path:
    (file,) = folder.glob("lexicon-*.npz")
    return file


def test_unchanged_content_is_read_once(tmp_path: Path, unread: list[str]) -> None:
    Index.build(SHELF, cache=tmp_path)
    assert unread == [passage.text for passage in SHELF]
    unread.clear()
    Index.build(SHELF, cache=tmp_path)
    assert unread == []


def test_changed_content_is_read_again_and_takes_the_place_of_the_old(tmp_path: Path, unread: list[str]) -> None:
    Index.build(SHELF, cache=tmp_path)
    before = kept(tmp_path)
    unread.clear()
    Index.build((*SHELF, Passage("new", "新しい規程")), cache=tmp_path)
    assert "新しい規程" in unread
    assert kept(tmp_path) != before


def test_another_way_of_reading_reads_again(tmp_path: Path, unread: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Index.build(SHELF, cache=tmp_path)
    unread.clear()
    monkeypatch.setattr(lexicon, "_reading", lambda: "another dictionary")
    Index.build(SHELF, cache=tmp_path)
    assert len(unread) == len(SHELF)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"not an archive", None])
def test_a_damaged_cache_costs_only_the_time_to_read(tmp_path: Path, unread: list[str], damage: bytes | None) -> None:
    Index.build(SHELF, cache=tmp_path)
    whole = kept(tmp_path).read_bytes()
    kept(tmp_path).write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    unread.clear()
    Index.build(SHELF, cache=tmp_path)
    assert len(unread) == len(SHELF)
    assert kept(tmp_path).read_bytes() == whole


@pytest.mark.parametrize("place", [6, 8], ids=["flags", "compression"])
def test_a_cache_with_a_bit_turned_over_is_read_anew(tmp_path: Path, place: int) -> None:
    Index.build(SHELF, cache=tmp_path)
    whole = kept(tmp_path).read_bytes()
    turned = bytearray(whole)
    for at in (whole.find(b"PK\3\4") + place, whole.find(b"PK\1\2") + place + 2):
        turned[at] ^= 1
    kept(tmp_path).write_bytes(turned)
    Index.build(SHELF, cache=tmp_path)
    assert kept(tmp_path).read_bytes() == whole


@anew
@given(passages=st.lists(st.builds(Passage, st.sampled_from("abc"), texts), max_size=6), question=texts)
def test_what_was_kept_finds_the_same_as_what_was_read(tmp_path: Path, passages: list[Passage], question: str) -> None:
    hits = Index.build(passages).search(question)
    assert Index.build(passages, cache=tmp_path).search(question) == hits
    assert Index.build(passages, cache=tmp_path).search(question) == hits
