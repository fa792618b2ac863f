"""People: what Slack said of them, which roles the company gave them, and the one door that asks for permission."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.db import upsert
from bot.core.errors import NotAllowed
from bot.core.tables import person as person_table

Locale = Literal["ja", "en"]
FRESH: Final = timedelta(hours=12)
AT_ONCE: Final = 500


class Role(StrEnum):
    EMPLOYEE = "employee"
    DEPARTMENT_HEAD = "department_head"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_LEAD = "security_lead"
    PRESIDENT = "president"
    INCIDENT_LEAD = "incident_lead"
    EDUCATION_LEAD = "education_lead"
    AUDIT_LEAD = "audit_lead"
    PRIVACY_DESK = "privacy_desk"
    MYNUMBER_LEAD = "mynumber_lead"


class Permission(StrEnum):
    """What somebody may do; a service asks for one of these, never for a role."""

    ASK = "ask"
    TAKE_HANDOVERS = "take_handovers"
    TRIAGE_ANSWERS = "triage_answers"
    SEE_STATS = "see_stats"
    EDIT_KNOWLEDGE = "edit_knowledge"
    DECIDE_MESSAGES = "decide_messages"
    READ_AUDIT = "read_audit"
    TRIAGE_MAIL = "triage_mail"
    HANDLE_INCIDENTS = "handle_incidents"
    COMMAND_INCIDENTS = "command_incidents"
    READ_INCIDENTS = "read_incidents"
    RUN_DRILLS = "run_drills"
    RUN_SURVEYS = "run_surveys"
    SEE_SURVEYS = "see_surveys"
    SEND_BULLETINS = "send_bulletins"
    RELEASE_BULLETINS = "release_bulletins"
    SEE_BULLETINS = "see_bulletins"


_HELPER: Final = frozenset({Permission.ASK, Permission.TAKE_HANDOVERS})
_COMMANDS: Final = frozenset(
    {Permission.HANDLE_INCIDENTS, Permission.COMMAND_INCIDENTS, Permission.READ_INCIDENTS},
)
_SURVEYS: Final = frozenset({Permission.RUN_SURVEYS, Permission.SEE_SURVEYS})
_BULLETINS: Final = frozenset({Permission.SEND_BULLETINS, Permission.SEE_BULLETINS})
GUEST: Final = frozenset({Permission.ASK})
PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    Role.EMPLOYEE: frozenset({Permission.ASK}),
    Role.DEPARTMENT_HEAD: _HELPER,
    Role.SYSTEM_ADMIN: _HELPER
    | {Permission.TRIAGE_ANSWERS, Permission.SEE_STATS, Permission.DECIDE_MESSAGES}
    | {Permission.TRIAGE_MAIL, Permission.HANDLE_INCIDENTS, Permission.READ_INCIDENTS}
    | _SURVEYS
    | _BULLETINS,
    Role.SECURITY_LEAD: frozenset(Permission),
    Role.PRESIDENT: _HELPER
    | {Permission.SEE_STATS, Permission.READ_AUDIT, Permission.TRIAGE_MAIL, Permission.SEE_SURVEYS}
    | {Permission.RELEASE_BULLETINS, Permission.SEE_BULLETINS}
    | _COMMANDS,
    Role.INCIDENT_LEAD: _HELPER
    | {Permission.DECIDE_MESSAGES, Permission.TRIAGE_MAIL, Permission.RUN_DRILLS}
    | _COMMANDS,
    Role.EDUCATION_LEAD: _HELPER
    | {Permission.TRIAGE_ANSWERS, Permission.SEE_STATS, Permission.EDIT_KNOWLEDGE}
    | _SURVEYS
    | _BULLETINS,
    Role.AUDIT_LEAD: _HELPER
    | {Permission.SEE_STATS, Permission.READ_AUDIT, Permission.READ_INCIDENTS}
    | _SURVEYS
    | {Permission.SEE_BULLETINS},
    Role.PRIVACY_DESK: _HELPER,
    Role.MYNUMBER_LEAD: _HELPER,
}

# Who stands in when nobody holds a role.
STAND_INS: Final = (Role.SECURITY_LEAD, Role.PRESIDENT)


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack said of a user, and when."""

    team: str
    id: str
    name: str
    email: str | None
    locale: str | None
    tz: str | None
    is_guest: bool
    active: bool
    fetched_at: datetime

    def fresh(self, now: datetime) -> bool:
        return now - self.fetched_at < FRESH


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as the company's own list has them; an account is found by Slack id, else by e-mail address."""

    name: str
    email: str
    department: str
    roles: frozenset[Role] = frozenset({Role.EMPLOYEE})
    slack_id: str | None = None
    heads: frozenset[str] = frozenset()
    """Departments that this person heads, the own one or others."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks with us; `locale` is None when Slack did not say."""

    team: str
    id: str
    name: str
    email: str | None = None
    locale: Locale | None = None
    tz: str | None = None
    department: str | None = None
    roles: frozenset[Role] = frozenset({Role.EMPLOYEE})
    is_guest: bool = False
    active: bool = True

    def may(self, permission: Permission) -> bool:
        if not self.active:
            return False
        if self.is_guest:
            return permission in GUEST
        return any(permission in PERMISSIONS[role] for role in self.roles)


