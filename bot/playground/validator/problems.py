"""One thing that Slack would refuse, said the way Slack says it."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Where in the payload, what is wrong, and the error code the Web API would answer with."""

    pointer: str
    message: str
    code: str = "invalid_blocks"
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"[{self.severity.upper()}] {self.message} [json-pointer:{self.pointer}]"


Found = list[Problem]


def refuse(found: Found, at: str, message: str) -> None:
    """Note an error in a block."""
    found.append(Problem(at, message))


def warn(found: Found, at: str, message: str) -> None:
    """Note something Slack takes but a person or another document would object to."""
    found.append(Problem(at, message, severity="warning"))
