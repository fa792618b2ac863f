"""When a handover that nobody answers is remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.answers.outcomes import Handover, HandoverStatus, Kind, Outcome, Question
from bot.answers.patience import goes_up, steps_passed
from bot.core.place import Place
from bot.core.workdays import WorkDays

DAYS = WorkDays("Asia/Tokyo")
FRIDAY = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def handover(*, urgent: bool = False, reminded: int = 0, opened: datetime = FRIDAY) -> Handover:
    question = Question("Q", "T", "U", "?", Place("D"), "dm", Outcome(Kind.UNKNOWN, "ja"), opened)
    return Handover("H", question, "security_lead", urgent, "", HandoverStatus.OPEN, opened, reminded=reminded)


def test_a_friday_question_is_remembered_after_the_holiday_monday() -> None:
    """23 November is a holiday: the next working day is Tuesday."""
    tuesday_evening = datetime(2026, 11, 24, 17, 30, tzinfo=UTC) - timedelta(hours=9)
    assert steps_passed(handover(), DAYS, tuesday_evening - timedelta(minutes=1)) == 0
    assert steps_passed(handover(), DAYS, tuesday_evening) == 1


def test_the_days_around_new_year_are_no_working_days() -> None:
    opened = datetime(2026, 12, 28, 3, 0, tzinfo=UTC)
    assert DAYS.end_after(opened, 1).date().isoformat() == "2027-01-04"


@pytest.mark.parametrize(("passed", "minutes"), [(1, 5), (2, 15), (3, 30), (4, 60)])
def test_an_urgent_one_is_remembered_in_minutes_whatever_the_day(passed: int, minutes: int) -> None:
    saturday = FRIDAY + timedelta(days=1)
    one = handover(urgent=True, opened=saturday)
    assert steps_passed(one, DAYS, saturday + timedelta(minutes=minutes, seconds=-1)) == passed - 1
    assert steps_passed(one, DAYS, saturday + timedelta(minutes=minutes)) == passed


def test_reminders_end() -> None:
    late = FRIDAY + timedelta(days=60)
    assert steps_passed(handover(urgent=True), DAYS, late) == 4
    assert steps_passed(handover(), DAYS, late) == 3


def test_the_next_person_up_hears_of_urgent_ones_at_once_and_of_others_the_second_time() -> None:
    assert goes_up(handover(urgent=True), 1)
    assert not goes_up(handover(), 1)
    assert goes_up(handover(), 2)
