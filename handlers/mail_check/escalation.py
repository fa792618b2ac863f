"""From a mail to an incident: by itself after something grave with a dangerous mail, else by one press; only once."""

from __future__ import annotations

from typing import Protocol

from bot.core.outbox import Message, posted_at
from bot.core.people import Permission
from bot.core.unit import Work
from bot.incidents.cases import Incident, Kind, Origin, Via
from bot.incidents.service import Line, Report
from bot.incidents.store import IncidentStore
from bot.mail_check.campaign_store import CampaignStore
from bot.mail_check.cases import GRAVE, Campaign, Check, Deed, State, Status
from bot.mail_check.store import MailStore
from bot.mail_check.verdict import Verdict
from handlers.kit import blocks as b
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.mail_check.board import Board
from handlers.mail_check.intake import card_key
from handlers.mail_check.kinds import deed_of, kind_of
from handlers.mail_check.views import MailViews


class Incidents(Protocol):
    """What the incident desk does for a mail."""

    async def keep(self, work: Work, said: Report) -> Incident:
        """Keeps a report."""

    async def taken(self, work: Work, incident_id: str, user: str) -> None:
        """Somebody looks after what the incident came from, and by that after the incident."""


CALM = frozenset({Status.SPAM, Status.HARMLESS, Status.TRAINING})
"""What somebody has decided to be no danger opens no incident by itself."""


class Escalation:
    """What a deed means for the incident desk."""

    def __init__(self, desk: Desk, views: MailViews, incidents: Incidents) -> None:
        self._desk = desk
        self._views = views
        self._incidents = incidents

    async def deed_told(self, work: Work, check: Check, campaign: Campaign) -> None:
        """Opens the incident where nobody needs to ask whether it is one; adds a graver deed to the one there is."""
        deed = check.deed
        known = await IncidentStore(work.connection).of_mails([check.id])
        if deed and check.id in known:
            await self._add(work, known[check.id], check)
            return
        danger = check.verdict is Verdict.DANGER and campaign.status not in CALM
        if deed in GRAVE and danger and not await self._is_guest(check):
            await self._incidents.keep(work, self._report(check, deed))

    async def taken(self, work: Work, campaign: Campaign, user: str) -> None:
        """Whoever takes or decides a mail looks after the incidents that it has become: the chain need not go on."""
        reports = await MailStore(work.connection).reports_of(campaign.id)
        found = await IncidentStore(work.connection).of_mails([one.id for one in reports])
        for incident in dict.fromkeys(found.values()):
            await self._incidents.taken(work, incident, user)

    def _report(self, check: Check, deed: Deed) -> Report:
        words = self._desk.speech.in_(check.language)
        return Report(
            team=check.team,
            reporter=check.person,
            category=self._views.category_of(deed) or self._views.incidents.categories.categories[-1].id,
            text=self._views.told(check, words),
            language=check.language,
            via=Via.MAIL,
            origin=Origin(mail_check=check.id),
        )

    async def _add(self, work: Work, incident_id: str, check: Check) -> None:
        service = self._desk.services.incidents
        incident = await service.get(work, incident_id)
        said = self._desk.speech.in_(incident.language).say(deed_of(check))
        await service.write(work, incident, Line(Kind.NOTE, check.person, said))

    async def _is_guest(self, check: Check) -> bool:
        await self._desk.people.meet(check.team, [check.person])
        known = self._desk.people.known(check.person)
        return known is None or known.is_guest


class Escalated:
    """Follows incidents: the mail's cards say which one it has become, and whoever leads it looks after the mail."""

    def __init__(self, desk: Desk, views: MailViews, board: Board) -> None:
        self._desk = desk
        self._views = views
        self._board = board

    async def follow(self, work: Work, before: Incident | None, after: Incident) -> None:
        """When it is reported, and when somebody begins to lead it."""
        if not after.origin.mail_check:
            return
        check = await MailStore(work.connection).check(after.origin.mail_check)
        if check is None:
            return
        campaign = await CampaignStore(work.connection).get(check.campaign) if check.campaign else None
        if before is None:
            await self._became(work, check, campaign, after)
        elif campaign and after.lead and not before.lead and not campaign.assignee:
            await self._taken(work, campaign, after.lead)

    async def _taken(self, work: Work, campaign: Campaign, lead: str) -> None:
        known = self._desk.people.known(lead)
        if known and known.may(Permission.TRIAGE_MAIL):
            await self._board.settled(work, await self._desk.services.campaigns.take(work, campaign.id, lead))

    async def _became(self, work: Work, check: Check, campaign: Campaign | None, after: Incident) -> None:
        words = self._desk.speech.in_(check.language)
        if campaign and check.state is State.REPORTED:
            card = self._views.reported(check, campaign, words, after.id)
        else:
            card = self._views.result(check, words, after.id)
        key = card_key(check.id)
        work.outbox.put(replies.edit_posted(check.place.channel, card, f"{key}:{after.id}", key))
        await self._say(work, check, after)
        if campaign and campaign.told:
            await self._board.show(work, await self._desk.services.campaigns.tell(work, campaign, ()))

    async def _say(self, work: Work, check: Check, incident: Incident) -> None:
        """In the thread of the mail's card."""
        words = self._desk.speech.in_(check.language)
        said = words.say(kind_of(check).at_incidents_already, id=incident.id)
        card, key = Card(said, [b.paragraph(said)]), f"mail-incident:{check.id}"
        place = await posted_at(work.connection, card_key(check.id))
        if place:
            channel, ts = place
            body = card.payload() | {"thread_ts": check.place.thread_ts or ts, "user": check.person}
            work.outbox.put(Message("post", channel, body, key))
