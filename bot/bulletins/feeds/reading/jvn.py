"""JVN, JVN iPedia and MyJVN: RDF whose `sec:` elements repeat, and every one of them counts."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from bot.bulletins.feeds.items import Item
from bot.bulletins.feeds.reading.forms import MOST_READ_ITEMS, Reading, Unreadable
from bot.bulletins.feeds.reading.markup import Parts, attribute, local, parsed
from bot.bulletins.feeds.reading.texts import (
    cpe,
    cves,
    few,
    is_update,
    key,
    line,
    link,
    moment,
    product,
    prose,
    score,
)


def read_jvn(text: str, source: str) -> Reading:
    """The entries of JVN's RDF. Raises Unreadable, also with what MyJVN says is wrong."""
    root = parsed(text)
    if local(root) != "RDF":
        raise Unreadable("not_a_feed")
    status = next((each for each in root if local(each) == "Status"), None)
    channel = next((each for each in root if local(each) == "channel"), None)
    if status is not None and attribute(status, "retCd") not in {"", "0"}:
        raise Unreadable("service")
    entries = [each for each in root if local(each) == "item"][:MOST_READ_ITEMS]
    items = (_item(each, source) for each in entries)
    origin = link(attribute(channel, "about")) if channel is not None else ""
    return Reading("jvn", tuple(item for item in items if item.key), origin, _rest(status))


def _item(element: Element, source: str) -> Item:
    parts = Parts(element)
    title, identifiers = line(parts.text("title")), few(line(each, 60) for each in parts.texts("identifier"))
    address = link(parts.text("link")) or link(attribute(element, "about"))
    references = [attribute(each, "id") for each in parts.all("references")]
    issued, changed = (moment(parts.text(*names)) for names in (("issued", "date"), ("modified", "date")))
    return Item(
        source=source,
        key=key(*identifiers[:1], attribute(element, "about"), address, title),
        title=title,
        link=address,
        published=issued or changed,
        updated=changed or issued,
        summary=prose(parts.text("description")),
        cves=cves(" ".join(references), *identifiers, title, parts.text("description")),
        identifiers=few([*identifiers, *(line(each, 60) for each in references)]),
        cpes=few(cpe(each.text) for each in parts.all("cpe")),
        products=few(product(attribute(each, "vendor"), attribute(each, "product")) for each in parts.all("cpe")),
        score=_highest(attribute(each, "score") for each in parts.all("cvss")),
        is_update=is_update(title),
    )


def _highest(scores: Iterable[str]) -> float | None:
    return max((found for each in scores if (found := score(each)) is not None), default=None)


def _rest(status: Element | None) -> int | None:
    """Where the next page begins, as MyJVN counts: from 1."""
    if status is None:
        return None
    first, here, whole = (_number(attribute(status, name)) for name in ("firstRes", "totalResRet", "totalRes"))
    return first + here if here and first + here <= whole else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
