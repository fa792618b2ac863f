"""How what is forgotten is marked: a row that stays for the counts has nobody's id in it."""

from __future__ import annotations

import secrets
from typing import Final

NAMELESS: Final = "-"
"""No id of Slack begins so."""


def is_named(person: str) -> bool:
    """Whether it is somebody, and not what is left of them."""
    return not person.startswith(NAMELESS)


def nameless() -> str:
    """Somebody of whom nothing is known any more; never the same twice, so that people can still be counted."""
    return NAMELESS + secrets.token_hex(8)
