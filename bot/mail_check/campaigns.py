"""The administrators' desk: a report joins its campaign, the campaign is taken, decided once for all, and warned of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.core.audit import Entry
from bot.core.errors import NotFound, Refused
from bot.core.references import reference
from bot.core.unit import Work
from bot.mail_check.campaign_store import CampaignStore
from bot.mail_check.cases import Bulletin, Campaign, Check, Deed, Memo, State, Status, Warned
from bot.mail_check.likeness import ALIKE, Likeness
from bot.mail_check.marks import Marks
from bot.mail_check.service import MailService
from bot.mail_check.store import MailStore
from bot.mail_check.verdict import Verdict

REMEMBERED = timedelta(days=60)
"""A campaign that nobody has seen for so long is over; the same mail after that is a new one."""
CALMING = frozenset({Status.SPAM, Status.HARMLESS, Status.TRAINING})
"""Decisions that would lull: only the very same mail inherits them, not one that is merely made to look so."""
_GRAVER = {Verdict.NO_SIGN: 0, Verdict.CAUTION: 1, Verdict.DANGER: 2}
_DEEDS = list(Deed)


@dataclass(frozen=True)
class Reported:
    """A report with its campaign; `new` is False for a mail reported before, `graver` True when more was done to it."""

    check: Check
    campaign: Campaign
    new: bool
    graver: bool = False


class CampaignService:
    """What becomes of reported mails; every write happens on the caller's open unit of work."""

    def __init__(self, mail: MailService) -> None:
        self._mail = mail
        self._likeness = Likeness.of(mail.content)

    async def report(self, work: Work, check_id: str, person: str, deed: Deed) -> Reported:
        """Reports a mail with what the person did; a second press may only make the deed graver."""
        check = await self._mail.own(work, check_id, person)
        if check.state is State.WAITING:
            raise Refused("mail.still_waiting")
        if check.state is State.REPORTED and check.campaign:
            return await self._again(work, check, check.campaign, deed)
        campaign = await self._joined(work, check)
        values = {"state": State.REPORTED, "deed": deed, "campaign": campaign.id, "reported_at": work.now}
        check = await self._save(work, check, **values)
        about = {"campaign": campaign.id, "deed": deed.value}
        work.audit.put(Entry(check.team, person, "mail.reported", check.id, about))
        return Reported(check, await self.campaign(work, campaign.id), new=True)

    async def campaign(self, work: Work, campaign_id: str, *, lock: bool = False) -> Campaign:
        """A campaign as it now stands. Raises NotFound."""
        found = await CampaignStore(work.connection).get(campaign_id, lock=lock)
        if found is None:
            raise NotFound("mail.campaign_gone")
        return found

    async def take(self, work: Work, campaign_id: str, by: str) -> Campaign:
        """Says who looks after a campaign. Raises Refused when somebody else does already."""
        before = await self.campaign(work, campaign_id, lock=True)
        if before.assignee == by:
            return before
        if before.assignee:
            raise Refused("mail.already_taken", by=before.assignee)
        return await self._change(work, before, by, "mail.taken", assignee=by, taken_at=work.now)

    async def note(self, work: Work, campaign_id: str, by: str, text: str) -> Campaign:
        """Adds a note for those who look after mails; nobody's note overwrites another's."""
        before = await self.campaign(work, campaign_id, lock=True)
        return await self._change(work, before, by, "mail.noted", memos=(*before.memos, Memo(by, work.now, text)))

    async def decide(
        self, work: Work, campaign_id: str, by: str, status: Status, note: str, *, seen: int
    ) -> tuple[Campaign, Sequence[Check]]:
        """Decides a campaign, or changes the decision; the reports to be told come with it.

        `seen` is the number of decisions that the person knew of. Raises Refused when somebody was faster.
        """
        before = await self.campaign(work, campaign_id, lock=True)
        if before.decisions != seen:
            raise Refused("mail.decided_meanwhile", by=before.decided_by, status=before.status)
        if status is Status.NEW or (before.is_decided and (before.status, before.note) == (status, note)):
            raise Refused("mail.already_decided")
        after = await self._change(
            work,
            before,
            by,
            "mail.decided",
            status=status,
            note=note,
            assignee=before.assignee or by,
            taken_at=before.taken_at or work.now,
            decided_by=by,
            decided_at=work.now,
            settled_at=before.settled_at or work.now,
            decisions=before.decisions + 1,
        )
        return after, await MailStore(work.connection).reports_of(campaign_id)

    async def tell(self, work: Work, campaign: Campaign, people: Sequence[str]) -> Campaign:
        """Keeps who holds the campaign's card from now on."""
        return await self._write(work, campaign, told=tuple(dict.fromkeys((*campaign.told, *people))))

    async def warn(self, work: Work, campaign_id: str, bulletin: Bulletin) -> Campaign:
        """Keeps the warning to everybody. Raises Refused when one is out, or on its way."""
        before = await self.campaign(work, campaign_id, lock=True)
        if before.is_warned:
            raise Refused("mail.already_warned", by=before.bulletin.by if before.bulletin else None)
        attempt = before.bulletin.attempt + 1 if before.bulletin else 1
        anew = replace(bulletin, attempt=attempt, state=Warned.SENDING, trouble="", at=work.now)
        return await self._change(work, before, bulletin.by, "mail.warned", bulletin=anew)

    async def warned(self, work: Work, campaign: Campaign, trouble: str = "") -> Campaign | None:
        """Keeps what became of the warning; None when that is known already."""
        before = await self.campaign(work, campaign.id, lock=True)
        if before.bulletin is None or before.bulletin.state is not Warned.SENDING:
            return None
        state = Warned.REFUSED if trouble else Warned.POSTED
        return await self._write(work, before, bulletin=replace(before.bulletin, state=state, trouble=trouble))

    async def drawn(self, work: Work, campaign_id: str, picture: str) -> None:
        """Keeps the picture of what to look for."""
        await self._write(work, await self.campaign(work, campaign_id, lock=True), picture=picture)

    async def remind(self, work: Work, campaign: Campaign, reminded: int) -> Campaign | None:
        """Keeps that those who decide were reminded; None when it was decided, or they were, meanwhile."""
        before = await self.campaign(work, campaign.id, lock=True)
        if before.is_decided or before.reminded >= reminded:
            return None
        return await self._write(work, before, reminded=reminded)

    async def _again(self, work: Work, check: Check, campaign_id: str, deed: Deed) -> Reported:
        """People remember more after a minute."""
        campaign = await self.campaign(work, campaign_id, lock=True)
        if check.deed and _DEEDS.index(deed) <= _DEEDS.index(check.deed):
            return Reported(check, campaign, new=False)
        check = await self._save(work, check, deed=deed)
        await self._write(work, campaign)
        work.audit.put(Entry(check.team, check.person, "mail.reported_more", check.id, {"deed": deed.value}))
        return Reported(check, await self.campaign(work, campaign_id), new=False, graver=True)

    async def _joined(self, work: Work, check: Check) -> Campaign:
        """The campaign that the mail belongs to, or a new one."""
        store = CampaignStore(work.connection)
        await store.alone(check.team)
        marks = check.report.marks if check.report else Marks()
        known = await store.marks_since(check.team, work.now - REMEMBERED)
        campaign = await self._like(work, check, marks, known)
        if campaign is not None:
            graver = max(campaign.verdict, check.verdict, key=_GRAVER.__getitem__)
            return await self._write(work, campaign, last_at=work.now, verdict=graver)
        campaign = Campaign(
            id=reference("C"),
            team=check.team,
            status=Status.NEW,
            subject=check.report.subject if check.report else "",
            sender=check.report.sender if check.report else "",
            verdict=check.verdict,
            first_at=work.now,
            last_at=work.now,
        )
        await store.add(campaign, marks)
        return campaign

    async def _like(
        self, work: Work, check: Check, marks: Marks, known: Sequence[tuple[str, Marks]]
    ) -> Campaign | None:
        """The most similar campaign; one whose decision would lull only when the mail brings nothing new."""
        rest = list(known)
        while rest:
            score, name = self._likeness.best(marks, rest)
            if score < ALIKE:
                return None
            campaign = await self.campaign(work, name, lock=True)
            same = self._likeness.is_same(marks, dict(rest)[name])
            graver = _GRAVER[check.verdict] > _GRAVER[campaign.verdict]
            if campaign.status not in CALMING or (same and not graver):
                return campaign
            rest = [one for one in rest if one[0] != name]
        return None

    async def _change(self, work: Work, before: Campaign, by: str, action: str, **values: Any) -> Campaign:
        after = await self._write(work, before, **values)
        about = {"status": after.status.value} if action == "mail.decided" else {}
        work.audit.put(Entry(after.team, by, action, after.id, about))
        return after

    async def _write(self, work: Work, before: Campaign, **values: Any) -> Campaign:
        after = replace(before, revision=before.revision + 1, **values)
        if not await CampaignStore(work.connection).save(after, before.revision):
            raise Refused("mail.changed_meanwhile")
        return after

    async def _save(self, work: Work, check: Check, **values: Any) -> Check:
        after = replace(check, revision=check.revision + 1, **values)
        await MailStore(work.connection).save(after)
        return after
