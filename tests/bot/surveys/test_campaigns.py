"""A campaign from its planning to its closing, on both engines."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.db import Database
from bot.core.errors import NotAllowed, Refused
from bot.core.leases import Sent, Timing
from bot.core.outbox import Message
from bot.core.people import Role
from bot.core.queue import Queue
from bot.core.tables import outbox
from bot.core.unit import Unit as UnitOfWork
from bot.core.workdays import WorkDays
from bot.surveys import planning
from bot.surveys.cases import Campaign, CampaignState, Invited, SheetState
from bot.surveys.results import hidden_units, result_of
from bot.surveys.service import SurveyService
from bot.surveys.store import SurveyStore
from bot.surveys.tables import answers, sheets
from tests.kit.database import TestClock
from tests.kit.surveys import LEAD, colleague, filled, opened, survey, units, wish

SMALL = survey(6)
DONE = {item.id: "done" for item in SMALL.items}


@pytest.fixture
def service() -> SurveyService:
    return SurveyService({"small": SMALL}, WorkDays("Asia/Tokyo"))


async def test_a_campaign_opens_reminds_three_times_and_closes(
    unit: UnitOfWork, clock: TestClock, service: SurveyService
) -> None:
    campaign, _ = await opened(unit, service, wish(clock.now(), units("U1")), [Invited("U1", "unit-1")])
    seen: list[str] = []
    while campaign.next_at:
        clock.moment = campaign.next_at
        async with unit() as work:
            due = await service.due(work, campaign.id)
        assert due is not None
        campaign = due.campaign
        seen.append("remind" if due.remind else "close" if due.closed else "?")
    assert seen == ["remind", "remind", "remind", "close"]
    assert campaign.state is CampaignState.CLOSED


async def test_reminders_fall_on_working_mornings_and_never_on_the_opening_day(clock: TestClock) -> None:
    days = WorkDays("Asia/Tokyo")
    service = SurveyService({"small": SMALL}, days)
    for length in range(1, 40):
        made = wish(clock.now(), units("U1"), days=length)
        campaign = _campaign(service, made, clock)
        for moment in planning.reminders(campaign, days):
            assert days.works(days.day_of(moment))
            assert campaign.opens_at < moment < campaign.due_at


async def test_a_repeating_campaign_plans_the_next_one_a_year_later_on_a_working_day(
    unit: UnitOfWork, clock: TestClock, service: SurveyService
) -> None:
    made = wish(clock.now(), units("U1"), repeats=True)
    campaign, _ = await opened(unit, service, made, [Invited("U1", "unit-1")])
    async with unit() as work:
        due = await service.close(work, LEAD, campaign.id)
    assert due.planned is not None
    assert due.planned.opens_at.date() == (campaign.opens_at + timedelta(days=365)).date()
    assert service.days.works(service.days.day_of(due.planned.opens_at))
    assert due.planned.state is CampaignState.PLANNED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"due": 0}, "surveys.bad_due"),
        ({"due": 400}, "surveys.bad_due"),
        ({"units": ()}, "surveys.no_units"),
        ({"anonymous": True}, "surveys.heads_are_named"),
    ],
)
async def test_a_campaign_that_cannot_be_is_refused_with_the_reason(
    unit: UnitOfWork, clock: TestClock, service: SurveyService, change: dict[str, Any], code: str
) -> None:
    of = change.get("units", units("U1"))
    made = wish(clock.now(), of, days=change.get("due", 14), anonymous="anonymous" in change)
    with pytest.raises(Refused) as refused:
        async with unit() as work:
            await service.plan(work, LEAD, made)
    assert refused.value.code == code


async def test_only_who_runs_surveys_may_start_remind_extend_close_and_cancel(
    unit: UnitOfWork, clock: TestClock, service: SurveyService
) -> None:
    campaign, _ = await opened(unit, service, wish(clock.now(), units("U1")), [])
    for role, may in [
        (Role.EMPLOYEE, False),
        (Role.DEPARTMENT_HEAD, False),
        (Role.PRESIDENT, False),
        (Role.AUDIT_LEAD, True),
    ]:
        person = colleague("U9", "sales", role)
        for act in (
            lambda work, p=person: service.plan(work, p, wish(clock.now(), units("U1"))),
            lambda work, p=person: service.remind(work, p, campaign.id),
            lambda work, p=person: service.extend(work, p, campaign.id, clock.now() + timedelta(days=20)),
        ):
            if may:
                async with unit() as work:
                    await act(work)
                clock.move(hours=5)
            else:
                with pytest.raises(NotAllowed):
                    async with unit() as work:
                        await act(work)


async def test_a_reminder_by_hand_goes_to_those_who_have_not_finished_and_not_twice_in_a_row(
    unit: UnitOfWork, clock: TestClock, service: SurveyService
) -> None:
    people = [Invited("U1", "unit-1"), Invited("U2", "unit-2")]
    campaign, made = await opened(unit, service, wish(clock.now(), units("U1", "U2")), people)
    await filled(unit, colleague("U1"), made[0].id, DONE)
    async with unit() as work:
        _, late = await service.remind(work, LEAD, campaign.id)
    assert [one.person for one in late] == ["U2"]
    with pytest.raises(Refused):
        async with unit() as work:
            await service.remind(work, LEAD, campaign.id)


async def test_an_anonymous_poll_forgets_who_answered_what_an_hour_after_closing(
    unit: UnitOfWork, database: Database, clock: TestClock, service: SurveyService
) -> None:
    made = wish(clock.now(), units("", ""), who="poll", anonymous=True)
    campaign, all_sheets = await opened(unit, service, made, [Invited(f"U{n}", "unit-1") for n in range(4)])
    await filled(unit, colleague("U1"), all_sheets[1].id, DONE)
    async with unit() as work:
        campaign = (await service.close(work, LEAD, campaign.id)).campaign
    assert campaign.next_at is not None
    clock.moment = campaign.next_at
    async with unit() as work:
        await service.due(work, campaign.id)
    async with database.read() as connection:
        assert set((await connection.execute(select(sheets.c.person, sheets.c.done_at))).all()) == {(None, None)}
        assert set((await connection.execute(select(answers.c.by, answers.c.at))).all()) == {(None, None)}
        result = await result_of(connection, campaign)
    assert result.company.total.percent == 100
    assert result.hidden == ("unit-1",), "one answer alone would be somebody's own"


async def test_what_is_still_on_its_way_is_forgotten_once_it_is_out(
    unit: UnitOfWork, database: Database, clock: TestClock, service: SurveyService
) -> None:
    made = wish(clock.now(), units("", ""), who="poll", anonymous=True)
    campaign, _ = await opened(unit, service, made, [Invited("U1", "unit-1")])
    async with unit() as work:
        work.outbox.put(Message("post", "U1", {"text": "It is over"}, f"survey:{campaign.id}:ended"))
        campaign = (await service.close(work, LEAD, campaign.id)).campaign
    clock.move(hours=2)
    async with unit() as work:
        await service.due(work, campaign.id)
    queue = Queue(database, Timing())
    [row] = await queue.claim("s", 9, clock.now())
    await queue.settle([(row, Sent("1.1", "D1"))], clock.now())
    clock.move(hours=1)
    async with unit() as work:
        await service.due(work, campaign.id)
    async with database.read() as connection:
        found = select(outbox.c.channel, outbox.c.payload, outbox.c.slack_ts)
        assert (await connection.execute(found)).one() == ("", {}, None)


def test_a_unit_that_is_too_small_is_never_hidden_alone(clock: TestClock) -> None:
    service = SurveyService({"small": SMALL}, WorkDays("Asia/Tokyo"))
    campaign = _campaign(service, wish(clock.now(), units("", "", ""), who="poll", anonymous=True), clock)
    assert hidden_units(campaign, {"unit-1": 2, "unit-2": 5, "unit-3": 9}) == ("unit-1", "unit-2")
    assert hidden_units(campaign, {"unit-1": 3, "unit-2": 5, "unit-3": 9}) == ()


async def test_progress_counts_by_unit_and_the_result_compares_with_the_round_before(
    unit: UnitOfWork, database: Database, clock: TestClock, service: SurveyService
) -> None:
    people = [Invited("U1", "unit-1"), Invited("U2", "unit-2")]
    first, made = await opened(unit, service, wish(clock.now(), units("U1", "U2")), people)
    await filled(unit, colleague("U1"), made[0].id, dict.fromkeys(DONE, "partly"))
    async with database.read() as connection:
        progress = await SurveyStore(connection).progress(first.id)
    assert (progress["unit-1"].done, progress["unit-2"].waiting) == (1, 1)
    async with unit() as work:
        await service.close(work, LEAD, first.id)
    clock.move(days=365)
    second, made = await opened(unit, service, wish(clock.now(), units("U1", "U2")), people)
    for person, sheet in zip(("U1", "U2"), made, strict=True):
        await filled(unit, colleague(person), sheet.id, DONE)
    async with database.read() as connection:
        result = await result_of(connection, second)
    assert result.same_edition
    assert result.change == 50
    assert not result.asked_otherwise
    fewer = replace(result, campaign=replace(second, units=second.units[:1]))
    assert fewer.asked_otherwise, "another set of departments is no like for like"
    assert replace(result, campaign=replace(second, who="poll")).asked_otherwise
    assert len(result.changes()) == 6
    assert {one.state for one in made} == {SheetState.WAITING}


def _campaign(service: SurveyService, made: Any, clock: TestClock) -> Any:
    return Campaign("SV-1", "T1", SMALL, "U1", made.who, made.units, made.opens_at, made.due_at, clock.now(),
                    anonymous=made.anonymous)  # fmt: skip


async def test_of_several_replicas_that_look_at_once_one_acts(
    unit: UnitOfWork, clock: TestClock, service: SurveyService
) -> None:
    async with unit() as work:
        campaign = await service.plan(work, LEAD, wish(clock.now(), units("U1")))

    async def look() -> bool:
        async with unit() as work:
            return await service.due(work, campaign.id) is not None

    assert sum(await asyncio.gather(*(look() for _ in range(6)))) == 1
    clock.move(days=15)
    assert sum(await asyncio.gather(*(look() for _ in range(6)))) == 1


async def test_a_transaction_that_breaks_leaves_the_campaign_as_it_was(
    unit: UnitOfWork, clock: TestClock, service: SurveyService
) -> None:
    async with unit() as work:
        campaign = await service.plan(work, LEAD, wish(clock.now(), units("U1")))

    async def cut_off() -> None:
        async with unit() as work:
            due = await service.due(work, campaign.id)
            assert due is not None
            await service.invite(work, due.campaign, [Invited("U1", "unit-1")])
            raise RuntimeError("a power cut")

    with pytest.raises(RuntimeError):
        await cut_off()
    async with unit() as work:
        again = await service.due(work, campaign.id)
        assert again is not None
        assert again.opened
        assert not await service.unfinished(work, again.campaign), "nobody was invited by the broken one"
