"""Numbers per passage turned into numbers per entry."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_VOICES = 3


def leading(scores: Floats, count: int) -> list[int]:
    """The places of the highest scores, best first, equal ones in order; without sorting all of them."""
    if count <= 0:
        return []
    least = np.partition(scores, -count)[-count] if count < len(scores) else -np.inf
    rows = np.flatnonzero(scores >= least)
    return [int(row) for row in rows[np.argsort(-scores[rows], kind="stable")][:count]]


class Groups:
    """Which stretch of the passages belongs to which entry."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._bounds = np.cumsum([0, *sizes])
        self._owner = np.repeat(np.arange(len(sizes)), sizes)
        self._single = len(self._owner) == len(sizes)

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def rows(self, entry: int) -> range:
        """The passages of an entry."""
        return range(int(self._bounds[entry]), int(self._bounds[entry + 1]))

    def best(self, scores: Floats) -> Floats:
        """The best score of each entry."""
        top: Floats = scores if self._single else np.maximum.reduceat(scores, self._bounds[:-1])
        return top

    def agreed(self, scores: Floats) -> Floats:
        """The mean of each entry's best few scores: one passage may be alike by chance, three seldom are."""
        if self._single:
            return scores
        left = scores.copy()
        total, heard = np.zeros(len(self), np.float32), np.zeros(len(self), np.float32)
        for _ in range(_VOICES):
            top = self.best(left)
            there = np.isfinite(top)
            total[there] += top[there]
            heard += there
            left[left == top[self._owner]] = -np.inf
        mean: Floats = total / heard
        return mean
