"""Steps and follow-ups on record: laid down by level, settled once, chased in their hours, in one state each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.people import Person, Role
from bot.core.unit import Unit
from bot.core.workdays import WorkDays
from bot.incidents.actions import Actions
from bot.incidents.cases import Entry, Incident, Kind, Step, Timer, Via
from bot.incidents.service import IncidentService, Report
from bot.incidents.steps import (
    ACTION,
    ADDED,
    AGAIN,
    BY_LEVEL,
    MOST_CHASES,
    PLAYBOOK,
    STEP,
    Settled,
    Steps,
    StepState,
    Wish,
    progress,
    state_of,
)
from bot.incidents.store import IncidentStore
from bot.incidents.timeline import Correction, Quote, Timeline
from bot.incidents.timers import Timers
from tests.kit.content import packaged
from tests.kit.database import AUDIT_KEY, NOON, TestClock, at_rest, started
from tests.kit.examples import examples

DAYS = WorkDays("Asia/Tokyo")
CONTENT = packaged().incidents
SERVICE = IncidentService(CONTENT, DAYS)
ADMIN = Person("T", "U1", "鈴木", roles=frozenset({Role.SYSTEM_ADMIN}))
LEAD = Person("T", "U2", "高橋", roles=frozenset({Role.INCIDENT_LEAD}))
REPORTER = Person("T", "U9", "田中")
STRANGER = Person("T", "U8", "佐藤")
DONE, SKIPPED, OPEN = StepState.DONE, StepState.SKIPPED, StepState.OPEN


class Desk:
    """The incident desk with the packaged playbooks, on a real database."""

    def __init__(self, unit: Unit, database: Database, clock: TestClock) -> None:
        self.unit, self.database, self.clock = unit, database, clock
        self.steps, self.actions, self.timeline = Steps(SERVICE), Actions(SERVICE), Timeline(SERVICE)

    async def report(self, category: str = "loss", level: int | None = None) -> Incident:
        async with self.unit() as work:
            incident = await SERVICE.report(work, Report("T", "U9", category, "なくしました", "ja", Via.HOME))
            if level is not None:
                incident = await SERVICE.change(work, incident, level=level)
            await self.steps.lay(work, incident)
        return incident

    async def level(self, incident: Incident, level: int) -> Incident:
        async with self.unit() as work:
            now = await SERVICE.change(work, await SERVICE.get(work, incident.id), level=level)
            await self.steps.lay(work, now)
        return now

    async def rows(self, incident: Incident) -> list[Step]:
        async with self.database.read() as connection:
            return await IncidentStore(connection).steps(incident.id)

    async def row(self, incident: Incident, ref: str) -> Step:
        return next(one for one in await self.rows(incident) if one.ref == ref)

    async def refs(self, incident: Incident, state: StepState) -> set[str]:
        return {one.ref for one in await self.rows(incident) if state_of(one) is state}

    async def settle(self, incident: Incident, ref: str, what: StepState, reason: str = "理由", by: str = "U1") -> Step:
        async with self.unit() as work:
            now = await SERVICE.get(work, incident.id)
            rows = await IncidentStore(work.connection).steps(incident.id)
            step = next(one for one in rows if one.ref == ref)
            return await self.steps.settle(work, now, by, step, Settled(what, reason if what is SKIPPED else ""))

    async def waiting(self, incident: Incident, kind: str = STEP) -> list[Timer]:
        async with self.database.read() as connection:
            return [one for one in await Timers(connection).waiting(incident.id) if one.kind == kind]

    async def run(self, incident: Incident) -> tuple[Step, ...]:
        """What is chased now, as the clockwork would run it."""
        async with self.unit() as work:
            for timer in await Timers(work.connection).waiting(incident.id):
                if timer.kind == STEP and await Timers(work.connection).take(timer.id, work.now):
                    return (await self.steps.due(work, await SERVICE.get(work, incident.id), timer)).now
        return ()

    async def lines(self, incident: Incident, kind: Kind) -> list[Entry]:
        async with self.database.read() as connection:
            return [one for one in await IncidentStore(connection).timeline(incident.id) if one.kind is kind]


@pytest.fixture
def desk(unit: Unit, database: Database, clock: TestClock) -> Desk:
    return Desk(unit, database, clock)


def tokyo(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of April 2026 as the clocks in Tokyo show it."""
    return datetime(2026, 4, day, hour, minute, tzinfo=UTC) - timedelta(hours=9)


