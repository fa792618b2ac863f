"""Where a link goes, taken apart; a redirector that names its destination is followed on paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from bot.mail_check.domains import site_of
from bot.mail_check.mail import Link
from bot.mail_check.parsing.headers import ascii_domain

_INNER = re.compile(r"(?:[?&#][\w.-]{1,40}=|/)(https?:/{1,2}[^\s&]+)", re.IGNORECASE)
_ACCELERATED = re.compile(r"^https?://(?:www\.)?google\.[a-z.]{2,7}/amp/(?:s/)?([^\s]+)", re.IGNORECASE)
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link goes; `link` is as it stood in the mail."""

    link: Link
    scheme: str
    host: str
    site: str
    path: str
    has_userinfo: bool = False

    @property
    def is_web(self) -> bool:
        return self.scheme in {"http", "https", "hxxp", "hxxps", "ftp"}


def target_of(link: Link) -> Target | None:
    """A link taken apart; None for one that goes nowhere (an anchor, an empty one)."""
    url = link.url.strip().replace("\n", "").replace("\t", "").replace("\\", "/")
    inner = _inner(url)
    return (inner and _taken_apart(link, inner)) or _taken_apart(link, url)


def _inner(url: str) -> str:
    """`https://news.example/click?to=https%3A%2F%2Fshop.example%2F` leads to the shop."""
    if found := _ACCELERATED.match(url):
        return f"https://{found[1]}"
    rest = url.partition("://")[2][:_LONGEST]
    found = _INNER.search(unquote(unquote(rest))) if rest else None
    return re.sub(r"^(https?):/+", r"\1://", found[1], flags=re.IGNORECASE) if found else ""


def _taken_apart(link: Link, url: str) -> Target | None:
    parts = _split(url)
    if parts is None or not (parts.scheme or parts.netloc):
        return None
    netloc = parts.netloc
    host = netloc.rpartition("@")[2].partition(":")[0] if not netloc.startswith("[") else netloc
    plain = ascii_domain(host) or host.lower()
    rest = parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    return Target(link, parts.scheme.lower(), plain, site_of(plain), rest, "@" in netloc)


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
