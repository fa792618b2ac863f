"""Makes the files that people want and brings each into their own conversation with the bot, or says why not.

What waits is a row, so a crash loses nothing: the row's lease runs out, and whoever is there goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import ServiceError
from bot.core.handouts import Handout, Handouts
from bot.core.unit import Work
from handlers.kit import blocks as b
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.errors import SENTENCES, UNKNOWN_CODE
from handlers.kit.refusals import code_of
from handlers.kit.uploads import handed_over, is_final, is_handed_over, uploaded
from handlers.kit.words import N_, Words

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5
BACKOFF = (3, 10, 30, 60)
IDLE_SECONDS = 5.0
TROUBLE_SECONDS = 2.0
NO_RIGHT = N_(
    "I could not send you the file, because this Slack has not given me the right to send files (files:write). "
    "Please ask the system administrator to allow it."
)
NOT_SENT = N_("I am sorry: I could not send you the file just now. Please try again in a while.")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class File:
    """What was made: `said` goes with it as plain text, `alt` in place of a picture, `thread` is where it belongs.

    `more` are files that stand beside it in the same message.
    """

    name: str
    title: str
    data: bytes
    said: str
    alt: str = ""
    thread: str | None = None
    more: tuple[File, ...] = ()


@dataclass(frozen=True)
class Maker:
    """Makes a kind of file; `make` may raise what services raise. `otherwise` names another way to the same thing."""

    make: Callable[[Handout], Awaitable[File]]
    otherwise: Callable[[Handout, Words], str]


class Courier:
    """One file after the other: they are few, and each costs CPU."""

    def __init__(self, desk: Desk, client: AsyncWebClient, makers: Mapping[str, Maker]) -> None:
        self._desk = desk
        self._client = client
        self._makers = makers
        self._news = asyncio.Event()
        self._stopping = False
        self._bringing: asyncio.Task[None] | None = None

    async def order(self, work: Work, wanted: Handout) -> None:
        """Keeps what somebody wants; `wake` after the commit."""
        await Handouts(work.connection).want(wanted, work.now)

    def wake(self) -> None:
        """Something waits: look now."""
        self._news.set()

    async def run(self) -> None:
        """Works until stopped; a database that is away is waited for."""
        taken_over = self._desk.services.database.engine != "sqlite"
        while not self._stopping:
            self._news.clear()
            try:
                if not taken_over:  # one file, one process: nobody else holds a lease
                    async with self._desk.services.unit() as work:
                        await Handouts(work.connection).take_over(self._makers)
                    taken_over = True
                busy = await self._one()
            except Exception as trouble:  # noqa: BLE001  without this loop nobody would get a file again
                log.warning("courier_waits", error=f"{type(trouble).__name__}: {trouble}"[:200])
                await asyncio.sleep(TROUBLE_SECONDS)
                continue
            if not busy and not self._stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), IDLE_SECONDS)

    async def stop(self) -> None:
        """What is on its way goes back to what waits; only the making and bringing is cut off, no transaction."""
        self._stopping = True
        self._news.set()
        if self._bringing:
            self._bringing.cancel()

    async def _one(self) -> bool:
        """Takes the next file and brings it; False when nothing waits."""
        async with self._desk.services.unit() as work:
            wanted = await Handouts(work.connection).take(work.now, LEASE, self._makers)
        if wanted is None:
            return False
        bringing = self._bringing = asyncio.create_task(self._bring(wanted))
        if self._stopping:  # the stop came while it was being taken
            bringing.cancel()
        try:
            await bringing
        except asyncio.CancelledError:
            await self._put_back(wanted, 0)
        except ServiceError as refusal:
            await self._give_up(wanted, SENTENCES.get(refusal.code, UNKNOWN_CODE))
        except Exception as trouble:  # noqa: BLE001  whatever it is: somebody waits for a file or a reason
            await self._once_more(wanted, trouble)
        else:
            await self._done(wanted)
        return True

    async def _bring(self, wanted: Handout) -> None:
        if wanted.upload and await is_handed_over(self._client, wanted.upload):
            return  # whoever tried before got that far
        if wanted.attempt > MOST_ATTEMPTS:  # whoever tried before did not live to tell
            raise TimeoutError("too many attempts")
        file = await self._makers[wanted.maker].make(wanted)
        uploads = [(await uploaded(self._client, one.name, one.data, one.alt), one.title) for one in (file, *file.more)]
        # Kept before Slack shows it: whoever goes on after a crash looks there first.
        await asyncio.shield(self._keep(wanted, uploads[0][0]))
        await handed_over(self._client, wanted.person, uploads, b.escape(file.said), file.thread)

    async def _keep(self, wanted: Handout, upload: str) -> None:
        async with self._desk.services.unit() as work:
            await Handouts(work.connection).uploaded(wanted.id, upload)

    async def _once_more(self, wanted: Handout, trouble: Exception) -> None:
        """Later again, a few times; then the person hears why."""
        reason = code_of(trouble) if isinstance(trouble, SlackApiError) else repr(trouble)[:200]
        log.warning("file_not_sent", maker=wanted.maker, attempt=wanted.attempt, reason=reason)
        if is_final(trouble):
            await self._give_up(wanted, NO_RIGHT if reason == "missing_scope" else NOT_SENT)
        elif wanted.attempt >= MOST_ATTEMPTS:
            await self._give_up(wanted, NOT_SENT)
        else:
            await self._put_back(wanted, BACKOFF[min(wanted.attempt, len(BACKOFF)) - 1])

    async def _put_back(self, wanted: Handout, seconds: float) -> None:
        async with self._desk.services.unit() as work:
            await Handouts(work.connection).put_back(wanted.id, work.now + timedelta(seconds=seconds))

    async def _done(self, wanted: Handout) -> None:
        async with self._desk.services.unit() as work:
            await Handouts(work.connection).done(wanted.id)

    async def _give_up(self, wanted: Handout, sentence: str) -> None:
        """The reason, and another way, where the file would have come."""
        await self._desk.people.meet(wanted.team, [wanted.person])
        words = self._desk.speech.in_(self._desk.people.known_language(wanted.person))
        said = words.say(sentence)
        blocks = [b.paragraph(said)]
        if sentence in {NO_RIGHT, NOT_SENT}:
            blocks.append(b.context(self._makers[wanted.maker].otherwise(wanted, words)))
        async with self._desk.services.unit() as work:
            if await Handouts(work.connection).done(wanted.id):
                work.outbox.put(replies.direct(wanted.person, Card(said, blocks), f"handout:{wanted.id}"))
