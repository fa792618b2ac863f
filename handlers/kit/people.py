"""Who is speaking: Slack's word on a user, kept for half a day, joined with the company's own list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.absences import Absences, stand_in
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.errors import NotAllowed, Unavailable
from bot.core.people import Directory, Listed, PeopleStore, Permission, Person, Profile, Role, require
from handlers.kit.payload import Spot, clean
from handlers.kit.refusals import code_of, patiently
from knowledge.documents import Company

SLACKBOT = "USLACKBOT"
"""Slack does not mark it as a bot."""
AWAY = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""The ways in which a call to Slack fails."""

LONGEST_NAME = 80

log = structlog.get_logger(__name__)


class People:
    """Asks Slack at most twice a day for each person; what it said last helps when Slack is slow."""

    def __init__(self, company: Company, directory: Directory, database: Database, clock: Clock) -> None:
        self.company = company
        self._directory = directory
        self._database = database
        self._clock = clock
        self._client: AsyncWebClient | None = None
        self._home: str | None = None
        self._profiles: dict[tuple[str, str], Profile] = {}
        self._away: Mapping[str, str | None] = {}

    async def start(self, client: AsyncWebClient, team: str) -> None:
        """Finds the accounts of everybody who holds a role or stands in, so that they can be told at once."""
        self._client, self._home = client, team
        deputies = {one.deputy for one in self.company.people}
        addresses = {one.email for one in self.company.people if one.id in deputies}
        for listed in self._directory.everyone:
            if listed.roles - {Role.EMPLOYEE} or listed.email in addresses:
                await self._find(team, listed)
        async with self._database.read() as connection:
            await self.note_absences(connection)

    async def meet_everyone(self) -> None:
        """Learns the accounts of all on the company's list: they need not have written to us first."""
        async for found in self._pages():
            await self._keep([one for one in found if self._directory.find(one.id, one.email)])

    async def roster(self) -> list[Person]:
        """Everybody who works here: the active members of the workspace, without guests and bots; asks Slack."""
        here: list[Person] = []
        async for found in self._pages():
            await self._keep(found)
            here += [self._directory.person(one) for one in found if one.active and not one.is_guest]
        return here

    def guests(self) -> int:
        """How many guests the roster, when it was read last, left out."""
        return sum(one.active and one.is_guest for (team, _), one in self._profiles.items() if team == self._home)

    async def _pages(self) -> AsyncIterator[list[Profile]]:
        """The people of our own workspace, page by page."""
        cursor = ""
        while True:
            ask = partial(self._reader().users_list, limit=200, cursor=cursor, include_locale=True)
            answer = await patiently(ask)
            people = [raw for raw in answer["members"] if not raw.get("is_bot") and raw["id"] != SLACKBOT]
            found = [self._read(self._home or "", raw) for raw in people]
            yield [one for one in found if one.team == self._home]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _keep(self, found: Sequence[Profile]) -> None:
        async with self._database.write() as connection:
            await PeopleStore(connection).save(*found)
        self._profiles |= {(one.team, one.id): one for one in found}

    async def note_absences(self, connection: AsyncConnection) -> None:
        """Who is away now: noted at each word of it, and every few seconds for what other processes heard."""
        if self._home:
            away = await Absences(connection).away(self._home, self._clock.now())
            await self.recall(connection, self._home, {*away, *filter(None, away.values())})
            self._away = away

    def present(self, user: str) -> str | None:
        """Somebody who is there, else whoever stands in while they are away; None when nobody does."""
        return stand_in(user, self._away, self.deputy_of, self.is_there) if user in self._away else user

    def stands_in_for(self, user: str) -> set[str]:
        """Those who are away, and for whom somebody is there instead."""
        return {one for one in self._away if one != user and self.present(one) == user}

    async def of(self, spot: Spot, permission: Permission = Permission.ASK) -> Person:
        """The person at a spot. Raises NotAllowed for strangers, closed accounts and missing permissions."""
        profile = await self._profile(spot.team, spot.user)
        if not profile.active:
            raise NotAllowed("people.inactive")
        # In a channel shared with another company, Slack names the stranger's own workspace as the place.
        if profile.team != (self._home or spot.team):
            raise NotAllowed("people.stranger")
        person = self._directory.person(profile)
        require(person, permission)
        return person

    async def meet(self, team: str, users: Iterable[str]) -> None:
        """Recalls those whom we met before a restart, or whom another process has met."""
        async with self._database.read() as connection:
            await self.recall(connection, team, users)

    async def recall(self, connection: AsyncConnection, team: str, users: Iterable[str]) -> None:
        """The same, for somebody who is inside a transaction."""
        if wanted := {one for one in users if (team, one) not in self._profiles}:
            found = await PeopleStore(connection).several(team, wanted)
            self._profiles |= {(team, one.id): one for one in found}

    def _met(self, user: str) -> Profile | None:
        """What Slack said of somebody we have met; nearly everybody is of our own workspace."""
        found = self._profiles.get((self._home or "", user))
        return found or next((each for (_, one), each in self._profiles.items() if one == user), None)

    def known(self, user: str) -> Person | None:
        """Somebody we have met, as the company knows them."""
        profile = self._met(user)
        return self._directory.person(profile) if profile else None

    def is_there(self, user: str) -> bool:
        """Whether somebody can be asked to stand in: an active account of the company itself."""
        person = self.known(user)
        return person is not None and person.active and not person.is_guest

    def has_left(self, user: str) -> bool:
        """Whether the account of somebody we have met is switched off."""
        profile = self._met(user)
        return profile is not None and not profile.active

    async def language(self, spot: Spot) -> str:
        """The language of somebody's Slack; Japanese when nobody can tell."""
        try:
            profile = await self._profile(spot.team, spot.user)
        except Unavailable:
            return "ja"
        return self._directory.person(profile).locale or "ja"

    def known_language(self, user: str) -> str:
        """The language of somebody we have met; Japanese otherwise."""
        profile = self._met(user)
        return (self._directory.person(profile).locale if profile else None) or "ja"

    def holders(self, role: Role, department: str | None = None) -> list[Profile]:
        """The accounts of those who hold a role, or of those who stand in."""
        wanted = self._directory.holders(role, department)
        found = [each for each in self._profiles.values() if self._directory.find(each.id, each.email) in wanted]
        return sorted((each for each in found if each.active), key=lambda profile: profile.id)

    def to_tell(self, role: Role, department: str | None, besides: str) -> list[Profile]:
        """Whom to tell of somebody's matter: the holders of a role, never only the person who asks.

        For the absent those who stand in, where they may take it; better somebody away than nobody.
        """
        roles = (role, Role.INCIDENT_LEAD, Role.SECURITY_LEAD, Role.PRESIDENT)
        there = ([one for one, _ in self.there(each, Permission.TAKE_HANDOVERS, department)] for each in roles)
        anybody = (self.holders(each, department) for each in roles)
        for found in chain(there, anybody):
            if others := [one for one in found if one.id != besides]:
                return others
        return []

    def there(
        self, role: Role, permission: Permission, department: str | None = None
    ) -> list[tuple[Profile, str | None]]:
        """Who holds a role and is there; for the absent whoever stands in and may do the same, with whom for."""
        found: dict[str, tuple[Profile, str | None]] = {}
        for holder in self.holders(role, department):
            person = self.present(holder.id)
            known = self.known(person) if person else None
            if person == holder.id:
                found[person] = holder, None
            elif person and known and known.may(permission):
                profile = next(each for (_, one), each in self._profiles.items() if one == person)
                found.setdefault(person, (profile, holder.id))
        return list(found.values())

    def name_in(self, profile: Profile, language: str) -> str:
        """The name of an account, as the company writes it in this language."""
        listed = self._directory.find(profile.id, profile.email)
        return self.name_of(listed, language) if listed else profile.name

    def called(self, user: str, language: str) -> str:
        """The name of somebody we have met, as the company writes it; their id when we have not."""
        profile = self._met(user)
        return self.name_in(profile, language) if profile else user

    def phone_of(self, user: str) -> str:
        """The phone number of somebody we have met, as the company's file has it; "" when it has none."""
        profile = self._met(user)
        listed = self._directory.find(profile.id, profile.email) if profile else None
        member = next((one for one in self.company.people if listed and one.email == listed.email), None)
        return (member.phone if member else None) or ""

    def allowed(self, permission: Permission) -> list[Person]:
        """Those of us who may do something, as far as we have met them."""
        found = (self._directory.person(profile) for profile in self._profiles.values())
        return sorted((one for one in found if one.may(permission)), key=lambda one: one.id)

    def listed(self, user: str) -> Listed | None:
        """What the company's own list says of somebody we have met."""
        profile = self._met(user)
        return self._directory.find(profile.id, profile.email) if profile else None

    def deputy_of(self, user: str) -> str | None:
        """The account of whoever the company's file names as somebody's deputy; None when it names nobody we know."""
        listed = self.listed(user)
        member = next((one for one in self.company.people if listed and one.email == listed.email), None)
        deputy = next((one for one in self.company.people if member and one.id == member.deputy), None)
        return self.account_of(deputy.email) if deputy else None

    def account_of(self, email: str) -> str | None:
        """The active account of somebody in the company's file; None when we know of none."""
        return next((each.id for each in self._profiles.values() if each.active and self._is(each, email)), None)

    def _is(self, profile: Profile, email: str) -> bool:
        listed = self._directory.find(profile.id, profile.email)
        return listed is not None and listed.email == email

    def known_as(self, user: str) -> tuple[str, ...]:
        """Everything that tells who somebody we have met is: names in both languages, and the address."""
        profile = self._met(user)
        if profile is None:
            return ()
        names = {profile.name, *(self.name_in(profile, language) for language in ("ja", "en"))}
        return tuple(filter(None, (*sorted(names), profile.email)))

    def names(self, role: str, language: str, department: str | None = None) -> list[str]:
        """The names of those who hold a role, as the company writes them in this language."""
        return [self.name_of(listed, language) for listed in self._directory.holders(Role(role), department)]

    def name_of(self, listed: Listed, language: str) -> str:
        member = next((one for one in self.company.people if one.email == listed.email), None)
        return member.name.say(language) if member else listed.name

    async def _find(self, team: str, listed: Listed) -> None:
        try:
            user = listed.slack_id or str((await self._looked_up(listed.email))["user"]["id"])
            await self._learn(team, user)
        except SlackApiError as error:
            log.warning("no_slack_account", person=listed.name, reason=code_of(error))

    async def _looked_up(self, email: str) -> AsyncSlackResponse:
        return await patiently(partial(self._reader().users_lookupByEmail, email=email))

    def _reader(self) -> AsyncWebClient:
        if self._client is None:
            raise Unavailable("people.unknown")
        return self._client

    async def _profile(self, team: str, user: str) -> Profile:
        known = self._profiles.get((team, user))
        if known and known.fresh(self._clock.now()):
            return known
        async with self._database.read() as connection:
            stored = await PeopleStore(connection).get(team, user)
        if stored and stored.fresh(self._clock.now()):
            self._profiles[team, user] = stored
            return stored
        try:
            return await self._learn(team, user)
        except AWAY as error:
            log.warning("profile_not_refreshed", user=user, error=str(error)[:200])
            if known or stored:
                return known or stored  # type: ignore[return-value]
            raise Unavailable("people.unknown") from error

    async def _learn(self, team: str, user: str) -> Profile:
        answer = await self._reader().users_info(user=user, include_locale=True)
        profile = self._read(team, answer["user"])
        async with self._database.write() as connection:
            await PeopleStore(connection).save(profile)
        self._profiles[team, user] = profile
        return profile

    def _read(self, team: str, raw: dict[str, Any]) -> Profile:
        about = raw.get("profile") or {}
        return Profile(
            team=raw.get("team_id") or team,
            id=raw["id"],
            name=clean(_name(raw, about))[:LONGEST_NAME],
            email=about.get("email"),
            locale=raw.get("locale"),
            tz=raw.get("tz"),
            is_guest=bool(raw.get("is_restricted") or raw.get("is_ultra_restricted")),
            active=not raw.get("deleted", False),
            fetched_at=self._clock.now(),
        )


def _name(raw: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """What somebody is called in Slack; a display name that only repeats the account's gives way to the real one."""
    account, shown = raw.get("name") or "", about.get("display_name") or ""
    real = about.get("real_name") or raw.get("real_name") or ""
    return str((real or shown) if shown == account else shown) or str(real or account)
