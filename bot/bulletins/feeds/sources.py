"""How a source stands, and when it is looked at again: politely, and less often while it fails."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from yarl import URL

from knowledge.bulletins import FeedSource

Window = tuple[datetime, datetime]
PAGE: Final = 100
"""Records of NVD that are asked for at once: they can be long, and an answer has a limit."""
OVERLAP: Final = timedelta(minutes=10)
A_DAY: Final = timedelta(days=1)
UNDER_WAY: Final = timedelta(minutes=10)
"""How long a look may take; whoever took it and died is followed by somebody else after that."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A source as it stands. `error` is the code of the last failure, "" while all is well.

    `first_done` means that what was there before us is known; from then on what is new is told.
    """

    id: str
    etag: str = ""
    last_modified: str = ""
    checked_at: datetime | None = None
    succeeded_at: datetime | None = None
    next_at: datetime | None = None
    failures: int = 0
    error: str = ""
    first_done: bool = False
    items: int = 0

    def succeeded(self, now: datetime, every: timedelta) -> Standing:
        """After a look that brought something, or the word that nothing has changed."""
        soon = now + _about(every)
        return replace(self, checked_at=now, succeeded_at=now, next_at=soon, failures=0, error="", first_done=True)

    def failed(self, now: datetime, every: timedelta, error: str, retry_after: timedelta | None = None) -> Standing:
        """After a look that failed: twice as long each time, at most a day, and never before the source asked us to."""
        pause = min(every * 2 ** min(self.failures, 10), A_DAY)
        pause = max(min(_about(pause), A_DAY), min(retry_after or timedelta(), A_DAY))
        return replace(self, checked_at=now, next_at=now + pause, failures=self.failures + 1, error=error)


def window(source: FeedSource, standing: Standing, now: datetime) -> Window | None:
    """Of NVD is asked what has changed from when until when, at most a day of it; of the others all that they show."""
    if source.kind != "nvd":
        return None
    since = datetime.fromisoformat(standing.last_modified) if standing.last_modified else now - A_DAY
    since = min(since, now)  # where the clock was ahead for a while
    return since, min(now, since + A_DAY)


def address(source: FeedSource, span: Window | None, start: int | None = None) -> str:
    """Where to ask, from which entry on."""
    if source.kind == "jvn" and start is not None:
        return str(URL(source.url).update_query(startItem=start))
    if span is None:
        return source.url
    since, until = (each.isoformat(timespec="milliseconds") for each in (span[0] - OVERLAP, span[1]))
    asked: dict[str, str | int] = {
        "lastModStartDate": since,
        "lastModEndDate": until,
        "resultsPerPage": PAGE,
        "startIndex": start or 0,
    }
    return str(URL(source.url).update_query(asked))


def _about(pause: timedelta) -> timedelta:
    """A little longer, so that not everybody comes at the same second."""
    return pause * random.uniform(1.0, 1.1)  # noqa: S311 - no secret
