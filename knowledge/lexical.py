"""One BM25 field whose scores say what share of the best reachable score a passage got."""

from collections.abc import Iterable, Sequence

import bm25s
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Field:
    """Terms of all passages; a query is answered with one number between 0 and 1 per passage."""

    def __init__(self, passages: Sequence[Sequence[str]], k1: float = 1.2, b: float = 0.75) -> None:
        self.ids: dict[str, int] = {}
        rows = [[self.ids.setdefault(term, len(self.ids)) for term in terms] for terms in passages]
        self._size = len(rows)
        self._bm25 = bm25s.BM25(k1=k1, b=b, method="lucene") if self.ids else None
        if self._bm25:
            self._bm25.index((rows, self.ids), show_progress=False)
        self._idf = _idf(rows, len(self.ids))
        self._unseen = float(np.log(1 + (self._size + 0.5) / 0.5))

    def weight(self, term: str) -> float:
        """How much a term tells: the rarer the more, and most when no passage has it."""
        known = self.ids.get(term)
        return self._unseen if known is None else float(self._idf[known])

    def scores(self, terms: Iterable[str]) -> Floats:
        """Each passage's BM25 score divided by the best score that these terms could reach."""
        asked = list(terms)
        known = [self.ids[term] for term in asked if term in self.ids]
        best = sum(self.weight(term) for term in asked)
        if self._bm25 is None or not known or not best:
            return np.zeros(self._size, dtype=np.float32)
        reached: Floats = self._bm25.get_scores_from_ids(np.array(known))
        return reached / np.float32(best)


def _idf(rows: Sequence[Sequence[int]], terms: int) -> Floats:
    seen = np.zeros(terms)
    for row in rows:
        seen[list(set(row))] += 1
    return np.log(1 + (len(rows) - seen + 0.5) / (seen + 0.5)).astype(np.float32)
