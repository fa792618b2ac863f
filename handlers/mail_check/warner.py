"""Beside the doors: the picture of what to look for, drawn and uploaded, and what became of a warning."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.outbox import fate_of
from bot.mail_check.campaign_store import CampaignStore
from bot.mail_check.cases import Campaign
from bot.mail_check.picture import Sketch, draw, has_font
from bot.mail_check.store import MailStore
from handlers.kit import replies
from handlers.kit.desk import Desk
from handlers.kit.poller import Poller
from handlers.kit.refusals import code_of
from handlers.kit.uploads import uploaded
from handlers.mail_check.board import Board, shown_check
from handlers.mail_check.kinds import LINK, kind_of_campaign
from handlers.mail_check.views import MailViews
from handlers.mail_check.warning_views import alt_text, channel_of, published, sent_note, signs_of

PATIENCE_SECONDS = 1.2
"""How long a preview waits for its picture: Slack wants its answer within three seconds."""
READY_TRIES, READY_SECONDS = 20, 0.5

log = structlog.get_logger(__name__)


class Warner(Poller):
    """What waits is rows: a warning on its way is looked after again after a restart."""

    busy_seconds = 0.3

    def __init__(self, desk: Desk, views: MailViews, board: Board, client: AsyncWebClient) -> None:
        super().__init__()
        self._desk = desk
        self._views = views
        self._board = board
        self._client = client
        self._channel = channel_of(desk.services.known.company.channels.general)
        self._drawing: dict[str, asyncio.Task[str]] = {}
        self._uploads: set[asyncio.Task[str]] = set()

    def draw(self, campaign: Campaign) -> None:
        """Begins the picture, so that it is there when the preview wants it; of a link there is nothing to draw."""
        if kind_of_campaign(campaign) is LINK:
            return
        if not campaign.picture and campaign.id not in self._drawing and not self._stopping:
            task = asyncio.create_task(self._drawn(campaign))
            self._drawing[campaign.id] = task
            task.add_done_callback(lambda _: self._drawing.pop(campaign.id, None))

    async def picture(self, campaign: Campaign) -> str:
        """The file with the picture; "" when there is none, or not yet."""
        if campaign.picture:
            return campaign.picture
        self.draw(campaign)
        if campaign.id not in self._drawing:
            return ""
        with suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(self._drawing[campaign.id]), PATIENCE_SECONDS)
        return ""

    async def stop(self) -> None:
        """Ends the uploads, which may take long, and nothing else: no transaction is cut off halfway."""
        await super().stop()
        for upload in self._uploads:
            upload.cancel()
        await asyncio.gather(*self._drawing.values(), return_exceptions=True)

    async def look(self) -> bool:
        """Keeps what became of each warning; True while one is on its way."""
        async with self._desk.services.database.read() as connection:
            sending = await CampaignStore(connection).warning()
            fates = {campaign.id: await fate_of(connection, warning_key(campaign)) for campaign in sending}
        for campaign in sending:
            fate = fates[campaign.id]
            if fate is None or fate.state in {"sent", "dead"}:
                await self._settled(campaign, fate.error if fate and fate.state == "dead" else "")
        return any(fate is not None and fate.state not in {"sent", "dead"} for fate in fates.values())

    async def _settled(self, campaign: Campaign, trouble: str) -> None:
        async with self._desk.services.unit() as work:
            after = await self._desk.services.campaigns.warned(work, campaign, trouble)
            if after is None or after.bulletin is None:
                return
            await self._board.show(work, after)
            if trouble:
                by = after.bulletin.by
                card = sent_note(after, after.bulletin, self._channel, self._board.words(by))
                work.outbox.put(replies.direct(by, card, f"{warning_key(after)}:refused"))

    async def _drawn(self, campaign: Campaign) -> str:
        """Draws, uploads and keeps the picture; a warning without one is better than none."""
        try:
            return await self._try_to_draw(campaign)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, KeyError) as trouble:
            reason = code_of(trouble) if isinstance(trouble, SlackApiError) else type(trouble).__name__
            log.warning("no_picture", campaign=campaign.id, reason=reason)
            return ""

    async def _try_to_draw(self, campaign: Campaign) -> str:
        async with self._desk.services.database.read() as connection:
            check = shown_check(campaign, await MailStore(connection).reports_of(campaign.id))
        latest = published(check, self._views.people) if check else None
        if latest is None or not (latest.subject or latest.excerpt) or not has_font():
            return ""
        signs = signs_of(latest, self._views)
        data = await self._desk.off_loop(draw, Sketch.of(latest, signs))
        words = self._desk.speech.in_("ja")
        described = alt_text(latest, signs, words)[:1000]
        upload = asyncio.create_task(self._uploaded(data, words.say("What it looks like"), described))
        self._uploads.add(upload)
        upload.add_done_callback(self._uploads.discard)
        if self._stopping:
            upload.cancel()
        file = await upload
        if file:
            async with self._desk.services.unit() as work:
                await self._desk.services.campaigns.drawn(work, campaign.id, file)
        return file

    async def _uploaded(self, data: bytes, title: str, described: str) -> str:
        """A file in Slack that stands in no conversation; "" when it did not become ready to be shown."""
        client = self._client
        file = await uploaded(client, "warning.png", data, described)
        await client.files_completeUploadExternal(files=[{"id": file, "title": title}])
        for _ in range(READY_TRIES):  # Slack looks at a file before a message may show it
            found = (await client.files_info(file=file))["file"]
            if found.get("mimetype"):
                return file
            await asyncio.sleep(READY_SECONDS)
        return ""


def warning_key(campaign: Campaign) -> str:
    """The outbox key of a campaign's warning; each attempt is a message of its own."""
    attempt = campaign.bulletin.attempt if campaign.bulletin else 0
    return f"mail-warning:{campaign.id}:{attempt}"
