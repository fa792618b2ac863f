"""Words that no passage has, led back to the word that was meant."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.tokens import Word

_SHORTEST = 4  # letters of a sound: shorter words have too many neighbours
_ALIKE = 0.75
_END = 2
_KANJI = re.compile(r"[々〆㐀-䶿一-鿿]")


class Spelling:
    """The words of an index by how they sound: pairs of a sound and a term, the most frequent first."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.pairs = pairs
        self._terms: dict[str, list[str]] = defaultdict(list)
        for sound, term in pairs:
            self._terms[sound].append(term)
        self._known = {term for _, term in pairs}
        # One slip leaves the beginning or the end of a word whole, so only those neighbours are compared.
        self._near: dict[str, list[str]] = defaultdict(list)
        for sound in self._terms:
            for end in _ends(sound):
                self._near[end].append(sound)

    @classmethod
    def of(cls, words: Iterable[Word]) -> Spelling:
        """Counts the words of all passages."""
        seen = Counter((word.sound, word.term) for word in words)
        return cls(sorted(seen, key=lambda pair: (-seen[pair], pair)))

    def meant(self, word: Word) -> str:
        """The indexed term that is written, sounds the same or nearly so; else the word's own."""
        if word.term in self._known or len(word.sound) < _SHORTEST or word.sound.isdigit():
            return word.term
        if _KANJI.search(word.written):
            # Kanji are chosen on purpose: they meet kana and romaji, never other kanji.
            return next((term for term in self._said(word.sound) if not _KANJI.search(term)), word.term)
        return next(iter(self._said(word.sound)), None) or self._nearest(word.sound) or word.term

    def _said(self, sound: str) -> list[str]:
        return self._terms.get(sound, [])

    def _nearest(self, sound: str) -> str | None:
        near = [other for end in _ends(sound) for other in self._near.get(end, [])]
        best = process.extractOne(sound, near, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE)
        return self._said(best[0])[0] if best else None


def _ends(sound: str) -> tuple[str, str]:
    return "^" + sound[:_END], "$" + sound[-_END:]
