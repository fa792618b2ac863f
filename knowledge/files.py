"""Files that another process may be reading: it sees the old one or the new one, never half of either."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def replace(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Writes a file beside its place and moves it there in one step. Raises OSError, and then nothing has changed."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def forget_others(folder: Path, pattern: str, kept: str) -> None:
    """Removes the files of a pattern but the one of this name."""
    for old in folder.glob(pattern):
        if old.name != kept:
            old.unlink(missing_ok=True)
