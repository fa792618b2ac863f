"""Files that a test did not touch are parsed once for all of them: a lint of the whole content takes a second."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pytest
import yaml

from knowledge import reading


@pytest.fixture(scope="session", autouse=True)
def _each_file_parsed_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "load", lru_cache(maxsize=500)(yaml.load))
        patch.setattr(reading, "_check_depth", lru_cache(maxsize=500)(reading._check_depth))
        yield
