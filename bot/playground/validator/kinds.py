"""What one JSON value may look like: small kinds that the tables of this room are made of.

Every kind takes any JSON value without raising, and notes what is wrong with the exact pointer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from .problems import Constraint, Found, refuse

Rule = Callable[[dict[str, Any], str, Found], None]


class Kind(Protocol):
    """Something that can judge a value."""

    def check(self, value: object, at: str, found: Found) -> None: ...


@dataclass(frozen=True, slots=True)
class Anything:
    """Not looked into: Slack documents no shape, or passes it through."""

    def check(self, value: object, at: str, found: Found) -> None: ...


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false, not "true"."""

    def check(self, value: object, at: str, found: Found) -> None:
        if not isinstance(value, bool):
            refuse(found, at, "must provide a boolean")


@dataclass(frozen=True, slots=True)
class Str:
    """A string; lengths are code points, as Slack counts them."""

    most: int | None = None
    least: int = 1
    like: re.Pattern[str] | None = None

    def check(self, value: object, at: str, found: Found) -> None:
        if not isinstance(value, str):
            refuse(found, at, "must provide a string")
        elif len(value) < self.least:
            wrong = Constraint("min_length", (str(self.least),), str(len(value)))
            refuse(found, at, f"must be more than {self.least - 1} characters", wrong)
        elif self.most is not None and len(value) > self.most:
            wrong = Constraint("max_length", (str(self.most),), str(len(value)))
            refuse(found, at, f"must be less than {self.most + 1} characters", wrong)
        elif self.like is not None and not self.like.fullmatch(value):
            refuse(found, at, "must match the documented format")


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word out of a few."""

    words: tuple[str | int, ...]

    def check(self, value: object, at: str, found: Found) -> None:
        if isinstance(value, bool) or not isinstance(value, str | int) or value not in self.words:
            got = str(value) if isinstance(value, str | int) else ""
            refuse(found, at, "must be a valid enum value", Constraint("enum", tuple(map(str, self.words)), got))


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds."""

    least: int
    most: int | None = None

    def check(self, value: object, at: str, found: Found) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            refuse(found, at, "must provide a number")
        elif value < self.least:
            wrong = Constraint("minimum", (str(self.least),), str(value))
            refuse(found, at, f"must be greater than or equal to {self.least}", wrong)
        elif self.most is not None and value > self.most:
            wrong = Constraint("maximum", (str(self.most),), str(value))
            refuse(found, at, f"must be less than or equal to {self.most}", wrong)


@dataclass(frozen=True, slots=True)
class Number:
    """Any number."""

    def check(self, value: object, at: str, found: Found) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            refuse(found, at, "must provide a number")


@dataclass(frozen=True, slots=True)
class Many:
    """A list of one kind."""

    of: Kind
    most: int | None = None
    least: int = 1

    def check(self, value: object, at: str, found: Found) -> None:
        if not isinstance(value, list):
            refuse(found, at, "must provide an array")
            return
        if len(value) < self.least:
            wrong = Constraint("min_items", (str(self.least),), str(len(value)))
            refuse(found, at, f"no fewer than {self.least} items allowed", wrong)
        if self.most is not None and len(value) > self.most:
            wrong = Constraint("max_items", (str(self.most),), str(len(value)))
            refuse(found, at, f"no more than {self.most} items allowed", wrong)
        for index, item in enumerate(value):
            self.of.check(item, f"{at}/{index}", found)


@dataclass(frozen=True, slots=True)
class Need:
    """At least one of these fields must be there; `alone` allows no second one."""

    names: tuple[str, ...]
    alone: bool = False

    def check(self, value: dict[str, Any], at: str, found: Found) -> None:
        present = sum(name in value for name in self.names)
        if not present:
            refuse(found, at, f"must provide one of: {', '.join(self.names)}")
        elif self.alone and present > 1:
            refuse(found, at, f"must provide only one of: {', '.join(self.names)}")


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with known fields; `rules` are asked only when each field by itself is in order."""

    fields: Mapping[str, Kind]
    required: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    rules: tuple[Rule, ...] = ()

    def check(self, value: object, at: str, found: Found) -> None:
        if not isinstance(value, dict):
            refuse(found, at, "must provide an object")
            return
        before = len(found)
        self._check_fields(value, at, found)
        for need in self.needs:
            need.check(value, at, found)
        if len(found) == before:
            for rule in self.rules:
                rule(value, at, found)

    def _check_fields(self, value: dict[str, Any], at: str, found: Found) -> None:
        for name, item in value.items():
            kind = self.fields.get(name)
            if kind is None:
                refuse(found, at, f"invalid additional property: {name}", field=name)
            else:
                kind.check(item, f"{at}/{name}", found)
        for name in self.required:
            if name not in value:
                refuse(found, at, f"missing required field: {name}", field=name)


@dataclass(frozen=True, slots=True)
class Typed:
    """An object whose `type` says which shape it must have."""

    shapes: Mapping[str, Shape]

    def check(self, value: object, at: str, found: Found) -> None:
        if not isinstance(value, dict):
            refuse(found, at, "must provide an object")
            return
        name = value.get("type")
        if "type" not in value:
            refuse(found, at, "missing required field: type", field="type")
        elif not isinstance(name, str):
            refuse(found, f"{at}/type", "must provide a string")
        elif name in self.shapes:
            self.shapes[name].check(value, at, found)
        else:
            known = Constraint("enum", tuple(self.shapes), name)
            refuse(found, f"{at}/type", f"unsupported type: {name}", known)

    def only(self, *names: str) -> "Typed":
        """The same table with fewer rows."""
        return Typed({name: self.shapes[name] for name in names})


@dataclass(frozen=True, slots=True)
class Words:
    """An object with any field names and one kind of value."""

    of: Kind = field(default_factory=Anything)

    def check(self, value: object, at: str, found: Found) -> None:
        if not isinstance(value, dict):
            refuse(found, at, "must provide an object")
            return
        for name, item in value.items():
            self.of.check(item, f"{at}/{escaped(name)}", found)


def escaped(name: str) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
