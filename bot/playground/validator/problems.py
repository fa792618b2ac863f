"""One thing that Slack would refuse, said the way Slack says it."""

from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Constraint:
    """What was expected at the place, and what stood there."""

    type: str
    expected: tuple[str, ...]
    got: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Where in the payload, what is wrong, and the error code the Web API would answer with."""

    pointer: str
    message: str
    code: str = "invalid_blocks"
    severity: Severity = "error"
    constraint: Constraint | None = None
    field: str = ""  # a property that is missing or unknown; the pointer leads to its object

    def __str__(self) -> str:
        return f"[{self.severity.upper()}] {self.message} [json-pointer:{self.pointer}]"


Found = list[Problem]


def refuse(found: Found, at: str, message: str, constraint: Constraint | None = None, field: str = "") -> None:
    """Note an error in a block."""
    found.append(Problem(at, message, constraint=constraint, field=field))


def warn(found: Found, at: str, message: str) -> None:
    """Note something Slack takes but a person or another document would object to."""
    found.append(Problem(at, message, severity="warning"))


def as_arguments(found: Found) -> list[Problem]:
    """The same problems of something that is not a message: Slack blames the arguments."""
    return [replace(each, code="invalid_arguments") for each in found]
