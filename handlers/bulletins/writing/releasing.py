"""Who may release what somebody else wrote, as they are there now."""

from __future__ import annotations

from bot.bulletins.cases import Bulletin
from bot.core.people import PERMISSIONS, Permission
from handlers.kit.desk import Desk


def releasers(desk: Desk, bulletin: Bulletin) -> dict[str, str | None]:
    """Their accounts, each with whom they stand in for; never whoever wrote it."""
    roles = [role for role, may in PERMISSIONS.items() if Permission.RELEASE_BULLETINS in may]
    found: dict[str, str | None] = {}
    for role in roles:
        for profile, absent in desk.people.there(role, Permission.RELEASE_BULLETINS):
            known = desk.people.known(profile.id)
            if known and known.may(Permission.RELEASE_BULLETINS) and known.team == bulletin.team:
                found.setdefault(profile.id, absent)
    found.pop(bulletin.by, None)
    return found
