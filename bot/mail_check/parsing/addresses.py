"""Web addresses as people write them: bare, made harmless (`hxxp`, `[.]`), full-width, or behind a link's words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from bot.core.defang import is_registrable
from bot.mail_check.folding import INVISIBLE
from bot.mail_check.mail import Link
from bot.mail_check.parsing.markup import LONGEST_URL, MOST_LINKS

LONGEST = 4_000
"""Code points that are looked at: whoever asks about a link writes less."""
_DOT = re.compile(r"\s?(?:\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\))\s?", re.IGNORECASE)
_SCHEME = re.compile(r"(?<![a-z])(?:h?[tx]{2}p(?P<s>s?))\s?(?:\[:\]|:)\s?(?:\[//\]|/{1,4})", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?<=://)[^\s/?#<>|]{1,300}")
_FULL_STOP = re.compile(r"(?<=[a-z0-9])。(?=[a-z0-9])")
"""Browsers take it for a dot; behind it Japanese goes on in its own letters."""
_SLACK = re.compile(r"<(https?://[^\s|<>]{1,2000})\|([^<>]{0,300})>", re.IGNORECASE)
_HOST = (
    r"(?:[\w-]{1,63}\.){1,12}(?:xn--[a-z0-9-]{1,59}|[a-z]{2,24})(?![a-z0-9-])|"
    r"(?:0x[0-9a-f]{1,8}|\d{1,12})(?:\.(?:0x[0-9a-f]{1,8}|\d{1,12})){1,3}|\[[0-9a-f:.]{2,45}\]"
)
_TAIL = r"[/?#][^\s<>\"'|「」『』（）【】、。\u3000]*"
_WHOLE = re.compile(
    rf"(?:(?<![^\s<>])(?P<shown>[^\s<>]{{1,300}})<)?(?:https?|ftp)://(?:[^\s/?#@<>]{{0,300}}@)?(?:{_HOST}|[\w-]{{1,63}})(?::\d{{1,5}})?(?:{_TAIL})?",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![A-Za-z0-9@/._-])(?P<host>(?:[A-Za-z0-9-]{1,63}\.){1,12}[A-Za-z]{2,24}(?![A-Za-z0-9@_-]|\.[A-Za-z0-9]))"
    rf"(?P<rest>(?::\d{{1,5}})?(?:{_TAIL})?)"
)
_BAD = re.compile(
    r"(?:javascript|vbscript):\S{1,300}|data:(?:text|application|image)/\S{1,300}|file://\S{1,300}", re.IGNORECASE
)
_SAID = re.compile(
    r"(?<![/=_.&%+\-\u3041-\u30ff\u3400-\u9fff])[\u3041-\u30ff\u3400-\u9fff]|(?<=[/=_.&%+-])[はがをにっでのとへも]"
)
"""Where Japanese begins that is no part of a path: not behind a `/` or a `=`, or with a particle."""
_TRAILING = ".,;:!?)]}'\"*_~`>"
_FILES = ("md", "py", "sh", "rs", "pl", "ps", "zip", "mov")
"""Endings of files that are endings of domains too."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text taken apart: the addresses in it, and the words around them."""

    links: tuple[Link, ...]
    words: str


def written(text: str) -> Written:
    """The web addresses of a text, whatever they are disguised as, and what else it says; nothing is opened."""
    rest = _straight(text[:LONGEST])
    links: list[Link] = []
    for pattern, read in ((_WHOLE, _whole), (_BAD, _bad), (_BARE, _bare)):
        kept, at = [], 0
        for found in pattern.finditer(rest):
            link, end = read(found)
            if link is not None and found.start() >= at:
                links.append(link)
                kept.append(rest[at : found.start()])
                at = end
        rest = " ".join([*kept, rest[at:]])
    return Written(tuple(dict.fromkeys(links))[:MOST_LINKS], rest.strip())


def _straight(text: str) -> str:
    """One width, no invisible letters, and what was made harmless as it was."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    plain = _SCHEME.sub(lambda found: f"http{found['s']}://", _DOT.sub(".", plain))
    return _SLACK.sub(r"\2<\1>", _AUTHORITY.sub(_host, plain))


def _host(found: re.Match[str]) -> str:
    """The host as browsers read it: `amazon.co.jp%2eevil。top` is one name."""
    return INVISIBLE.sub("", unquote(_FULL_STOP.sub(".", found.group())))


def _whole(found: re.Match[str]) -> tuple[Link | None, int]:
    shown = found["shown"] or ""
    start = found.start() + len(shown) + bool(shown)
    url = _without_words(found.string[start : found.end()])
    end = start + len(url)
    end += found.string[end : end + 1] == ">"
    return Link(url[:LONGEST_URL], shown, "html" if shown else "text"), end


def _bad(found: re.Match[str]) -> tuple[Link | None, int]:
    return Link(found.group()), found.end()


def _bare(found: re.Match[str]) -> tuple[Link | None, int]:
    host, rest = found["host"], found["rest"]
    if not is_registrable(host.lower()) or host.isupper() or (not rest and host.lower().endswith(_FILES)):
        return None, found.end()
    url = _without_words(host + rest)
    return Link(f"http://{url}"[:LONGEST_URL]), found.start() + len(url)


def _without_words(url: str) -> str:
    """Japanese goes on behind an address without a space: `https://a.example/bは安全ですか` ends at the `b`."""
    begin = url.find("/", url.find("://") + 3 if "://" in url else 0)
    said = _SAID.search(url, begin) if begin >= 0 else None
    return (url[: said.start()] if said else url).rstrip(_TRAILING)
