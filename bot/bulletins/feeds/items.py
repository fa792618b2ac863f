"""What a feed says, whatever its form; every text is capped and is data, never an instruction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

LONGEST_TITLE: Final = 300
LONGEST_SUMMARY: Final = 2000
MOST_IDS: Final = 50


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. `key` is the same for the same thing in the same source, `updated` tells a newer word of it.

    `summary` serves the matching and is never passed on. `score` is the highest CVSS base score, 0 to 10.
    `products` are names of products as the source says them, `exploited` means that attacks are known.
    """

    source: str
    key: str
    title: str
    link: str
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    cves: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    cpes: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    score: float | None = None
    exploited: bool = False
    is_update: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item concerns us: which interest, found how, and the very words that told."""

    interest: str
    how: str
    """`cpe`, `product`, `word` or `keyword`."""
    evidence: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One source's word of an advisory."""

    source: str
    title: str
    link: str
    day: datetime | None = None


@dataclass(frozen=True, slots=True)
class Advisory:
    """Something that may concern the company: the items of all sources that speak of it, as one.

    State: `new` waits for the lead, `held` may come back, `drafted` has a bulletin, `irrelevant` was put aside by
    hand, `quiet` by a rule, `old` was there before the first look.
    """

    id: str
    team: str
    title: str
    cves: tuple[str, ...]
    mentions: tuple[Mention, ...]
    reasons: tuple[Reason, ...]
    score: float | None
    exploited: bool
    first_seen: datetime
    changed_at: datetime
    state: str = "new"
    rule: int | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    bulletin: str | None = None
    told_at: datetime | None = None
    revision: int = 0
    updates: int = 0
    back: str | None = None
    """Why it waits again: what it was before, and what became known (`held_newer`, `irrelevant_attacked`)."""
