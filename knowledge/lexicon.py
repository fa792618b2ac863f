"""What the words and sounds of all passages come to: read from them once, and kept on disk until something changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.files import forget_others, replace
from knowledge.lexical import Field
from knowledge.spelling import Spelling
from knowledge.tokens import analyse

_STEM = "lexicon"
_PARTS = ("data", "indices", "indptr")
_READERS = ("sudachipy", "sudachidict-core", "snowballstemmer", "bm25s")


@dataclass(frozen=True)
class Lexicon:
    """The sound of every passage, its words by how they sound, and what the words and sounds of each entry weigh."""

    sounds: Sequence[str]
    spelling: Spelling
    words: Field
    grams: Field

    @classmethod
    def of(cls, entries: Sequence[Sequence[str]], cache: Path | None = None) -> Lexicon:
        """The lexicon of entries, each given by the texts that speak for it; taken from the cache where it holds it."""
        if cache is None:
            return cls._read(entries)
        name = f"{_STEM}-{_fingerprint(entries)}.npz"
        found = cls._kept(cache / name)
        if found is None:
            found = cls._read(entries)
            found.keep(cache, name)
        return found

    @classmethod
    def _read(cls, entries: Sequence[Sequence[str]]) -> Lexicon:
        read = [[analyse(text) for text in texts] for texts in entries]
        every = list(chain.from_iterable(read))
        # The words of an entry count together: a question may borrow them from several phrasings.
        return cls(
            sounds=[text.sound for text in every],
            spelling=Spelling.of(word for text in every for word in text.words),
            words=Field.of(chain.from_iterable(text.terms for text in texts) for texts in read),
            grams=Field.of(chain.from_iterable(text.grams for text in texts) for texts in read),
        )

    @classmethod
    def _kept(cls, path: Path) -> Lexicon | None:
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                listed = json.loads(arrays["listed"].tobytes())
                words, grams = (
                    Field(listed[name], listed["size"], *(arrays[f"{name}.{part}"] for part in _PARTS))
                    for name in ("words", "grams")
                )
            pairs = [(sound, term) for sound, term in listed["spelling"]]
            return cls(listed["sounds"], Spelling(pairs), words, grams)
        except Exception:  # noqa: BLE001 - a damaged archive fails in a dozen ways, and only costs the reading
            return None

    def keep(self, folder: Path, name: str) -> None:
        """Writes it down; a folder that cannot be written only costs the time of reading again."""
        listed: dict[str, Any] = {"sounds": self.sounds, "spelling": self.spelling.pairs, "size": self.words.size}
        arrays: dict[str, Any] = {}
        for field, its in (("words", self.words), ("grams", self.grams)):
            listed[field] = its.terms
            arrays |= {f"{field}.{part}": rows for part, rows in zip(_PARTS, its.matrix, strict=True)}
        arrays["listed"] = np.frombuffer(json.dumps(listed).encode(), np.uint8)
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            replace(folder / name, lambda file: np.savez(file, **arrays))
            forget_others(folder, f"{_STEM}-*.npz", name)


def _fingerprint(entries: Sequence[Sequence[str]]) -> str:
    """Another content, another way of reading it, another dictionary: another lexicon."""
    return sha256(json.dumps([_reading(), entries]).encode()).hexdigest()


@cache
def _reading() -> str:
    ours = b"\0".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return " ".join([sha256(ours).hexdigest(), *map(version, _READERS)])
