"""What goes out from the administrators' desk: the cards of campaigns, the call for help, the word to reporters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.outbox import Message, fate_of, posted_at
from bot.core.people import Permission, Role
from bot.core.unit import Work
from bot.incidents.store import IncidentStore
from bot.mail_check.cases import GRAVE, Campaign, Check, Deed
from bot.mail_check.store import MailStore
from handlers.kit import replies
from handlers.kit.desk import Desk
from handlers.kit.words import Words
from handlers.mail_check.intake import card_key
from handlers.mail_check.triage_views import campaign_card, grave_card, told_card
from handlers.mail_check.views import MailViews


class Board:
    """Draws and addresses; every message is put on the caller's open unit of work."""

    def __init__(self, desk: Desk, views: MailViews) -> None:
        self._desk = desk
        self._views = views

    async def show(self, work: Work, campaign: Campaign, reporter: str = "") -> Campaign:
        """The campaign's card for everybody who looks after mails: posted once, edited ever after."""
        reports = await MailStore(work.connection).reports_of(campaign.id)
        shown = shown_check(campaign, reports)
        latest = shown.report if shown else None
        became = tuple((await IncidentStore(work.connection).of_mails([one.id for one in reports])).values())
        for person in campaign.told:
            card = campaign_card(campaign, latest, self._views, self.words(person), became)
            key = campaign_key(campaign.id, person)
            work.outbox.put(replies.edit_posted(person, card, f"{key}:{campaign.revision}", key))
        joining = [one for one in self._holders(reporter) if one not in campaign.told]
        for person in joining:
            card = campaign_card(campaign, latest, self._views, self.words(person), became)
            work.outbox.put(replies.direct(person, card, campaign_key(campaign.id, person)))
        return await self._desk.services.campaigns.tell(work, campaign, joining) if joining else campaign

    def call(self, work: Work, check: Check, campaign: Campaign) -> None:
        """Somebody did something grave: whoever looks after mails is called, never only the one it happened to.

        Those who are away are called only when nobody else is there.
        """
        others = [one for one in campaign.told if one != check.person]
        there = [one for one in others if self._desk.people.present(one) == one]
        for person in there or others or campaign.told:
            words = self.words(person)
            card = grave_card(check, campaign, self._views, words)
            work.outbox.put(replies.direct(person, card, grave_key(check, check.deed, person)))

    async def settled(self, work: Work, campaign: Campaign) -> Campaign:
        """Somebody has taken or decided it: every card says so, the calls for help too, and offers it no more."""
        for check in await MailStore(work.connection).reports_of(campaign.id):
            for deed in GRAVE if check.deed in GRAVE else ():
                for person in campaign.told:
                    key = grave_key(check, deed, person)
                    if await fate_of(work.connection, key):
                        card = grave_card(replace(check, deed=deed), campaign, self._views, self.words(person))
                        work.outbox.put(replies.redraw(person, card, f"{key}:{campaign.revision}", key))
        return await self.show(work, campaign)

    async def tell(self, work: Work, check: Check, campaign: Campaign, *, corrected: bool = False) -> None:
        """The verdict, in the thread of the card that the reporter has."""
        words = self._desk.speech.in_(check.language)
        card = told_card(check, campaign, self._views, words, corrected=corrected)
        place = await posted_at(work.connection, card_key(check.id))
        key = f"mail-told:{check.id}:{campaign.decisions}"
        if place is None:
            work.outbox.put(replies.direct(check.person, card, key))
            return
        channel, ts = place
        # In a thread it would be overlooked: it is shown in the conversation too, where that is the reporter's own.
        broadcast = {"reply_broadcast": True} if channel.startswith("D") else {}
        body = card.payload() | {"thread_ts": check.place.thread_ts or ts, "user": check.person} | broadcast
        work.outbox.put(Message("post", channel, body, key))

    def words(self, person: str) -> Words:
        return self._desk.speech.in_(self._desk.people.known_language(person))

    def lead(self) -> list[str]:
        """The accounts of the security leads."""
        return [one.id for one in self._desk.people.holders(Role.SECURITY_LEAD)]

    def _holders(self, reporter: str) -> list[str]:
        people = self._desk.people
        roles = (Role.SYSTEM_ADMIN, Role.SECURITY_LEAD)
        found = [one.id for role in roles for one in people.holders(role)]
        found += [one.id for role in roles for one, _ in people.there(role, Permission.TRIAGE_MAIL)]
        if set(found) <= {reporter}:
            found += [one.id for one in people.to_tell(Role.SYSTEM_ADMIN, None, reporter)]
        return list(dict.fromkeys(found))


def campaign_key(campaign_id: str, person: str) -> str:
    """The key under which somebody's card of a campaign was posted."""
    return f"mail-campaign:{campaign_id}:{person}"


def grave_key(check: Check, deed: Deed | None, person: str) -> str:
    """The key of a call for help."""
    return f"mail-grave:{check.id}:{deed.value if deed else ''}:{person}"


def shown_check(campaign: Campaign, reports: Sequence[Check]) -> Check | None:
    """The report that stands for the campaign: the gravest, and of those the first."""
    found = [one for one in reports if one.report]
    return next((one for one in found if one.verdict is campaign.verdict), found[0] if found else None)
