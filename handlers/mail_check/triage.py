"""The administrator's doors: one card a campaign, taken, noted, decided once, and told to all its reporters."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound, Refused
from bot.core.people import Permission
from bot.core.unit import Work
from bot.incidents.store import IncidentStore
from bot.mail_check.campaign_store import CampaignStore
from bot.mail_check.cases import GRAVE, Campaign, Deed, Status
from bot.mail_check.numbers import by_month
from bot.mail_check.store import MailStore
from handlers.kit import blocks as b
from handlers.kit import payload, replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.payload import Press, Raw, Spot, Submission
from handlers.kit.routing import Answer
from handlers.kit.words import Words
from handlers.mail_check.analyst import edit_of
from handlers.mail_check.board import Board
from handlers.mail_check.escalation import Escalation
from handlers.mail_check.intake import card_key
from handlers.mail_check.triage_forms import DECISIONS, decide_form, memo_form, numbers_modal, reports_modal
from handlers.mail_check.triage_views import MINE_ALREADY, refusal
from handlers.mail_check.views import MailViews


class Triage:
    def __init__(self, desk: Desk, views: MailViews, board: Board, escalation: Escalation) -> None:
        self._desk = desk
        self._views = views
        self._board = board
        self._escalation = escalation
        self._service = desk.services.campaigns

    async def deed_told(self, body: Raw, client: AsyncWebClient) -> None:
        """One press by the reporter: it is reported, the steps are on the screen, the administrator knows."""
        press = payload.press(body)
        deed = _deed(press.action_id)
        await self._desk.people.of(press.spot)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            said = await self._service.report(work, press.value, press.spot.user, deed)
            check, campaign = said.check, said.campaign
            words = self._desk.speech.in_(check.language)
            known = await IncidentStore(work.connection).of_mails([check.id])
            card = self._views.reported(check, campaign, words, known.get(check.id, ""))
            # A card so old that the outbox has forgotten it is posted anew; for any other this key says nothing twice.
            work.outbox.put(replies.say(check.place, check.person, card, card_key(check.id)))
            work.outbox.put(edit_of(check, card))
            if not (said.new or said.graver):
                return
            campaign = await self._board.show(work, campaign, press.spot.user)
            if deed in GRAVE:
                self._board.call(work, check, campaign)
            if said.new and campaign.is_decided:
                await self._board.tell(work, check, campaign)
            await self._escalation.deed_told(work, check, campaign)

    async def taken(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        await self._desk.people.of(press.spot, Permission.TRIAGE_MAIL)
        try:
            async with self._desk.services.unit() as work:
                if await work.first_time(press.key):
                    await self._take(work, press)
        except Refused as refused:
            await self.say_why(press, refused)

    async def _take(self, work: Work, press: Press) -> None:
        """A press on an older card of what is mine already gets an answer too."""
        before = await self._service.campaign(work, press.value, lock=True)
        if before.assignee == press.spot.user:
            said = (await self._desk.words_for(press.spot)).say(MINE_ALREADY)
            card, place = Card(said, [b.paragraph(said)]), replies.place_of(press.spot)
            work.outbox.put(replies.whisper(place, press.spot.user, card, f"mine:{press.key}"))
        campaign = await self._service.take(work, press.value, press.spot.user)
        await self._board.settled(work, campaign)
        await self._escalation.taken(work, campaign, press.spot.user)

    async def say_why(self, press: Press, refused: Refused) -> None:
        """Somebody was faster: who, for the one who pressed."""
        said = refusal(refused, self._views.people, await self._desk.words_for(press.spot))
        card = Card(said, [b.paragraph(said)])
        async with self._desk.services.unit() as work:
            key = f"refused:{press.key}"
            work.outbox.put(replies.whisper(replies.place_of(press.spot), press.spot.user, card, key))

    async def wants_decision(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        campaign, words = await self.for_admin(press.value, press.spot)
        view = decide_form(campaign, self._views, words).view()
        await client.views_open(trigger_id=press.trigger_id, view=view)

    async def decided(self, body: Raw, client: AsyncWebClient) -> Answer:
        """Tells every reporter, by name; when somebody was faster the form stays open, so that no word is lost."""
        form = payload.submission(body)
        await self._desk.people.of(form.spot, Permission.TRIAGE_MAIL)
        try:
            await self._decide(form)
        except Refused as refused:
            words = await self._desk.words_for(form.spot)
            return {"response_action": "errors", "errors": {"status": refusal(refused, self._views.people, words)}}
        return None

    async def _decide(self, form: Submission) -> None:
        campaign_id, seen = _carried(form.metadata)
        status = form.values.get("status", "")
        if status not in DECISIONS:
            raise Refused("mail.choose_a_verdict")
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return
            before = await self._service.campaign(work, campaign_id)
            after, reports = await self._service.decide(
                work, campaign_id, form.spot.user, Status(status), form.values.get("note", ""), seen=seen
            )
            corrected = before.is_decided and before.status is not after.status
            for check in reports:
                await self._board.tell(work, check, after, corrected=corrected)
            await self._board.settled(work, after)
            await self._escalation.taken(work, after, form.spot.user)

    async def reports_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        campaign, words = await self.for_admin(press.value, press.spot)
        async with self._desk.services.database.read() as connection:
            reports = await MailStore(connection).reports_of(campaign.id)
        view = reports_modal(campaign, reports, self._views, words).view()
        await client.views_open(trigger_id=press.trigger_id, view=view)

    async def wants_memo(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        campaign, words = await self.for_admin(press.value, press.spot)
        view = memo_form(campaign, self._views, words).view()
        await client.views_open(trigger_id=press.trigger_id, view=view)

    async def memo_given(self, body: Raw, client: AsyncWebClient) -> None:
        form = payload.submission(body)
        await self._desk.people.of(form.spot, Permission.TRIAGE_MAIL)
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                said = form.values.get("memo", "")
                await self._board.show(work, await self._service.note(work, form.metadata, form.spot.user, said))

    async def numbers_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """The last twelve months."""
        press = payload.press(body)
        await self._desk.people.of(press.spot, Permission.TRIAGE_MAIL)
        services = self._desk.services
        zone = ZoneInfo(services.settings.timezone)
        async with services.database.read() as connection:
            months = await by_month(connection, press.spot.team, services.clock.now(), zone)
        view = numbers_modal(months, await self._desk.words_for(press.spot)).view()
        await client.views_open(trigger_id=press.trigger_id, view=view)

    async def for_admin(self, campaign_id: str, spot: Spot) -> tuple[Campaign, Words]:
        """The campaign, for somebody who looks after mails, once we know the names of its reporters."""
        await self._desk.people.of(spot, Permission.TRIAGE_MAIL)
        async with self._desk.services.database.read() as connection:
            campaign = await CampaignStore(connection).get(campaign_id)
            reports = await MailStore(connection).reports_of(campaign_id)
        if campaign is None:
            raise NotFound("mail.campaign_gone")
        await self._desk.people.meet(campaign.team, (one.person for one in reports))
        return campaign, await self._desk.words_for(spot)


def _deed(action_id: str) -> Deed:
    try:
        return Deed(action_id.rpartition(".")[2])
    except ValueError:
        raise NotFound("kit.gone") from None


def _carried(metadata: str) -> tuple[str, int]:
    """What the window carried along: the campaign, and how often it had been decided by then."""
    try:
        held = json.loads(metadata)
        return str(held["c"]), int(held["n"])
    except (ValueError, KeyError, TypeError):
        raise NotFound("mail.campaign_gone") from None
