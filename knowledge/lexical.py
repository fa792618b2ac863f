"""One BM25 field whose scores say what share of the best reachable score an entry got."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.integer[Any]]

_SATURATION = 1.2  # k1: how much a repeated term still adds
_LENGTH = 0.65  # b: how much long entries are held back


class Field:
    """The terms of all entries; a query is answered with one number between 0 and 1 per entry.

    The matrix has a column per term and a row per entry (compressed by columns: `data`, `indices`, `indptr`).
    """

    def __init__(self, terms: Sequence[str], size: int, data: Floats, indices: Places, indptr: Places) -> None:
        self.terms = terms
        self.size = size
        self.matrix = data, indices, indptr
        self._ids = {term: number for number, term in enumerate(terms)}
        self._idf = self._rarity(np.diff(indptr))
        self._unseen = float(self._rarity(np.zeros(1, np.int64))[0])

    @classmethod
    def of(cls, entries: Iterable[Iterable[str]]) -> Field:
        """Weighs the terms of each entry."""
        ids: dict[str, int] = {}
        rows = [array("i", [ids.setdefault(term, len(ids)) for term in terms]) for terms in entries]
        if not ids:
            return cls([], len(rows), np.zeros(0, np.float32), np.zeros(0, np.int64), np.zeros(1, np.int64))
        bm25 = bm25s.BM25(k1=_SATURATION, b=_LENGTH, method="lucene")
        bm25.index((rows, ids), create_empty_token=False, show_progress=False)
        return cls(list(ids), len(rows), *(bm25.scores[part] for part in ("data", "indices", "indptr")))

    def weight(self, term: str) -> float:
        """How much a term tells: the rarer the more, and most when no entry has it."""
        known = self._ids.get(term)
        return self._unseen if known is None else float(self._idf[known])

    def has(self, entry: int, term: str) -> bool:
        known = self._ids.get(term)
        if known is None:
            return False
        _, indices, indptr = self.matrix
        holders = indices[indptr[known] : indptr[known + 1]]
        place = int(np.searchsorted(holders, entry))
        return place < len(holders) and bool(holders[place] == entry)

    def scores(self, terms: Sequence[str]) -> Floats:
        """Each entry's BM25 score divided by the best score that these terms could reach."""
        known = [self._ids[term] for term in terms if term in self._ids]
        best = sum(self.weight(term) for term in terms)
        if not known or not best:
            return np.zeros(self.size, dtype=np.float32)
        data, indices, indptr = self.matrix
        reached = np.zeros(self.size, np.float32)
        for term in known:
            holders = slice(indptr[term], indptr[term + 1])
            reached[indices[holders]] += data[holders]
        return reached / np.float32(best)

    def _rarity(self, holders: Places) -> Floats:
        rarity: Floats = np.log(1 + (self.size - holders + 0.5) / (holders + 0.5)).astype(np.float32)
        return rarity
