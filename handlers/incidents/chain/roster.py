"""Who holds a role at this moment, who stands in for whom, and who of them may know of an incident at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.absences import Absences, stand_in
from bot.core.people import STAND_INS, Profile, Role
from bot.core.unit import Work
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.cases import Incident
from bot.incidents.chain import Called, settles
from bot.incidents.store import IncidentStore
from handlers.kit.desk import Desk
from knowledge.incidents import Rung


@dataclass(frozen=True)
class Around:
    """Everybody who can be called for an incident, by role: `there` without those away whom nobody represents."""

    there: Mapping[str, tuple[Called, ...]]
    anybody: Mapping[str, tuple[Called, ...]]


class Roster:
    """Puts people in place of roles."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._people = desk.people
        self._chain = desk.services.known.incidents.chain

    def rung(self, incident: Incident) -> Rung:
        return self._chain.rung(incident.level)

    async def around(self, work: Work, incident: Incident) -> Around:
        """Who can be called now. Of a restricted incident only those are who may see it."""
        away = await self.away(work, incident.team)
        rung = self.rung(incident)
        roles: list[str] = list(dict.fromkeys((*rung.chain, *rung.inform)))
        there = {role: self._called(incident, role, away, lonely=False) for role in roles}
        anybody = {role: self._called(incident, role, away, lonely=True) for role in roles}
        return Around(there, anybody)

    async def away(self, work: Work, team: str) -> Mapping[str, str | None]:
        """Who is away at this moment; whoever they named is known from here on."""
        away = await Absences(work.connection).away(team, work.now)
        await self._people.recall(work.connection, team, {*away, *filter(None, away.values())})
        return away

    async def present(self, work: Work, incident: Incident, person: str) -> str:
        """Somebody, or whoever stands in for them while they are away."""
        away = await self.away(work, incident.team)
        if person not in away:
            return person
        deputy = stand_in(person, away, self._people.deputy_of, self._people.is_there)
        return deputy if deputy and self.may_know(incident, deputy) else person

    async def settled(self, connection: AsyncConnection, incident: Incident) -> str | None:
        """Who has confirmed and answers for this level, else the lead who does; None while nobody does."""
        rung = self.rung(incident)
        told = await IncidentStore(connection).notices(incident.id)
        await self._people.recall(connection, incident.team, {one.person for one in told})
        for one in told:
            if one.confirmed_at and settles(rung, self.roles(one.person), (one,)):
                return one.person
        lead = incident.lead
        return lead if lead and settles(rung, self.roles(lead), ()) else None

    def may_know(self, incident: Incident, person: str) -> bool:
        """Whether somebody may be told. Whoever is called may see an incident, but for a restricted one."""
        known = self._people.known(person)
        if known is None or not known.active or known.is_guest:
            return False
        return not incident.restricted or access.may(known, Act.SEE, incident)

    def roles(self, person: str) -> list[str]:
        known = self._people.known(person)
        return [role.value for role in known.roles] if known and known.active else []

    def _called(
        self, incident: Incident, role: str, away: Mapping[str, str | None], *, lonely: bool
    ) -> tuple[Called, ...]:
        found = []
        for profile in self._holders(incident, role):
            deputy = stand_in(profile.id, away, self._people.deputy_of, self._people.is_there)
            if profile.id not in away:
                found.append(Called(profile.id, role))
            elif deputy and self.may_know(incident, deputy):
                found.append(Called(deputy, self._role(incident, profile.id, role), profile.id))
            elif lonely:
                found.append(Called(profile.id, role))
        return tuple(one for one in found if self.may_know(incident, one.person))

    def _role(self, incident: Incident, absent: str, role: str) -> str:
        """A deputy's word counts as the absent one's: of all their roles the one that settles the level."""
        held = self.roles(absent)
        rung = self.rung(incident)
        return role if role in rung.settles else next((one for one in rung.settles if one in held), role)

    def _holders(self, incident: Incident, role: str) -> list[Profile]:
        """The accounts of those who hold a role; where none of them is on Slack, those who stand in for all."""
        listed = self._people.listed(incident.reporter) if incident.reporter else None
        if role == Role.DEPARTMENT_HEAD.value:
            return self._people.holders(Role(role), listed.department) if listed else []
        found = (self._people.holders(wanted) for wanted in (Role(role), *STAND_INS))
        return next((each for each in found if each), [])
