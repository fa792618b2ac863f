"""Who is speaking: Slack's word on a user, kept for half a day, joined with the company's own list."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.errors import NotAllowed, Unavailable
from bot.core.people import Directory, Listed, PeopleStore, Permission, Person, Profile, Role, require
from handlers.kit.payload import Spot, clean
from knowledge.documents import Company

HTTP_TOO_MANY = 429
AWAY = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""The ways in which a call to Slack fails."""

LONGEST_NAME = 80

log = structlog.get_logger(__name__)


class People:
    """Asks Slack at most twice a day for each person; what it said last helps when Slack is slow."""

    def __init__(self, company: Company, directory: Directory, database: Database, clock: Clock) -> None:
        self._company = company
        self._directory = directory
        self._database = database
        self._clock = clock
        self._client: AsyncWebClient | None = None
        self._home: str | None = None
        self._profiles: dict[tuple[str, str], Profile] = {}

    async def start(self, client: AsyncWebClient, team: str) -> None:
        """Finds the accounts of everybody who holds a role, so that they can be told at once."""
        self._client, self._home = client, team
        for listed in self._directory.everyone:
            if listed.roles - {Role.EMPLOYEE}:
                await self._find(team, listed)

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

    async def language(self, spot: Spot) -> str:
        """The language of somebody's Slack; Japanese when nobody can tell."""
        try:
            profile = await self._profile(spot.team, spot.user)
        except Unavailable:
            return "ja"
        return self._directory.person(profile).locale or "ja"

    def known_language(self, user: str) -> str:
        """The language of somebody we have met; Japanese otherwise."""
        profile = next((each for (_, one), each in self._profiles.items() if one == user), None)
        return (self._directory.person(profile).locale if profile else None) or "ja"

    def holders(self, role: Role, department: str | None = None) -> list[Profile]:
        """The accounts of those who hold a role, or of those who stand in."""
        wanted = self._directory.holders(role, department)
        found = [each for each in self._profiles.values() if self._directory.find(each.id, each.email) in wanted]
        return sorted((each for each in found if each.active), key=lambda profile: profile.id)

    def to_tell(self, role: Role, department: str | None, besides: str) -> list[Profile]:
        """Whom to tell of somebody's matter: the holders of a role, never only the person who asks."""
        for wanted in (role, Role.INCIDENT_LEAD, Role.SECURITY_LEAD, Role.PRESIDENT):
            found = [each for each in self.holders(wanted, department) if each.id != besides]
            if found:
                return found
        return []

    def name_in(self, profile: Profile, language: str) -> str:
        """The name of an account, as the company writes it in this language."""
        listed = self._directory.find(profile.id, profile.email)
        return self.name_of(listed, language) if listed else profile.name

    def names(self, role: str, language: str, department: str | None = None) -> list[str]:
        """The names of those who hold a role, as the company writes them in this language."""
        return [self.name_of(listed, language) for listed in self._directory.holders(Role(role), department)]

    def name_of(self, listed: Listed, language: str) -> str:
        member = next((one for one in self._company.people if one.email == listed.email), None)
        return member.name.say(language) if member else listed.name

    async def _find(self, team: str, listed: Listed) -> None:
        try:
            user = listed.slack_id or str((await self._looked_up(listed.email))["user"]["id"])
            await self._learn(team, user)
        except SlackApiError as error:
            log.warning("no_slack_account", person=listed.name, reason=error.response.get("error"))

    async def _looked_up(self, email: str) -> AsyncSlackResponse:
        client = self._reader()
        try:
            return await client.users_lookupByEmail(email=email)
        except SlackApiError as error:
            if error.response.status_code != HTTP_TOO_MANY:
                raise
            await asyncio.sleep(float(error.response.headers.get("Retry-After", 1)))
            return await client.users_lookupByEmail(email=email)

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
            name=clean(
                about.get("display_name") or about.get("real_name") or raw.get("real_name") or raw.get("name") or ""
            )[:LONGEST_NAME],
            email=about.get("email"),
            locale=raw.get("locale"),
            tz=raw.get("tz"),
            is_guest=bool(raw.get("is_restricted") or raw.get("is_ultra_restricted")),
            active=not raw.get("deleted", False),
            fetched_at=self._clock.now(),
        )
