"""The windows of the lists and the App Home, whatever is on record: what Slack would refuse is never drawn."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from io import StringIO
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.outcomes import Handover, HandoverStatus
from bot.answers.service import AnswerService
from bot.checking.check import sample
from bot.checking.mail import mail_drawn
from bot.core.absences import Absence
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.people import Directory, Role
from bot.core.workdays import WorkDays
from bot.incidents.cases import Incident, Outcome, State, Step
from bot.incidents.filters import Filters
from bot.incidents.numbers import Rules, figures, year, year_before
from bot.incidents.queries import Late
from bot.playground.validator import check_view
from handlers.answers.home import HomeCard
from handlers.answers.views import Answers
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.chain.away_views import Shown, away_home
from handlers.incidents.chain.drill_views import drill_home
from handlers.incidents.chain.drills import SHOWN
from handlers.incidents.home import Desktop, home_blocks
from handlers.incidents.lists.continuity import continuity_modal
from handlers.incidents.lists.fields import Listing, carried, recalled, wanted
from handlers.incidents.lists.left import Left
from handlers.incidents.lists.numbers import Numbers, lasted, numbers_modal
from handlers.incidents.lists.views import list_modal
from handlers.incidents.papers.export import COLUMNS, Sheet, csv_of
from handlers.kit.blocks import Modal
from handlers.kit.cells import inert
from handlers.kit.people import People
from handlers.kit.words import LANGUAGES, Speech
from tests.kit.database import NOON
from tests.kit.register import KINDS, case, member, register
from tests.kit.stage import finder

ZONE = ZoneInfo("Asia/Tokyo")
TRAP = "<!channel> <@U1> *b* `c` https://evil.example :tada: & \u202e 長い名前 "
KNOWN = finder().known
SPEECH = Speech("Asia/Tokyo")
RULES = Rules(KNOWN.incidents.chain, WorkDays("Asia/Tokyo"), ZONE, NOON)
LEAD = member(Role.SECURITY_LEAD)
TOOLS = {ids.LIST, ids.NUMBERS, ids.CONTINUITY}


def views() -> Views:
    return Views(
        KNOWN.incidents,
        KNOWN.company,
        People(KNOWN.company, Directory([]), Database("sqlite://"), SystemClock()),
        TOOLS,
    )


def problems(view: dict[str, Any]) -> list[str]:
    return [str(one) for one in check_view(view) if one.severity == "error"]


def shown(modal: Modal) -> dict[str, Any]:
    """The window as it goes to Slack, once it is known that Slack takes it."""
    view = modal.view()
    assert problems(view) == []
    return view


@st.composite
def records(draw: st.DrawFn) -> list[Incident]:
    found = register(draw(st.integers(0, 40)), Random(draw(st.integers(0, 10**6))))
    trap = draw(st.booleans())
    return [
        replace(
            one,
            title=(TRAP * 9)[:200] if trap else one.title,
            where=TRAP if trap else "",
            drill=number % 5 == 0,
            restricted=number % 3 == 0,
            category="gone" if number % 7 == 0 else one.category,
        )
        for number, one in enumerate(found)
    ]


FILTERS = st.builds(
    Filters,
    state=st.sampled_from(["all", "open", "ended"]),
    category=st.sampled_from(["", *KINDS, "gone"]),
    level=st.sampled_from([None, 0, 1, 2, 3]),
    month=st.sampled_from([None, date(2026, 3, 1)]),
    drill=st.sampled_from([None, True, False]),
    mine=st.booleans(),
    words=st.text(max_size=120),
)


@given(records(), FILTERS, st.integers(0, 9), st.sampled_from(LANGUAGES), st.booleans())
def test_slack_takes_every_list(cases: list[Incident], filters: Filters, page: int, language: str, leads: bool) -> None:
    person = LEAD if leads else member()
    view = shown(list_modal(Listing(filters, cases, cases, person, page), views(), ZONE, SPEECH.in_(language)))
    assert sum("accessory" in block for block in view["blocks"]) <= 10
    assert sum(len(b["value"]) for block in view["blocks"] for b in block.get("elements", ()) if "value" in b) < 2000


@given(records(), FILTERS)
def test_the_fields_say_what_they_were_set_to(cases: list[Incident], filters: Filters) -> None:
    view = list_modal(Listing(filters, cases, cases, LEAD), views(), ZONE, SPEECH.in_("ja")).view()
    menus = next(block for block in view["blocks"] if block.get("block_id") == "filters.0")
    state = {menu["action_id"]: {"selected_option": menu["initial_option"]} for menu in menus["elements"]}
    read, _, _ = wanted(view | {"state": {"values": {"filters.0": state}}})
    months = {one.reported_at.astimezone(ZONE).date().replace(day=1) for one in cases}
    assert replace(read, month=None, category="") == replace(filters, month=None, category="", words="")
    assert read.month == (filters.month if filters.month in months else None)
    assert read.category in {filters.category, ""}
    assert recalled(carried(filters, 3)) == (filters, 3)


@pytest.mark.parametrize(
    "values", [None, {}, {"x": {}}, {"filters.0": {"incidents.list_filter.level": {"value": "²"}}}]
)
def test_a_window_that_says_nothing_useful_means_everything(values: Any) -> None:
    assert wanted({"state": {"values": values}, "private_metadata": "[]"}) == (Filters(), 0, 0)


@given(records(), st.sampled_from(LANGUAGES), st.booleans())
def test_slack_takes_all_numbers(cases: list[Incident], language: str, compared: bool) -> None:
    now = year(2026, ZONE, NOON)
    before = figures(cases, year_before(now, ZONE), RULES, {}) if compared else None
    numbers = Numbers(2026, range(2026, 1900, -1), figures(cases, now, RULES, {}), before, Late(1, 2, 3, 4))
    shown(numbers_modal(numbers, KNOWN.incidents, SPEECH.in_(language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_restores_what_names_people_and_numbers(language: str) -> None:
    text = str(shown(continuity_modal(KNOWN.incidents, views().people, SPEECH.in_(language))))
    for service in KNOWN.incidents.continuity.services:
        assert service.name.say(language) in text
    for number in ("000-0000-0005", "000-0000-0004", "00-0000-0010", "00-0000-0011", "00-0000-0012"):
        assert number in text


@given(records(), st.integers(0, 9), st.integers(0, 9), st.sampled_from(LANGUAGES))
def test_the_home_is_never_longer_than_slack_allows(
    cases: list[Incident], steps: int, actions: int, language: str
) -> None:
    words = SPEECH.in_(language)
    step = Step(0, "I-1", "action", "", TRAP * 60, "system_admin", "U1", NOON, NOON)
    desktop = Desktop(
        LEAD,
        NOON + timedelta(days=1),
        cases[:5],
        cases,
        {one.id: NOON for one in cases},
        [(replace(step, id=number), case()) for number in range(steps)],
        [replace(step, id=number) for number in range(actions)],
        12,
        [Left(one, 2, 3, NOON) for one in cases],
    )
    ours = home_blocks(desktop, views(), words)
    assert problems({"type": "home", "blocks": ours}) == []
    assert len(ours) + others(language) <= 100


@cache
def others(language: str) -> int:
    """How many blocks the other features' cards have at their longest."""
    words = SPEECH.in_(language)
    question = sample(next(iter(KNOWN.answers)), None, language)
    waiting = [Handover("H-1", question, "system_admin", True, "", HandoverStatus.OPEN, NOON, "U1", "")] * 9
    answers = HomeCard.__new__(HomeCard)
    answers._answers = Answers(AnswerService(KNOWN, finder()), views().people)
    longest = (
        answers._given(waiting, words),
        answers._mine(waiting, words),
        answers._work_list([question] * 5, 9, words),
    )
    asking, shelf = 3, 2
    away = Absence("T1", "U1", "U2", NOON, NOON)
    ours = (away_home(Shown(away, "U2", (away,)), views(), words), drill_home([case(drill=True)] * SHOWN, words))
    mail = {name: len(drawn) for name, drawn in mail_drawn(KNOWN, words) if isinstance(drawn, list)}
    return sum(map(len, (*longest, *ours))) + asking + shelf + mail["mail home"] + mail["mail desk at home"]


