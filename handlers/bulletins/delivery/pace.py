"""How fast the messages of a bulletin go out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

POSTS: Final = (100, 5.0)
"""So many at once, and then so many a second: what Slack lets an app post to a whole workspace."""
EDITS: Final = (40, 0.8)
"""The same for edits, of which Slack takes about fifty a minute."""


def paced(now: datetime, at_once: int, per_second: float) -> Iterable[datetime]:
    """When each of many messages is due: whoever asks something meanwhile must not wait behind all of them."""
    for place in range(10**9):
        yield now + timedelta(seconds=max(place - at_once, 0) / per_second)
