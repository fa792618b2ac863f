"""Duties on record: they follow the facts, keep what people settled, and remind as long as they are open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.core.db import Database
from bot.core.errors import NotFound, Refused
from bot.core.people import Person, Role
from bot.core.unit import Unit
from bot.core.workdays import WorkDays
from bot.incidents.cases import DutyState, Entry, Incident, Kind, Outcome, State, Timer, Via
from bot.incidents.deadlines import DAY_BEFORE, HALF, OVERDUE
from bot.incidents.notifying import DUTY, Reminder, Settling
from bot.incidents.service import IncidentService, Report
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers
from tests.kit.content import packaged
from tests.kit.database import NOON, TestClock
from tests.kit.duties import condition, deadline, duty, law

LEAD = Person("T", "U1", "高橋", roles=frozenset({Role.INCIDENT_LEAD}))
RULES = law(
    duty(
        "authority",
        when=[condition(personal=["over-1000"]), condition(personal=["up-to-100", "over-1000"], mynumber=["yes"])],
        deadlines=[
            {**deadline(5, "first"), "extends": False},
            deadline(60, when=condition(outside=["yes"])),
            deadline(30),
        ],
    ),
    duty("client", binding="contract", when=[condition(outside=["yes"])]),
    duty("police", binding="advice", when=[condition(mynumber=["yes"])], deadlines=[deadline(10, "soon")]),
)
FACTS: dict[str, Any] = {"personal": "over-1000", "mynumber": "no", "outside": "no"}


class Desk:
    """The incident desk with a made-up law, on a real database."""

    def __init__(self, unit: Unit, database: Database, clock: TestClock) -> None:
        content = packaged().incidents.model_copy(update={"jurisdiction": RULES})
        self.service = IncidentService(content, WorkDays("Asia/Tokyo"))
        self.unit, self.database, self.clock = unit, database, clock

    async def report(self, category: str = "loss", *, drill: bool = False, **facts: str) -> Incident:
        said = Report("T", "U9", category, "なくしました", "ja", Via.HOME, facts=facts, drill=drill)
        async with self.unit() as work:
            return await self.service.report(work, said)

    async def tell(self, incident: Incident, **facts: str) -> None:
        async with self.unit() as work:
            await self.service.tell_facts(work, incident.id, LEAD, facts)

    async def settle(self, incident: Incident, duty: str, deadline: str, what: str, note: str = "") -> None:
        async with self.unit() as work:
            found = await self.service.get(work, incident.id)
            await self.service.notifying.settle(work, found, LEAD.id, Settling(duty, deadline, what, note))

    async def rows(self, incident: Incident) -> dict[tuple[str, str], DutyState]:
        async with self.database.read() as connection:
            found = await IncidentStore(connection).duties(incident.id)
        return {(one.duty, one.deadline): one for one in found}

    async def states(self, incident: Incident) -> dict[tuple[str, str], str]:
        return {key: row.state for key, row in (await self.rows(incident)).items()}

    async def timers(self, incident: Incident) -> list[Timer]:
        async with self.database.read() as connection:
            return [one for one in await Timers(connection).waiting(incident.id) if one.kind == DUTY]

    async def lines(self, incident: Incident) -> list[Entry]:
        async with self.database.read() as connection:
            found = await IncidentStore(connection).timeline(incident.id)
        return [one for one in found if one.kind is Kind.DUTY]

    async def run(self, incident: Incident) -> list[Reminder]:
        """Runs the reminders that are due, as the clockwork does."""
        sent = []
        async with self.database.read() as connection:
            due = await Timers(connection).due(self.clock.now())
        for number in due:
            async with self.unit() as work:
                timer = await Timers(work.connection).take(number, work.now)
                if timer and timer.kind == DUTY:
                    found = await self.service.get(work, incident.id)
                    sent.append(await self.service.notifying.due(work, found, timer))
        return [one for one in sent if one]


@pytest.fixture
def desk(unit: Unit, database: Database, clock: TestClock) -> Desk:
    return Desk(unit, database, clock)


async def test_a_report_brings_its_duties_with_their_dates(desk: Desk) -> None:
    incident = await desk.report(**FACTS)
    rows = await desk.rows(incident)
    assert set(rows) == {("authority", "first"), ("authority", "final")}
    final = rows["authority", "final"]
    # Noon of 1 April 2026: thirty days end on 30 April, a Thursday between two holidays' weeks.
    assert final.due_at == final.extended_at == datetime(2026, 4, 30, 14, 59, 59, tzinfo=UTC)
    assert rows["authority", "first"].due_at == datetime(2026, 4, 5, 14, 59, 59, tzinfo=UTC)


async def test_as_long_as_facts_are_open_the_law_runs_and_mere_advice_keeps_quiet(desk: Desk) -> None:
    incident = await desk.report()
    assert set(await desk.states(incident)) == {("authority", "first"), ("authority", "final"), ("client", "")}
    await desk.tell(incident, mynumber="yes")
    assert ("police", "soon") in await desk.states(incident)


async def test_a_near_miss_and_a_drill_remind_nobody(desk: Desk) -> None:
    near_miss, drill = await desk.report("near-miss"), await desk.report(drill=True, **FACTS)
    assert await desk.rows(near_miss) == {}
    assert len(await desk.rows(drill)) == 2
    assert await desk.timers(near_miss) == await desk.timers(drill) == []


async def test_facts_move_dates_and_their_reminders(desk: Desk) -> None:
    incident = await desk.report(**FACTS)
    before = {one.subject: one.due_at for one in await desk.timers(incident)}
    await desk.tell(incident, outside="yes")
    final = (await desk.rows(incident))["authority", "final"]
    # Sixty days from 1 April are 30 May, a Saturday; the next working day is Monday 1 June.
    assert final.due_at == datetime(2026, 5, 30, 14, 59, 59, tzinfo=UTC)
    assert final.extended_at == datetime(2026, 6, 1, 14, 59, 59, tzinfo=UTC)
    after = {one.subject: one.due_at for one in await desk.timers(incident)}
    assert after[f"{final.id}:{OVERDUE}"] == datetime(2026, 6, 2, 0, 0, tzinfo=UTC)
    assert {name for name in before if before[name] != after[name]} == {
        f"{final.id}:{name}" for name in (HALF, DAY_BEFORE, OVERDUE)
    }


async def test_what_the_facts_rule_out_is_closed_and_opened_again_by_other_facts(desk: Desk) -> None:
    incident = await desk.report(**FACTS)
    await desk.tell(incident, personal="none")
    assert set((await desk.states(incident)).values()) == {"not_needed"}
    assert await desk.timers(incident) == []
    await desk.tell(incident, personal="over-1000")
    assert set((await desk.states(incident)).values()) == {"open"}
    assert len(await desk.timers(incident)) > 2
    assert await desk.lines(incident) == []


async def test_those_who_were_reminded_read_that_the_facts_have_settled_it(desk: Desk, clock: TestClock) -> None:
    incident = await desk.report(**FACTS)
    clock.move(days=2)
    assert len(await desk.run(incident)) == 1
    await desk.tell(incident, personal="none")
    await desk.tell(incident, personal="over-1000")
    lines = [(one.data["deadline"], one.data["what"], one.by) for one in await desk.lines(incident)]
    assert lines == [("first", "not_needed", None), ("first", "reopened", None)]


async def test_what_is_done_is_on_record_and_asked_for_no_more(desk: Desk) -> None:
    incident = await desk.report(**FACTS)
    await desk.settle(incident, "authority", "first", "done", "受付 123")
    row = (await desk.rows(incident))["authority", "first"]
    assert (row.state, row.note, row.by, row.at) == ("done", "受付 123", LEAD.id, NOON)
    assert not [one for one in await desk.timers(incident) if one.subject.startswith(f"{row.id}:")]
    (line,) = await desk.lines(incident)
    assert (line.by, line.text, line.data) == (
        LEAD.id,
        "受付 123",
        {"duty": "authority", "deadline": "first", "what": "done"},
    )
    assert (await desk.states(incident))["authority", "final"] == "open"


async def test_what_people_settled_stays_whatever_the_facts_become(desk: Desk) -> None:
    incident = await desk.report(**FACTS)
    await desk.settle(incident, "authority", "first", "done")
    await desk.settle(incident, "authority", "", "not_needed", "弁護士に確認")
    await desk.tell(incident, personal="none")
    await desk.tell(incident, personal="over-1000", outside="yes")
    states = await desk.states(incident)
    assert (states["authority", "first"], states["authority", "final"]) == ("done", "not_needed")


async def test_a_settled_duty_can_be_opened_again_and_reminds_again(desk: Desk) -> None:
    incident = await desk.report(**FACTS)
    before = [(one.subject, one.due_at) for one in await desk.timers(incident)]
    await desk.settle(incident, "authority", "first", "done")
    await desk.settle(incident, "authority", "first", "open")
    row = (await desk.rows(incident))["authority", "first"]
    assert (row.state, row.at) == ("open", None)
    assert sorted((one.subject, one.due_at) for one in await desk.timers(incident)) == sorted(before)
    assert [one.data["what"] for one in await desk.lines(incident)] == ["done", "reopened"]


async def test_no_reason_no_dismissal(desk: Desk) -> None:
    incident = await desk.report(**FACTS)
    with pytest.raises(Refused, match=r"incidents\.reason_missing"):
        await desk.settle(incident, "authority", "", "not_needed", "  ")
    assert set((await desk.states(incident)).values()) == {"open"}


async def test_who_comes_second_is_told_so(desk: Desk) -> None:
    incident = await desk.report(**FACTS)
    await desk.settle(incident, "authority", "first", "done")
    with pytest.raises(Refused, match=r"incidents\.already_settled"):
        await desk.settle(incident, "authority", "first", "done")
    assert len(await desk.lines(incident)) == 1


async def test_a_duty_that_the_rules_do_not_know_cannot_be_settled(desk: Desk) -> None:
    incident = await desk.report(**FACTS)
    for name in ("unheard-of", "client"):
        with pytest.raises(NotFound):
            await desk.settle(incident, name, "", "done")


async def test_advice_that_may_apply_can_be_settled_although_nobody_was_reminded(desk: Desk) -> None:
    incident = await desk.report()
    await desk.settle(incident, "police", "soon", "done")
    assert (await desk.states(incident))["police", "soon"] == "done"


async def test_reminders_that_fall_together_are_one_and_overdue_ones_return_every_working_morning(
    desk: Desk, clock: TestClock
) -> None:
    incident = await desk.report(**FACTS)
    heard: dict[date, tuple[list[str], int]] = {}
    for _ in range(24 * 40):
        clock.move(hours=1)
        for one in await desk.run(incident):
            assert clock.now().date() not in heard
            heard[clock.now().date()] = sorted(one.names), len(one.rows)
    # The first date is Sunday 5 April, the final one Thursday 30 April; the 29th and 3 to 6 May are holidays.
    working = [date(2026, 4, day) for day in (6, 7, 8, 9, 10, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 27, 28, 30)]
    expected = {date(2026, 4, 3): ([DAY_BEFORE], 1)} | {day: ([OVERDUE], 1) for day in working}
    expected |= {date(2026, 5, day): ([OVERDUE], 2) for day in (1, 7, 8, 11)}
    expected[date(2026, 4, 16)] = ([HALF, OVERDUE], 2)
    expected[date(2026, 4, 28)] = ([DAY_BEFORE, OVERDUE], 2)
    assert heard == expected


async def test_duties_outlive_the_closing_but_not_the_rejection(desk: Desk, clock: TestClock) -> None:
    closed, rejected = await desk.report(**FACTS), await desk.report(**FACTS)
    async with desk.unit() as work:
        await desk.service.close(work, closed.id, LEAD, Outcome("原因", "被害", "再発防止"))
        await desk.service.move(work, rejected.id, LEAD, State.REJECTED, "誤報")
    assert await desk.timers(closed)
    assert await desk.timers(rejected) == []
    async with desk.unit() as work:
        await desk.service.move(work, rejected.id, LEAD, State.CONFIRMED, "確かにあった")
    assert await desk.timers(rejected)


async def test_an_incident_reported_late_reminds_at_once_on_the_next_working_morning(
    desk: Desk, clock: TestClock
) -> None:
    said = Report("T", "U9", "loss", "名簿", "ja", Via.HOME, facts=FACTS, noticed_at=NOON - timedelta(days=20))
    async with desk.unit() as work:
        incident = await desk.service.report(work, said)
    first = (await desk.rows(incident))["authority", "first"]
    mine = [one for one in await desk.timers(incident) if one.subject.startswith(f"{first.id}:")]
    assert [(one.subject, one.due_at) for one in mine] == [
        (f"{first.id}:{OVERDUE}", datetime(2026, 4, 2, 0, 0, tzinfo=UTC))
    ]
