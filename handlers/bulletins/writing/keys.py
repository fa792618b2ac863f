"""Names for messages that one press or one form brings once."""

from __future__ import annotations

import hashlib


def once(key: str) -> str:
    """Short, and the same when Slack delivers the same thing again."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()[:16]
