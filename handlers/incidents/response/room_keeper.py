"""Beside the doors: opens the private channels that are wanted, and brings people and topic up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from zoneinfo import ZoneInfo

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.incidents.cases import Incident, Kind
from bot.incidents.service import Line
from bot.incidents.store import IncidentStore
from handlers.incidents.board import Board
from handlers.incidents.labels import level_title, status_of
from handlers.incidents.response.rooms import REFUSED, WANTED, Rooms, has_room
from handlers.kit import blocks as b
from handlers.kit.desk import Desk
from handlers.kit.refusals import code_of

IDLE_SECONDS, TROUBLE_SECONDS = 2.0, 5.0
LONGEST_TOPIC = 250
HARMLESS = str.maketrans("<>", "＜＞")
"""What Slack might read as a mention in a purpose, where it knows no plain text."""
SUFFIXES = ("", "-2", "-3")
"""What is added to a channel's name where a channel of that name is there that is not ours."""
TAKEN = "name_taken"
IN_VAIN = frozenset(
    {"missing_scope", "restricted_action", "no_permission", "not_allowed_token_type", "cannot_create_channel", TAKEN}
)
"""What trying again does not cure: a person has to change something in Slack."""
LOST = frozenset({"channel_not_found", "is_archived"})
"""The channel is no longer there to be changed."""
FINE = frozenset(
    {"already_in_channel", "cant_invite_self", "cant_invite", "user_not_found", "not_in_channel", "cant_kick_self"}
    | {"user_is_restricted", "ura_max_channels"}
)
"""No trouble when it is about one person: they are there already, gone already, or cannot come."""

log = structlog.get_logger(__name__)


class RoomKeeper:
    """What waits is rows: a channel half made is found again after a restart."""

    def __init__(self, desk: Desk, board: Board, rooms: Rooms, client: AsyncWebClient) -> None:
        self._desk = desk
        self._board = board
        self._rooms = rooms
        self._client = client
        self._service = desk.services.incidents
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Tends the rooms until stopped; a database or a Slack that is away is waited for."""
        while not self._stop.is_set():
            rest = IDLE_SECONDS
            try:
                await self.tend()
            except Exception as trouble:  # noqa: BLE001  whatever it is: the other rooms still have to be tended
                log.warning("rooms_wait", error=f"{type(trouble).__name__}: {trouble}"[:200])
                rest = TROUBLE_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), rest)

    async def stop(self) -> None:
        self._stop.set()

    async def tend(self) -> None:
        """Everything that is to do now; one room that fails holds up no other."""
        async with self._desk.services.database.read() as connection:
            found = await IncidentStore(connection).rooms_to_tend()
        troubles = [trouble for one in found if (trouble := await self._tended(one))]
        if troubles:
            raise troubles[0]

    async def _tended(self, incident: Incident) -> Exception | None:
        try:
            await (self._make(incident) if incident.room == WANTED else self._adapt(incident))
        except SlackApiError as refusal:
            error = code_of(refusal) or "refused"
            if error in IN_VAIN and not has_room(incident):
                await self._give_up(incident.id, error)
            elif error in IN_VAIN | LOST:
                await self._leave(incident.id)
            else:
                return refusal
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as trouble:
            return trouble
        return None

    async def _make(self, incident: Incident) -> None:
        """The channel first, then the row: after a crash in between the channel is found by its name."""
        channel = await self._created(incident) if incident.is_open else ""
        async with self._desk.services.unit() as work:
            now = await self._service.get(work, incident.id)
            if now.room != WANTED:
                return
            after = await self._service.change(work, now, room=channel, room_stale=bool(channel))
            if channel:
                await self._service.write(work, after, Line(Kind.ROOM, None, data={"channel": channel}))
                await self._board.show(work, after)
        if channel:
            await self._adapt(after)

    async def _created(self, incident: Incident) -> str:
        name = self._name(incident)
        for suffix in SUFFIXES:
            try:
                made = await self._client.conversations_create(name=f"{name}{suffix}", is_private=True)
                return str(made["channel"]["id"])
            except SlackApiError as refusal:
                if code_of(refusal) != TAKEN or suffix == SUFFIXES[-1]:
                    raise
                if ours := await self._ours(f"{name}{suffix}"):
                    return ours
        raise AssertionError(name)  # pragma: no cover  the last suffix returns or raises

    async def _ours(self, name: str) -> str:
        """The channel of this name that we have made; "" when it is somebody else's, or we may not look."""
        with suppress(SlackApiError):
            me = (await self._client.auth_test())["user_id"]
            cursor = ""
            while True:
                page = await self._client.conversations_list(
                    types="private_channel", exclude_archived=True, limit=200, cursor=cursor
                )
                for one in page["channels"]:
                    if one.get("name") == name and one.get("creator") == me:
                        return str(one["id"])
                cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    break
        return ""

    async def _adapt(self, incident: Incident) -> None:
        """Those who belong in it come in, all others go; the topic says how grave and how far it is."""
        async with self._desk.services.database.read() as connection:
            wanted = await self._rooms.people(connection, incident)
        for one in (one for one in wanted if one not in incident.room_people):
            await _for_one(self._client.conversations_invite(channel=incident.room, users=one))
        for one in (one for one in incident.room_people if one not in wanted):
            await _for_one(self._client.conversations_kick(channel=incident.room, user=one))
        await self._describe(incident)
        async with self._desk.services.unit() as work:
            now = await self._service.get(work, incident.id)
            fresh = await self._rooms.people(work.connection, now)
            stale = set(fresh) != set(wanted) or (now.level, now.state) != (incident.level, incident.state)
            await self._service.change(work, now, room_people=wanted, room_stale=stale)

    async def _describe(self, incident: Incident) -> None:
        words = self._board.company_words
        level = level_title(self._board.views.content, incident.level, words)
        status = words.say(status_of(incident))
        topic = words.say("{level} / {status} / {id}", level=level, status=status, id=incident.id)
        if incident.drill:
            topic = f"{words.say('[DRILL]')} {topic}"
        title = incident.title.translate(HARMLESS)
        purpose = words.say("For the response to {id} only: {title}", id=incident.id, title=title)
        await self._client.conversations_setTopic(channel=incident.room, topic=b.cut(topic, LONGEST_TOPIC))
        await self._client.conversations_setPurpose(channel=incident.room, purpose=b.cut(purpose, LONGEST_TOPIC))

    async def _give_up(self, incident_id: str, error: str) -> None:
        """Says so once; the response goes on without a channel of its own."""
        async with self._desk.services.unit() as work:
            now = await self._service.get(work, incident_id)
            if now.room == WANTED:
                after = await self._service.change(work, now, room=REFUSED, room_stale=False)
                await self._service.write(work, after, Line(Kind.ROOM, None, data={"channel": "", "trouble": error}))

    async def _leave(self, incident_id: str) -> None:
        """The channel cannot be changed any more: it stays as it is."""
        async with self._desk.services.unit() as work:
            now = await self._service.get(work, incident_id)
            await self._service.change(work, now, room_stale=False)

    def _name(self, incident: Incident) -> str:
        day = incident.reported_at.astimezone(ZoneInfo(self._desk.services.settings.timezone))
        return f"inc-{day:%Y%m%d}-{incident.id.removeprefix('I-').lower()}"


async def _for_one(call: Awaitable[object]) -> None:
    try:
        await call
    except SlackApiError as refusal:
        if code_of(refusal) not in FINE:
            raise
