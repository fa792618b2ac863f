"""Vectors kept on disk by the hash of their text, so that unchanged content is encoded once."""

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

Row = npt.NDArray[np.float32]


class VectorCache:
    """A list of keys that names its file of rows.

    The list is replaced last and in one step: a second process sees the old pair or the new one,
    and whatever cannot be read counts as not cached.
    """

    def __init__(self, folder: Path, encoder: str) -> None:
        self._folder = folder
        self._stem = f"vectors-{encoder}"
        self._list = folder / f"{self._stem}.json"

    def read(self) -> dict[str, Row]:
        try:
            listed = json.loads(self._list.read_text("utf-8"))
            rows = np.load(self._folder / Path(listed["rows"]).name, allow_pickle=False)
            return dict(zip(listed["keys"], rows, strict=True))
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def write(self, rows: dict[str, Row]) -> None:
        """Keeps exactly these rows; a folder that cannot be written only costs the time of encoding again."""
        name = f"{self._stem}-{sha256(''.join(rows).encode()).hexdigest()[:16]}.npy"
        listed = json.dumps({"rows": name, "keys": list(rows)}).encode()
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            _replace(self._folder / name, lambda file: np.save(file, np.array(list(rows.values()))))
            _replace(self._list, lambda file: file.write(listed))
            self._forget_all_but(name)

    def _forget_all_but(self, name: str) -> None:
        for old in self._folder.glob(f"{self._stem}-*.npy"):
            if old.name != name:
                old.unlink(missing_ok=True)


def _replace(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
