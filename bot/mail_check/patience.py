"""When a reported mail that nobody decides is remembered: dangerous ones in working hours, others in the morning."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.workdays import WorkDays
from bot.mail_check.cases import Campaign

SOON, LATER = timedelta(minutes=30), timedelta(hours=2)
MORNINGS = 3
"""Working mornings after which reminders stop: the home keeps showing it."""


def due(campaign: Campaign, days: WorkDays, now: datetime) -> int:
    """How many reminders should have gone by now; after a long night the missed ones count as one."""
    since = campaign.first_at
    if campaign.is_dangerous:
        steps = [days.after(since, SOON), days.after(since, LATER), days.morning_after(since, 1)]
    else:
        steps = [days.morning_after(since, number) for number in range(1, MORNINGS + 1)]
    return sum(step <= now for step in steps)


def goes_up(reminded: int) -> bool:
    """Whether this reminder also goes to the security lead."""
    return reminded >= 2