async def test_a_report_lays_down_the_steps_of_its_kind_and_level(desk: Desk) -> None:
    incident = await desk.report()
    rows = await desk.rows(incident)
    wanted = [one for one in CONTENT.playbooks["loss"].steps if incident.level in one.levels]
    assert [row.ref for row in rows] == [one.id for one in wanted]
    assert {row.source for row in rows} == {PLAYBOOK}
    assert (await desk.row(incident, "lock")).due_at == NOON + timedelta(minutes=15)


async def test_dates_count_from_the_report_in_the_hours_of_the_step(desk: Desk) -> None:
    desk.clock.moment = tokyo(3, 17)  # a Friday, half an hour before closing
    incident = await desk.report()
    assert (await desk.row(incident, "accounts")).due_at == tokyo(3, 17, 30)
    assert (await desk.row(incident, "inside")).due_at == tokyo(6, 17)  # a working day later: Monday


async def test_a_higher_level_adds_what_is_missing_and_keeps_what_is_done(desk: Desk) -> None:
    incident = await desk.report()
    await desk.settle(incident, "lock", DONE)
    before = await desk.rows(incident)
    await desk.level(incident, 3)
    assert await desk.refs(incident, DONE) == {"lock"}
    added = {one.ref for one in await desk.rows(incident)} - {one.ref for one in before}
    assert added == {"persons", "announce"}
    lines = [one.data for one in await desk.lines(incident, Kind.STEP) if one.by is None]
    assert [(one["what"], one["count"]) for one in lines] == [("laid", len(before)), ("laid", 2)]


async def test_a_lower_level_takes_off_what_nobody_did_and_brings_it_back_when_it_rises(desk: Desk) -> None:
    incident = await desk.report(level=3)
    await desk.settle(incident, "announce", DONE)
    await desk.level(incident, 2)
    persons = await desk.row(incident, "persons")
    assert (state_of(persons), persons.skipped, persons.done_by) == (SKIPPED, BY_LEVEL, None)
    assert "announce" in await desk.refs(incident, DONE)
    assert str(persons.id) not in {one.subject for one in await desk.waiting(incident)}
    await desk.level(incident, 3)
    assert state_of(await desk.row(incident, "persons")) is OPEN


async def test_what_a_person_called_not_needed_stays_so_at_every_level(desk: Desk) -> None:
    incident = await desk.report(level=3)
    await desk.settle(incident, "persons", SKIPPED, "先方が知っているため")
    for level in (2, 3):
        await desk.level(incident, level)
        assert (await desk.row(incident, "persons")).skipped == "先方が知っているため"


async def test_laying_the_same_steps_again_changes_nothing(desk: Desk) -> None:
    incident = await desk.report()
    before = (await desk.rows(incident), await desk.waiting(incident), await desk.lines(incident, Kind.STEP))
    await desk.level(incident, incident.level)
    assert (await desk.rows(incident), await desk.waiting(incident), await desk.lines(incident, Kind.STEP)) == before


async def test_a_tick_is_on_record_with_name_and_time_and_can_be_taken_back(desk: Desk) -> None:
    incident = await desk.report()
    desk.clock.move(minutes=5)
    done = await desk.settle(incident, "lock", DONE)
    assert (done.done_by, done.done_at) == ("U1", desk.clock.now())
    await desk.settle(incident, "lock", OPEN)
    lines = [one for one in await desk.lines(incident, Kind.STEP) if one.by]
    assert [(one.by, one.data["ref"], one.data["what"]) for one in lines] == [
        ("U1", "lock", "done"),
        ("U1", "lock", "reopened"),
    ]


