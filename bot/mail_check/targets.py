"""Where a link goes, taken apart; a redirector that names its destination is followed on paper."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from bot.mail_check.domains import site_of
from bot.mail_check.mail import Link
from bot.mail_check.parsing.headers import ascii_domain

_INNER = re.compile(r"(?:[?&#][\w.-]{1,40}=|/(?:__)?)(https?:/{1,2}[^\s&]+)", re.IGNORECASE)
_ACCELERATED = re.compile(r"^https?://(?:www\.)?google\.[a-z.]{2,7}/amp/(?:s/)?([^\s]+)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:0x[0-9a-f]{0,8}|\d{1,12})(?:\.(?:0x[0-9a-f]{0,8}|\d{1,12})){0,3}")
_LONGEST = 2_000
MOST_STEPS = 4
"""Redirectors behind one another that are followed: nobody honest needs more."""


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
    url = _straight(link)
    inner = _inner(url)
    return (inner and _taken_apart(link, inner)) or _taken_apart(link, url)


def way_of(link: Link) -> tuple[Target, ...]:
    """Every place that a link names, from the one it opens: behind a stranger's host a famous one proves nothing."""
    url, way = _straight(link), []
    for _ in range(MOST_STEPS):
        way.append(_taken_apart(link, url))
        if not (url := _inner(url)):
            break
    return tuple(one for one in way if one)


def _straight(link: Link) -> str:
    return link.url.strip().replace("\n", "").replace("\t", "").replace("\\", "/")


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
    plain = _dotted(ascii_domain(host) or host.lower())
    rest = parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    return Target(link, parts.scheme.lower(), plain, site_of(plain), rest, "@" in netloc)


def _dotted(host: str) -> str:
    """An address of numbers as browsers read it: `0xcb.0.0x71.7`, `203.0.28935` and `3405803783` are 203.0.113.7."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host)) if _NUMBER.fullmatch(host) else host
    except OSError:
        return host


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
