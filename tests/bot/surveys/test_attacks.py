"""What somebody might try with campaigns, and what may go wrong by itself, on both engines."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import text

from bot.core.db import Database
from bot.core.errors import Refused
from bot.core.unit import Unit as UnitOfWork
from bot.core.workdays import WorkDays
from bot.surveys.answering import Answering
from bot.surveys.cases import Invited
from bot.surveys.results import result_of
from bot.surveys.scoring import score_of
from bot.surveys.service import SurveyService
from bot.surveys.stars import stars_of
from bot.surveys.store import SurveyStore
from knowledge.loader import load
from tests.kit.database import TestClock
from tests.kit.patience import SECONDS
from tests.kit.surveys import LEAD, colleague, filled, opened, survey, units, wish

SMALL = survey(6)
DONE = {item.id: "done" for item in SMALL.items}


@pytest.fixture
def service() -> SurveyService:
    return SurveyService({"small": SMALL}, WorkDays("Asia/Tokyo"))


async def test_one_thorough_answer_is_not_hidden_behind_two_that_began(
    unit: UnitOfWork, database: Database, clock: TestClock, service: SurveyService
) -> None:
    names = [f"U{n}" for n in range(1, 10)]
    made = wish(clock.now(), units("", "", ""), who="poll", anonymous=True)
    invited = [Invited(name, f"unit-{1 + n // 3}") for n, name in enumerate(names)]
    campaign, sheets = await opened(unit, service, made, invited)
    for name, sheet in zip(names, sheets, strict=True):
        answers = DONE if name not in {"U2", "U3"} else {"item-1": "done"}
        await filled(unit, colleague(name), sheet.id, answers, send=answers is DONE)
    async with database.read() as connection:
        result = await result_of(connection, campaign)
    assert result.hidden == ("unit-1", "unit-2")
    assert not result.too_few


async def test_a_poll_whose_last_questions_one_person_answered_shows_nothing(
    unit: UnitOfWork, database: Database, clock: TestClock, service: SurveyService
) -> None:
    made = wish(clock.now(), units("", ""), who="poll", anonymous=True)
    names = ["U1", "U2", "U3", "U4"]
    campaign, sheets = await opened(unit, service, made, [Invited(one, "unit-1") for one in names])
    await filled(unit, colleague("U1"), sheets[0].id, DONE)
    for name, sheet in zip(names[1:], sheets[1:], strict=True):
        await filled(unit, colleague(name), sheet.id, {"item-1": "partly"}, send=False)
    async with database.read() as connection:
        assert (await result_of(connection, campaign)).too_few


async def test_the_rows_of_the_sheets_do_not_stand_as_the_people_were_listed(
    unit: UnitOfWork, database: Database, clock: TestClock, service: SurveyService
) -> None:
    made = wish(clock.now(), units(""), who="poll", anonymous=True)
    people = [Invited(f"U{n:02}", "unit-1") for n in range(30)]
    _, sheets = await opened(unit, service, made, people)
    assert [one.person for one in sheets] == [one.person for one in people]
    where = "rowid" if database.engine == "sqlite" else "ctid"
    async with database.read() as connection:
        found = (await connection.execute(text(f"select id from survey_sheet order by {where}"))).scalars().all()
    assert list(found) == sorted(found)


@pytest.mark.parametrize("started", ["2026-04-01T08:30+09:00", "2026-04-01T00:10+09:00", "2026-04-01T23:50+09:00"])
async def test_the_next_round_runs_as_many_days_as_this_one_whenever_it_began(
    unit: UnitOfWork, clock: TestClock, started: str
) -> None:
    for zone in ("Asia/Tokyo", "America/New_York", "Pacific/Auckland"):
        days = WorkDays(zone)
        service = SurveyService({"small": SMALL}, days)
        clock.moment = datetime.fromisoformat(started).astimezone(UTC)
        lasts = days.end_of(days.day_of(clock.now()) + timedelta(days=14))
        made = replace(wish(clock.now(), units("U1"), repeats=True), due_at=lasts)
        campaign, _ = await opened(unit, service, made, [Invited("U1", "unit-1")])
        for _ in range(3):
            async with unit() as work:
                planned = (await service.close(work, LEAD, campaign.id)).planned
            assert planned
            assert days.day_of(planned.due_at) - days.day_of(planned.opens_at) == timedelta(days=14)
            clock.moment = planned.opens_at
            async with unit() as work:
                due = await service.due(work, planned.id)
            assert due
            campaign = due.campaign


async def test_a_round_that_nobody_answered_brings_no_star_nearer(
    unit: UnitOfWork, database: Database, clock: TestClock
) -> None:
    asked = survey(6, survey_id="small", family="self-diagnosis")
    service = SurveyService({"small": asked}, WorkDays("Asia/Tokyo"))
    company = load().company
    first, [sheet] = await opened(unit, service, wish(clock.now(), units("U1")), [Invited("U1", "unit-1")])
    await filled(unit, colleague("U1"), sheet.id, DONE)
    await _close(unit, service, first.id)
    clock.move(days=30)
    empty, _ = await opened(unit, service, wish(clock.now(), units("U1")), [Invited("U1", "unit-1")])
    await _close(unit, service, empty.id)
    async with database.read() as connection:
        found = await stars_of(connection, LEAD.team, company, clock.now(), policy=True)
    assert found.diagnosis
    assert found.diagnosis.campaign == first.id


async def test_what_did_not_apply_before_has_not_moved(unit: UnitOfWork, database: Database, clock: TestClock) -> None:
    service = SurveyService({"small": survey(6, left_out=True)}, WorkDays("Asia/Tokyo"))
    people = [Invited("U1", "unit-1")]
    first, [sheet] = await opened(unit, service, wish(clock.now(), units("U1")), people)
    await filled(unit, colleague("U1"), sheet.id, DONE | {"item-1": "not-applicable", "item-2": "partly"})
    await _close(unit, service, first.id)
    clock.move(days=365)
    second, [sheet] = await opened(unit, service, wish(clock.now(), units("U1")), people)
    await filled(unit, colleague("U1"), sheet.id, DONE)
    async with database.read() as connection:
        result = await result_of(connection, second)
    assert [(one.item, one.after - one.before) for one in result.changes()] == [("item-2", Fraction(2))]


def test_where_nothing_applies_no_band_judges() -> None:
    asked = survey(6, left_out=True)
    score = score_of(asked, {name: Counter({"not-applicable": 1}) for name in DONE})
    assert score.total.possible == 0
    assert score.band is None


async def test_an_answer_on_its_way_is_in_before_the_campaign_closes_or_is_refused(
    unit: UnitOfWork, database: Database, clock: TestClock, service: SurveyService
) -> None:
    """What is told at the closing is all that there will ever be: one more answer later would tell whose it is."""
    campaign, [sheet] = await opened(unit, service, wish(clock.now(), units("U1")), [Invited("U1", "unit-1")])
    ready = asyncio.Event()
    counted = 0

    async def answers() -> None:
        async with unit() as work:
            await Answering().look(work, colleague("U1"), sheet.id)
            ready.set()
            await asyncio.sleep(0.2)  # meanwhile the closing waits at the door
            await Answering().answer(work, colleague("U1"), sheet.id, "item-1", "done")

    async def closes() -> None:
        nonlocal counted
        await ready.wait()
        async with unit() as work:
            await service.close(work, LEAD, campaign.id)
            counted = sum((await SurveyStore(work.connection).answered(campaign.id)).values())

    await asyncio.wait_for(asyncio.gather(answers(), closes()), SECONDS)
    async with database.read() as connection:
        later = sum((await SurveyStore(connection).answered(campaign.id)).values())
    assert counted == later == 1
    async with unit() as work:
        with pytest.raises(Refused, match="over"):
            await Answering().answer(work, colleague("U1"), sheet.id, "item-2", "done")


async def test_however_often_a_campaign_is_extended_it_ends_within_a_year_of_its_opening(
    unit: UnitOfWork, clock: TestClock, service: SurveyService
) -> None:
    campaign, _ = await opened(unit, service, wish(clock.now(), units("U1")), [Invited("U1", "unit-1")])
    latest = campaign.opens_at + timedelta(days=366)
    clock.move(days=10)
    async with unit() as work:
        with pytest.raises(Refused, match="bad_due"):
            await service.extend(work, LEAD, campaign.id, latest + timedelta(seconds=1))
        assert (await service.extend(work, LEAD, campaign.id, latest)).due_at == latest


async def _close(unit: UnitOfWork, service: SurveyService, campaign: str) -> None:
    async with unit() as work:
        await service.close(work, LEAD, campaign)
