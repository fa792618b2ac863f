"""Faults on demand: what may go wrong between a bot and Slack, armed by tests and by the page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

KINDS = (
    "rate_limit",  # refuse the next call with 429
    "error",  # answer the next call with `code`
    "server_error",  # answer the next call with HTTP 500
    "delay",  # accept the next call `ms` later, whether the caller still listens or not
    "delay_answer",  # accept at once, answer `ms` later
    "drop_after_accept",  # accept, then cut the connection
    "drop_before_accept",  # cut the connection first
    "drop_ack",  # lose the next acknowledgement
    "duplicate",  # deliver the next envelope twice
    "expire_trigger",  # the next trigger_id is born expired
)


@dataclass
class Fault:
    """One armed fault: for which method ("*": any), how often, and on every how-many-th chance."""

    kind: str
    method: str = "*"
    times: int = 1
    every: int = 1
    ms: int = 0
    spread: int = 0
    retry_after: int = 1
    code: str = "internal_error"
    chances: int = 0

    @property
    def pause(self) -> float:
        """Seconds to wait: `ms`, and up to `spread` more, the same series every time."""
        return (self.ms + self.chances * 37 % (self.spread + 1)) / 1000

    def strikes(self, kind: str, method: str) -> bool:
        if self.kind != kind or self.times == 0 or self.method not in {"*", method}:
            return False
        self.chances += 1
        if self.chances % self.every:
            return False
        self.times -= self.times > 0  # a negative count never runs out
        return True


class Faults:
    """The armed faults, asked at each place where something can go wrong."""

    def __init__(self) -> None:
        self.armed: list[Fault] = []

    def arm(self, wish: Mapping[str, Any]) -> Fault:
        if wish.get("kind") not in KINDS:
            raise ValueError(f"no such fault: {wish.get('kind')}")
        fault = Fault(**wish)
        self.armed.append(fault)
        return fault

    def strike(self, kind: str, method: str = "*") -> Fault | None:
        for fault in self.armed:
            if fault.strikes(kind, method):
                if fault.times == 0:
                    self.armed.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        self.armed.clear()

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.armed]
