"""Who a bulletin reaches, as a window: two thousand people in sixty departments with the longest names fit."""

from __future__ import annotations

import pytest

from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.people import Directory, Profile
from bot.playground.validator import check_view
from handlers.bulletins.census import Reach
from handlers.bulletins.writing.reached import reached_modal
from handlers.kit.people import People
from handlers.kit.words import Speech
from knowledge.documents import Department
from knowledge.loader import load
from tests.kit import bulletins as k
from tests.kit.database import NOON

UNITS = tuple(f"unit-{number}" for number in range(60))
PEOPLE = {f"U{number:010}": UNITS[number % len(UNITS)] for number in range(2000)}
CHANNELS = dict.fromkeys((f"C{number}" for number in range(1000)), "missing_scope")


@pytest.fixture
def people() -> People:
    long = {"ja": "部" * 200, "en": "n" * 200}
    each = [Department.model_validate({"id": one, "name": long}) for one in UNITS]
    company = load().company.model_copy(update={"departments": each})
    found = People(company, Directory([]), Database("sqlite://"), SystemClock())
    named = (Profile(k.TEAM, one, "名" * 80, None, "ja-JP", None, False, True, NOON) for one in PEOPLE)
    found._profiles = {(k.TEAM, one.id): one for one in named}
    return found


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    "reach",
    [
        None,
        Reach(),
        Reach(people=PEOPLE, readers=PEOPLE, trouble=CHANNELS, left_out=tuple(PEOPLE)),
        Reach(readers=dict.fromkeys(PEOPLE, UNITS[0])),
        Reach(readers=dict.fromkeys([*PEOPLE][:400], "")),
    ],
)
def test_slack_takes_the_window_however_many_it_reaches(people: People, reach: Reach | None, language: str) -> None:
    view = reached_modal(k.bulletin(content=k.longest()), reach, people, Speech("Asia/Tokyo").in_(language))
    assert [str(one) for one in check_view(view.view())] == []
    assert len(view.blocks) < 100


def test_of_thousands_some_of_each_department_are_named_with_how_many_there_are(people: People) -> None:
    reach = Reach(people=PEOPLE, readers=PEOPLE)
    shown = str(reached_modal(k.bulletin(), reach, people, Speech("Asia/Tokyo").in_("ja")).blocks)
    assert shown.count("名" * 49) == 400
    assert "2,000人" in shown
    assert "（34人）" in shown
    assert "ほか24人" in shown
