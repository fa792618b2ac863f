"""Who may release what somebody else wrote, as they are there now."""

from __future__ import annotations

from bot.core.people import PERMISSIONS, Permission
from handlers.kit.desk import Desk


def releasers(desk: Desk, team: str, by: str) -> dict[str, str | None]:
    """Their accounts, each with whom they stand in for; never the one it is `by`."""
    roles = [role for role, may in PERMISSIONS.items() if Permission.RELEASE_BULLETINS in may]
    found: dict[str, str | None] = {}
    for role in roles:
        for profile, absent in desk.people.there(role, Permission.RELEASE_BULLETINS):
            known = desk.people.known(profile.id)
            if known and known.may(Permission.RELEASE_BULLETINS) and known.team == team:
                found.setdefault(profile.id, absent)
    found.pop(by, None)
    return found
