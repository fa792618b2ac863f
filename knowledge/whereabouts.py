"""Says where in a content file a problem stands, in the writer's terms: ids and lines, not positions in lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from pydantic import ValidationError

PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is not a key of this file; is it misspelt?",
    "string_type": "must be text; put it in quotes",
}
"""What the commonest slips are called; other messages of the models speak for themselves."""
MOST = 30
"""Complaints about one file: whoever mends these sees the rest next time."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def complaints(raw: bytes, error: ValidationError) -> Iterator[tuple[str, str]]:
    """The key with its line, and the message, of everything that a model refused in a readable file."""
    root = yaml.compose(raw, Loader=_LOADER)
    for each in error.errors(include_url=False, include_context=False, include_input=False)[:MOST]:
        yield _key(root, each["loc"]), PLAIN.get(each["type"], each["msg"])
    if error.error_count() > MOST:
        yield "-", f"and {error.error_count() - MOST} more"


def _key(root: yaml.Node | None, place: tuple[int | str, ...]) -> str:
    names, node, line = [], root, _line(root)
    for part in place:
        node = _child(node, part)
        line = _line(node) or line
        names.append(_id(node) or str(part))
    return f"{'.'.join(names) or '-'} (line {line})"


def _child(node: yaml.Node | None, part: int | str) -> Any:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    return None


def _id(node: yaml.Node | None) -> str | None:
    found = _child(node, "id")
    return str(found.value) if isinstance(found, yaml.ScalarNode) else None


def _line(node: yaml.Node | None) -> int:
    return node.start_mark.line + 1 if node else 0
