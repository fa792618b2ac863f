"""When a handover that nobody answers is remembered: urgent ones in minutes, others in working days."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.answers.outcomes import Handover
from bot.core.workdays import WorkDays

URGENT_STEPS = (5, 15, 30, 60)
"""Minutes after the report; each step tells the next person up as well."""
MOST_REMINDERS = 3
"""Working days after which reminders stop: a list nobody reads is worse than none. The home keeps showing it."""


def due(handover: Handover, days: WorkDays, now: datetime) -> bool:
    """True when the next reminder of this handover is due."""
    if handover.urgent:
        steps = URGENT_STEPS[handover.reminded : handover.reminded + 1]
        return any(now >= handover.opened_at + timedelta(minutes=minutes) for minutes in steps)
    return handover.reminded < MOST_REMINDERS and now >= days.end_after(handover.opened_at, handover.reminded + 1)


def goes_up(handover: Handover) -> bool:
    """True when the reminder also goes to the security lead: at once for urgent ones, else from the second on."""
    return handover.urgent or handover.reminded >= 1