@pytest.mark.parametrize("what", [DONE, SKIPPED])
async def test_a_settled_step_is_not_settled_again(desk: Desk, what: StepState) -> None:
    incident = await desk.report()
    await desk.settle(incident, "lock", DONE)
    with pytest.raises(Refused, match="already_settled"):
        await desk.settle(incident, "lock", what)
    with pytest.raises(Refused, match="already_settled"):
        await desk.settle(incident, "accounts", OPEN)


async def test_a_step_is_only_left_out_with_a_reason(desk: Desk) -> None:
    incident = await desk.report()
    with pytest.raises(Refused, match="reason_missing"):
        await desk.settle(incident, "lock", SKIPPED, " ")


async def test_two_people_who_tick_at_once_leave_one_tick(desk: Desk) -> None:
    incident = await desk.report()
    answers = await asyncio.gather(
        *(desk.settle(incident, "lock", DONE, by=by) for by in ("U1", "U2")), return_exceptions=True
    )
    refused = [one for one in answers if isinstance(one, Refused)]
    assert [one.code for one in refused] == ["incidents.already_settled"]
    assert len([one for one in await desk.lines(incident, Kind.STEP) if one.by]) == 1


async def test_a_step_of_another_incident_is_none_of_this_one(desk: Desk) -> None:
    one, other = await desk.report(), await desk.report()
    step = await desk.row(other, "lock")
    async with desk.unit() as work:
        with pytest.raises(NotFound):
            await desk.steps.of(work, one, step.id)


async def test_a_step_is_added_given_away_and_counted(desk: Desk) -> None:
    incident = await desk.report()
    total = progress(await desk.rows(incident), desk.clock.now()).total
    async with desk.unit() as work:
        step = await desk.steps.add(work, incident, "U1", Wish("駅に電話する", None, desk.clock.now()))
        with pytest.raises(Refused, match="text_missing"):
            await desk.steps.add(work, incident, "U1", Wish("  "))
    async with desk.unit() as work:
        now = await SERVICE.get(work, incident.id)
        mine = await desk.steps.assign(work, now, "U1", step, "U2")
        again = await desk.steps.assign(work, now, "U1", mine, "U2")
    assert (step.source, mine.person, again) == (ADDED, "U2", mine)
    found = progress(await desk.rows(incident), desk.clock.now() + timedelta(minutes=1))
    assert (found.total, found.next and found.next.text, found.overdue) == (total + 1, "駅に電話する", 1)
    what = [one.data["what"] for one in await desk.lines(incident, Kind.STEP) if one.by]
    assert what == ["added", "assigned"]


async def test_a_late_step_is_chased_again_and_then_no_more(desk: Desk) -> None:
    incident = await desk.report()
    for ref in await desk.refs(incident, OPEN) - {"lock"}:
        await desk.settle(incident, ref, DONE)
    desk.clock.move(minutes=15)
    assert await desk.run(incident) == ()
    chases = []
    desk.clock.move(seconds=1)
    for _ in range(MOST_CHASES + 2):
        chases += [(one.ref, one.chased) for one in await desk.run(incident)]
        desk.clock.move(minutes=AGAIN)
    assert chases == [("lock", count) for count in range(1, MOST_CHASES + 1)]
    assert await desk.waiting(incident) == []


async def test_all_that_is_late_is_chased_as_one(desk: Desk) -> None:
    incident = await desk.report()
    desk.clock.move(hours=2, seconds=1)
    assert {one.ref for one in await desk.run(incident)} == {"lock", "accounts", "contents", "search"}
    assert await desk.run(incident) == ()


