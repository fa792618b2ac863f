"""When something is due for a bulletin: its hour, the reminders, the word to the heads, its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.bulletins.cases import Bulletin, BulletinState, Reader
from bot.core.workdays import WorkDays
from knowledge.bulletins import BulletinHabits

LATE: Final = timedelta(days=1)
"""A bulletin that is later than this waits for a person: old news may be wrong news."""
LOOK: Final = timedelta(hours=1)


def is_late(bulletin: Bulletin, now: datetime) -> bool:
    """Whether a person should look before it goes out: its hour is long past, or it is not valid any more."""
    over = bulletin.valid_until is not None and bulletin.valid_until <= now
    return over or (bulletin.opens_at is not None and now - bulletin.opens_at > LATE)


def steps_passed(reader: Reader, bulletin: Bulletin, now: datetime, habits: BulletinHabits, days: WorkDays) -> int:
    """How many of the reminders, and of the word to the head as the last step, are due for a reader by now."""
    start = max(reader.since, bulletin.said_at or reader.since)
    steps = [*habits.remind_after, *([habits.head_after] if habits.head_after else [])]
    return sum(days.morning_after(start, step) <= now for step in steps)


def coming(
    start: datetime, reminded: int, habits: BulletinHabits, days: WorkDays
) -> tuple[datetime | None, datetime | None]:
    """When somebody who is asked since then is reminded next, and when their head hears; None for no more."""
    steps = sorted(habits.remind_after)
    remind = days.morning_after(start, steps[reminded]) if reminded < len(steps) else None
    head = habits.head_after if reminded <= len(steps) else None
    return remind, days.morning_after(start, head) if head else None


def next_morning(now: datetime, days: WorkDays) -> datetime:
    """The next opening of the company, today's if it is still to come."""
    today = days.day_of(now)
    day = today if days.works(today) and days.opening(today) > now else today + timedelta(days=1)
    return days.opening(days.next_working_day(day))


def next_at(bulletin: Bulletin, now: datetime, missing: Sequence[Reader] | int, days: WorkDays) -> datetime | None:
    """When to look at it again; None when nothing will ever be due by itself."""
    if bulletin.state is BulletinState.PLANNED:
        return bulletin.opens_at
    if bulletin.state is not BulletinState.OPEN:
        return None
    moments = [bulletin.valid_until] if bulletin.valid_until else []
    if missing and bulletin.content.asks:
        moments.append(next_morning(now, days))
    return min(moments, default=None)


def in_hours(moment: datetime, days: WorkDays) -> datetime:
    """The moment itself when the company works then, else its next opening."""
    return days.after(moment, timedelta(0))
