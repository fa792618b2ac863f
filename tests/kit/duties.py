"""Duties to make up: valid as they are, and a test names only what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge.incidents import Duty, Jurisdiction

BOTH = {"ja": "語", "en": "word"}


def condition(**parts: Any) -> dict[str, Any]:
    """A condition; what is no part of one names a fact and its options."""
    facts = {name: value for name, value in parts.items() if name not in {"categories", "level"}}
    return {"facts": facts} | {name: parts[name] for name in ("categories", "level") if name in parts}


def deadline(days: int, name: str = "final", when: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"id": name, "title": BOTH, "days": days, "extends": True, "when": when or {}}


def duty(name: str = "authority", **parts: Any) -> Duty:
    """A duty that holds for anything unless the test says otherwise."""
    plain = {
        "id": name,
        "title": BOTH,
        "binding": "law",
        "to": BOTH,
        "when": [{}],
        "why": BOTH,
        "owner": "incident_lead",
        "law": BOTH,
        "source": "本",
        "effective_from": date(2022, 4, 1),
        "checked_on": date(2026, 11, 1),
    }
    return Duty.model_validate(plain | parts)


def law(*duties: Duty) -> Jurisdiction:
    return Jurisdiction.model_validate({"jurisdiction": "jp", "disclaimer": BOTH, "facts": [], "duties": list(duties)})
