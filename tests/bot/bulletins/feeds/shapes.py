"""The feeds of the tests: their structure is that of the sources, their content is invented."""

from __future__ import annotations

from pathlib import Path

from bot.bulletins.feeds.items import Item
from bot.bulletins.feeds.reading import Reading, read
from knowledge.bulletins import FeedKind, FeedSource

SHAPES = Path(__file__).parents[3] / "fixtures/feeds"
KINDS: dict[str, FeedKind] = {
    "ipa.rdf": "rss",
    "jpcert.rdf": "rss",
    "jpcert-eyes.atom": "rss",
    "vendor.rss": "rss",
    "jvn.rdf": "jvn",
    "jvndb_new.rdf": "jvn",
    "myjvn.rdf": "jvn",
    "kev.json": "kev",
    "nvd.json": "nvd",
}


def shape(name: str) -> bytes:
    return (SHAPES / name).read_bytes()


def told(name: str) -> Reading:
    return read(shape(name), KINDS[name], "s")


def items(name: str) -> dict[str, Item]:
    return {item.key: item for item in told(name).items}


def rss(*entries: str, head: str = "") -> bytes:
    body = "".join(f"<item>{entry}</item>" for entry in entries)
    return f"{head}<rss version='2.0'><channel><title>t</title>{body}</channel></rss>".encode()


def source(name: str, url: str, kind: FeedKind = "rss", *, on: bool = True, minutes: int = 60) -> FeedSource:
    """A source at an address that a company could not write: the tests' own server speaks no https."""
    text = {"ja": "見本", "en": "sample"}
    known = FeedSource.model_validate(
        {"id": name, "name": text, "kind": kind, "url": "https://a.example/", "site": "https://a.example/"}
        | {"terms": text, "minutes": minutes, "on": on}
    )
    return known.model_copy(update={"url": url})
