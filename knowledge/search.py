"""Which entry a question is about: words, sound and meaning of its passages, weighed into one confidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from knowledge.confidence import confidence
from knowledge.entries import Groups, leading
from knowledge.lexicon import Lexicon
from knowledge.text import normalize
from knowledge.tokens import Tokens, analyse
from knowledge.vectors import Encoder, Vectors

Floats = npt.NDArray[np.float32]

_MOST_READ = 1_000  # characters of a question that are read at all
_SOUND = 0.5  # share of the sound in the lexical score when the words are spelled as usual
_MEANING = (0.2, 0.6)  # weight of the meaning beside the lexical score, for long and short passages
_SHORT = 60  # characters: the encoder reads a sentence well, a paragraph less so
_STRANGE = 1.5  # how fast sound replaces words and meaning when it is found and they are not
_COMPARED = 20  # entries whose phrasings are compared letter by letter
_SAME = 85.0  # per cent of equal letters from which a phrasing counts as the question itself


@dataclass(frozen=True)
class Passage:
    """A text that speaks for an entry: a phrasing of its question, or a document about it."""

    entry: str
    text: str
    kind: Literal["phrase", "document"] = "document"
    weight: float = 1.0


@dataclass(frozen=True)
class Hit:
    """An entry that may answer, how sure that is, and the signs it rests on."""

    entry: str
    confidence: float
    matched: str
    coverage: float
    lexical: float
    dense: float


@dataclass(frozen=True)
class _Signs:
    """What speaks for each entry; `close` is the meaning of each passage."""

    lexical: Floats
    dense: Floats
    close: Floats
    total: Floats


class Index:
    """Passages made searchable; the same passages and question always give the same hits."""

    def __init__(
        self, passages: Sequence[Passage], groups: Groups, lexicon: Lexicon, vectors: Vectors | None = None
    ) -> None:
        self._passages = passages
        self._groups = groups
        self._vectors = vectors
        phrases = [row for row, each in enumerate(passages) if each.kind == "phrase"]
        self._phrases = {row: lexicon.sounds[row] for row in phrases}
        self._spelling, self._words, self._sounds = lexicon.spelling, lexicon.words, lexicon.grams
        typical = max(float(np.median([len(passage.text) for passage in passages] or [1])), _SHORT)
        self._meaning = _MEANING[0] + (_MEANING[1] - _MEANING[0]) * _SHORT / typical
        self._weights = groups.best(np.array([passage.weight for passage in passages], dtype=np.float32))

    @classmethod
    def build(cls, passages: Sequence[Passage], encoder: Encoder | None = None, cache: Path | None = None) -> "Index":
        """Reads every passage once; without an encoder the search goes by words and sound alone."""
        entries: dict[str, list[Passage]] = {}
        for passage in passages:
            entries.setdefault(passage.entry, []).append(passage)
        ordered = list(chain.from_iterable(entries.values()))
        lexicon = Lexicon.of([[each.text for each in its] for its in entries.values()], cache)
        vectors = Vectors(encoder, [normalize(each.text) for each in ordered], cache) if encoder else None
        return cls(ordered, Groups([len(each) for each in entries.values()]), lexicon, vectors)

    def search(self, query: str, limit: int = 5) -> list[Hit]:
        """The best entries, one hit each, best first; equal ones in the order they were given."""
        text = normalize(query[:_MOST_READ])
        asked = analyse(text)
        if not asked.sound or not self._passages:
            return []
        terms = [self._spelling.meant(word) for word in asked.words]
        signs = self._alike(asked.sound, self._signs(text, terms, asked))
        return [self._hit(entry, text, terms, signs) for entry in leading(signs.total, limit)]

    def _signs(self, text: str, terms: Sequence[str], asked: Tokens) -> _Signs:
        words, sounds = self._words.scores(terms), self._sounds.scores(asked.grams)
        close = self._close(text)
        dense = np.float32(0.5) * (self._groups.best(close) + self._groups.agreed(close))
        # Kana, romaji and English without spaces are heard but not read: then neither the cut into
        # words nor the encoder can be trusted as much as the sound.
        strange = float(np.clip((sounds.max() - words.max()) * _STRANGE, 0, 1))
        share = _SOUND + (1 - _SOUND) * strange
        lexical: Floats = (1 - share) * words + share * sounds
        vouched = np.maximum((1 - strange) * dense, sounds)
        total: Floats = (lexical + self._meaning * vouched) * self._weights
        return _Signs(lexical, dense, close, total)

    def _close(self, text: str) -> Floats:
        return self._vectors.scores(text) if self._vectors else np.zeros(len(self._passages), np.float32)

    def _alike(self, sound: str, signs: _Signs) -> _Signs:
        """Raises entries that hold the question itself as a phrasing, give or take a slip of the pen."""
        for entry in leading(signs.total, _COMPARED):
            said = [self._phrases[row] for row in self._groups.rows(entry) if row in self._phrases]
            same = process.extractOne(sound, said, scorer=fuzz.ratio, score_cutoff=_SAME)
            if same and (gain := same[1] / 100 - signs.lexical[entry]) > 0:
                signs.lexical[entry] += gain
                signs.total[entry] += gain * self._weights[entry]
        return signs

    def _hit(self, entry: int, text: str, terms: Sequence[str], signs: _Signs) -> Hit:
        rows = self._groups.rows(entry)
        row = max(rows, key=lambda row: signs.close[row] + fuzz.ratio(text, self._passages[row].text) / 100)
        covered = self._coverage(terms, entry)
        lexical, dense = float(signs.lexical[entry]), float(signs.dense[entry])
        sure = confidence(float(signs.total[entry]))
        return Hit(self._passages[row].entry, sure, self._passages[row].text, covered, lexical, dense)

    def _coverage(self, terms: Sequence[str], entry: int) -> float:
        weights = {term: self._words.weight(term) for term in terms}
        covered = sum(weight for term, weight in weights.items() if self._words.has(entry, term))
        return covered / sum(weights.values()) if weights else 0.0