async def test_whoever_was_just_reminded_is_not_reminded_of_the_next_late_step_minutes_later(desk: Desk) -> None:
    incident = await desk.report()
    times = []
    for _ in range(130):
        desk.clock.move(minutes=1)
        times += [(int((desk.clock.now() - NOON).total_seconds() / 60), one.ref) for one in await desk.run(incident)]
    # each when its own time passes, and then all of them together
    assert [one for one in times if one[0] < 121] == [(16, "lock"), (31, "accounts"), (61, "contents")]
    assert {ref for minute, ref in times if minute > 120} == {"lock", "accounts", "contents", "search"}
    assert {minute for minute, _ in times if minute > 120} == {121}


async def test_after_a_long_sleep_each_step_is_asked_for_once(desk: Desk) -> None:
    incident = await desk.report()
    desk.clock.move(days=40)
    late = await desk.run(incident)
    assert len(late) == len(await desk.rows(incident))
    assert {one.chased for one in late} == {1}


async def test_nights_weekends_and_holidays_are_left_alone_where_the_step_allows(desk: Desk) -> None:
    desk.clock.moment = tokyo(28, 16)  # the day before Showa Day
    incident = await desk.report("near-miss")
    thank = await desk.row(incident, "thank")  # a working day later
    assert thank.due_at == tokyo(30, 16)
    due = {one.subject: one.due_at for one in await desk.waiting(incident)}
    assert due[str(thank.id)] == tokyo(30, 16) + timedelta(seconds=1)
    desk.clock.moment = tokyo(30, 17)
    assert [one.ref for one in await desk.run(incident)] == ["thank"]
    due = {one.subject: one.due_at for one in await desk.waiting(incident)}
    again = due[str(thank.id)]  # half an hour of today, half an hour of tomorrow
    assert again == datetime(2026, 5, 1, 9, 30, tzinfo=UTC) - timedelta(hours=9)


async def test_a_step_that_is_late_when_it_is_laid_down_gets_a_little_time(desk: Desk) -> None:
    incident = await desk.report()
    desk.clock.move(days=2)
    await desk.level(incident, 3)
    due = {one.subject: one.due_at for one in await desk.waiting(incident)}
    persons = await desk.row(incident, "persons")
    assert persons.due_at == NOON + timedelta(days=1)
    assert due[str(persons.id)] == desk.clock.now() + timedelta(minutes=30, seconds=1)


async def test_taken_back_means_chased_again(desk: Desk) -> None:
    incident = await desk.report()
    lock = await desk.row(incident, "lock")
    await desk.settle(incident, "lock", DONE)
    assert str(lock.id) not in {one.subject for one in await desk.waiting(incident)}
    await desk.settle(incident, "lock", OPEN)
    assert str(lock.id) in {one.subject for one in await desk.waiting(incident)}


# Any order of acts


ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["done", "skip", "undo"]), st.integers(0, 13)),
        st.tuples(st.just("level"), st.integers(0, 3)),
    ),
    max_size=15,
)


@examples(12)
@given(acts=ACTS)
def test_in_any_order_each_step_is_in_one_state_and_the_counts_are_right(acts: list[tuple[str, int]]) -> None:
    asyncio.run(_any_order(acts))


async def _any_order(acts: list[tuple[str, int]]) -> None:
    database = await started("sqlite://")
    clock = TestClock()
    desk = Desk(_unit(database, clock), database, clock)
    incident = await desk.report("outage", level=1)
    expected = {one.ref: OPEN for one in await desk.rows(incident)}
    for act, value in acts:
        if act == "level":
            await desk.level(incident, value)
            expected = _levelled(expected, value)
            continue
        ref = list(expected)[value % len(expected)]
        wanted = {"done": DONE, "skip": SKIPPED, "undo": OPEN}[act]
        allowed = wanted is not expected[ref] and OPEN in {wanted, expected[ref]}
        try:
            await desk.settle(incident, ref, wanted)
        except Refused:
            assert not allowed
        else:
            assert allowed
            expected[ref] = wanted
            _BY_BOT.discard(ref)
    rows = await desk.rows(incident)
    assert {one.ref: state_of(one) for one in rows} == expected
    far = progress(rows, clock.now())
    assert far.total == sum(state is not SKIPPED for state in expected.values())
    assert far.done == sum(state is DONE for state in expected.values())
    open_ = {str(one.id) for one in rows if state_of(one) is OPEN}
    assert {one.subject for one in await desk.waiting(incident)} == open_
    _BY_BOT.clear()
    await database.stop()
    await at_rest()


