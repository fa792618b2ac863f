"""Who is speaking: Slack's word on a user, kept for half a day, joined with the company's own list."""

from __future__ import annotations

from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.errors import NotAllowed, Unavailable
from bot.core.people import Directory, Listed, PeopleStore, Permission, Person, Profile, Role, require
from handlers.kit.payload import Spot
from knowledge.documents import Company

log = structlog.get_logger(__name__)


class People:
    """Asks Slack at most twice a day for each person; what it said last helps when Slack is slow."""

    def __init__(self, company: Company, directory: Directory, database: Database, clock: Clock) -> None:
        self._company = company
        self._directory = directory
        self._database = database
        self._clock = clock
        self._client: AsyncWebClient | None = None
        self._profiles: dict[tuple[str, str], Profile] = {}

    async def start(self, client: AsyncWebClient, team: str) -> None:
        """Finds the accounts of everybody on the company's list, so that a role can be told at once."""
        self._client = client
        for listed in self._directory.everyone:
            try:
                found = await client.users_lookupByEmail(email=listed.email)
                await self._learn(team, str(found["user"]["id"]))
            except (SlackApiError, Unavailable) as error:
                reason = error.response.get("error") if isinstance(error, SlackApiError) else error.code
                log.warning("no_slack_account", email=listed.email, reason=reason)

    async def of(self, spot: Spot, permission: Permission = Permission.ASK) -> Person:
        """The person at a spot. Raises NotAllowed for strangers, closed accounts and missing permissions."""
        profile = await self._profile(spot.team, spot.user)
        if not profile.active:
            raise NotAllowed("people.inactive")
        if profile.team != spot.team:
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
        emails = {one.email.casefold() for one in self._directory.holders(role, department)}
        found = [each for each in self._profiles.values() if (each.email or "").casefold() in emails and each.active]
        return sorted(found, key=lambda profile: profile.id)

    def names(self, role: str, language: str, department: str | None = None) -> list[str]:
        """The names of those who hold a role, as the company writes them in this language."""
        return [self.name_of(listed, language) for listed in self._directory.holders(Role(role), department)]

    def name_of(self, listed: Listed, language: str) -> str:
        member = next((one for one in self._company.people if one.email == listed.email), None)
        return member.name.say(language) if member else listed.name

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
        except (SlackApiError, TimeoutError, OSError) as error:
            log.warning("profile_not_refreshed", user=user, error=str(error)[:200])
            if known or stored:
                return known or stored  # type: ignore[return-value]
            raise Unavailable("people.unknown") from error

    async def _learn(self, team: str, user: str) -> Profile:
        if self._client is None:
            raise Unavailable("people.unknown")
        answer = await self._client.users_info(user=user, include_locale=True)
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
            name=about.get("display_name") or about.get("real_name") or raw.get("real_name") or raw.get("name") or "",
            email=about.get("email"),
            locale=raw.get("locale"),
            tz=raw.get("tz"),
            is_guest=bool(raw.get("is_restricted") or raw.get("is_ultra_restricted")),
            active=not raw.get("deleted", False),
            fetched_at=self._clock.now(),
        )
