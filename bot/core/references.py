"""Names for records that people can say to each other."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, 1, I and O: people read these references to each other over the phone."""


def reference(prefix: str) -> str:
    """A short id that people can read to each other: Q-7F3KQ2XA."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(8))
