"""The packaged content, read once for all tests of a process."""

from __future__ import annotations

from functools import cache

from knowledge.loader import load
from knowledge.reading import Knowledge


@cache
def packaged() -> Knowledge:
    return load()
