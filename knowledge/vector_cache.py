"""Vectors kept on disk by the hash of their text, so that unchanged content is encoded once."""

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.files import forget_others, replace

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
            replace(self._folder / name, lambda file: np.save(file, np.array(list(rows.values()))))
            replace(self._list, lambda file: file.write(listed))
            forget_others(self._folder, f"{self._stem}-*.npy", name)
