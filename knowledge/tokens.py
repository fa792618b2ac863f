"""Text cut into words (Sudachi, split A; English stemmed) and into the sound of its reading."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import snowballstemmer
from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from knowledge.sound import letters, level
from knowledge.text import normalize

# Grammar and punctuation tell nothing about the subject.
_EMPTY = frozenset({"補助記号", "空白", "記号", "助詞", "助動詞"})
_CHUNK = re.compile(r".{1,4000}", re.DOTALL)  # Sudachi refuses inputs over 49,149 bytes
_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")
_GRAM = 4
_local = threading.local()


@dataclass(frozen=True)
class Word:
    """A word as written, as indexed, and as said."""

    written: str
    term: str
    sound: str


@dataclass(frozen=True)
class Tokens:
    """A text as the index sees it."""

    words: tuple[Word, ...]
    sound: str

    @property
    def terms(self) -> list[str]:
        return [word.term for word in self.words]

    @property
    def grams(self) -> list[str]:
        """Overlapping letter groups of the sound: they match without spaces, in kana and in romaji."""
        return [self.sound[i : i + _GRAM] for i in range(max(len(self.sound) - _GRAM + 1, bool(self.sound)))]


def analyse(text: str) -> Tokens:
    """The words that carry meaning and the sound of everything said."""
    words, sounds = [], []
    for morpheme in _morphemes(normalize(text)):
        word = _word(morpheme.surface(), morpheme.normalized_form(), morpheme.reading_form())
        sounds.append(word.sound)
        if word.term and morpheme.part_of_speech()[0] not in _EMPTY:
            words.append(word)
    return Tokens(tuple(words), level("".join(sounds)))


def _morphemes(text: str) -> Iterator[Morpheme]:
    for chunk in _CHUNK.findall(text):
        yield from _tokenizer().tokenize(chunk)


@lru_cache(maxsize=100_000)
def _word(written: str, standard: str, reading: str) -> Word:
    if written.isascii():
        plain = _NOT_ASCII_WORD.sub("", written)
        return Word(written, _stemmer().stemWord(plain) if plain else "", level(plain))
    return Word(written, standard.casefold(), level(letters(reading)))


@cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="core")


def _tokenizer() -> Tokenizer:
    # A tokenizer belongs to one thread; the dictionary behind it is shared.
    if not hasattr(_local, "tokenizer"):
        _local.tokenizer = _dictionary().tokenizer(mode=SplitMode.A)
    tokenizer: Tokenizer = _local.tokenizer
    return tokenizer
