"""A bulletin in the making: sound links, the real moment, and what a template begins with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.bulletins import drafting
from bot.core.workdays import WorkDays
from knowledge.loader import load
from tests.kit.database import NOON

DAYS = WorkDays("Asia/Tokyo")
NIGHT = datetime(2026, 4, 3, 13, 0, tzinfo=UTC)  # Friday, ten in the evening
MONDAY = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "sound"),
    [
        ("https://www.example.go.jp/alert?id=1", True),
        ("https://www.example.go.jp:443/", True),
        ("http://www.example.go.jp/", False),
        ("https://user@www.example.go.jp/", False),
        ("https://www.example.go.jp:8443/", False),
        ("https://no-such-ending.nowhere/", False),
        ("https://www.example.go.jp/a b", False),
        ("https://www.example.go.jp/<!channel>", False),
        ("https://[::1", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://example.jp/" + "a" * 500, False),
    ],
)
def test_a_link_is_https_with_a_real_host_and_nothing_that_hides_it(url: str, sound: bool) -> None:
    assert drafting.is_sound(url) is sound


@pytest.mark.parametrize(
    ("url", "disguised"),
    [
        ("https://www.example.co.jp/", False),
        ("https://xn--80ak6aa92e.com/", True),
        ("https://аррle.com/", True),
        ("https://192.0.2.7/", True),
    ],
)
def test_a_host_in_letters_that_look_like_others_is_told(url: str, disguised: bool) -> None:
    assert drafting.is_disguised(url) is disguised


def test_it_leaves_within_the_working_hours_where_that_is_wished() -> None:
    assert drafting.leaves_at(None, NOON, DAYS, fitted=True) is None
    assert drafting.leaves_at(None, NIGHT, DAYS, fitted=True) == MONDAY
    assert drafting.leaves_at(None, NIGHT, DAYS, fitted=False) is None
    assert drafting.leaves_at(NIGHT, NOON, DAYS, fitted=True) == MONDAY
    assert drafting.leaves_at(NIGHT, NOON, DAYS, fitted=False) == NIGHT
    past = NOON - timedelta(days=1)
    assert drafting.leaves_at(past, NOON, DAYS, fitted=False) == past, "a moment that has passed is refused, not now"


def test_a_template_begins_with_the_companys_names_its_day_and_its_question() -> None:
    known = load()
    template = known.bulletins.templates["incident-contacts"]
    begun = drafting.from_template(template, known.company, NOON, DAYS)
    assert "00-0000-0000" in begun.wording("ja").body
    assert "{" not in begun.wording("en").body
    assert begun.do_by == date(2026, 4, 8)
    assert begun.question
    assert begun.question.options[begun.question.right]["en"] == "Call the emergency number at once"
    assert drafting.valid_until(template, NOON, DAYS) == DAYS.end_of(date(2027, 4, 1))
