"""Domains whose name is made to be taken for that of somebody else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SWAPS = str.maketrans({"0": "o", "1": "l", "3": "e", "5": "s", "4": "a", "7": "t", "@": "a"})
_PARTS = re.compile(r"[-\d]+")
_LONG = 9
"""Code points from which two typing slips may lie between a name and its imitation."""


SHORTEST, DISTINCT = 5, 8
"""Letters of a name from which it may be meant at all, and from which hardly anybody else is called so."""
PRESSING = frozenset(
    {"login", "signin", "logon", "account", "accounts", "auth", "verify", "payment", "billing", "confirm", "reset"}
)
"""Words of the trade that nobody adds to his own name."""


class RealName(NamedTuple):
    """A name worth imitating: its domain, and whether the name is also how people call its owner."""

    domain: str
    called: bool
    ours: bool = False


class RealNames:
    """All names worth imitating, by the part of the domain that its owner chose."""

    def __init__(self, names: Mapping[str, RealName], bait: frozenset[str]) -> None:
        self.names = dict(names)
        self._bait = bait
        self._long = [name for name in names if len(name) >= 6]
        self.imitated = lru_cache(maxsize=4096)(self._imitated)

    def is_called(self, word: str) -> bool:
        """Whether a word is what people call one of the owners."""
        return word in self.names and self.names[word].called

    def _imitated(self, name: str) -> str:
        """The real domain that a chosen name imitates, "" when it imitates none.

        Digits for letters, a letter or two off, or the real name with a word of the trade: `rakuten-login`.
        Short names are compared strictly, or everything would resemble them.
        """
        if name in self.names:
            return ""
        plain = name.translate(_SWAPS).replace("rn", "m").replace("vv", "w")
        for candidate in (plain, plain.replace("-", "")):
            if len(candidate) >= 5 and candidate in self.names:
                return self.names[candidate].domain
        if real := self.misspelt(name):
            return real.domain
        return self._extended(name) or self._extended(plain)

    def misspelt(self, name: str) -> RealName | None:
        """The real name that is a letter or two away from another one."""
        for real, distance, _ in process.extract(name, self._long, scorer=OSA.distance, score_cutoff=2, limit=5):
            if real[0] == name[0] and distance <= (1 if len(real) < _LONG else 2):
                return self.names[real] if distance else None
        return None

    def lengthened(self, name: str, *, anyhow: bool) -> str:
        """The real domain to whose name nothing but words of the trade were added: `kuronekoyamato-jp`.

        Short names are other people's too: the word that was added must press, or the ending speak against it `anyhow`.
        """
        parts = [part for part in _PARTS.split(name) if part]
        if anyhow and (called := next((part for part in parts if self.is_called(part)), "")) and len(parts) > 1:
            return self.names[called].domain
        whole = "".join(parts)
        for real_name, real in self.names.items():
            plain = real_name.replace("-", "")
            if len(plain) < SHORTEST and not real.ours:
                continue
            rest = whole.removeprefix(plain) if whole.startswith(plain) else whole.removesuffix(plain)
            likely = anyhow or real.ours or len(plain) >= DISTINCT or rest in PRESSING
            if rest != whole and rest in self._bait and likely:
                return real.domain
        return ""

    def _extended(self, name: str) -> str:
        parts = [part for part in _PARTS.split(name) if part]
        baited = any(part in self._bait for part in parts)
        for part in parts:
            real = self.names.get(part)
            if real and len(parts) > 1 and (real.ours or (real.called and baited)):
                return real.domain
        whole = "".join(parts)
        for cut in range(5, len(whole) - 1):
            for real_part, rest in ((whole[:cut], whole[cut:]), (whole[-cut:], whole[:-cut])):
                real = self.names.get(real_part)
                if real and (real.ours or (real.called and self._is_bait(rest))):
                    return real.domain
        return ""

    def _is_bait(self, rest: str) -> bool:
        return any(rest.startswith(word) or rest.endswith(word) for word in self._bait)
