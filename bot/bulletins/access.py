"""Who may do what with a bulletin."""

from __future__ import annotations

from bot.bulletins.cases import Bulletin
from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.people import Permission, Person, require


def check_write(person: Person, bulletin: Bulletin | None = None) -> None:
    """Lets those write who send bulletins, and only those of their own workspace. Raises NotAllowed or NotFound."""
    require(person, Permission.SEND_BULLETINS)
    _same_team(person, bulletin)


def check_release(person: Person, bulletin: Bulletin, *, by: str) -> None:
    """Lets a second person release what is `by` somebody else: the bulletin, or a correction of it.

    Raises NotAllowed, NotFound or Refused.
    """
    require(person, Permission.RELEASE_BULLETINS)
    _same_team(person, bulletin)
    if person.id == by:
        raise Refused("bulletins.own_release")


def check_see(person: Person, bulletin: Bulletin) -> None:
    """Lets those see how it stands who may, and whoever wrote it. Raises NotAllowed or NotFound."""
    _same_team(person, bulletin)
    if person.id != bulletin.by:
        require(person, Permission.SEE_BULLETINS)


def may_release(person: Person, bulletin: Bulletin, *, by: str) -> bool:
    try:
        check_release(person, bulletin, by=by)
    except (NotAllowed, NotFound, Refused):
        return False
    return True


def _same_team(person: Person, bulletin: Bulletin | None) -> None:
    if bulletin and bulletin.team != person.team:
        raise NotFound("bulletins.gone")
