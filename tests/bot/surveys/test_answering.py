"""Filling in a sheet: every tap is kept, and the way in which it was answered does not matter."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.clock import SystemClock
from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.unit import Unit as UnitOfWork
from bot.core.workdays import WorkDays
from bot.surveys.answering import Answering, Note
from bot.surveys.cases import Answers, Invited, ReferralState, SheetState
from bot.surveys.scoring import score_of
from bot.surveys.service import SurveyService
from bot.surveys.tally import counts_of
from tests.kit.database import AUDIT_KEY, TestClock, started
from tests.kit.surveys import LEAD, colleague, filled, opened, survey, units, wish

SMALL = survey(6)
NAMES = [item.id for item in SMALL.items]
ME = colleague("U1")
answering = Answering()


@pytest.fixture
def service() -> SurveyService:
    return SurveyService({"small": SMALL}, WorkDays("Asia/Tokyo"))


async def alone(unit: UnitOfWork) -> Answers:
    async with unit() as work:
        return await answering.alone(work, ME, SMALL)


async def test_the_page_turns_by_itself_when_it_is_full_and_not_when_an_answer_is_changed(unit: UnitOfWork) -> None:
    sheet = (await alone(unit)).sheet
    found = await filled(unit, ME, sheet.id, dict.fromkeys(NAMES[:5], "done"), send=False)
    assert found.sheet.at == 5
    async with unit() as work:
        await answering.turn(work, ME, sheet.id, 0)
        assert (await answering.answer(work, ME, sheet.id, NAMES[0], "partly")).sheet.at == 0
        assert (await answering.answer(work, ME, sheet.id, NAMES[5], "done")).sheet.at == 6, "the overview"


async def test_a_sheet_with_gaps_is_not_sent_in_and_says_how_many(unit: UnitOfWork) -> None:
    sheet = (await alone(unit)).sheet
    with pytest.raises(Refused) as refused:
        async with unit() as work:
            await answering.submit(work, ME, sheet.id)
    assert refused.value.data == {"count": 6}


async def test_answers_change_until_the_closing_and_not_after(
    unit: UnitOfWork, clock: TestClock, service: SurveyService
) -> None:
    campaign, [sheet] = await opened(unit, service, wish(clock.now(), units("U1")), [Invited("U1", "unit-1")])
    await filled(unit, ME, sheet.id, dict.fromkeys(NAMES, "done"))
    async with unit() as work:
        found = await answering.answer(work, ME, sheet.id, NAMES[0], "partly")
        assert found.sheet.state is SheetState.DONE
        await service.close(work, LEAD, campaign.id)
    for act in (
        lambda work: answering.answer(work, ME, sheet.id, NAMES[0], "done"),
        lambda work: answering.note(work, ME, sheet.id, NAMES[0], Note("late")),
        lambda work: answering.submit(work, ME, sheet.id),
        lambda work: answering.pass_on(work, ME, sheet.id, NAMES[0], colleague("U2"), ""),
    ):
        with pytest.raises(Refused) as refused:
            async with unit() as work:
                await act(work)
        assert refused.value.code == "surveys.over"


async def test_a_sheet_is_nobody_elses(unit: UnitOfWork) -> None:
    sheet = (await alone(unit)).sheet
    for person in (colleague("U2"), LEAD):
        with pytest.raises(NotAllowed):
            async with unit() as work:
                await answering.answer(work, person, sheet.id, NAMES[0], "done")


async def test_an_unknown_item_or_answer_is_named_and_changes_nothing(unit: UnitOfWork) -> None:
    sheet = (await alone(unit)).sheet
    for item, option in (("item-99", "done"), (NAMES[0], "maybe")):
        with pytest.raises(NotFound):
            async with unit() as work:
                await answering.answer(work, ME, sheet.id, item, option)


@pytest.mark.parametrize(
    ("note", "code"),
    [
        (Note("x" * 2001), "surveys.too_long"),
        (Note(link="javascript:alert(1)"), "surveys.no_link"),
        (Note(link="https://example.com/a b"), "surveys.no_link"),
        (Note(files=({"id": "F"},) * 6), "surveys.too_many_files"),
    ],
)
async def test_a_note_that_cannot_be_kept_is_refused_with_the_reason(unit: UnitOfWork, note: Note, code: str) -> None:
    sheet = (await alone(unit)).sheet
    with pytest.raises(Refused) as refused:
        async with unit() as work:
            await answering.note(work, ME, sheet.id, NAMES[0], note)
    assert refused.value.code == code


async def test_a_colleague_who_knows_answers_under_their_own_name_once(
    unit: UnitOfWork, clock: TestClock, service: SurveyService
) -> None:
    knows = colleague("U2")
    _, [sheet] = await opened(unit, service, wish(clock.now(), units("U1")), [Invited("U1", "unit-1")])
    async with unit() as work:
        asked = await answering.pass_on(work, ME, sheet.id, NAMES[0], knows, "Do you know?")
        with pytest.raises(NotAllowed):
            await answering.answer_for(work, colleague("U3"), asked.id, "done")
        ended, found = await answering.answer_for(work, knows, asked.id, "partly", "since May")
        assert ended.state is ReferralState.ANSWERED
        assert (found.given[NAMES[0]].answer, found.given[NAMES[0]].by) == ("partly", "U2")
        with pytest.raises(Refused):
            await answering.give_back(work, knows, asked.id)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["done", "partly", "unknown"])), max_size=20),
    st.lists(st.integers(-3, 9), max_size=5),
    st.sampled_from(["one", "five"]),
)
def test_however_a_sheet_is_walked_through_the_last_answers_count_and_it_can_be_sent_in(
    taps: list[tuple[str, str]], turns: list[int], shape: str
) -> None:
    async def walk() -> None:
        database = await started("sqlite://")
        unit = UnitOfWork(database, SystemClock(), AUDIT_KEY, lambda: None)
        sheet = (await alone(unit)).sheet
        last: dict[str, str] = {}
        for number, (item, option) in enumerate(taps):
            async with unit() as work:
                if number < len(turns):
                    await answering.turn(work, ME, sheet.id, turns[number], "one" if shape == "one" else "five")
                found = await answering.answer(work, ME, sheet.id, item, option)
            last[item] = option
            assert 0 <= found.sheet.at <= len(NAMES)
        rest = {name: "done" for name in NAMES if name not in last}
        found = await filled(unit, ME, sheet.id, rest, send=False) if rest else found
        async with unit() as work:
            sent = await answering.submit(work, ME, sheet.id)
        assert {name: one.answer for name, one in sent.given.items()} == last | rest
        direct = score_of(SMALL, counts_of(sent.given.values()))
        assert direct.total == score_of(SMALL, counts_of(found.given.values())).total
        await database.stop()

    asyncio.run(walk())


async def test_an_own_diagnosis_can_be_forgotten(unit: UnitOfWork) -> None:
    sheet = (await alone(unit)).sheet
    async with unit() as work:
        await answering.drop(work, ME, sheet.id)
        with pytest.raises(NotFound):
            await answering.open(work, ME, sheet.id)