def require(person: Person, permission: Permission) -> None:
    """Let the person pass, or raise NotAllowed: the only place where a permission is decided."""
    if not person.may(permission):
        raise NotAllowed("people.not_allowed", permission=permission.value)


class Directory:
    """The company's own list of people and roles."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        self.everyone = tuple(listed)
        self._by_email = {one.email.casefold(): one for one in self.everyone}
        self._by_id = {one.slack_id: one for one in self.everyone if one.slack_id}

    def find(self, slack_id: str, email: str | None) -> Listed | None:
        return self._by_id.get(slack_id) or self._by_email.get((email or "").casefold())

    def person(self, profile: Profile) -> Person:
        """Return who this is to us. Guests hold no role: an address in our list does not make one of us."""
        listed = None if profile.is_guest else self.find(profile.id, profile.email)
        roles = frozenset() if profile.is_guest else frozenset({Role.EMPLOYEE})
        return Person(
            team=profile.team,
            id=profile.id,
            name=profile.name,
            email=profile.email,
            locale=spoken(profile.locale),
            tz=profile.tz,
            department=listed.department if listed else None,
            roles=roles | listed.roles if listed else roles,
            is_guest=profile.is_guest,
            active=profile.active,
        )

    def holders(self, role: Role, department: str | None = None) -> tuple[Listed, ...]:
        """Return who holds the role (as head of that department), else who stands in; empty only when nobody does."""
        for wanted in (role, *STAND_INS):
            within = department if wanted is Role.DEPARTMENT_HEAD else None
            if found := self._holding(wanted, within):
                return found
        return ()

    def _holding(self, role: Role, department: str | None) -> tuple[Listed, ...]:
        if department is None:
            return tuple(one for one in self.everyone if role in one.roles)
        named = tuple(one for one in self.everyone if department in one.heads)
        return named or tuple(one for one in self.everyone if role in one.roles and one.department == department)


def spoken(locale: str | None) -> Locale | None:
    """Return which of our two languages serves this locale; English serves the rest of the world."""
    if not locale:
        return None
    return "ja" if locale.lower().startswith("ja") else "en"


class PeopleStore:
    """What Slack said of people, kept so that we need not ask for every message."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, team: str, user: str) -> Profile | None:
        mine = (person_table.c.team == team) & (person_table.c.id == user)
        row = (await self._connection.execute(select(person_table).where(mine))).mappings().one_or_none()
        return Profile(**row) if row else None

    async def several(self, team: str, users: Collection[str]) -> list[Profile]:
        """What we know of these, in as few questions as the database allows."""
        found: list[Profile] = []
        wanted = sorted(users)
        for at in range(0, len(wanted), AT_ONCE):
            mine = (person_table.c.team == team) & person_table.c.id.in_(wanted[at : at + AT_ONCE])
            rows = await self._connection.execute(select(person_table).where(mine))
            found += [Profile(**row) for row in rows.mappings()]
        return found

    async def save(self, *profiles: Profile) -> None:
        if profiles:
            await upsert(self._connection, person_table, *(asdict(one) for one in profiles))

    async def by_email(self, team: str, emails: Collection[str]) -> list[Profile]:
        """Return the active accounts behind these addresses."""
        wanted = func.lower(person_table.c.email).in_([email.lower() for email in emails])
        mine = (person_table.c.team == team) & person_table.c.active & wanted
        rows = await self._connection.execute(select(person_table).where(mine).order_by(person_table.c.id))
        return [Profile(**row) for row in rows.mappings()]
