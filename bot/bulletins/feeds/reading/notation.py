"""JSON of strangers: CISA's list of what is being attacked, and the database of the United States."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from bot.bulletins.feeds.cpe import parse
from bot.bulletins.feeds.items import Item
from bot.bulletins.feeds.reading.forms import Reading, Unreadable
from bot.bulletins.feeds.reading.texts import cpe, cves, few, line, moment, product, prose, score

DETAIL: Final = "https://nvd.nist.gov/vuln/detail/"
METRICS: Final = ("cvssMetricV40", "cvssMetricV31", "cvssMetricV30", "cvssMetricV2")
LONGEST_FIRST_WORDS: Final = 120
MOST_PARTS: Final = 100_000
MOST_RECORDS: Final = 20_000
"""Of CISA's list, whose order nobody promises."""
Json = dict[str, Any]


def tree_of(data: bytes) -> Json:
    """The object. Raises Unreadable."""
    if data.count(b"{") + data.count(b"[") > MOST_PARTS:
        raise Unreadable("too_complex")
    try:
        found = json.loads(data)
    except RecursionError:
        raise Unreadable("too_complex") from None
    except ValueError:
        raise Unreadable(
            "not_a_feed" if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "malformed"
        ) from None
    if not isinstance(found, dict) or not isinstance(found.get("vulnerabilities"), list):
        raise Unreadable("not_a_feed")
    return found


def is_json(data: bytes) -> bool:
    """Whether it begins as JSON does."""
    return bool(re.match(rb"(?:\xef\xbb\xbf)?\s*[{\[]", data))


def is_kev(tree: Json) -> bool:
    """Whether it is CISA's list, as told by its own fields."""
    return "catalogVersion" in tree or any("cveID" in each for each in _objects(tree, "vulnerabilities"))


def read_kev(tree: Json, source: str) -> Reading:
    """The vulnerabilities that are being attacked."""
    items = (_exploited(each, source) for each in _objects(tree, "vulnerabilities")[:MOST_RECORDS])
    return Reading("kev", tuple(item for item in items if item is not None))


def read_nvd(tree: Json, source: str) -> Reading:
    """The vulnerabilities of one page, without those that were withdrawn."""
    records = (_object(each, "cve") for each in _objects(tree, "vulnerabilities"))
    items = (_record(each, source) for each in records if each.get("vulnStatus") != "Rejected")
    start, here, whole = (_count(tree, name) for name in ("startIndex", "resultsPerPage", "totalResults"))
    rest = start + here if here and start + here < whole else None
    return Reading("nvd", tuple(item for item in items if item is not None), rest=rest)


def _exploited(entry: Json, source: str) -> Item | None:
    numbers = cves(_text(entry, "cveID"))
    if not numbers:
        return None
    added = moment(_text(entry, "dateAdded"))
    return Item(
        source=source,
        key=numbers[0],
        title=line(_text(entry, "vulnerabilityName")) or numbers[0],
        link=DETAIL + numbers[0],
        published=added,
        updated=added,
        summary=prose(_text(entry, "shortDescription")),
        cves=numbers,
        products=few([product(_text(entry, "vendorProject"), _text(entry, "product"))]),
        exploited=True,
    )


def _record(entry: Json, source: str) -> Item | None:
    numbers = cves(_text(entry, "id"))
    if not numbers:
        return None
    told = next((_text(each, "value") for each in _objects(entry, "descriptions") if each.get("lang") == "en"), "")
    affected = list(_affected(entry))
    return Item(
        source=source,
        key=numbers[0],
        title=": ".join(filter(None, (numbers[0], line(told, LONGEST_FIRST_WORDS)))),
        link=DETAIL + numbers[0],
        published=moment(_text(entry, "published")),
        updated=moment(_text(entry, "lastModified")),
        summary=prose(told),
        cves=numbers,
        cpes=few(affected),
        products=few(_said(each) for each in affected),
        score=max(_scores(entry), default=None),
        exploited=bool(_text(entry, "cisaExploitAdd")),
    )


def _scores(entry: Json) -> Iterator[float]:
    metrics = _object(entry, "metrics")
    for name in METRICS:
        for each in _objects(metrics, name):
            found = score(_object(each, "cvssData").get("baseScore"))
            if found is not None:
                yield found


def _affected(entry: Json) -> Iterator[str]:
    for configuration in _objects(entry, "configurations"):
        for node in _objects(configuration, "nodes"):
            for match in _objects(node, "cpeMatch"):
                if match.get("vulnerable") is True:
                    yield cpe(_text(match, "criteria"))


def _said(name: str) -> str:
    """A product id as words."""
    found = parse(name)
    return product(*(each.replace("_", " ") for each in (found.vendor, found.product))) if found else ""


def _text(entry: Json, name: str) -> str:
    found = entry.get(name)
    return found if isinstance(found, str) else ""


def _object(entry: Json, name: str) -> Json:
    found = entry.get(name)
    return found if isinstance(found, dict) else {}


def _objects(entry: Json, name: str) -> list[Json]:
    found = entry.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _count(entry: Json, name: str) -> int:
    found = entry.get(name)
    return found if isinstance(found, int) and 0 <= found < 10**7 else 0
