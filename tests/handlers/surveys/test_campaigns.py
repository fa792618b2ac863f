"""What the clock and the form make of campaigns, on both engines where rows decide."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.db import Database
from bot.core.errors import Refused
from bot.core.people import Directory
from bot.core.shares import percent
from bot.core.unit import Unit as UnitOfWork
from bot.core.workdays import WorkDays
from bot.playground.validator.payloads import check_view
from bot.surveys.cases import Campaign, CampaignState, Unit
from bot.surveys.service import SurveyService
from bot.surveys.store import SurveyStore
from handlers.kit.payload import Spot, Submission
from handlers.kit.people import People
from handlers.kit.words import Speech
from handlers.surveys.campaigns import draft as d
from handlers.surveys.campaigns.asked import Place
from handlers.surveys.campaigns.labels import bar
from handlers.surveys.campaigns.start_views import Form, start_form
from knowledge.loader import load
from tests.kit.database import TestClock
from tests.kit.surveys import LEAD, survey, text, units, wish

DAYS = WorkDays("Asia/Tokyo")
SMALL = survey(6)
PLACES = [Place(Unit(f"unit-{n}", text(f"Unit {n}"), 3)) for n in range(4)]


@pytest.fixture
def service() -> SurveyService:
    return SurveyService({"small": SMALL}, DAYS)


async def planned(unit: UnitOfWork, service: SurveyService, clock: TestClock, **more: object) -> Campaign:
    async with unit() as work:
        return await service.plan(work, LEAD, replace(wish(clock.now(), units("U1")), **more))  # type: ignore[arg-type]


async def test_of_two_replicas_one_opens_a_campaign(unit: UnitOfWork, clock: TestClock, service: SurveyService) -> None:
    campaign = await planned(unit, service, clock)

    async def replica() -> bool:
        async with unit() as work:
            due = await service.due(work, campaign.id)
            return due is not None and due.opened

    assert sorted(await asyncio.gather(*(replica() for _ in range(4)))) == [False, False, False, True]


async def test_what_fails_is_put_off_and_skips_nothing(
    unit: UnitOfWork, database: Database, clock: TestClock, service: SurveyService
) -> None:
    campaign = await planned(unit, service, clock)
    async with unit() as work:
        await service.put_off(work, campaign.id)
    async with database.read() as connection:
        assert await SurveyStore(connection).due(clock.now()) == []
    clock.move(minutes=5)
    async with unit() as work:
        due = await service.due(work, campaign.id)
    assert due is not None
    assert due.opened


async def test_after_days_of_downtime_it_closes_at_once_and_sends_no_late_reminders(
    unit: UnitOfWork, clock: TestClock, service: SurveyService
) -> None:
    campaign = await planned(unit, service, clock)
    async with unit() as work:
        await service.due(work, campaign.id)
    clock.move(days=30)
    async with unit() as work:
        due = await service.due(work, campaign.id)
        again = await service.due(work, campaign.id)
    assert due is not None
    assert (due.closed, due.remind, again) == (True, False, None)


async def test_one_that_slept_through_all_its_days_gets_as_many_again(
    unit: UnitOfWork, clock: TestClock, service: SurveyService
) -> None:
    campaign = await planned(unit, service, clock)
    clock.move(days=40)
    async with unit() as work:
        due = await service.due(work, campaign.id)
    assert due is not None
    assert due.campaign.state is CampaignState.OPEN
    assert timedelta(days=14) <= due.campaign.due_at - clock.now() <= timedelta(days=18)


async def test_metrics_count_what_is_open(
    unit: UnitOfWork, database: Database, clock: TestClock, service: SurveyService
) -> None:
    await planned(unit, service, clock)
    async with database.read() as connection:
        assert await SurveyStore(connection).metrics() == {"surveys_open": 0, "survey_sheets_unfinished": 0}


def sent(many: dict[str, tuple[str, ...]] | None = None, **values: str) -> Submission:
    return Submission(Spot("T1", "U1"), "f", "", "k", values, many or {})


@pytest.mark.parametrize("garbage", ["", "nonsense", "9" * 400, "2026-13-45", "0000-00-00", '{"a": 1}'])
def test_garbage_in_the_form_becomes_what_stood_there_at_first(clock: TestClock, garbage: str) -> None:
    first = d.fresh(SMALL, PLACES, clock.now(), DAYS)
    found = d.read(sent(opens=garbage, due=garbage, who=garbage, combine=garbage), SMALL, first)
    assert found == first


def test_units_that_are_not_ours_are_not_asked(clock: TestClock) -> None:
    first = d.fresh(SMALL, PLACES, clock.now(), DAYS)
    found = d.read(sent({"units": ("unit-2", "nowhere", "unit-2")}), SMALL, first)
    assert [one.unit.id for one in d.chosen(found, PLACES)] == ["unit-2"]


def test_a_head_s_sheet_is_never_anonymous(clock: TestClock) -> None:
    first = d.fresh(SMALL, PLACES, clock.now(), DAYS)
    for who, anonymous in (("heads", False), ("poll", True)):
        found = d.read(sent(who=who, named="anonymous"), SMALL, first)
        assert d.wish_of(found, units("U1"), clock.now(), DAYS).anonymous is anonymous


def test_days_that_cannot_be_are_refused_beside_their_field(clock: TestClock) -> None:
    first = d.fresh(SMALL, PLACES, clock.now(), DAYS)
    for opens, due, field in ((-1, 5, "opens"), (5, 4, "due")):
        wanted = replace(first, opens=first.opens + timedelta(days=opens), due=first.opens + timedelta(days=due))
        with pytest.raises(Refused) as refused:
            d.wish_of(wanted, units("U1"), clock.now(), DAYS)
        assert refused.value.field == field


def test_the_prefilled_last_day_is_a_working_day_two_weeks_ahead(clock: TestClock) -> None:
    for _ in range(60):
        first = d.fresh(SMALL, PLACES, clock.now(), DAYS)
        assert DAYS.works(first.due)
        assert (first.due - first.opens).days >= d.DAYS
        clock.move(days=7)


def test_a_bar_is_full_only_when_nobody_is_missing() -> None:
    assert bar(1999, 2000) == "■■■■■■■■■□"
    assert percent(1999, 2000) == 99
    assert (bar(3, 3, 5), bar(0, 0, 5)) == ("■■■■■", "□□□□□")


def test_of_120_departments_each_can_be_chosen_and_no_more_are_promised_than_are_asked(clock: TestClock) -> None:
    places = [Place(Unit(f"unit-{n}", text(f"Unit {n}"), 3, "U1")) for n in range(120)]
    first = d.fresh(SMALL, places, clock.now(), DAYS)
    people = People(load().company, Directory(()), Database("sqlite://"), clock)
    view = start_form(Form(first, [SMALL], places, "U1"), people, Speech("Asia/Tokyo").in_("en")).view()
    assert not check_view(view)
    field = next(block["element"] for block in view["blocks"] if block.get("block_id") == "units")
    offered = [one["value"] for group in field["option_groups"] for one in group["options"]]
    assert offered == [one.unit.id for one in places]
    assert [one["value"] for one in field["initial_options"]] == list(first.units)
    assert "for 100 departments" in str(view["blocks"])
