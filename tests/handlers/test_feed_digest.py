"""On which days the digest of the feeds comes."""

from __future__ import annotations

from datetime import date, timedelta

from bot.core.workdays import WorkDays
from handlers.bulletins.feeds.collecting import is_for_digest

GOLDEN_WEEK = [date(2026, 4, 27) + timedelta(days=number) for number in range(14)]
"""Two weeks from a Monday; 29 April and 3 to 6 May are holidays."""


def days(*, weekly: bool) -> list[str]:
    found = [one for one in GOLDEN_WEEK if is_for_digest(one, WorkDays("Asia/Tokyo"), weekly=weekly)]
    return [f"{one:%m-%d}" for one in found]


def test_a_daily_digest_comes_on_every_working_day() -> None:
    assert days(weekly=False) == ["04-27", "04-28", "04-30", "05-01", "05-07", "05-08"]


def test_a_weekly_digest_comes_on_the_first_working_day_of_the_week() -> None:
    assert days(weekly=True) == ["04-27", "05-07"]
