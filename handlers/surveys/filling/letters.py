"""What people are sent about a campaign: the invitation, reminders, and that it is over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.outbox import posts_like
from bot.core.unit import Work
from bot.surveys.cases import Campaign, Referral, ReferralState, Sheet, SheetState
from bot.surveys.referrals import ReferralStore
from bot.surveys.store import SurveyStore
from handlers.kit import replies
from handlers.kit.desk import Desk
from handlers.kit.words import Words
from handlers.surveys import keys
from handlers.surveys.filling.cards import invitation, no_longer_asked, over, reminder
from handlers.surveys.filling.labels import Views

CARD, REFER = "card", "refer"


class Letters:
    """Writes to everybody in their own language, on the caller's unit of work."""

    def __init__(self, desk: Desk, views: Views) -> None:
        self._desk = desk
        self._views = views

    async def invite(self, work: Work, campaign: Campaign, sheets: Sequence[Sheet]) -> None:
        """One message for each sheet, which becomes the sheet itself; put out in an order that tells no names."""
        await self._meet(work, campaign, sheets)
        for sheet in sorted(sheets, key=lambda one: one.id):
            if sheet.person:
                card = invitation(campaign, sheet, self._views, self._words(sheet.person))
                work.outbox.put(replies.direct(sheet.person, card, keys.of_sheet(sheet, CARD, "invite")))

    async def remind(self, work: Work, campaign: Campaign, sheets: Sequence[Sheet]) -> None:
        """One message for each person; the moment of the reminder tells it from the one before."""
        await self._meet(work, campaign, sheets)
        given = await SurveyStore(work.connection).answered(campaign.id)
        moment = campaign.reminded_at or campaign.looked_at or campaign.opens_at
        mine: dict[str, list[tuple[Sheet, int]]] = {}
        for sheet in sheets:
            if sheet.person and sheet.state is not SheetState.DONE:
                mine.setdefault(sheet.person, []).append((sheet, given.get(sheet.id, 0)))
        for person, due in mine.items():
            card = reminder(campaign, due, self._views, self._words(person))
            key = keys.of_sheet(due[0][0], CARD, "remind", int(moment.timestamp()))
            work.outbox.put(replies.direct(person, card, key))

    async def moved(self, work: Work, campaign: Campaign, sheets: Sequence[Sheet]) -> None:
        """Every invitation that nobody has begun says the new last day."""
        await self._meet(work, campaign, sheets)
        for sheet in sheets:
            if sheet.person and sheet.state is SheetState.WAITING:
                card = invitation(campaign, sheet, self._views, self._words(sheet.person))
                posted = keys.of_sheet(sheet, CARD, "invite")
                key = f"{posted}:until:{campaign.revision}"
                work.outbox.put(replies.edit_posted(sheet.person, card, key, posted))

    async def ended(self, work: Work, campaign: Campaign, sheets: Sequence[Sheet]) -> None:
        """Every card of an unfinished sheet says that it is over, and so do the questions to colleagues."""
        unfinished = {one.id: one for one in sheets if one.person and one.state is not SheetState.DONE}
        if not unfinished:
            return
        await self._meet(work, campaign, unfinished.values())
        given = await SurveyStore(work.connection).answered(campaign.id)
        for channel, key in await posts_like(work.connection, keys.of_campaign(campaign.id, "")):
            _, _, name, kind, *rest = [*key.split(":"), ""][:6]
            sheet = unfinished.get(name)
            if sheet is None:
                continue
            if kind == CARD:
                card = over(campaign, given.get(sheet.id, 0), self._words(channel))
                work.outbox.put(replies.edit_posted(channel, card, f"{key}:over", key))
            elif kind == REFER and (asked := await self._still_asked(work, sheet, rest[0])):
                card = no_longer_asked(self._words(asked.to))
                work.outbox.put(replies.edit_posted(channel, card, f"{key}:over", key))

    async def _still_asked(self, work: Work, sheet: Sheet, number: str) -> Referral | None:
        found = await ReferralStore(work.connection).of_sheet(sheet.id)
        return next((one for one in found if str(one.id) == number and one.state is ReferralState.ASKED), None)

    async def _meet(self, work: Work, campaign: Campaign, sheets: Iterable[Sheet]) -> None:
        people = {campaign.by, *(one.person for one in sheets if one.person)}
        await self._desk.people.recall(work.connection, campaign.team, people)

    def _words(self, person: str) -> Words:
        return self._desk.speech.in_(self._desk.people.known_language(person))
