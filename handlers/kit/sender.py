"""Posts what waits in the outbox: wakes at once, sends side by side, settles together, looks up what it doubts."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.core.clock import Clock, steady
from bot.core.leases import Absent, Dead, InDoubt, Outcome, Retry, Row, Sent, Unreadable
from bot.core.logs import without_secrets
from bot.core.queue import Queue
from handlers.kit.refusals import code_of

log = structlog.get_logger(__name__)

EVENT_TYPE = "mamori_outbox"
IN_FLIGHT = 40
FEWEST = 8
"""So many at once after a start, and two more with each that arrives: crash upon crash leaves few in doubt."""
LOOK_UP_SECONDS = 1.25
"""Between two look-ups once Slack has refused one: their pace is their own, and nobody else has to wait for it."""
IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 2.0
GATHER_SECONDS = 0.02
"""The rest after each look: the first message goes at once, a rush shares its transactions."""
BACKOFF = (1, 2, 5, 15, 60, 300)
HISTORY_PAGE = 200
LOOK_UPS = 6
"""Tries at a message, looking up included, before its policy decides without having seen the history."""
MAYBE_ACCEPTED = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
LIMITED = frozenset({"ratelimited", "rate_limited"})
NOT_THERE = frozenset({"channel_not_found", "not_in_channel", "user_not_in_channel", "is_archived", "is_inactive"})
BAD_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}


class Sender:
    """One a process. The client must not retry by itself: the row alone decides what is sent again.

    `news` is set after every commit that left something to send.
    """

    def __init__(self, queue: Queue, client: AsyncWebClient, clock: Clock, news: asyncio.Event) -> None:
        self._queue = queue
        self._client = client
        self._clock = clock
        self._steady = steady(clock)
        self._owner = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._news = news
        self._stopping = False
        self._done = asyncio.Event()
        self._closed_until = clock.now()
        self._room = FEWEST
        self._next_look_up = self._steady.now()
        self._flying: set[asyncio.Task[None]] = set()
        self._landed: list[tuple[Row, Outcome]] = []

    async def run(self) -> None:
        """Sends until stopped, then lets what is on its way land; a database that is away is waited for."""
        while not self._stopping:
            await self._round_or_wait()
        while self._flying:
            await asyncio.wait(self._flying)
        self._done.set()

    async def stop(self, patience: float = 8.0) -> None:
        """Sends nothing new and waits until what is on its way is settled; seconds of patience."""
        self._stopping = True
        self._news.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._done.wait(), patience)
        await self._turn(0)

    async def _round_or_wait(self) -> None:
        try:
            busy = await self._round()
        except Exception as trouble:  # noqa: BLE001  whatever it is: without this loop nobody would be answered again
            log.warning("outbox_waits", error=_told(trouble)[:200])
            await asyncio.sleep(TROUBLE_SECONDS)
            return
        await asyncio.sleep(GATHER_SECONDS)
        if not busy:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), IDLE_SECONDS)

    async def _round(self) -> bool:
        self._news.clear()
        rows = await self._turn(self._room - len(self._flying))
        for row in rows:
            task = asyncio.create_task(self._fly(row))
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)
        return bool(rows)

    async def _turn(self, room: int) -> list[Row]:
        landed, self._landed = self._landed, []
        try:
            return await self._queue.turn(self._owner, landed, room, self._clock.now(), self._steady.now())
        except BaseException:
            self._landed = landed + self._landed
            raise

    async def _fly(self, row: Row) -> None:
        outcome = await self._outcome(row)
        self._room = min(self._room + 2 * isinstance(outcome, Sent), IN_FLIGHT)
        if not isinstance(outcome, Sent):
            log.info("outbox_not_sent", key=row.key, kind=row.kind, outcome=repr(outcome)[:300])
        self._landed.append((row, outcome))
        self._news.set()

    async def _outcome(self, row: Row) -> Outcome:
        if self._steady.now() >= row.start_by:
            return self._again(row, 0, counted=False)
        try:
            return await (self._look_up(row) if row.must_reconcile else self._send(row))
        except SlackApiError as refusal:
            return await self._refused(row, refusal)
        except aiohttp.ClientConnectorError:
            return self._again(row, _backoff(row), counted=True)
        except (TimeoutError, aiohttp.ClientError, SlackClientError) as doubt:
            return self._unread(row, doubt) if row.must_reconcile else self._in_doubt()
        except Exception as bug:
            log.exception("outbox_bug", key=row.key)
            return Dead(_told(bug)[:500])

    async def _send(self, row: Row) -> Outcome:
        payload = dict(row.payload)
        if row.kind == "post":
            payload.pop("user", None)
            return await self._post(row.channel, payload, row.key)
        if row.kind == "update":
            if row.ts is None:
                return Dead("the message to edit was never posted")
            answer = await self._client.chat_update(channel=row.channel, ts=row.ts, **payload)
            return Sent(answer["ts"], answer["channel"])
        if row.kind == "publish":
            await self._client.views_publish(user_id=row.channel, **payload)
            return Sent()
        return await (self._respond(row, payload) if row.kind == "respond" else self._whisper(row, payload))

    async def _post(self, channel: str, payload: dict[str, Any], key: str) -> Outcome:
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
        answer = await self._client.chat_postMessage(channel=channel, metadata=metadata, **QUIET, **payload)
        return Sent(answer["ts"], answer["channel"])

    async def _whisper(self, row: Row, payload: dict[str, Any]) -> Outcome:
        try:
            answer = await self._client.chat_postEphemeral(channel=row.channel, **payload)
        except SlackApiError as refusal:
            if code_of(refusal) not in NOT_THERE:
                raise
            return await self._in_person(row, payload)
        return Sent(answer.get("message_ts"))

    async def _respond(self, row: Row, payload: dict[str, Any]) -> Outcome:
        webhook = AsyncWebhookClient(payload["response_url"], timeout=15, session=self._client.session)
        body = {name: payload[name] for name in ("text", "blocks", "thread_ts") if name in payload}
        answer = await webhook.send_dict(
            body | {"response_type": "ephemeral", "replace_original": payload.get("replace_original", False)}
        )
        if answer.status_code == 429:
            return await self._pause(row, answer.headers)
        # The address lives for 30 minutes and five answers; after that there is still the person's own DM.
        return Sent() if answer.status_code < 400 else await self._in_person(row, payload)

    async def _in_person(self, row: Row, payload: dict[str, Any]) -> Outcome:
        card: dict[str, Any] = {name: payload[name] for name in ("text", "blocks") if name in payload}
        return await self._post(payload["user"], card, row.key)

    async def _refused(self, row: Row, refusal: SlackApiError) -> Outcome:
        answer = refusal.response
        error = code_of(refusal)
        if answer.status_code == 429 or error in LIMITED:
            return await self._pause(row, answer.headers)
        broken = answer.status_code >= 500 or error in MAYBE_ACCEPTED
        if row.must_reconcile:
            return self._unread(row, refusal) if broken else Unreadable(error)
        if broken:
            return self._in_doubt()
        if error in NOT_THERE and row.kind == "post" and row.payload.get("user"):
            # Somebody waits for this, and the bot has been sent out of the channel: their own DM is still there.
            return await self._in_person(row, dict(row.payload))
        if error in BAD_BLOCKS and row.payload.get("blocks"):
            log.error("blocks_refused", key=row.key, detail=answer.get("response_metadata"))
            return await self._in_words(row)
        return Dead(error or "refused")

    async def _in_words(self, row: Row) -> Outcome:
        """Says it in plain text when Slack refuses the blocks: a plain answer is better than none."""
        plain = {name: value for name, value in row.payload.items() if name != "blocks"}
        try:
            return await self._send(replace(row, payload=plain))
        except SlackApiError as refusal:
            return Dead(code_of(refusal))

    async def _pause(self, row: Row, headers: Mapping[str, Any]) -> Retry:
        # Dozens of posts on their way are refused together: one of them closes the gate for all.
        seconds = float(_header(headers, "retry-after") or 1) + random.uniform(0, 0.3)  # noqa: S311  jitter, not a secret
        if row.must_reconcile:
            self._next_look_up = max(self._next_look_up, self._steady.now() + timedelta(seconds=seconds))
            return self._look_up_later()
        until = self._clock.now() + timedelta(seconds=seconds)
        if until > self._closed_until:
            self._closed_until = until
            await self._queue.pause(until)
        return self._again(row, seconds, counted=False)

    def _look_up_later(self) -> Retry:
        """The next free turn of the look-ups, which Slack takes one by one."""
        self._next_look_up += timedelta(seconds=LOOK_UP_SECONDS)
        return Retry(self._next_look_up, counted=False)

    def _again(self, row: Row, seconds: float, *, counted: bool) -> Retry:
        clock = self._steady if row.must_reconcile else self._clock
        return Retry(clock.now() + timedelta(seconds=seconds), counted)

    def _in_doubt(self) -> InDoubt:
        return InDoubt(self._steady.now() + self._queue.timing.quiet)

    def _unread(self, row: Row, trouble: Exception) -> Outcome:
        """A look-up that broke is tried again before anything is said twice; not for ever."""
        if row.attempt < LOOK_UPS:
            return self._again(row, _backoff(row), counted=True)
        return Unreadable(_told(trouble)[:500])

    async def _look_up(self, row: Row) -> Outcome:
        """Asks the channel's history whether a doubtful message did arrive."""
        if row.kind != "post":
            return Unreadable("this kind leaves no trace")
        channel, thread = await self._real_channel(row.channel), row.payload.get("thread_ts")
        if channel is None:
            return Unreadable("nobody knows the channel of this name")
        oldest = str((row.first_claimed_at - timedelta(seconds=5)).timestamp())
        call = self._client.conversations_replies if thread else self._client.conversations_history
        about: dict[str, Any] = {"ts": thread} if thread else {}
        cursor = ""
        while True:
            page = await call(
                channel=channel, oldest=oldest, limit=HISTORY_PAGE, include_all_metadata=True, cursor=cursor, **about
            )
            for message in page["messages"]:
                if _key_of(message) == row.key:
                    return Sent(message["ts"], channel)
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return Absent()

    async def _real_channel(self, channel: str) -> str | None:
        """Slack posts to a name or to a person; a history it only shows by the channel's id."""
        if channel.startswith("#"):
            return await self._queue.id_of(channel) or await self._id_of(channel.removeprefix("#"))
        if not channel.startswith(("U", "W")):
            return channel
        opened = await self._client.conversations_open(users=channel)
        return str(opened["channel"]["id"])

    async def _id_of(self, name: str) -> str | None:
        """A channel by its name, page by page; asked for only before anything ever arrived there."""
        cursor = ""
        while True:
            page = await self._client.conversations_list(
                types="public_channel,private_channel", exclude_archived=True, limit=HISTORY_PAGE, cursor=cursor
            )
            if found := next((one["id"] for one in page["channels"] if one["name"] == name), None):
                return str(found)
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None


def _key_of(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    found = metadata.get("event_payload", {}).get("key") if metadata.get("event_type") == EVENT_TYPE else None
    return str(found) if found else None


def _told(trouble: Exception) -> str:
    """What went wrong, in a form that may stand on the App Home: aiohttp names the proxy with its password."""
    return without_secrets(f"{type(trouble).__name__}: {trouble}")


def _backoff(row: Row) -> float:
    return BACKOFF[min(row.attempt, len(BACKOFF) - 1)]


def _header(headers: Mapping[str, Any], name: str) -> str | None:
    return next((str(value) for key, value in headers.items() if key.lower() == name), None)
