"""What whoever runs a campaign does by hand: look, remind, give more time, close, call off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import Refused
from bot.core.people import Permission, Person
from bot.core.unit import Work
from bot.surveys import access
from bot.surveys.cases import CampaignState
from handlers.kit import payload, replies
from handlers.kit.desk import Desk
from handlers.kit.payload import Press, Raw
from handlers.kit.routing import Route
from handlers.surveys import ids
from handlers.surveys.campaigns.board import Board
from handlers.surveys.campaigns.labels import campaign_title
from handlers.surveys.campaigns.news_views import reminded_card
from handlers.surveys.campaigns.rounds import Rounds
from handlers.surveys.campaigns.start_views import extend_form
from handlers.surveys.filling import Filling

Deed = Callable[[Work, Person, Press], Awaitable[None]]


class Hands:
    """The buttons of the card."""

    def __init__(self, desk: Desk, board: Board, rounds: Rounds, filling: Filling) -> None:
        self._desk = desk
        self._board = board
        self._rounds = rounds
        self._filling = filling
        self._service = desk.services.surveys
        self.routes = (
            Route("action", ids.DESK, self._once(self._look), changes=False),
            Route("action", ids.REMIND, self._once(self._remind)),
            Route("action", ids.CLOSE, self._once(self._close)),
            Route("action", ids.CANCEL, self._once(self._cancel)),
            Route("action", ids.EXTEND, self.more_time, changes=False),
            Route("view", ids.EXTEND_FORM, self.extended),
        )

    async def more_time(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the form with the last day as it is."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.RUN_SURVEYS)
        words = await self._desk.words_for(press.spot)
        async with self._desk.services.unit() as work:
            campaign = await self._service.get(work, press.value)
            access.check_run(person, campaign)
        if not campaign.open:
            raise Refused("surveys.over")
        last = self._desk.services.days.day_of(campaign.due_at - timedelta(seconds=1)).isoformat()
        view = extend_form(campaign, last, campaign_title(campaign, words), words)
        await client.views_open(trigger_id=press.trigger_id, view=view.view())

    async def extended(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps the new last day; the invitations and the card say it."""
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot, Permission.RUN_SURVEYS)
        try:
            due = self._desk.services.days.end_of(date.fromisoformat(form.values.get("due", "")))
        except (ValueError, OverflowError):
            raise Refused("surveys.bad_due", "due") from None
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return
            campaign = await self._service.extend(work, person, form.metadata, due)
            await self._filling.moved(work, campaign, await self._service.unfinished(work, campaign))
            await self._board.show(work, campaign)

    def _once(self, deed: Deed) -> Callable[[Raw, AsyncWebClient], Awaitable[None]]:
        """A press that counts once, by somebody who may run surveys."""

        async def pressed(body: Raw, _client: AsyncWebClient) -> None:
            press = payload.press(body)
            person = await self._desk.people.of(press.spot, Permission.RUN_SURVEYS)
            async with self._desk.services.unit() as work:
                if await work.first_time(press.key):
                    await deed(work, person, press)

        return pressed

    async def _look(self, work: Work, person: Person, press: Press) -> None:
        """Brings the card, whoever started the campaign."""
        campaign = await self._service.get(work, press.value)
        access.check_run(person, campaign)
        await self._board.bring(work, campaign, person.id, f"{work.now.timestamp():.0f}:{press.key}")

    async def _remind(self, work: Work, person: Person, press: Press) -> None:
        campaign, sheets = await self._service.remind(work, person, press.value)
        await self._filling.remind(work, campaign, sheets)
        await self._board.show(work, campaign)
        card = reminded_card(campaign, len(sheets), self._board.words(person.id))
        said = replies.whisper(replies.place_of(press.spot), person.id, card, f"survey-reminded:{press.key}"[:255])
        work.outbox.put(said if press.spot.channel else replies.direct(person.id, card, said.key))

    async def _close(self, work: Work, person: Person, press: Press) -> None:
        await self._rounds.follow(work, await self._service.close(work, person, press.value))

    async def _cancel(self, work: Work, person: Person, press: Press) -> None:
        before = await self._service.get(work, press.value)
        campaign = await self._service.cancel(work, person, press.value)
        if before.state is CampaignState.OPEN:
            await self._rounds.cancelled(work, campaign)
        else:
            await self._board.show(work, campaign)
