"""Campaigns: planned, opened, reminded of, closed; every change is on record.

Every write happens on the caller's open unit of work. What is said about it is the doors' matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound, Refused
from bot.core.outbox import blank
from bot.core.people import Person
from bot.core.references import reference
from bot.core.unit import Work
from bot.core.workdays import WorkDays
from bot.surveys import access, planning
from bot.surveys.cases import Campaign, CampaignState, Invited, Sheet, SheetState, Unit, Wish
from bot.surveys.store import SurveyStore
from knowledge.surveys import Survey

LONGEST: Final = timedelta(days=366)
AGAIN: Final = timedelta(hours=4)
"""Between two reminders that somebody sends by hand."""
A_WHILE: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Due:
    """What the clock asks for: the campaign as it now stands, and what has just happened to it."""

    campaign: Campaign
    opened: bool = False
    remind: bool = False
    closed: bool = False
    planned: Campaign | None = None
    """The next round, where it repeats."""


class SurveyService:
    """What becomes of campaigns."""

    def __init__(self, surveys: Mapping[str, Survey], days: WorkDays) -> None:
        self.surveys = surveys
        self.days = days

    def newest(self, family: str) -> Survey | None:
        """The edition of a family to start with."""
        return next((one for one in self.surveys.values() if one.family == family and one.newest), None)

    def offered(self) -> list[Survey]:
        """The surveys that can be started, the self-diagnosis first."""
        found = [one for one in self.surveys.values() if one.newest]
        return sorted(found, key=lambda one: (one.family != "self-diagnosis", one.season is None, one.id))

    async def plan(self, work: Work, person: Person, wish: Wish) -> Campaign:
        """Keeps a campaign; one that opens now is opened by `due` in the same breath. Raises Refused."""
        access.check_run(person)
        survey = self.surveys.get(wish.survey)
        if survey is None:
            raise NotFound("surveys.survey_gone")
        self._check(wish, survey, work.now)
        campaign = Campaign(
            reference("SV"), person.team, survey, person.id, wish.who, wish.units, max(wish.opens_at, work.now),
            wish.due_at, work.now, anonymous=wish.anonymous, visible=wish.visible, combine=wish.combine,
            repeats=wish.repeats, subject=wish.subject.strip(),
        )  # fmt: skip
        await self._keep_new(work, campaign)
        return campaign

    async def due(self, work: Work, campaign_id: str) -> Due | None:
        """Does what is due for a campaign: open, remind or close it; None when nothing is."""
        store = SurveyStore(work.connection)
        campaign = await store.get(campaign_id, lock=True)
        if campaign is None or campaign.next_at is None or campaign.next_at > work.now:
            return None
        if campaign.state is CampaignState.PLANNED:
            newest = self.newest(campaign.survey.family) or campaign.survey
            due_at = planning.due_when_late(campaign, work.now, self.days)
            opened = replace(campaign, state=CampaignState.OPEN, survey=newest, due_at=due_at)
            return Due(await self.save(work, opened, "opened"), opened=True)
        if campaign.state is CampaignState.CLOSED:
            return Due(await self._forget(work, campaign))
        if work.now >= campaign.due_at:
            closed, planned = await self._close(work, campaign, None)
            return Due(closed, closed=True, planned=planned)
        remind = planning.reminder_due(campaign, work.now, self.days)
        changed = replace(campaign, reminded_at=work.now if remind else campaign.reminded_at)
        return Due(await self.save(work, changed, "reminded" if remind else ""), remind=remind)

    async def assign(self, work: Work, campaign: Campaign, units: Sequence[Unit]) -> Campaign:
        """Keeps who answers for each unit, and how many it has, as it turned out at the opening."""
        return await self.save(work, replace(campaign, units=tuple(units)), "")

    async def put_off(self, work: Work, campaign_id: str) -> None:
        """Looks at a campaign again in a while, because what was due could not be done; nothing is skipped."""
        await SurveyStore(work.connection).put_off(campaign_id, work.now, work.now + A_WHILE)

    async def invite(self, work: Work, campaign: Campaign, people: Sequence[Invited]) -> list[Sheet]:
        """Gives everybody who is to answer a sheet of their own."""
        new = [
            Sheet(reference("SH"), campaign.team, one.person, one.unit, campaign.id, created_at=work.now)
            for one in people
        ]
        # In an order that tells nothing: the rows of an anonymous campaign must not stand as its people were listed.
        await SurveyStore(work.connection).add_sheets(sorted(new, key=lambda one: one.id))
        return new

    async def get(self, work: Work, campaign_id: str) -> Campaign:
        """A campaign, kept from others until the unit of work ends. Raises NotFound."""
        campaign = await SurveyStore(work.connection).get(campaign_id, lock=True)
        if campaign is None:
            raise NotFound("surveys.gone")
        return campaign

    async def remind(self, work: Work, person: Person, campaign_id: str) -> tuple[Campaign, list[Sheet]]:
        """Whom to remind now: those who have not finished. Raises Refused soon after the last reminder."""
        campaign = await self._open(work, person, campaign_id)
        if campaign.reminded_at and work.now - campaign.reminded_at < AGAIN:
            raise Refused("surveys.reminded_lately", moment=campaign.reminded_at)
        campaign = await self.save(work, replace(campaign, reminded_at=work.now), "reminded", person.id)
        return campaign, await self.unfinished(work, campaign)

    async def unfinished(self, work: Work, campaign: Campaign) -> list[Sheet]:
        """The sheets that are not sent in yet."""
        states = (SheetState.WAITING, SheetState.STARTED)
        return await SurveyStore(work.connection).sheets_of(campaign.id, states)

    async def extend(self, work: Work, person: Person, campaign_id: str, due_at: datetime) -> Campaign:
        """Gives more time, or less; never a day that has passed, nor one more than a year after the opening."""
        campaign = await self._open(work, person, campaign_id)
        if not work.now < due_at <= campaign.opens_at + LONGEST:
            raise Refused("surveys.bad_due", "due")
        return await self.save(work, replace(campaign, due_at=due_at), "extended", person.id)

    async def close(self, work: Work, person: Person, campaign_id: str) -> Due:
        """Closes a campaign before its time."""
        campaign = await self._open(work, person, campaign_id)
        closed, planned = await self._close(work, campaign, person.id)
        return Due(closed, closed=True, planned=planned)

    async def cancel(self, work: Work, person: Person, campaign_id: str) -> Campaign:
        """Calls a campaign off; what was answered stays on record and counts nowhere."""
        campaign = await self.get(work, campaign_id)
        access.check_run(person, campaign)
        if campaign.state not in {CampaignState.PLANNED, CampaignState.OPEN}:
            raise Refused("surveys.over")
        return await self.save(work, replace(campaign, state=CampaignState.CANCELLED), "cancelled", person.id)

    async def save(self, work: Work, campaign: Campaign, what: str, by: str | None = None) -> Campaign:
        """Keeps a campaign as it now stands, with when to look at it next."""
        following = planning.next_at(campaign, work.now, self.days)
        after = replace(campaign, looked_at=work.now, next_at=following, revision=campaign.revision + 1)
        if not await SurveyStore(work.connection).save(after, campaign.revision):
            raise Refused("surveys.changed_meanwhile")
        if what:
            work.audit.put(AuditEntry(campaign.team, by or "-", f"survey.{what}", campaign.id, {}))
        return after

    async def _close(self, work: Work, campaign: Campaign, by: str | None) -> tuple[Campaign, Campaign | None]:
        closed = replace(campaign, state=CampaignState.CLOSED, closed_at=work.now)
        closed = await self.save(work, closed, "closed", by)
        return closed, await self._plan_next(work, closed) if campaign.repeats else None

    async def _forget(self, work: Work, campaign: Campaign) -> Campaign:
        """Cuts the answers of an anonymous campaign from those who gave them, the messages on record included."""
        await SurveyStore(work.connection).forget_people(campaign.id)
        if await blank(work.connection, f"survey:{campaign.id}:"):
            await self.put_off(work, campaign.id)  # what is still on its way is forgotten once it is out
            return campaign
        return await self.save(work, campaign, "made_anonymous")

    async def _plan_next(self, work: Work, campaign: Campaign) -> Campaign:
        opens = planning.a_year_later(campaign.opens_at, self.days)
        first, last = self.days.day_of(campaign.opens_at), self.days.day_of(campaign.due_at)
        due = self.days.end_of(self.days.day_of(opens) + (last - first))
        following = replace(
            campaign, id=reference("SV"), state=CampaignState.PLANNED, opens_at=opens, due_at=due,
            created_at=work.now, looked_at=None, reminded_at=None, closed_at=None, revision=0,
        )  # fmt: skip
        await self._keep_new(work, following)
        return following

    async def _keep_new(self, work: Work, campaign: Campaign) -> None:
        await SurveyStore(work.connection).add(replace(campaign, next_at=campaign.opens_at))
        about = {"survey": campaign.survey.id, "edition": campaign.survey.edition, "who": campaign.who}
        work.audit.put(AuditEntry(campaign.team, campaign.by, "survey.planned", campaign.id, about))

    async def _open(self, work: Work, person: Person, campaign_id: str) -> Campaign:
        campaign = await self.get(work, campaign_id)
        access.check_run(person, campaign)
        if not campaign.open:
            raise Refused("surveys.over")
        return campaign

    @staticmethod
    def _check(wish: Wish, survey: Survey, now: datetime) -> None:
        if not wish.units:
            raise Refused("surveys.no_units", "units")
        if wish.opens_at > now + LONGEST:
            raise Refused("surveys.opens_far", "opens")
        if not max(wish.opens_at, now) < wish.due_at <= wish.opens_at + LONGEST:
            raise Refused("surveys.bad_due", "due")
        if wish.who == "heads" and any(unit.person is None for unit in wish.units):
            missing = next(unit for unit in wish.units if unit.person is None)
            raise Refused("surveys.nobody_answers", "units", unit=missing.names)
        if survey.about in {"contractor", "service"} and not wish.subject.strip():
            raise Refused("surveys.subject_missing", "subject")
        if wish.anonymous and wish.who != "poll":
            raise Refused("surveys.heads_are_named", "anonymous")
