"""Which entry a question is about: words, sound and meaning of every passage, weighed into one confidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from knowledge.confidence import confidence
from knowledge.lexical import Field
from knowledge.text import normalize
from knowledge.tokens import Tokens, analyse
from knowledge.vectors import Encoder, Vectors

Floats = npt.NDArray[np.float32]

_MOST_ASKED = 1_000  # characters of a question that are read at all
_SOUND = 0.5  # share of the sound in the lexical score
_MEANING = 0.4  # weight of the meaning beside it


@dataclass(frozen=True)
class Passage:
    """A text that speaks for an entry: a phrasing of its question, or a document about it."""

    entry: str
    text: str
    kind: Literal["phrase", "document"] = "document"
    weight: float = 1.0


@dataclass(frozen=True)
class Hit:
    """An entry that may answer, and how sure that is."""

    entry: str
    confidence: float
    matched: str
    coverage: float
    lexical: float
    dense: float


class Index:
    """Passages made searchable; the same passages and question always give the same hits."""

    def __init__(self, passages: Sequence[Passage], vectors: Vectors | None, tokens: Sequence[Tokens]) -> None:
        self._passages = passages
        self._vectors = vectors
        self._words = Field([each.terms for each in tokens])
        self._sounds = Field([each.grams for each in tokens])
        self._said = [frozenset(word.sound for word in each.words) | frozenset(each.terms) for each in tokens]
        self._weights = np.array([passage.weight for passage in passages], dtype=np.float32)
        entries = list(dict.fromkeys(passage.entry for passage in passages))
        self._number = {entry: number for number, entry in enumerate(entries)}
        self._entries = entries
        self._owner = np.array([self._number[passage.entry] for passage in passages], dtype=np.int64)

    @classmethod
    def build(cls, passages: Sequence[Passage], encoder: Encoder | None = None, cache: Path | None = None) -> "Index":
        """Reads every passage once; without an encoder the search goes by words and sound alone."""
        texts = [normalize(passage.text) for passage in passages]
        vectors = Vectors(encoder, texts, cache) if encoder else None
        return cls(list(passages), vectors, [analyse(text) for text in texts])

    def search(self, query: str, limit: int = 5) -> list[Hit]:
        """The best entries, one hit each, best first; equal ones in the order they were given."""
        text = normalize(query[:_MOST_ASKED])
        asked = analyse(text)
        if not asked.sound or not self._passages:
            return []
        lexical = (1 - _SOUND) * self._words.scores(asked.terms) + _SOUND * self._sounds.scores(asked.grams)
        dense = self._vectors.scores(text) if self._vectors else np.zeros(len(self._passages), dtype=np.float32)
        total = (lexical + _MEANING * dense) * self._weights
        return [self._hit(row, asked, lexical, dense) for row in self._best(total, limit)]

    def _best(self, total: Floats, limit: int) -> list[int]:
        order = np.argsort(-total, kind="stable")
        best: dict[int, int] = {}
        for row in order:
            best.setdefault(int(self._owner[row]), int(row))
            if len(best) == limit:
                break
        return list(best.values())

    def _hit(self, row: int, asked: Tokens, lexical: Floats, dense: Floats) -> Hit:
        covered = self._coverage(asked, int(self._owner[row]))
        near, close = float(lexical[row]), float(dense[row])
        sure = confidence(near, close, covered)
        return Hit(self._passages[row].entry, sure, self._passages[row].text, covered, near, close)

    def _coverage(self, asked: Tokens, entry: int) -> float:
        rows = np.flatnonzero(self._owner == entry)
        has = frozenset[str]().union(*(self._said[row] for row in rows))
        told = {word: self._words.weight(word.term) for word in asked.words}
        covered = sum(weight for word, weight in told.items() if word.term in has or word.sound in has)
        return covered / sum(told.values()) if told else 0.0
