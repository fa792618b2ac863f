"""What states, departments, reasons and lengths of time are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import ceil

from bot.bulletins.cases import Bulletin, BulletinState
from bot.core import shares
from handlers.kit import blocks as b
from handlers.kit.words import N_, Words
from knowledge.documents import Company

STATES = {
    BulletinState.DRAFT: N_("Bulletin in draft"),
    BulletinState.PROPOSED: N_("Waiting for the second person's release"),
    BulletinState.PLANNED: N_("Bulletin planned"),
    BulletinState.PAUSED: N_("On hold: it is not sent before somebody lets it go on"),
    BulletinState.OPEN: N_("Bulletin sent"),
    BulletinState.ENDED: N_("Bulletin over"),
    BulletinState.WITHDRAWN: N_("Bulletin withdrawn"),
    BulletinState.CANCELLED: N_("Called off: nobody has got it"),
}
HELD_BACK = "withdrawn"
ARCHIVED = N_("archived channels")
REASONS = {
    "is_archived": ARCHIVED,
    "is_inactive": ARCHIVED,
    "not_in_channel": N_("channels that I am not in"),
    "channel_not_found": N_("channels that are gone, or private ones that I am not in"),
    "restricted_action": N_("channels in which only some may write"),
    "restricted_action_read_only_channel": N_("channels in which only some may write"),
    "account_inactive": N_("accounts that are switched off"),
    "user_disabled": N_("accounts that are switched off"),
    "user_not_found": N_("accounts that are gone"),
    "messages_tab_disabled": N_("people who cannot get messages from me"),
    HELD_BACK: N_("held back, because it was withdrawn before"),
    "ended": N_("held back, because it was over before"),
    "in_doubt": N_("perhaps arrived: Slack did not say. Please look there before you send again"),
    "missing_scope": N_("Slack has not given me the right to write there"),
}
OTHER = N_("Slack did not take it ({code})")
LONGEST_NAME = 60
BAR = 10


def unit_name(unit: str, company: Company, words: Words) -> str:
    """A department as the company calls it; people on no list are of none."""
    if not unit:
        return words.say("Without a department")
    found = next((one.name.say(words.language) for one in company.departments if one.id == unit), unit)
    return b.cut(found, LONGEST_NAME)


def title_of(bulletin: Bulletin, words: Words) -> str:
    return b.cut(bulletin.content.wording(words.language).title, LONGEST_NAME)


def reason(code: str, words: Words) -> str:
    """Why a message could not be delivered."""
    known = REASONS.get(code)
    return words.say(known) if known else words.say(OTHER, code=b.cut(code, LONGEST_NAME))


def bar(part: int, whole: int, length: int = BAR) -> str:
    """A share as text that reads without colour; full only when nobody is missing."""
    return shares.bar(part, whole, length)


def listing(names: Sequence[str], words: Words, most: int) -> str:
    """Some names, and how many more there are."""
    said = words.say(", ").join(names[:most])
    left = len(names) - most
    return words.say("{names} and {count} more", names=said, count=left) if left > 0 else said


def lasting(time: timedelta | None, words: Words) -> str:
    """How long something took, rounded up: minutes, then hours, then days."""
    if time is None:
        return "–"
    minutes = max(1, ceil(time.total_seconds() / 60))
    if minutes < 120:
        return words.say("{count} min", count=minutes)
    if minutes < 48 * 60:
        return words.say("{count} h", count=ceil(minutes / 60))
    return words.say("{count} d", count=ceil(minutes / 60 / 24))
