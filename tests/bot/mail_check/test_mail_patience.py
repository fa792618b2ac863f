"""When a reported mail without a decision is remembered."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.workdays import WorkDays
from bot.mail_check.cases import Campaign, Deed, Status, Tally
from bot.mail_check.patience import due, goes_up
from bot.mail_check.verdict import Verdict

DAYS = WorkDays("Asia/Tokyo")
TOKYO = ZoneInfo("Asia/Tokyo")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """November 2026: the 20th is a Friday, Monday the 23rd a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


def campaign(first: datetime, verdict: Verdict = Verdict.DANGER, deed: Deed = Deed.RECEIVED) -> Campaign:
    return Campaign("C", "T", Status.NEW, "", "", verdict, first, first, tally=Tally(1, {deed: 1}))


@pytest.mark.parametrize(
    ("first", "moment", "reminders"),
    [
        (at(20, 10), at(20, 10, 29), 0),
        (at(20, 10), at(20, 10, 30), 1),
        (at(20, 10), at(20, 12), 2),
        (at(20, 10), at(24, 9), 3),
        (at(20, 17, 10), at(20, 23), 0),
        (at(20, 17, 10), at(24, 9, 9), 1),
        (at(20, 17, 10), at(24, 9, 10), 2),
        (at(21, 2), at(24, 9, 30), 2),
        (at(20, 3), at(20, 9, 29), 0),
        (at(20, 3), at(20, 9, 30), 1),
    ],
)
def test_danger_is_remembered_in_working_time(first: datetime, moment: datetime, reminders: int) -> None:
    assert due(campaign(first), DAYS, moment) == reminders


@pytest.mark.parametrize(
    ("moment", "reminders"), [(at(20, 23), 0), (at(24, 8, 59), 0), (at(24, 9), 1), (at(25, 9), 2), (at(30, 9), 3)]
)
def test_others_are_remembered_on_working_mornings(moment: datetime, reminders: int) -> None:
    assert due(campaign(at(20, 10), Verdict.CAUTION), DAYS, moment) == reminders


def test_a_grave_deed_makes_it_urgent_whatever_the_analysis_says() -> None:
    assert due(campaign(at(20, 10), Verdict.NO_SIGN, Deed.TYPED), DAYS, at(20, 10, 30)) == 1
    assert due(campaign(at(20, 10), Verdict.NO_SIGN, Deed.OPENED), DAYS, at(20, 10, 30)) == 0


def test_the_security_lead_hears_from_the_second_reminder_on() -> None:
    assert [goes_up(number) for number in (1, 2, 3)] == [False, True, True]
