"""Many incidents for one person's eyes: never one too many, in any database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.db import Database
from bot.core.people import Person, Role
from bot.incidents.access import Act, may
from bot.incidents.cases import DutyState, Entry, Incident, Kind, State, Step
from bot.incidents.filters import Filters, by_urgency, chosen
from bot.incidents.queries import Late, Lists, metrics
from bot.incidents.store import IncidentStore
from tests.kit.database import NOON
from tests.kit.register import TEAM, case, keep, member, register

ZONE = ZoneInfo("Asia/Tokyo")
PEOPLE = [
    member(user="U1"),
    member(user="U7"),
    member(Role.SYSTEM_ADMIN, user="U2"),
    member(Role.AUDIT_LEAD, user="U3"),
    member(Role.PRESIDENT, user="U4"),
    member(Role.DEPARTMENT_HEAD, user="U5"),
    replace(member(user="U6"), is_guest=True),
    replace(member(Role.SYSTEM_ADMIN, user="U8"), active=False),
    replace(member(Role.SECURITY_LEAD, user="U9"), team="T2"),
]
CHANCE = Random(3)


def mixed() -> list[Incident]:
    """Incidents of which each of these people is something, or nothing."""
    users = [one.id for one in PEOPLE] + ["U99"]

    def some() -> tuple[str, ...]:
        return tuple(CHANCE.sample(users, CHANCE.randrange(3)))

    return [
        replace(
            one,
            reporter=CHANCE.choice([*users, None]),
            lead=CHANCE.choice([*users, None, None]),
            members=some(),
            told=some(),
            followers=some(),
            restricted=CHANCE.random() < 0.4,
        )
        for one in register(120, CHANCE)
    ]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda one: one.id)
async def test_the_list_holds_exactly_what_one_may_see_and_what_one_reported(
    database: Database, person: Person
) -> None:
    cases = mixed()
    async with database.write() as connection:
        await keep(IncidentStore(connection), cases)
    async with database.read() as connection:
        found = {one.id for one in await Lists(connection, person.team, person).visible()}
        still = {one.id for one in await Lists(connection, person.team, person).open()}
    seen = {one.id for one in cases if may(person, Act.SEE, one)}
    own = {one.id for one in cases if one.reporter == person.id and may(person, Act.FOLLOW, one)}
    assert found == seen | own
    assert still == {one.id for one in cases if one.id in seen and one.is_open}


async def test_whoever_keeps_the_machine_sees_all(database: Database) -> None:
    cases = mixed()
    async with database.write() as connection:
        await keep(IncidentStore(connection), cases)
    async with database.read() as connection:
        assert len(await Lists(connection, "", None).visible()) == len(cases)


async def test_a_timeline_is_searched_only_where_it_may_be_read(database: Database) -> None:
    mine, theirs = case(1, reporter="U1"), case(2, reporter="U7")
    async with database.write() as connection:
        store = IncidentStore(connection)
        await keep(store, [mine, theirs])
        for one in (mine, theirs):
            await store.write(Entry(0, one.id, Kind.NOTE, NOON, NOON, "U2", "ﾊﾟｿｺﾝの電源を切った"))
    async with database.read() as connection:
        for person, count in ((PEOPLE[0], 0), (PEOPLE[2], 2)):
            lists = Lists(connection, TEAM, person)
            cases = await lists.visible()
            assert len(await lists.find(cases, "パソコン", lambda _: ())) == count
            assert len(await lists.find(cases, "！？", lambda _: ())) == len(cases)


async def test_the_next_due_is_the_sooner_of_step_and_notification(database: Database) -> None:
    one = case(1)
    later, soon = NOON + timedelta(days=2), NOON + timedelta(days=1)
    async with database.write() as connection:
        store = IncidentStore(connection)
        await keep(store, [one])
        await store.add_step(step(one, due=later))
        await store.add_step(step(one, due=NOON, skipped="no need"))
        await store.add_duty(DutyState(0, one.id, "ppc", "first", soon, soon, "open"))
        await store.add_duty(DutyState(0, one.id, "ppc", "last", NOON, NOON, "done"))
    async with database.read() as connection:
        assert await Lists(connection, TEAM, PEOPLE[2]).next_due([one]) == {one.id: soon}


async def test_what_is_late_counts_only_what_still_matters(database: Database) -> None:
    late, now = NOON - timedelta(days=1), NOON
    open_one = case(1)
    closed = case(2, state=State.CLOSED, review_due=late)
    rejected = case(3, state=State.REJECTED)
    async with database.write() as connection:
        store = IncidentStore(connection)
        await keep(store, [open_one, closed, rejected])
        for one in (open_one, closed, rejected):
            await store.add_step(step(one, due=late))
            await store.add_step(step(one, due=late, source="action"))
            await store.add_duty(DutyState(0, one.id, "ppc", "first", late, late, "open"))
    async with database.read() as connection:
        lists = Lists(connection, TEAM, PEOPLE[2])
        assert await lists.late(await lists.visible(), now) == Late(steps=1, actions=2, duties=2, reviews=1)
        found = await metrics(connection, now)
    assert (found["incident_steps_late"], found["incident_open_level_2"]) == (2, 1)


async def test_only_what_everybody_may_know_of_is_thanked_for(database: Database) -> None:
    async with database.write() as connection:
        await keep(
            IncidentStore(connection),
            [
                case(1, level=0),
                case(2, level=0, restricted=True),
                case(3, level=0, drill=True),
                case(4, level=0, state=State.REJECTED),
                case(5, level=1),
                case(6, level=0, reported_at=NOON - timedelta(days=400)),
            ],
        )
    async with database.read() as connection:
        lists = Lists(connection, TEAM, PEOPLE[0])
        assert await lists.shared_near_misses(NOON - timedelta(days=100)) == 1


async def test_follow_ups_are_for_their_owner_and_outlive_the_closing(database: Database) -> None:
    closed = case(1, state=State.CLOSED, reporter="U2")
    async with database.write() as connection:
        store = IncidentStore(connection)
        await keep(store, [closed])
        await store.add_step(step(closed, due=NOON, source="action", person="U7", text="配る"))
        await store.add_step(step(closed, due=NOON, source="action", person="U1"))
        await store.add_step(step(closed, due=NOON, source="action", person="U7", done_at=NOON, text="済んだ"))
    async with database.read() as connection:
        assert [one.text for one in await Lists(connection, TEAM, PEOPLE[1]).my_actions()] == ["配る"]


def step(of: Incident, **more: object) -> Step:
    values = {"source": "added", "ref": "", "text": "する", "role": "system_admin", "person": None}
    due = more.pop("due")
    return Step(0, of.id, due_at=due, created_at=NOON, **(values | more))  # type: ignore[arg-type]


FILTERS = st.builds(
    Filters,
    state=st.sampled_from(["all", "open", "ended"]),
    category=st.sampled_from(["", "loss", "virus"]),
    level=st.sampled_from([None, 0, 1, 2, 3]),
    month=st.sampled_from([None, date(2026, 3, 1), date(2025, 12, 1)]),
    drill=st.sampled_from([None, True, False]),
    mine=st.booleans(),
)


@given(FILTERS, st.integers(0, 10**6))
def test_what_is_left_fits_every_filter_and_nothing_else_is_lost(filters: Filters, seed: int) -> None:
    cases = register(40, Random(seed))
    left = chosen(cases, filters, "U1", ZONE)

    def fits(one: Incident) -> bool:
        local = one.reported_at.astimezone(ZONE)
        return all(
            (
                filters.state == "all"
                or (one.state in {State.CLOSED, State.REJECTED, State.MERGED}) == (filters.state == "ended"),
                not filters.category or one.category == filters.category,
                filters.level is None or one.level == filters.level,
                filters.month is None or (local.year, local.month) == (filters.month.year, filters.month.month),
                filters.drill is None or one.drill == filters.drill,
                not filters.mine or "U1" in (one.reporter, one.lead, *one.members),
            )
        )

    assert sorted(one.id for one in left) == sorted(one.id for one in cases if fits(one))
    openness = [one.is_open for one in left]
    assert openness == sorted(openness, reverse=True)


def test_what_cannot_wait_stands_first() -> None:
    confirmed = {"state": State.CONFIRMED}
    order = [
        case(1, level=3),
        case(3, level=3, **confirmed),
        case(4, level=2, **confirmed),
        case(5, level=2, reported_at=NOON - timedelta(days=9), **confirmed),
        case(2, level=1),
        case(6, level=0),
        case(7, level=3, drill=True),
    ]
    shuffled = Random(1).sample(order, len(order))
    due = {"I-00000004": NOON - timedelta(hours=1), "I-00000005": NOON + timedelta(hours=1)}
    assert [one.id for one in by_urgency(shuffled, due, NOON)] == [one.id for one in order]
