"""When a handover that nobody answers is remembered: urgent ones in minutes, others in working days."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.answers.outcomes import Handover
from bot.core.workdays import WorkDays

URGENT_STEPS = (5, 15, 30, 60)
"""Minutes after the report; each step tells the next person up as well."""
MOST_REMINDERS = 3
"""Working days after which reminders stop: a list nobody reads is worse than none. The home keeps showing it."""


def steps_passed(handover: Handover, days: WorkDays, now: datetime) -> int:
    """How many reminders should have gone out by now; when several were missed, one makes up for all of them."""
    if handover.urgent:
        return sum(now >= handover.opened_at + timedelta(minutes=minutes) for minutes in URGENT_STEPS)
    ends = (days.end_after(handover.opened_at, count) for count in range(1, MOST_REMINDERS + 1))
    return sum(now >= end for end in ends)


def goes_up(handover: Handover, passed: int) -> bool:
    """True when the reminder also goes to the security lead: at once for urgent ones, else from the second on."""
    return handover.urgent or passed >= 2
