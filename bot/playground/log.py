"""What went over the wire, the newest few thousand lines."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KEPT = 5000


@dataclass(frozen=True)
class Line:
    """One call, delivery or refusal."""

    number: int
    at: float
    kind: str  # api | envelope | ack | response_url | problem
    name: str
    body: Mapping[str, Any]
    outcome: str = "ok"


class Log:
    """A ring of lines and counters that never forget."""

    def __init__(self) -> None:
        self.lines: deque[Line] = deque(maxlen=KEPT)
        self.counts: Counter[str] = Counter()
        self._number = 0

    def add(self, at: float, kind: str, name: str, body: Mapping[str, Any], outcome: str = "ok") -> None:
        self._number += 1
        self.lines.append(Line(self._number, at, kind, name, body, outcome))
        self.counts[f"{kind}:{name}:{outcome}"] += 1

    def select(self, kind: str = "", name: str = "", since: int = 0) -> list[Line]:
        wanted = (line for line in self.lines if line.number > since)
        return [line for line in wanted if kind in {"", line.kind} and name in {"", line.name}]
