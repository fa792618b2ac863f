"""Readers: bytes of a feed become items; whatever is wrong with them becomes one refusal with a code."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.bulletins.feeds.items import Item
from bot.bulletins.feeds.reading.forms import Reading, Unreadable
from bot.bulletins.feeds.reading.jvn import read_jvn
from bot.bulletins.feeds.reading.markup import text_of
from bot.bulletins.feeds.reading.notation import is_json, is_kev, read_kev, read_nvd, tree_of
from bot.bulletins.feeds.reading.rss import read_rss
from knowledge.bulletins import FeedKind

__all__ = ["MOST_ITEMS", "Reading", "Unreadable", "read"]

MOST_ITEMS: Final = 2000
JVN: Final = re.compile(r"jvn\.jp/(?:rss/mod_sec|myjvn/Status)")
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def read(data: bytes, kind: FeedKind | None, source: str) -> Reading:
    """The items of a feed, each once; without a kind, its form is found out. Raises Unreadable."""
    if kind in {"kev", "nvd"} or (kind is None and is_json(data)):
        tree = tree_of(data)
        reading = read_kev(tree, source) if kind == "kev" or (kind is None and is_kev(tree)) else read_nvd(tree, source)
    else:
        text = text_of(data)
        is_jvn = kind == "jvn" or (kind is None and JVN.search(text))
        reading = read_jvn(text, source) if is_jvn else read_rss(text, source)
    return replace(reading, items=tuple(_once(reading.items)))


def _once(items: tuple[Item, ...]) -> list[Item]:
    """The newest word of each, and no more of them than anybody can want."""
    newest: dict[str, Item] = {}
    for item in items:
        before = newest.get(item.key)
        if before is None or _when(item) > _when(before):
            newest[item.key] = item
    if len(newest) <= MOST_ITEMS:
        return list(newest.values())
    return sorted(newest.values(), key=_when, reverse=True)[:MOST_ITEMS]


def _when(item: Item) -> datetime:
    return item.updated or LONG_AGO
