"""What went over the wire, the newest few thousand lines."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.model import Json

KEPT = 5000
LONGEST = 10
LONGEST_TEXT = 200_000


@dataclass(frozen=True)
class Line:
    """One call, delivery or refusal."""

    number: int
    at: float
    kind: str  # api | envelope | ack | response_url | problem
    name: str
    body: Mapping[str, Any]
    outcome: str = "ok"
    answer: Mapping[str, Any] | None = None


class Log:
    """A ring of lines and counters that never forget."""

    def __init__(self) -> None:
        self.lines: deque[Line] = deque(maxlen=KEPT)
        self.counts: Counter[str] = Counter()
        self._number = 0

    def add(
        self,
        at: float,
        kind: str,
        name: str,
        body: Mapping[str, Any],
        outcome: str = "ok",
        answer: Mapping[str, Any] | None = None,
    ) -> None:
        self._number += 1
        self.lines.append(Line(self._number, at, kind, name, _cut(body), outcome, answer and _brief(answer)))
        self.counts[f"{kind}:{name}:{outcome}"] += 1

    def clear(self) -> None:
        """Forget lines and counts; the numbers go on, for those who ask what is new."""
        self.lines.clear()
        self.counts.clear()

    def select(self, kind: str = "", name: str = "", since: int = 0) -> list[Line]:
        wanted = (line for line in self.lines if line.number > since)
        return [line for line in wanted if kind in {"", line.kind} and name in {"", line.name}]


def _brief(answer: Mapping[str, Any]) -> Json:
    """An answer without its tokens and long lists: thousands of lines are kept."""
    kept = {name: value for name, value in answer.items() if not name.endswith("token")}
    return {name: f"({len(value)})" if _is_long(value) else value for name, value in kept.items()}


def _cut(body: Mapping[str, Any]) -> Json:
    """What was sent, except the rest of endless texts."""
    return {name: value[:LONGEST_TEXT] if isinstance(value, str) else value for name, value in body.items()}


def _is_long(value: object) -> bool:
    return isinstance(value, list) and len(value) > LONGEST
