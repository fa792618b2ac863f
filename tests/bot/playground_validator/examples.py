"""The smallest valid value of every kind, and every limit found by walking the tables."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.playground.validator import elements
from bot.playground.validator.kinds import (
    Anything,
    Flag,
    Kind,
    Many,
    Number,
    OneOf,
    Shape,
    Str,
    Typed,
    Whole,
    Words,
)

Json = dict[str, Any]
LIKE: dict[re.Pattern[str], str] = {elements.DATE: "2026-04-01", elements.TIME: "09:00", elements.DECIMAL: "1"}


def smallest(kind: Kind, type_name: str = "") -> Any:
    """A value that this kind takes, with nothing in it that could be left out."""
    return MAKERS[type(kind)](kind, type_name)


def _shape(kind: Shape, type_name: str) -> Json:
    names = [*kind.required, *(need.names[0] for need in kind.needs)]
    made = {name: smallest(kind.fields[name]) for name in names if name != "type"}
    return {"type": type_name, **made} if "type" in kind.fields else made


MAKERS: dict[type, Callable[[Any, str], Any]] = {
    Anything: lambda kind, name: {},
    Flag: lambda kind, name: True,
    Str: lambda kind, name: LIKE[kind.like] if kind.like else "あ" * kind.least,
    OneOf: lambda kind, name: kind.words[0],
    Whole: lambda kind, name: kind.least,
    Number: lambda kind, name: 0.5,
    Many: lambda kind, name: [smallest(kind.of) for _ in range(kind.least)],
    Shape: _shape,
    Typed: lambda kind, name: _shape(kind.shapes[next(iter(kind.shapes))], next(iter(kind.shapes))),
    Words: lambda kind, name: {},
}


@dataclass(frozen=True)
class Limit:
    """A place in a block, the largest value that fits there, and one that does not."""

    pointer: str
    fits: Json
    breaks: Json


def limits(kind: Kind, type_name: str = "") -> Iterator[Limit]:
    """Every limit at and below a kind; each block carries one value at its limit."""
    match kind:
        case Str(most=int() as most, like=None):
            yield Limit("", "あ" * most, "あ" * (most + 1))  # type: ignore[arg-type]
        case Whole(most=int() as most):
            yield Limit("", most, most + 1)  # type: ignore[arg-type]
        case Many(of=inner, most=most):
            if most is not None:
                yield Limit("", _distinct(inner, most), _distinct(inner, most + 1))  # type: ignore[arg-type]
            for below in limits(inner):
                yield Limit(f"/0{below.pointer}", [below.fits], [below.breaks])  # type: ignore[arg-type]
        case Typed(shapes=shapes):
            for name, shape in shapes.items():
                yield from limits(shape, name)
        case Shape():
            yield from _limits_of_fields(kind, type_name)


def _distinct(kind: Kind, count: int) -> list[Any]:
    made = [smallest(kind) for _ in range(count)]
    for index, each in enumerate(made):
        if isinstance(each, dict) and "task_id" in each:
            each["task_id"] = str(index)
    return made


def _limits_of_fields(shape: Shape, type_name: str) -> Iterator[Limit]:
    base = _shape(shape, type_name)
    for name, kind in shape.fields.items():
        rivals = {other for need in shape.needs if need.alone and name in need.names for other in need.names}
        around = {key: value for key, value in base.items() if key not in rivals}
        for below in limits(kind):
            yield Limit(f"/{name}{below.pointer}", {**around, name: below.fits}, {**around, name: below.breaks})
