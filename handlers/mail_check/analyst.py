"""The mail desk's worker: takes what waits, fetches its file, has it analysed, says the result.

What waits is a row, so a crash loses nothing: the row's lease runs out, and whoever is there goes on.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import Refused
from bot.core.outbox import Message
from bot.core.unit import Work
from bot.mail_check.cases import Check, SlackFile, Source
from bot.mail_check.frames import LARGEST
from bot.mail_check.report import Report
from bot.mail_check.service import LEASE, MOST_ATTEMPTS
from bot.mail_check.store import MailStore
from bot.mail_check.worker import Analyst
from handlers.kit import blocks as b
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.downloads import AWAY, fetched
from handlers.mail_check.intake import card_key
from handlers.mail_check.kinds import kind_of
from handlers.mail_check.views import MailViews

SIDE_BY_SIDE = 3
IDLE_SECONDS = 2.0
TROUBLE_SECONDS = 2.0
BACKOFF = (2, 5, 15)
PATIENCE = timedelta(seconds=60)

log = structlog.get_logger(__name__)


class MailWorker:
    """Analyses what waits."""

    def __init__(self, desk: Desk, views: MailViews, client: AsyncWebClient, analyst: Analyst) -> None:
        self._desk = desk
        self._views = views
        self._client = client
        self._analyst = analyst
        self._service = desk.services.mail
        self._news = asyncio.Event()
        self._stopping = False
        self._loops: list[asyncio.Task[None]] = []
        self._looking: set[asyncio.Task[Report]] = set()

    def wake(self) -> None:
        """Something waits: look now."""
        self._news.set()

    async def run(self) -> None:
        """Works until stopped, on a few mails side by side: one that Slack is slow to hand over holds up no other."""
        if self._desk.services.database.engine == "sqlite":  # one file, one process: nobody else holds a lease
            async with self._desk.services.unit() as work:
                await MailStore(work.connection).take_over()
        self._loops = [asyncio.create_task(self._loop()) for _ in range(SIDE_BY_SIDE)]
        await asyncio.gather(*self._loops, return_exceptions=True)

    async def stop(self) -> None:
        """What is being looked at goes back to those that wait: whoever starts next finds it at once.

        Only the looking is cancelled: a transaction that is cut off halfway would keep the database locked.
        """
        self._stopping = True
        self._news.set()
        for looking in self._looking:
            looking.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        await self._analyst.stop()

    async def _loop(self) -> None:
        """A database that is away is waited for."""
        while not self._stopping:
            self._news.clear()
            try:
                busy = await self._one()
            except Exception as trouble:  # noqa: BLE001  without this loop no mail would ever be answered again
                log.warning("mail_worker_waits", error=f"{type(trouble).__name__}: {trouble}"[:200])
                await asyncio.sleep(TROUBLE_SECONDS)
                continue
            if not busy and not self._stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), IDLE_SECONDS)

    async def _one(self) -> bool:
        """Takes the next mail and answers it; False when nothing waits."""
        async with self._desk.services.unit() as work:
            check = await MailStore(work.connection).take_waiting(work.now, LEASE)
            attempt = await MailStore(work.connection).attempts(check.id) if check else 0
        if check is None:
            return False
        looking = asyncio.create_task(self._report(check, attempt))
        self._looking.add(looking)
        looking.add_done_callback(self._looking.discard)
        if self._stopping:  # the stop came while the mail was being taken
            looking.cancel()
        try:
            report = await looking
        except asyncio.CancelledError:
            await self._put_back(check)
        except Refused as refusal:
            await self._give_up(check, refusal.code)
        except Exception as trouble:  # noqa: BLE001  whatever it is: somebody waits for an answer
            await self._once_more(check, attempt, trouble)
        else:
            await self._keep(check, report)
        return True

    async def _once_more(self, check: Check, attempt: int, trouble: Exception) -> None:
        """Later again, a few times; then the person hears why."""
        log.info("mail_not_analysed_yet", check=check.id, attempt=attempt, reason=type(trouble).__name__)
        if attempt >= MOST_ATTEMPTS:
            await self._give_up(check, "slack_away" if isinstance(trouble, AWAY) else "analysis_away")
            return
        await self._put_back(check, BACKOFF[min(attempt, len(BACKOFF)) - 1])

    async def _put_back(self, check: Check, seconds: float = 0) -> None:
        async with self._desk.services.unit() as work:
            await MailStore(work.connection).put_back(check.id, work.now + timedelta(seconds=seconds))

    async def _report(self, check: Check, attempt: int) -> Report:
        if attempt > MOST_ATTEMPTS:  # whoever tried before did not live to tell
            raise Refused("mail_too_hard")
        if check.source is Source.LINK:
            return await self._analyst.check_link(check.text)
        if check.file is None:
            return await self._analyst.check_text(check.text)
        return await self._analyst.check_file(await self._fetch(check.file))

    async def _keep(self, check: Check, report: Report) -> None:
        async with self._desk.services.unit() as work:
            after = await self._service.analysed(work, check.id, report)
            if after:
                self._say(work, after, self._views.result(after, self._desk.speech.in_(after.language)))

    async def _give_up(self, check: Check, failure: str) -> None:
        log.info("mail_not_analysed", check=check.id, failure=failure)
        async with self._desk.services.unit() as work:
            after = await self._service.failed(work, check.id, failure)
            if after:
                self._say(work, after, self._views.failed(after, self._desk.speech.in_(after.language)))

    def _say(self, work: Work, check: Check, card: Card) -> None:
        """The receipt becomes the result; whoever had to wait for it is called, because Slack is silent about edits."""
        work.outbox.put(edit_of(check, card))
        if work.now - check.created_at > PATIENCE:
            words = self._desk.speech.in_(check.language)
            said = words.say(kind_of(check).late)
            late = Card(said, [b.paragraph(said)])
            work.outbox.put(replies.say(check.place, check.person, late, f"mail-late:{check.id}"))

    async def _fetch(self, file: SlackFile) -> bytes:
        """The file's bytes. Raises Refused when Slack does not hand them out to us, ClientError when it is away."""
        if file.size > LARGEST:
            raise Refused("mail_too_large")
        return await fetched(self._client, file.url, LARGEST, "mail_too_large")


def edit_of(check: Check, card: Card) -> Message:
    """The check's card in its new state."""
    key = card_key(check.id)
    return replies.edit_posted(check.place.channel, card, f"{key}:{check.revision}", key)
