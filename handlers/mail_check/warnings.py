"""Warning everybody: the words are offered, changed, looked at, and posted once."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import Refused
from bot.core.outbox import Message
from bot.core.people import Permission
from bot.core.unit import Work
from bot.mail_check.cases import Bulletin, Campaign, Check
from bot.mail_check.report import Report
from bot.mail_check.store import MailStore
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Card, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Answer
from handlers.mail_check import ids
from handlers.mail_check.board import Board, shown_check
from handlers.mail_check.triage import Triage
from handlers.mail_check.triage_views import refusal
from handlers.mail_check.views import MailViews
from handlers.mail_check.warner import Warner, warning_key
from handlers.mail_check.warning_views import (
    LONGEST_CARRIED,
    Draft,
    channel_of,
    preview,
    published,
    signs_of,
    warn_form,
    warning_card,
    warning_text,
)


class Warnings:
    def __init__(self, desk: Desk, views: MailViews, board: Board, triage: Triage, warner: Warner) -> None:
        self._desk = desk
        self._views = views
        self._board = board
        self._triage = triage
        self._warner = warner
        self._service = desk.services.campaigns
        self._channel = channel_of(desk.services.known.company.channels.general)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the words, prefilled from the campaign; the picture is drawn while they are read."""
        press = payload.press(body)
        campaign, words = await self._triage.for_admin(press.value, press.spot)
        if campaign.is_warned:
            by = campaign.bulletin.by if campaign.bulletin else None
            await self._triage.say_why(press, Refused("mail.already_warned", by=by))
            return
        person = self._desk.people.known(press.spot.user)
        sends = person is not None and person.may(Permission.SEND_BULLETINS)
        view = warn_form(campaign, await self.texts(campaign), self._channel, words, sends=sends).view()
        await client.views_open(trigger_id=press.trigger_id, view=view)
        self._warner.draw(campaign)

    async def given(self, body: Raw, client: AsyncWebClient) -> Answer:
        """The preview, laid over the words: going back loses nothing."""
        form = payload.submission(body)
        campaign, words = await self._triage.for_admin(form.metadata, form.spot)
        picture = await self._warner.picture(campaign)
        draft = Draft(campaign.id, form.values.get("ja", ""), form.values.get("en", ""), picture)
        if len(draft.carried()) > LONGEST_CARRIED:
            return {"response_action": "errors", "errors": {"ja": words.say("Please shorten the words a little.")}}
        card = self._card(draft, await self._latest(campaign))
        return {"response_action": "push", "view": preview(card, draft, self._channel, words).view()}

    async def confirmed(self, body: Raw, client: AsyncWebClient) -> Answer:
        """Posts exactly what the preview showed."""
        form = payload.submission(body)
        await self._desk.people.of(form.spot, Permission.TRIAGE_MAIL)
        draft = Draft.of(form.metadata)
        await self._triage.for_admin(draft.campaign, form.spot)  # what hides the reporter's name must know it
        try:
            async with self._desk.services.unit() as work:
                if await work.first_time(form.key):
                    bulletin = Bulletin(draft.ja, draft.en, draft.picture, form.spot.user, work.now)
                    await self._send(work, await self._service.warn(work, draft.campaign, bulletin))
        except Refused as refused:
            words = await self._desk.words_for(form.spot)
            said = refusal(refused, self._views.people, words)
            view = Modal(ids.SHOW, words.say("Warn everyone"), [b.paragraph(said)], words.say("Close")).view()
            return {"response_action": "update", "view": view}
        self._warner.wake()
        return {"response_action": "clear"}

    async def again(self, body: Raw, client: AsyncWebClient) -> None:
        """The same words once more, after somebody has cleared the way."""
        press = payload.press(body)
        campaign, _ = await self._triage.for_admin(press.value, press.spot)
        if campaign.bulletin is None:
            return
        async with self._desk.services.unit() as work:
            if await work.first_time(press.key):
                await self._send(work, await self._service.warn(work, campaign.id, campaign.bulletin))
        self._warner.wake()

    async def _send(self, work: Work, campaign: Campaign) -> None:
        bulletin = campaign.bulletin
        if bulletin is None:
            return
        draft = Draft(campaign.id, bulletin.ja, bulletin.en, bulletin.picture)
        reports = await MailStore(work.connection).reports_of(campaign.id)
        card = self._card(draft, self._published(campaign, reports))
        work.outbox.put(Message("post", self._channel, card.payload(), warning_key(campaign)))
        await self._board.show(work, campaign)

    def _card(self, draft: Draft, latest: Report | None) -> Card:
        signs = signs_of(latest, self._views)
        return warning_card(draft, latest, signs, self._desk.speech)

    async def texts(self, campaign: Campaign) -> tuple[str, str]:
        """The words of a warning that could not be posted, else fresh ones."""
        if campaign.bulletin:
            return campaign.bulletin.ja, campaign.bulletin.en
        latest = await self._latest(campaign)
        ja, en = (warning_text(latest, self._desk.speech.in_(language)) for language in ("ja", "en"))
        return ja, en

    async def _latest(self, campaign: Campaign) -> Report | None:
        async with self._desk.services.database.read() as connection:
            return self._published(campaign, await MailStore(connection).reports_of(campaign.id))

    def _published(self, campaign: Campaign, reports: Sequence[Check]) -> Report | None:
        check = shown_check(campaign, reports)
        return published(check, self._views.people) if check else None
