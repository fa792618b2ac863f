"""When a campaign opens, reminds and closes: pure, from its dates and the company's calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from bot.core.workdays import WorkDays
from bot.surveys.cases import Campaign, CampaignState

DAYS_BEFORE: Final = (3, 1, 0)
"""Reminders come so many days before the last day, and on it; then no more."""
FORGET_AFTER: Final = timedelta(hours=1)
"""After the closing, once everybody has been told: who gave which answer in an anonymous campaign."""


def reminders(campaign: Campaign, days: WorkDays) -> list[datetime]:
    """The mornings on which those who have not answered hear of it; none on a day off, none on the opening day."""
    last = days.day_of(campaign.due_at - timedelta(seconds=1))
    opened = days.day_of(campaign.opens_at)
    wanted = (_worked(last - timedelta(days=before), days) for before in DAYS_BEFORE)
    return sorted({days.opening(day) for day in wanted if day > opened})


def next_at(campaign: Campaign, now: datetime, days: WorkDays) -> datetime | None:
    """The next moment at which something is to be done for a campaign; None when nothing is left."""
    if campaign.state is CampaignState.PLANNED:
        return campaign.opens_at
    if campaign.state is CampaignState.CLOSED and campaign.anonymous and campaign.closed_at:
        forget = campaign.closed_at + FORGET_AFTER
        return forget if now < forget else None
    if campaign.state is not CampaignState.OPEN:
        return None
    return min([*(one for one in reminders(campaign, days) if one > now), campaign.due_at])


def reminder_due(campaign: Campaign, now: datetime, days: WorkDays) -> bool:
    """Whether a reminder has come up since the campaign was last looked at; one that is a day late is left out."""
    since = max(campaign.looked_at or campaign.opens_at, now - timedelta(days=1))
    return any(since < one <= now for one in reminders(campaign, days))


def due_when_late(campaign: Campaign, now: datetime, days: WorkDays) -> datetime:
    """The end of a campaign that opens only now; when nobody was there for all of its days, it gets as many again."""
    if now < campaign.due_at:
        return campaign.due_at
    last = days.day_of(now + (campaign.due_at - campaign.opens_at))
    return days.end_of(days.next_working_day(last))


def a_year_later(moment: datetime, days: WorkDays) -> datetime:
    """The same local day of the next year, or the working day after it, in the morning."""
    day = days.day_of(moment)
    wanted = day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else _next_year(day)
    return days.opening(wanted if days.works(wanted) else days.next_working_day(wanted))


def _next_year(day: date) -> date:
    return day.replace(year=day.year + 1)


def _worked(day: date, days: WorkDays) -> date:
    return day if days.works(day) else days.working_day_before(day)
