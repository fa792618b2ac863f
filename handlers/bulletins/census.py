"""Whom an audience reaches: channels the bot can post to, and people, each once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Protocol, TypeVar

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.bulletins.cases import Audience
from bot.core.errors import Unavailable
from bot.core.people import Listed, Person
from handlers.kit.desk import Desk
from handlers.kit.people import AWAY
from handlers.kit.refusals import code_of, patiently

FRESH: Final = timedelta(minutes=10)
PAGE: Final = 900
KINDS: Final = ("public_channel,private_channel", "private_channel")
"""What is asked for, and what is left when the company did not grant the rest."""
UNSEEN: Final = "missing_scope"
Found = TypeVar("Found")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Channel:
    name: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Reach:
    """What an audience comes to now.

    `people` get a message of their own, `readers` are all who are asked to read it, those in the channels included;
    both by account with the department ("" where the company's list names none). `channels` have their names.
    `trouble` says of a channel why it cannot be reached (`is_archived`, `not_in_channel`, …); with `missing_scope` it
    is reached, but nobody can tell who is in it; `unreached` are the names of those that cannot be, where we see them.
    `unknown` are people of the list without an account, `guests` how many guests "everybody" leaves out, `left_out`
    the accounts that only the exceptions keep from it.
    """

    channels: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    readers: Mapping[str, str] = field(default_factory=dict)
    trouble: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    unreached: Mapping[str, str] = field(default_factory=dict)
    guests: int = 0
    left_out: tuple[str, ...] = ()


class Read(Protocol):
    """Gets a part of what is to be known by its name: asked of Slack, or only remembered."""

    async def __call__(self, what: str, ask: Callable[[], Awaitable[Found]], /) -> Found: ...


class Census:
    """Asks Slack, and remembers for a while: counting before sending should not take minutes."""

    def __init__(self, desk: Desk, client: AsyncWebClient) -> None:
        self._desk = desk
        self._client = client
        self._known: dict[str, tuple[datetime, Any]] = {}
        self._asking = asyncio.Lock()

    async def reach(self, audience: Audience, team: str) -> Reach:
        """Whom it reaches now; asks Slack, so never call it inside a transaction. Raises Unavailable."""
        return await self._asked(lambda: self._reach(audience, self._remembered))

    async def people(self) -> Collection[Person]:
        """Everybody who is there now; asks Slack as well. Raises Unavailable."""
        return await self._asked(lambda: self._remembered("people", self._desk.people.roster))

    async def _asked(self, ask: Callable[[], Awaitable[Found]]) -> Found:
        """One at a time; what Slack will not say is one trouble."""
        async with self._asking:
            try:
                return await ask()
            except AWAY as trouble:
                log.warning("audience_not_read", error=str(trouble)[:200])
                raise Unavailable("bulletins.no_census") from trouble

    async def is_inside(self, person: str, channel: str) -> bool:
        """Whether somebody is in a channel; asks Slack as well. Raises Unavailable."""
        return person in await self._asked(lambda: self._remembered(channel, partial(self._members, channel)))

    async def read_already(self, audience: Audience) -> Reach | None:
        """The same from what was read before, however long ago; Slack is not asked. None where a part is missing."""
        try:
            return await self._reach(audience, self._known_already)
        except LookupError:
            return None

    def forget(self) -> None:
        """Asks anew next time: somebody may have come."""
        self._known.clear()

    async def _reach(self, audience: Audience, read: Read) -> Reach:
        here = {one.id: one for one in await read("people", self._desk.people.roster)}
        chosen = {one.id for one in here.values() if covers(audience, one)} | {*audience.people}
        for group in audience.groups:
            chosen |= await read(group, partial(self._group, group))
        channels, trouble, unreached = await self._channels(audience.channels, read)
        inside: set[str] = set()
        for channel in () if audience.everyone else [one for one in channels if one not in trouble]:
            inside |= await read(channel, partial(self._members, channel))

        def asked(people: set[str]) -> dict[str, str]:
            found = (here[one] for one in sorted(people) if one in here)
            return {one.id: one.department or "" for one in found if not _left_out(audience, one)}

        unknown, guests = self._unknown(audience, here.values()), self._desk.people.guests() if audience.everyone else 0
        meant = [here[one] for one in sorted(chosen | inside) if one in here]
        left_out = tuple(one.id for one in meant if _left_out(audience, one))
        return Reach(channels, asked(chosen), asked(chosen | inside), trouble, unknown, unreached, guests, left_out)

    async def _channels(
        self, wanted: Collection[str], read: Read
    ) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
        """The channels that can be posted to, with their names; what is wrong with the others, and their names."""
        names: dict[str, str] = {}
        trouble: dict[str, str] = {}
        unreached: dict[str, str] = {}
        listed, complete = await read("channels", self._listed) if wanted else ({}, True)
        for one in wanted:
            found = listed.get(one)
            if found is None and not complete:
                names[one], trouble[one] = "", UNSEEN
            elif found is None or found.wrong:
                trouble[one] = found.wrong if found else "channel_not_found"
                unreached |= {one: found.name} if found else {}
            else:
                names[one] = found.name
        return names, trouble, unreached

    async def _listed(self) -> tuple[dict[str, _Channel], bool]:
        """Every channel that the bot may see, and whether those are all kinds: the company may refuse that."""
        for kinds in KINDS:
            try:
                raw = await self._all(self._client.conversations_list, "channels", types=kinds)
            except SlackApiError as refusal:
                if code_of(refusal) != UNSEEN:
                    raise
            else:
                return {one["id"]: _Channel(one["name"], _wrong(one)) for one in raw}, kinds == KINDS[0]
        return {}, False

    async def _members(self, channel: str) -> set[str]:
        return {*await self._all(self._client.conversations_members, "members", channel=channel)}

    async def _group(self, group: str) -> set[str]:
        return {*await self._all(self._client.usergroups_users_list, "users", usergroup=group)}

    async def _all(self, call: Callable[..., Awaitable[AsyncSlackResponse]], what: str, **about: str) -> list[Any]:
        """Everything of a list of Slack's, page by page."""
        found, cursor = [], ""
        while True:
            page = {"limit": PAGE, "cursor": cursor} if cursor or what != "users" else {}
            answer = await patiently(partial(call, **about, **page))
            found += answer[what]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return found

    async def _remembered(self, what: str, ask: Callable[[], Awaitable[Found]]) -> Found:
        now = self._desk.services.clock.now()
        known = self._known.get(what)
        if known is None or abs(now - known[0]) >= FRESH:
            known = self._known[what] = (now, await ask())
        found: Found = known[1]
        return found

    async def _known_already(self, what: str, _ask: Callable[[], Awaitable[Found]]) -> Found:
        """What was read of it last. Raises LookupError where nothing was."""
        found: Found = self._known[what][1]
        return found

    def _unknown(self, audience: Audience, here: Collection[Person]) -> tuple[str, ...]:
        """Those on the company's list who should get it and have no account."""
        addresses, ids = {(one.email or "").casefold() for one in here}, {one.id for one in here}
        listed = self._desk.services.directory.everyone
        away = [one for one in listed if one.email.casefold() not in addresses and one.slack_id not in ids]
        return tuple(one.name for one in away if covers(audience, one) and not _left_out(audience, one))


def covers(audience: Audience, person: Person | Listed) -> bool:
    """Whether somebody is meant by what they are: one of us, of a department, or of a role."""
    return audience.everyone or person.department in audience.departments or bool(person.roles & {*audience.roles})


def _left_out(audience: Audience, person: Person | Listed) -> bool:
    account = person.id if isinstance(person, Person) else person.slack_id
    return account in audience.without or person.department in audience.without_departments


def _wrong(channel: Mapping[str, Any]) -> str:
    if channel.get("is_archived"):
        return "is_archived"
    return "" if channel.get("is_member") else "not_in_channel"
