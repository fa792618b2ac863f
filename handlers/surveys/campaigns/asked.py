"""Who is asked: the departments and sites with their heads, deputies and members, as far as Slack knows them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.people import Listed, PeopleStore, Profile
from bot.surveys.cases import SUBJECT, Campaign, Invited, Unit, names_of
from handlers.kit.desk import Desk
from handlers.kit.people import AWAY

FRESH = timedelta(hours=12)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """A department or site: who answers for it, who is in it, and whom Slack does not know."""

    unit: Unit
    site: bool = False
    absent: str | None = None
    """The head, while somebody stands in or nobody does."""
    members: tuple[str, ...] = ()
    unknown: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a campaign comes to at its opening: who gets a sheet, and what whoever runs it should know."""

    units: tuple[Unit, ...]
    invited: tuple[Invited, ...]
    deputies: Mapping[str, str]
    """Who stands in for a unit, by its id."""
    unknown: tuple[Listed, ...] = ()
    nobody: tuple[Unit, ...] = ()

    @property
    def people(self) -> int:
        return len({one.person for one in self.invited})


class Roll:
    """Reads the company's list against the accounts that we know."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._learned: datetime | None = None
        self._learning: asyncio.Task[None] | None = None

    async def learn(self, patience: float) -> None:
        """Asks Slack for everybody's account, twice a day at most; goes on by itself when it takes longer."""
        now = self._desk.services.clock.now()
        if self._learned and abs(now - self._learned) < FRESH:
            return
        if self._learning is None or self._learning.done():
            self._learning = asyncio.create_task(self._learn(now))
        await asyncio.wait([self._learning], timeout=patience)

    async def stop(self) -> None:
        """Lets nothing go on behind the house's back."""
        if self._learning:
            self._learning.cancel()
            with suppress(asyncio.CancelledError):
                await self._learning

    async def places(self, connection: AsyncConnection, team: str) -> list[Place]:
        """All departments and sites, as they are now."""
        company, found = self._desk.services.known.company, await self._accounts(connection, team)
        listed = {one.email.casefold(): one for one in self._desk.services.directory.everyone}
        people = {one.id: listed[one.email.casefold()] for one in company.people if one.email.casefold() in listed}
        places = []
        for each in company.departments:
            ours = [one for one in listed.values() if one.department == each.id]
            head = found.get(people[each.head].email) if each.head in people else None
            answers = self.stand_in(head) if head else None
            members = tuple(sorted(user for one in ours if (user := found.get(one.email))))
            unknown = tuple(one for one in ours if one.email not in found)
            unit = Unit(each.id, names_of(each.name), len(ours), answers)
            absent = head if head and answers != head else None
            places.append(Place(unit, each.kind == "site", absent, members, unknown))
        return places

    def stand_in(self, person: str) -> str | None:
        """Somebody who is there, or whoever stands in; nobody who has left."""
        people = self._desk.people
        there = people.present(person)
        return there if there and people.is_there(there) else None

    async def asked(self, connection: AsyncConnection, campaign: Campaign) -> Asked:
        """Who gets a sheet of a campaign now."""
        places = {one.unit.id: one for one in await self.places(connection, campaign.team)}
        await self._desk.people.recall(connection, campaign.team, filter(None, (one.person for one in campaign.units)))
        units = tuple(_counted(unit, places.get(unit.id)) for unit in campaign.units)
        return self._poll(units, places) if campaign.who == "poll" else self._heads(units, places)

    def _heads(self, units: Sequence[Unit], places: Mapping[str, Place]) -> Asked:
        answering, deputies = [], {}
        for unit in units:
            place = places.get(unit.id)
            person = self._answers(unit.person) or (place.unit.person if place else None)
            if person and unit.person and person != unit.person:
                deputies[unit.id] = person
            # Somebody who is away without a deputy may look in; nobody else can be asked.
            known = self._desk.people.is_there(unit.person) if unit.person else False
            answering.append(replace(unit, person=person or (unit.person if known else None)))
        invited = tuple(Invited(one.person, one.id) for one in answering if one.person)
        nobody = tuple(one for one in answering if one.person is None)
        return Asked(tuple(answering), invited, deputies, nobody=nobody)

    def _answers(self, person: str | None) -> str | None:
        return self.stand_in(person) if person else None

    @staticmethod
    def _poll(units: Sequence[Unit], places: Mapping[str, Place]) -> Asked:
        chosen = [places[one.id] for one in units if one.id in places]
        invited = tuple(Invited(person, one.unit.id) for one in chosen for person in one.members)
        filled = {one.unit for one in invited}
        unknown = tuple(one for place in chosen for one in place.unknown)
        return Asked(tuple(units), invited, {}, unknown, tuple(one for one in units if one.id not in filled))

    async def _accounts(self, connection: AsyncConnection, team: str) -> dict[str, str]:
        """The account of everybody on the list whose account is active and no guest's, by their address there."""
        directory, store = self._desk.services.directory, PeopleStore(connection)
        profiles = await store.by_email(team, [one.email for one in directory.everyone])
        by_id = [await store.get(team, one.slack_id) for one in directory.everyone if one.slack_id]
        ours: Collection[Profile] = [*profiles, *(one for one in by_id if one and one.active)]
        await self._desk.people.recall(connection, team, self._heads_of(ours))
        found = ((directory.find(one.id, one.email), one) for one in ours if not one.is_guest)
        return {listed.email: one.id for listed, one in found if listed}

    def _heads_of(self, profiles: Collection[Profile]) -> list[str]:
        """Those who head something or stand in for somebody: whether they are there is asked of what we recall."""
        company = self._desk.services.known.company
        named = {one.head for one in company.departments} | {one.deputy for one in company.people}
        addresses = {one.email.casefold() for one in company.people if one.id in named}
        return [one.id for one in profiles if (one.email or "").casefold() in addresses]

    async def _learn(self, now: datetime) -> None:
        try:
            await self._desk.people.meet_everyone()
            self._learned = now
        except AWAY as trouble:
            log.warning("accounts_not_read", error=str(trouble)[:200])


def _counted(unit: Unit, place: Place | None) -> Unit:
    """The unit with the head count of today."""
    return replace(unit, head_count=place.unit.head_count) if place and unit.id != SUBJECT else unit