_BY_BOT: set[str] = set()
"""What the level has taken off, in the plain model of the steps."""


def _levelled(before: dict[str, StepState], level: int) -> dict[str, StepState]:
    after = dict(before)
    for one in CONTENT.playbooks["outage"].steps:
        if level in one.levels and (one.id not in after or one.id in _BY_BOT):
            after[one.id] = OPEN
            _BY_BOT.discard(one.id)
        elif level not in one.levels and after.get(one.id) is OPEN:
            after[one.id] = SKIPPED
            _BY_BOT.add(one.id)
    return after


def _unit(database: Database, clock: Clock) -> Unit:
    silent: Callable[[], None] = lambda: None  # noqa: E731
    return Unit(database, clock, AUDIT_KEY, silent)


# Follow-ups


async def decided(desk: Desk, incident: Incident, due: datetime, **more: str) -> Step:
    async with desk.unit() as work:
        wish = Wish(more.get("text", "持ち出しの手順を見直す"), more.get("person", "U8"), due, more.get("ref", ""))
        return await desk.actions.decide(work, incident, "U2", wish)


async def reminded(desk: Desk, incident: Incident) -> Step | None:
    async with desk.unit() as work:
        for timer in await Timers(work.connection).waiting(incident.id):
            if timer.kind == ACTION and await Timers(work.connection).take(timer.id, work.now):
                return await desk.actions.due(work, incident, timer)
    return None


async def test_a_follow_up_is_asked_for_before_on_and_after_its_day_until_it_is_done(desk: Desk) -> None:
    incident = await desk.report()
    action = await decided(desk, incident, DAYS.end_of(date(2026, 4, 27)))  # a Monday
    mornings = []
    for _ in range(4):
        (timer,) = await desk.waiting(incident, ACTION)
        mornings.append(timer.due_at)
        desk.clock.moment = timer.due_at
        assert await reminded(desk, incident)
    # the working day before, the day itself, then three working days on, each over a holiday or a weekend
    may = datetime(2026, 5, 1, 0, tzinfo=UTC)
    assert mornings == [tokyo(24, 9), tokyo(27, 9), may, may + timedelta(days=10)]
    async with desk.unit() as work:
        await desk.actions.finish(work, replace(STRANGER), action.id, "見直しました")
    assert await desk.waiting(incident, ACTION) == []
    (_, line) = await desk.lines(incident, Kind.ACTION)
    assert (line.by, line.text, line.data["what"]) == ("U8", "見直しました", "done")


async def test_owners_finish_their_own_and_nobody_else_who_may_not(desk: Desk) -> None:
    incident = await desk.report()
    action = await decided(desk, incident, DAYS.end_of(date(2026, 4, 28)))
    async with desk.unit() as work:
        for person in (REPORTER, replace(STRANGER, team="T2")):
            with pytest.raises((NotAllowed, NotFound)):
                await desk.actions.finish(work, person, action.id)
        await desk.actions.finish(work, ADMIN, action.id)
        with pytest.raises(Refused, match="already_settled"):
            await desk.actions.finish(work, STRANGER, action.id)


async def test_a_follow_up_needs_words_somebody_and_a_day(desk: Desk) -> None:
    incident = await desk.report()
    day = DAYS.end_of(date(2026, 4, 28))
    async with desk.unit() as work:
        for wish in (Wish("", "U8", day), Wish("直す", None, day), Wish("直す", "U8", None)):
            with pytest.raises(Refused):
                await desk.actions.decide(work, incident, "U2", wish)


