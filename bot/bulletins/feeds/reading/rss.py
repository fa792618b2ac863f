"""RSS 1.0, RSS 2.0 and Atom: three ways to write the same few things."""

from __future__ import annotations

import html
from typing import Final
from xml.etree.ElementTree import Element

from bot.bulletins.feeds.items import Item
from bot.bulletins.feeds.reading.forms import MOST_READ_ITEMS, Reading, Unreadable
from bot.bulletins.feeds.reading.markup import Parts, attribute, local, parsed
from bot.bulletins.feeds.reading.texts import cves, is_update, key, line, link, moment, prose

ENTRIES: Final = frozenset({"item", "entry"})
TELLING: Final = ("description", "summary", "encoded", "content")


def read_rss(text: str, source: str) -> Reading:
    """The entries of a feed. Raises Unreadable."""
    root = parsed(text)
    channel = next((each for each in root if local(each) == "channel"), root)
    if local(root) not in {"RDF", "rss", "feed"} or (local(root) == "rss" and channel is root):
        raise Unreadable("not_a_feed")
    holder = channel if local(root) == "rss" else root
    entries = [each for each in holder if local(each) in ENTRIES][:MOST_READ_ITEMS]
    items = (_item(each, source) for each in entries)
    return Reading("rss", tuple(item for item in items if item.key), _address(Parts(channel)))


def _item(element: Element, source: str) -> Item:
    parts = Parts(element)
    name = parts.text("guid", "id") or attribute(element, "about")
    title, address = _title(parts), _address(parts) or link(name)
    told = " ".join(parts.text(each) for each in TELLING)
    issued = moment(parts.text("published", "issued", "pubDate", "date"))
    changed = moment(parts.text("updated", "modified", "date", "pubDate"))
    return Item(
        source=source,
        key=key(name, address, title),
        title=title,
        link=address,
        published=issued or changed,
        updated=changed or issued,
        summary=prose(told),
        cves=cves(title, told),
        is_update=is_update(title),
    )


def _title(parts: Parts) -> str:
    """Atom says whether a title is HTML; in RSS it is often written so, without a word about it."""
    is_html = any(attribute(each, "type") == "html" for each in parts.all("title"))
    title = parts.text("title")
    return line(prose(title) if is_html else html.unescape(title))


def _address(parts: Parts) -> str:
    """Where it can be read: RSS writes it as text, Atom as an attribute of the link that is no other thing."""
    pages = (each for each in parts.all("link") if attribute(each, "rel") in {"", "alternate"})
    return next((found for each in pages if (found := link(each.text) or link(attribute(each, "href")))), "")
