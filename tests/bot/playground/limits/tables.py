"""Walks the validator's own tables, to find what a pointer leads to and what bounds there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.playground.validator.arguments import ARGUMENTS
from bot.playground.validator.blocks import BLOCKS
from bot.playground.validator.kinds import Kind, Many, OneOf, Shape, Str, Typed, Whole, Words
from bot.playground.validator.payloads import METADATA, VIEWS
from bot.playground.validator.surfaces import LISTS

ROOTS: dict[str, Kind] = {
    **{f"view {name}": shape for name, shape in VIEWS.items()},
    **{f"blocks of a {name}": many for name, many in LISTS.items()},
    "block": BLOCKS,
    "metadata": METADATA,
    **{f"argument {name}": kind for name, kind in ARGUMENTS.items()},
}


def everything() -> Iterator[tuple[str, Kind]]:
    """Every kind in the tables once, with a path that a reader finds it by."""
    seen: set[int] = set()
    for name, root in ROOTS.items():
        for path, kind in walk(root, name):
            if id(kind) not in seen:
                seen.add(id(kind))
                yield path, kind


def walk(kind: Kind, path: str) -> Iterator[tuple[str, Kind]]:
    yield path, kind
    match kind:
        case Many(of=inner) | Words(of=inner):
            yield from walk(inner, f"{path}[]")
        case Typed(shapes=shapes):
            for name, shape in shapes.items():
                yield from walk(shape, f"{path} {name}")
        case Shape(fields=fields):
            for name, field in fields.items():
                yield from walk(field, f"{path}.{name}")


def nodes(kind: Kind, value: Any, at: str = "") -> Iterator[tuple[str, Kind, Any]]:
    """Every place in a payload with the kind that judges it, as far as the payload makes sense."""
    yield at, kind, value
    match kind, value:
        case Many(of=inner), list():
            for index, each in enumerate(value):
                yield from nodes(inner, each, f"{at}/{index}")
        case Typed(shapes=shapes), {"type": str() as name} if name in shapes:
            yield from nodes(shapes[name], value, at)
        case Shape(fields=fields), dict():
            for name in fields.keys() & value.keys():
                yield from nodes(fields[name], value[name], f"{at}/{name}")


def bounds(kind: Kind) -> tuple[int, int] | None:
    """The smallest and the largest that a kind takes, when it has a largest."""
    match kind:
        case Str(least=least, most=int() as most) | Many(least=least, most=int() as most):
            return least, most
        case Whole(least=least, most=int() as most):
            return least, most
    return None


def choices(kind: Kind) -> tuple[str | int, ...] | None:
    return kind.words if isinstance(kind, OneOf) else None
