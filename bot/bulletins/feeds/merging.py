"""One advisory a thing: which items speak of the same, and what an advisory becomes with one more of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from bot.bulletins.feeds.items import Advisory, Item, Mention, Reason
from bot.bulletins.feeds.phrases import plain
from bot.core.references import reference

FEW: Final = 6
"""Up to so many CVEs an item is about one thing; more are a round-up, which must not swallow what it names."""
ALIKE: Final = 88.0
OVERLAP: Final = 0.5
DAYS: Final = timedelta(days=5)
SHORTEST: Final = 12
MOST_MENTIONS: Final = 30
_BANDS: Final = (4.0, 7.0, 9.0)
_AROUND: Final = re.compile(
    r"^(?:注意喚起|更新|緊急|重要)\s*[:：]\s*|【[^】]*】|[(（](?:公開|更新|続報|第?\d+報|緊急)[)）]"
    r"|に関する(?:注意喚起|お知らせ)|の?(?:脆弱性)?対策について|について$|\bupdated?\b[:：]?",
    re.IGNORECASE,
)
_NAMES: Final = re.compile(r"[A-Za-z][A-Za-z0-9.+_-]*|\d+(?:\.\d+)*|[ァ-ヺー]{2,}")


def names(item: Item) -> tuple[str, ...]:
    """What tells that items are the same: the entry itself, its numbers at JVN, its CVEs unless it is a round-up."""
    own = (f"item:{item.source}:{item.key}"[:160], *(f"id:{one}"[:160] for one in item.identifiers))
    return own + (tuple(f"cve:{one}" for one in item.cves) if len(item.cves) <= FEW else ())


def same(item: Item, advisory: Advisory) -> bool:
    """Whether an item and an advisory that share no name still speak of the same: by many CVEs, or by their titles."""
    ours, theirs = set(item.cves), set(advisory.cves)
    if ours and theirs:
        if min(len(ours), len(theirs)) > FEW:
            return len(ours & theirs) >= OVERLAP * len(ours | theirs)
        if not ours & theirs:
            return False
    near = abs((item.published or advisory.changed_at) - advisory.first_seen) <= DAYS
    return near and any(_alike(item.title, title) for title in (advisory.title, *(m.title for m in advisory.mentions)))


def joins(item: Item, advisory: Advisory) -> bool:
    """Whether an item that shares a name may join: a chain of shared CVEs must not grow without end."""
    return len(set(item.cves) | set(advisory.cves)) <= FEW or _knows(advisory, item)


def begun(team: str, item: Item, reasons: Sequence[Reason], now: datetime) -> Advisory:
    """A new advisory from its first item."""
    cves, mentions = tuple(dict.fromkeys(item.cves)), (_mention(item, now),)
    about = (item.score, item.exploited, now, now)
    return Advisory(reference("AD"), team, item.title, cves, mentions, tuple(reasons), *about)


@dataclass(frozen=True, slots=True)
class Merged:
    """An advisory with one more word on it. `worse` where attacks became known, or it is graver than was known."""

    advisory: Advisory
    newer: bool
    attacked: bool
    graver: bool

    @property
    def worse(self) -> bool:
        return self.attacked or self.graver


def merged(advisory: Advisory, item: Item, reasons: Sequence[Reason], now: datetime) -> Merged:
    """Takes an item in: a source that spoke before is heard anew, in its old place."""
    known = _knows(advisory, item)
    mine = _mention(item, now)
    mentions = tuple(mine if _is(one, item) else one for one in advisory.mentions)
    scores = [one for one in (advisory.score, item.score) if one is not None]
    more = {(one.interest, one.how): one for one in (*reasons, *advisory.reasons)}
    better = advisory.title.isascii() and not item.title.isascii()  # Japanese first
    after = replace(
        advisory,
        title=item.title if better else advisory.title,
        cves=tuple(dict.fromkeys((*advisory.cves, *item.cves))),
        mentions=mentions if known else (*mentions, mine)[:MOST_MENTIONS],
        reasons=tuple(dict.fromkeys((*advisory.reasons, *more.values()))),
        score=max(scores, default=None),
        exploited=advisory.exploited or item.exploited,
        changed_at=now,
        updates=advisory.updates + known,
    )
    graver = after.score is not None and advisory.score is not None and _band(after.score) > _band(advisory.score)
    return Merged(after, newer=known, attacked=after.exploited and not advisory.exploited, graver=graver)


def _alike(one: str, other: str) -> bool:
    """Whether two titles say the same: nearly the same words, and exactly the same names and numbers."""
    (one, ours), (other, theirs) = _told(one), _told(other)
    if min(len(one), len(other)) < SHORTEST or ours != theirs:
        return False
    return fuzz.ratio(one, other) >= ALIKE


@lru_cache(maxsize=4096)
def _told(title: str) -> tuple[str, frozenset[str]]:
    """What a title says, and the names and numbers in it: each title is compared with hundreds of others."""
    core = _core(title)
    return core, frozenset(_NAMES.findall(core))


def _core(title: str) -> str:
    return plain(_AROUND.sub(" ", plain(title))).casefold()


def _knows(advisory: Advisory, item: Item) -> bool:
    return any(_is(one, item) for one in advisory.mentions)


def _is(mention: Mention, item: Item) -> bool:
    return mention.source == item.source and mention.link == item.link


def _mention(item: Item, now: datetime) -> Mention:
    return Mention(item.source, item.title, item.link, item.updated or item.published or now)


def _band(score: float) -> int:
    return sum(score >= one for one in _BANDS)
