"""Addresses written so that nobody can click them, and text from a mail made harmless to print."""

from __future__ import annotations

import re

from publicsuffixlist import PublicSuffixList

LISTED = PublicSuffixList(only_icann=True, accept_unknown=False)
"""The registries' part of the Public Suffix List."""
_RESERVED = ("example", "test", "invalid", "localhost", "onion", "local")
_IPV4 = re.compile(r"\d{1,3}(\.\d{1,3}){3}|0x[0-9a-f]{1,8}|\d{8,10}")
_SCHEMED = re.compile(r"\b(http|https|ftp)(://|%3a%2f%2f)([^\s/?#<>\"'%]*)", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w-])(?:[\w-]++\.)+[\w-]++")
_TO_LATIN = re.compile(r".+\.[a-z0-9-]+", re.IGNORECASE)
"""Japanese puts no space between a host and the words behind it: up to its last Latin letter."""
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_ARMED = {"http": "hxxp", "https": "hxxps", "ftp": "fxp"}


def is_registrable(host: str) -> bool:
    """Whether a word with dots is the name of a host, and not just a file's or an abbreviation's."""
    return host.endswith(_RESERVED) or is_ip(host) or bool(LISTED.privatesuffix(host))


def is_ip(host: str) -> bool:
    """Whether a host is an address of numbers, however it is written."""
    return bool(_IPV4.fullmatch(host)) or host.startswith("[")


def plain(text: str) -> str:
    """Text without control characters, characters that turn the direction of writing, and broken halves of letters."""
    return _UNSEEN.sub("", text)


def defang(text: str) -> str:
    """`https://evil.example/a` → `hxxps://evil[.]example/a`, bare host names too; what is defanged stays as it is."""
    return _BARE.sub(_disarmed_host, _SCHEMED.sub(_disarmed_address, plain(text)))


def _disarmed_address(found: re.Match[str]) -> str:
    return f"{_ARMED[found[1].lower()]}{found[2]}{_cut(found[3])}"


def _disarmed_host(found: re.Match[str]) -> str:
    run = found.group()
    latin = _TO_LATIN.match(run)
    for host in (run, latin.group() if latin else run):
        if is_registrable(host.lower()):
            return _cut(host) + run[len(host) :]
    return run


def _cut(host: str) -> str:
    return host.replace("[.]", ".").replace(".", "[.]")
