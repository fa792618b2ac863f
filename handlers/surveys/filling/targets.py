"""What the buttons and windows of a sheet carry, read back with care, and the keys of what comes of them."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from bot.surveys.cases import Answers, Shape, Sheet
from handlers.kit.payload import MANGLED, Press
from handlers.surveys import keys

LONGEST = 75
MOST_REFERRALS = 2**31 - 1
_PLAIN = re.compile(r"[A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Target:
    """A sheet, or for anonymous campaigns only the campaign: what is on record must not tell whose sheet is whose.

    `deed` is what a menu asks for; `channel` and `ts` are the message that a form changes.
    """

    sheet: str = ""
    campaign: str = ""
    item: str = ""
    option: str = ""
    at: int | None = None
    shape: str = ""
    deed: str = ""
    referral: int = 0
    channel: str = ""
    ts: str = ""

    @classmethod
    def of(cls, carried: str) -> Self:
        """What was carried; what is not as we put it there is nothing."""
        try:
            found = json.loads(carried)
            return cls(**{one.name: _read(one.name, found[one.name]) for one in fields(cls) if one.name in found})
        except MANGLED:
            return cls()

    def carried(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value or (name == "at" and value is not None)}

    def text(self) -> str:
        return json.dumps(self.carried(), separators=(",", ":"))

    @property
    def wanted_shape(self) -> Shape | None:
        return "five" if self.shape == "five" else "one" if self.shape == "one" else None


def target(answers: Answers, **more: Any) -> Target:
    """A place in somebody's sheet."""
    campaign = answers.campaign
    if campaign and campaign.anonymous:
        return Target(campaign=campaign.id, **more)
    return Target(sheet=answers.sheet.id, **more)


def once(key: str) -> str:
    """An event taken, without who it was: beside an anonymous sheet no name may stand."""
    return f"survey:{hashlib.sha256(key.encode()).hexdigest()[:40]}"


def fresh(sheet: Sheet, *parts: object) -> str:
    """The key of a message that its unit of work sends once."""
    return keys.of_sheet(sheet, *parts, secrets.token_hex(6))


def in_own_room(press: Press) -> bool:
    """Whether the pressed message stands in the person's conversation with the bot, where a sheet belongs."""
    return bool(press.message_ts) and (press.spot.channel or "").startswith("D") and not press.spot.ephemeral


def _read(name: str, value: object) -> Any:
    if name in {"at", "referral"}:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_REFERRALS:
            raise ValueError(name)
        return value
    if not isinstance(value, str) or len(value) > LONGEST or not _PLAIN.fullmatch(value):
        raise ValueError(name)
    return value
