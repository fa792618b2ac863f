"""Faults on demand: what may go wrong between a bot and Slack, armed by tests and by the page."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final


@dataclass(frozen=True)
class Kind:
    """What a fault does; and what can be said about it beside `times` and `every`, as it is when nothing is said."""

    meaning: str
    says: Mapping[str, str | int]


_CALL: Final = {"method": "*"}
_LATER: Final = _CALL | {"ms": 2000, "spread": 0}

KINDS: Final = {
    "rate_limit": Kind("refuse the next call with 429", _CALL | {"retry_after": 1}),
    "error": Kind("answer the next call with this error code", _CALL | {"code": "internal_error"}),
    "server_error": Kind("answer the next call with HTTP 500", _CALL),
    "delay": Kind("accept the next call so much later, even when the caller is gone by then", _LATER),
    "delay_answer": Kind("accept the next call at once and answer so much later", _LATER),
    "drop_before_accept": Kind("cut the connection before the next call is accepted", _CALL),
    "drop_after_accept": Kind("accept the next call, then cut the connection", _CALL),
    "drop_ack": Kind("lose the next acknowledgement of the app", _CALL),
    "duplicate": Kind("deliver the next event or interaction twice", _CALL),
    "reorder": Kind("hold the next event back until another one has gone, at most so long", _LATER),
    "delay_event": Kind("deliver the next event so much later", _LATER),
    "expire_trigger": Kind("the next trigger_id is born expired", {}),
    "login_page": Kind("answer the next file download with the login page, token or not", {}),
}


@dataclass
class Fault:
    """One armed fault: for which method or event ("*": any), how often, and on every how-many-th chance."""

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
    """The armed faults, asked wherever something can go wrong; `changed` is called when one comes, strikes or goes."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self.armed: list[Fault] = []
        self._changed = changed

    def arm(self, wish: Mapping[str, Any]) -> Fault:
        fault = _fault(wish)
        self.armed.append(fault)
        self._changed()
        return fault

    def strike(self, kind: str, method: str = "*") -> Fault | None:
        for fault in self.armed:
            if fault.strikes(kind, method):
                if fault.times == 0:
                    self.armed.remove(fault)
                self._changed()
                return fault
        return None

    def clear(self, kind: str = "") -> None:
        """Disarm all faults, or those of one kind."""
        if kind:
            _known(kind)
        self.armed = [fault for fault in self.armed if kind not in {"", fault.kind}]
        self._changed()

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.armed]


def kinds() -> list[dict[str, Any]]:
    """Every kind with its meaning and its parameters, for whoever draws switches."""
    shown = {name: {**kind.says, "times": 1, "every": 1} for name, kind in KINDS.items()}
    return [{"kind": name, "meaning": KINDS[name].meaning, "parameters": shown[name]} for name in KINDS]


_TYPES = {field.name: field.type for field in fields(Fault)}
_LEAST = {"every": 1, "times": -1, "ms": 0, "spread": 0, "retry_after": 0}
_MOST = 10**9


def _known(kind: object) -> Kind:
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"no such fault: {kind}; there are {', '.join(KINDS)}")
    return KINDS[kind]


def _fault(wish: Mapping[str, Any]) -> Fault:
    known = _known(wish.get("kind"))
    said = {name: value for name, value in wish.items() if name != "kind" and value is not None}
    for name, value in said.items():
        _check(str(wish["kind"]), known, name, value)
    return Fault(**{"kind": wish["kind"], **known.says, **said})


def _check(kind: str, known: Kind, name: str, value: object) -> None:
    allowed = [*known.says, "times", "every"]
    if name not in allowed:
        raise ValueError(f"{kind} knows no {name}; it takes {', '.join(allowed)}")
    if _TYPES[name] is str and not (isinstance(value, str) and value):
        raise ValueError(f"{name} must be a word")
    if _TYPES[name] is int and (type(value) is not int or not _LEAST[name] <= value <= _MOST):
        raise ValueError(f"{name} must be a whole number of at least {_LEAST[name]}")
    if name == "times" and value == 0:
        raise ValueError("times must not be 0; -1 never runs out")
