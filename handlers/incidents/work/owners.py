"""Who looks after a step: whoever it was given to, else those who hold its role; deputies while they are away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.core.absences import Absences
from bot.core.errors import NotAllowed, Refused
from bot.core.people import PeopleStore, Person, Role
from bot.core.unit import Work
from bot.incidents.access import Act, may
from bot.incidents.cases import Incident, Step
from handlers.incidents.cards import Views
from handlers.incidents.naming import role_name
from handlers.kit.desk import Desk
from handlers.kit.payload import Spot
from handlers.kit.words import Words


class Owners:
    """Turns roles into people, as the company's list and the absences stand now."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, incident: Incident, step: Step) -> list[str]:
        """Those who look after a step. Of a restricted incident a role is nobody who may not see it."""
        if step.person:
            return [step.person]
        if step.role == Role.INCIDENT_LEAD and incident.lead:
            return [incident.lead]
        return self._holders(incident, step.role) or self.leading(incident)

    def leading(self, incident: Incident) -> list[str]:
        """Whoever leads the response; until somebody does, those who answer for incidents."""
        if incident.lead:
            return [incident.lead]
        return [one.id for one in self._desk.people.holders(Role.INCIDENT_LEAD)]

    async def to_remind(self, work: Work, incident: Incident, step: Step) -> list[str]:
        """Whom to write to: for the absent their deputies, for a closed account whoever leads."""
        return await self.there(work, incident, self.of(incident, step)) or self.leading(incident)

    async def there(self, work: Work, incident: Incident, people: Iterable[str]) -> list[str]:
        """Those of these people who can act: for the absent their deputies, and nobody whose account is closed."""
        away = await Absences(work.connection).away(incident.team, work.now)
        found = dict.fromkeys(self._there(person, away) for person in people)
        return [one for one in found if await self._is_active(work, incident.team, one)]

    async def chosen(self, spot: Spot, user: str) -> Person:
        """Somebody who was chosen in a form. Raises Refused for whoever is no colleague of ours."""
        try:
            found = await self._desk.people.of(Spot(spot.team, user))
        except NotAllowed:
            raise Refused("incidents.no_colleague", "person") from None
        if found.is_guest:
            raise Refused("incidents.no_colleague", "person")
        return found

    def line(self, incident: Incident, step: Step, views: Views, words: Words) -> str:
        """Who looks after it, in words: the role where those who look after it hold it, else their names alone."""
        people = self.of(incident, step)
        names = words.say(", ").join(views.name(one, words) for one in people)
        if step.person or not step.role or not set(people) <= set(self._holders(incident, step.role)):
            return words.say("In charge: {name}", name=names)
        role = role_name(step.role, words)
        return words.say("In charge: {role} ({names})", role=role, names=names or words.say("nobody yet"))

    def _holders(self, incident: Incident, role: str) -> list[str]:
        if not role:
            return []
        listed = self._desk.people.listed(incident.reporter) if incident.reporter else None
        found = self._desk.people.holders(Role(role), listed.department if listed else None)
        if incident.restricted:
            directory = self._desk.services.directory
            found = [one for one in found if may(directory.person(one), Act.SEE, incident)]
        return [one.id for one in found]

    def _there(self, person: str, away: Mapping[str, str | None]) -> str:
        return (away[person] or self._desk.people.deputy_of(person) or person) if person in away else person

    async def _is_active(self, work: Work, team: str, person: str) -> bool:
        profile = await PeopleStore(work.connection).get(team, person)
        return profile is None or profile.active
