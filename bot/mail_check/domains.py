"""Names of hosts: who could have registered them, and which of them pretend to be another."""

from __future__ import annotations

import re
from functools import lru_cache

import idna

from bot.core.defang import LISTED, is_ip
from bot.mail_check.folding import fold

_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}")
_MIXED_DIGITS = re.compile(r"[a-z]\d+[a-z]|\d[a-z]{1,3}\d")
_JAPANESE = re.compile(r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30fc\u3400-\u9fff\d-]+")
_VOWELS = set("aeiouy")


@lru_cache(maxsize=8192)
def site_of(host: str) -> str:
    """The registrable domain (`mail.example.co.jp` → `example.co.jp`), "" when there is none."""
    return (LISTED.privatesuffix(host, accept_unknown=True) or "") if host and not is_ip(host) else ""


def within(host: str, domains: frozenset[str]) -> bool:
    """Whether a host is one of these domains or lies beneath one."""
    labels = host.split(".")
    return any(".".join(labels[at:]) in domains for at in range(len(labels)))


def ending(host: str, endings: frozenset[str]) -> bool:
    labels = host.split(".")
    return labels[-1] in endings or ".".join(labels[-2:]) in endings


def name_of(site: str) -> str:
    """The part that its owner chose: `example` of `example.co.jp`."""
    return site.partition(".")[0]


@lru_cache(maxsize=8192)
def readable(host: str) -> str:
    """A punycode host as a browser would have shown it, look-alike letters folded."""
    try:
        shown = idna.decode(host)
    except (idna.IDNAError, UnicodeError):
        shown = host
    return fold(shown)


def is_japanese(host: str) -> bool:
    """Whether the chosen name is written in kana or Chinese characters: an honest name here, like nothing in Latin."""
    try:
        name = name_of(idna.decode(site_of(host))) if "xn--" in host else ""
    except (idna.IDNAError, UnicodeError):
        return False
    return bool(_JAPANESE.fullmatch(name))


def looks_random(site: str) -> bool:
    """A name that nobody chose: letters and digits mixed, or consonants that no language strings together."""
    name = name_of(site).removeprefix("xn--")
    if len(name) < 6:
        return False
    letters = [character for character in name if character.isalpha()]
    digits = sum(character.isdigit() for character in name)
    if letters and digits >= 2 and _MIXED_DIGITS.search(name):
        return True
    if _CONSONANTS.search(name.replace("-", "")):
        return True
    return len(letters) >= 8 and sum(letter in _VOWELS for letter in letters) / len(letters) < 0.2
