"""One BM25 field whose scores say what share of the best reachable score an entry got."""

from array import array
from collections.abc import Iterable, Sequence

import bm25s
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_SATURATION = 1.2  # k1: how much a repeated term still adds
_LENGTH = 0.65  # b: how much long entries are held back


class Field:
    """The terms of all entries; a query is answered with one number between 0 and 1 per entry."""

    def __init__(self, entries: Iterable[Iterable[str]]) -> None:
        self._ids: dict[str, int] = {}
        rows = [array("i", [self._ids.setdefault(t, len(self._ids)) for t in terms]) for terms in entries]
        self._size = len(rows)
        self._bm25 = bm25s.BM25(k1=_SATURATION, b=_LENGTH, method="lucene")
        if self._ids:
            self._bm25.index((rows, self._ids), create_empty_token=False, show_progress=False)
        self._idf = self._rarity(np.diff(self._starts))
        self._unseen = float(self._rarity(np.zeros(1, np.int64))[0])

    def weight(self, term: str) -> float:
        """How much a term tells: the rarer the more, and most when no entry has it."""
        known = self._ids.get(term)
        return self._unseen if known is None else float(self._idf[known])

    def has(self, entry: int, term: str) -> bool:
        known = self._ids.get(term)
        if known is None:
            return False
        holders = self._bm25.scores["indices"][self._starts[known] : self._starts[known + 1]]
        place = int(np.searchsorted(holders, entry))
        return place < len(holders) and bool(holders[place] == entry)

    def scores(self, terms: Sequence[str]) -> Floats:
        """Each entry's BM25 score divided by the best score that these terms could reach."""
        known = [self._ids[term] for term in terms if term in self._ids]
        best = sum(self.weight(term) for term in terms)
        if not known or not best:
            return np.zeros(self._size, dtype=np.float32)
        reached: Floats = self._bm25.get_scores_from_ids(known)
        return reached / np.float32(best)

    @property
    def _starts(self) -> npt.NDArray[np.int64]:
        starts: npt.NDArray[np.int64] = self._bm25.scores["indptr"] if self._ids else np.zeros(1, np.int64)
        return starts

    def _rarity(self, holders: npt.NDArray[np.int64]) -> Floats:
        rarity: Floats = np.log(1 + (self._size - holders + 0.5) / (holders + 0.5)).astype(np.float32)
        return rarity
