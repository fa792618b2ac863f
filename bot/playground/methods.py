"""What Slack documents about each Web API method: scopes, tier, arguments, error codes."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Calls a minute; "t5" is Slack's "special" tier, some hundreds a minute.
PER_MINUTE = {"t1": 1, "t2": 20, "t3": 50, "t4": 100, "t5": 600}


@dataclass(frozen=True)
class Method:
    """One method as Slack's own definition describes it."""

    name: str
    http: str
    json: bool
    scopes: tuple[str, ...]
    tier: str
    required: tuple[str, ...]
    output: tuple[str, ...]
    errors: frozenset[str]

    @property
    def per_minute(self) -> int:
        return PER_MINUTE[self.tier]


def _load() -> dict[str, Method]:
    facts = json.loads(Path(__file__).with_name("methods.json").read_text(encoding="utf-8"))
    return {name: _method(name, fact) for name, fact in facts.items()}


def _method(name: str, fact: dict[str, Any]) -> Method:
    return Method(
        name=name,
        http=fact["http"],
        json=fact["json"],
        scopes=tuple(fact["scopes"]),
        tier=fact["tier"],
        required=tuple(fact["required"]),
        output=tuple(fact["output"]),
        errors=frozenset(fact["errors"]),
    )


METHODS = _load()