async def test_a_suggestion_is_decided_once(desk: Desk) -> None:
    incident = await desk.report()
    day = DAYS.end_of(date(2026, 4, 28))
    await decided(desk, incident, day, ref="bulletin")
    with pytest.raises(Refused, match="already_settled"):
        await decided(desk, incident, day, ref="bulletin")
    await decided(desk, incident, day, ref="knowledge")


# The timeline


async def test_an_entry_stands_where_it_happened_and_never_in_the_future(desk: Desk) -> None:
    incident = await desk.report()
    early = NOON - timedelta(hours=1)
    async with desk.unit() as work:
        await desk.timeline.note(work, incident.id, ADMIN, "駅で気づいた", early)
        with pytest.raises(Refused, match="not_yet"):
            await desk.timeline.note(work, incident.id, ADMIN, "あす", NOON + timedelta(minutes=2))
        with pytest.raises(Refused, match="text_missing"):
            await desk.timeline.note(work, incident.id, ADMIN, " ", None)
    async with desk.database.read() as connection:
        first = (await IncidentStore(connection).timeline(incident.id))[0]
    assert (first.text, first.at, first.written_at) == ("駅で気づいた", early, NOON)


async def test_a_correction_keeps_every_earlier_text_and_time(desk: Desk) -> None:
    incident = await desk.report()
    async with desk.unit() as work:
        await desk.timeline.note(work, incident.id, ADMIN, "15時に停止", NOON)
    (entry,) = await desk.lines(incident, Kind.NOTE)
    early = NOON - timedelta(hours=1)
    for seen, (person, text) in enumerate(((ADMIN, "14時に停止"), (LEAD, "14時5分に停止"))):
        desk.clock.move(minutes=1)
        async with desk.unit() as work:
            await desk.timeline.correct(work, incident.id, person, Correction(entry.id, text, early, seen))
    (after,) = await desk.lines(incident, Kind.NOTE)
    assert (after.text, after.at) == ("14時5分に停止", early)
    assert [(one.text, one.by, one.happened) for one in after.earlier] == [
        ("15時に停止", "U1", NOON),
        ("14時に停止", "U2", early),
    ]


async def test_only_the_author_and_those_who_answer_for_incidents_correct_and_never_over_another(desk: Desk) -> None:
    incident = await desk.report()
    async with desk.unit() as work:
        await desk.timeline.note(work, incident.id, LEAD, "停止", NOON)
        await desk.timeline.keep(work, incident.id, ADMIN, Quote("止めました", "U8", NOON))
    (note,) = await desk.lines(incident, Kind.NOTE)
    (quote,) = await desk.lines(incident, Kind.MESSAGE)
    async with desk.unit() as work:
        with pytest.raises(Refused, match="not_your_entry"):
            await desk.timeline.correct(work, incident.id, ADMIN, Correction(note.id, "違う", NOON, 0))
        with pytest.raises(Refused, match="not_your_entry"):
            await desk.timeline.correct(work, incident.id, LEAD, Correction(quote.id, "違う", NOON, 0))
        with pytest.raises(Refused, match="changed_meanwhile"):
            await desk.timeline.correct(work, incident.id, LEAD, Correction(note.id, "違う", NOON, 1))
        with pytest.raises(NotFound):
            await desk.timeline.correct(work, incident.id, STRANGER, Correction(note.id, "違う", NOON, 0))


@pytest.mark.parametrize(("level", "waits"), [(1, True), (2, False)])
async def test_on_a_sunday_level_1_asks_for_no_step_before_the_company_works(
    desk: Desk, clock: TestClock, level: int, waits: bool
) -> None:
    clock.moment = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)  # a Sunday, and Monday is a holiday
    incident = await desk.report("clicked", level)
    opening = DAYS.opening(date(2026, 11, 24))
    dues = [one.due_at for one in await desk.rows(incident) if one.due_at]
    assert dues
    assert all(due >= opening for due in dues) is waits
