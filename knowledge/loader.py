"""The one way to get the content: read, checked, or refused with every problem named."""

from __future__ import annotations

from pathlib import Path

from knowledge.lint import check
from knowledge.reading import ContentError, Knowledge, read

PACKAGED = Path(__file__).parent / "content"


def load(root: Path = PACKAGED) -> Knowledge:
    """The content of a folder. Raises `ContentError` with every problem found."""
    found, reader = read(root)
    errors = [problem for problem in reader.problems if not problem.warning]
    if found is None:
        raise ContentError(errors)
    errors += [problem for problem in check(found, reader) if not problem.warning]
    if errors:
        raise ContentError(errors)
    return found
