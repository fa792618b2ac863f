"""Where something was said, and where its answer goes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A channel, perhaps a thread; with a `response_url` the answer is for one pair of eyes only."""

    channel: str
    thread_ts: str | None = None
    response_url: str | None = None