@given(st.lists(st.text(), min_size=3, max_size=3), st.sampled_from(LANGUAGES))
def test_the_file_reads_back_what_was_written_and_runs_nothing(texts: list[str], language: str) -> None:
    title, text, cause = (one.replace("\x00", "") for one in texts)
    one = case(title=title, text=text, outcome=Outcome(cause), state=State.CLOSED, closed_at=NOON)
    data = csv_of([one], Sheet(KNOWN.incidents, {}, RULES, {}, {}), SPEECH.in_(language))
    head, row = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""))
    assert len(head) == len(row) == len(COLUMNS) == len(set(head))
    for cell, said in zip((row[6], row[7], row[26]), (title, text, cause), strict=True):
        assert cell in {said, f"'{said}"}
        assert not cell.lstrip(" \u3000").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"))


@pytest.mark.parametrize("trap", ["=1+1", "+81-90", "-1", "@SUM(A1)", "＝1", " =1", "\u3000=1", "\t=1", "\r=1"])
def test_what_begins_like_a_formula_is_shown(trap: str) -> None:
    assert inert(trap) == f"'{trap}"
    assert inert(f"a{trap}") == f"a{trap}"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0分"), (119.4, "119分"), (120, "2時間"), (150, "2.5時間"), (2880, "2日"), (3600, "2.5日")],
)
def test_stretches_of_time_are_said_as_people_say_them(minutes: float, said: str) -> None:
    assert lasted(minutes, SPEECH.in_("ja")) == said
