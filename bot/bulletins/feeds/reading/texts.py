"""Texts, links, dates and numbers of strangers: made short, plain and comparable, or left out."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from bot.bulletins.feeds.items import LONGEST_SUMMARY, LONGEST_TITLE, MOST_IDS

LONGEST_KEY: Final = 200
LONGEST_LINK: Final = 1000
MOST_READ: Final = 20_000
"""Letters of one text that are looked at."""
BLANK: Final = re.compile(r"[\s\x00-\x20\x7f-\xa0]+")
UNSEEN: Final = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""What turns the direction of writing, hides, or is no character at all."""
TAG: Final = re.compile(r"<[^<>]*>")
CVE: Final = re.compile(r"CVE[-‐‑‒–—―−_ ]{1,3}((?:19|20)\d\d)[-‐‑‒–—―−_ ]{1,3}(\d{4,7})(?!\d)", re.IGNORECASE)
UPDATE: Final = re.compile(r"[(（\[［【](?:更新|update[d]?|第\d+版)[^)）\]］】]{0,20}[)）\]］】]", re.IGNORECASE)


def line(text: str | None, most: int = LONGEST_TITLE) -> str:
    """One line without anything hidden in it."""
    plain = BLANK.sub(" ", UNSEEN.sub("", (text or "")[:MOST_READ])).strip()
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def prose(text: str | None) -> str:
    """The words of a text that may be HTML."""
    return line(html.unescape(TAG.sub(" ", (text or "")[:MOST_READ])), LONGEST_SUMMARY)


def link(text: str | None) -> str:
    """A web address, or "" when it is none that anybody should follow."""
    address = (text or "").strip()
    try:
        parts = urlsplit(address)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return ""
    plain = address == line(address, LONGEST_LINK) and not re.search(r"[\s<>\"|\\^`{}]", address)
    return address if known and plain else ""


def key(*names: str | None) -> str:
    """The first name that is one; a very long one is known by its digest."""
    name = next((found for each in names if (found := line(each, MOST_READ))), "")
    return name if len(name) <= LONGEST_KEY else f"sha256:{sha256(name.encode()).hexdigest()}"


def cves(*texts: str | None) -> tuple[str, ...]:
    """The CVE numbers in the texts, each once, written as everybody writes them."""
    found = (
        f"CVE-{year}-{number}" for text in texts for year, number in CVE.findall(_folded(text)) if int(year) >= 1999
    )
    return few(found)


def few(names: Iterable[str]) -> tuple[str, ...]:
    """Each once, and no more than anybody can use."""
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_IDS]


def is_update(title: str) -> bool:
    """Whether the title says that it is a newer word of something."""
    return bool(UPDATE.search(title))


def moment(text: str | None) -> datetime | None:
    """A date of the internet in UTC, in either of its two ways; None for what can be no date of an advisory."""
    plain = line(text, 80)
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(plain)
            aware = found if found.tzinfo else found.replace(tzinfo=UTC)
            return aware.astimezone(UTC) if 1990 <= aware.year <= 2200 else None
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def cpe(text: str | None) -> str:
    """A product id, in either of its forms; "" when it is none."""
    name = line(text, 300)
    return name if name.lower().startswith(("cpe:/", "cpe:2.3:")) else ""


def product(vendor: object, name: object) -> str:
    """A product with its maker, as people say it."""
    maker, thing = line(str(vendor or ""), 100), line(str(name or ""), 100)
    return thing if thing.casefold().startswith(maker.casefold()) else f"{maker} {thing}".strip()


def score(text: object) -> float | None:
    """A CVSS score, or None."""
    try:
        number = float(str(text)[:10])
    except ValueError:
        return None
    return number if 0 <= number <= 10 else None


def _folded(text: str | None) -> str:
    return unicodedata.normalize("NFKC", (text or "")[:MOST_READ])
