"""What the buttons and windows of results carry: small codes and ids, read back with care."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from handlers.kit.payload import MANGLED

NUMBERS = {"page", "improvement"}
MOST = 2**31 - 1
_PLAIN = re.compile(r"[A-Za-z0-9._-]{0,75}")


@dataclass(frozen=True)
class Target:
    """A campaign, a unit ("" for the company), an item; a page; the message or the window that is to change."""

    campaign: str = ""
    unit: str = ""
    item: str = ""
    page: int = 0
    improvement: int = 0
    channel: str = ""
    ts: str = ""
    view: str = ""

    @classmethod
    def of(cls, carried: str) -> Self:
        """What was carried; a bare word is the id of a campaign, and what cannot be read is nothing."""
        try:
            if not carried.startswith("{"):
                return cls(campaign=_read("campaign", carried))
            found = json.loads(carried)
            return cls(**{one.name: _read(one.name, found[one.name]) for one in fields(cls) if one.name in found})
        except MANGLED:
            return cls()

    def carried(self) -> str:
        values = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(values, separators=(",", ":"), ensure_ascii=False)


def _read(name: str, value: object) -> Any:
    if name in NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
            raise ValueError(name)
    elif not isinstance(value, str) or not _PLAIN.fullmatch(value):
        raise ValueError(name)
    return value
