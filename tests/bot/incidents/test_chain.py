"""The contact chain as pure values: who is asked after whom, who only hears of it, and when the next one's turn is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.workdays import WorkDays
from bot.incidents.cases import Notice, Timer
from bot.incidents.chain import (
    CHAIN,
    SITUATION,
    Called,
    hearers,
    lacking,
    ladder,
    later,
    pulled,
    settles,
    unanswered,
)
from knowledge.incidents import Rung
from tests.kit.register import case

TOKYO = ZoneInfo("Asia/Tokyo")
DAYS = WorkDays("Asia/Tokyo")
ROLES = ("system_admin", "incident_lead", "president")
RUNG = Rung.model_validate(
    {
        "level": 2,
        "chain": ROLES,
        "inform": ["incident_lead", "department_head"],
        "settles": ["incident_lead", "president"],
        "wait_minutes": 15,
        "situation_hours": 6,
    }
)
NOON = datetime(2026, 4, 1, 3, tzinfo=UTC)
PEOPLE = st.sampled_from(["U1", "U2", "U3", "U4"])
HOLDERS = st.dictionaries(
    st.sampled_from([*ROLES, "department_head"]),
    st.lists(PEOPLE, max_size=3, unique=True),
)


def holders(by_role: Mapping[str, list[str]]) -> dict[str, tuple[Called, ...]]:
    return {role: tuple(Called(one, role) for one in people) for role, people in by_role.items()}


def tokyo(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=TOKYO)  # type: ignore[arg-type,misc]


def notice(person: str, why: str = "chain", confirmed: datetime | None = None, number: int = 1) -> Notice:
    return Notice(number, "I-1", person, "system_admin", why, NOON, f"key-{person}-{number}", confirmed)


def timer(kind: str = CHAIN, due: datetime = NOON, since: datetime | None = None) -> Timer:
    return Timer(1, "I-1", kind, "", due, 0, since)


@given(HOLDERS, st.sets(PEOPLE))
def test_nobody_stands_on_the_ladder_twice_and_nobody_who_knows_already(
    by_role: dict[str, list[str]], know: set[str]
) -> None:
    steps = ladder(RUNG, holders(by_role), know)
    asked = [one.person for step in steps for one in step]
    assert len(asked) == len(set(asked))
    assert not know & set(asked)
    assert all(steps)
    wanted = {one for role in ROLES for one in by_role.get(role, ())}
    assert set(asked) == wanted - know, "whoever holds a role of the chain is on it"


@given(HOLDERS)
def test_the_steps_are_in_the_order_of_the_chain(by_role: dict[str, list[str]]) -> None:
    steps = ladder(RUNG, holders(by_role), ())
    order = [ROLES.index(one.role) for step in steps for one in step]
    assert order == sorted(order)


@given(HOLDERS, st.sets(PEOPLE))
def test_those_who_only_hear_of_it_hear_once(by_role: dict[str, list[str]], know: set[str]) -> None:
    told = [one.person for one in hearers(RUNG, holders(by_role), know)]
    assert len(told) == len(set(told))
    assert not know & set(told)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)), st.integers(1, 3000))  # noqa: DTZ001
def test_the_next_turn_is_never_earlier_than_the_wait_and_within_working_hours(moment: datetime, minutes: int) -> None:
    assert later(DAYS, moment, minutes, "always") == moment + timedelta(minutes=minutes)
    due = later(DAYS, moment, minutes, "working").astimezone(TOKYO)
    assert due >= moment + timedelta(minutes=minutes)
    assert DAYS.works(due.date())
    assert (9, 0) <= (due.hour, due.minute) <= (17, 30)


@pytest.mark.parametrize(
    ("reported", "next_turn"),
    [
        (tokyo(2026, 4, 1, 12), tokyo(2026, 4, 1, 12, 15)),
        (tokyo(2026, 4, 1, 23), tokyo(2026, 4, 2, 9, 15)),  # night
        (tokyo(2026, 4, 4, 12), tokyo(2026, 4, 6, 9, 15)),  # Saturday
        (tokyo(2026, 5, 2, 12), tokyo(2026, 5, 7, 9, 15)),  # Golden Week
        (tokyo(2026, 12, 28, 17, 20), tokyo(2027, 1, 4, 9, 5)),  # the days around New Year
        (tokyo(2026, 4, 1, 17, 25), tokyo(2026, 4, 2, 9, 10)),  # five minutes today, ten tomorrow
    ],
)
def test_fifteen_minutes_of_working_time(reported: datetime, next_turn: datetime) -> None:
    assert later(DAYS, reported, 15, "working") == next_turn


def test_level_three_knows_neither_night_nor_new_year() -> None:
    assert later(DAYS, tokyo(2027, 1, 1, 3), 5, "always") == tokyo(2027, 1, 1, 3, 5)


def test_a_role_of_ones_own_settles_and_so_does_the_role_one_was_called_for() -> None:
    called_as_lead = Notice(1, "I-1", "U9", "incident_lead", "deputy", NOON, "k", None, "U5")
    assert settles(RUNG, ["president"], ())
    assert settles(RUNG, ["employee"], (called_as_lead,))
    assert not settles(RUNG, ["system_admin"], (notice("U1"),))


def test_of_those_asked_the_silent_are_left() -> None:
    told = [
        notice("U1", number=1),
        notice("U1", "again", number=2),
        notice("U2", "inform", number=3),
        notice("U3", number=4),
        notice("U3", "again", NOON, 5),
    ]
    assert [one.key for one in unanswered(told)] == ["key-U1-2"]


@given(st.integers(1, 100_000), st.integers(61, 200_000))
def test_a_clock_that_is_set_back_makes_nobody_wait_longer_than_meant(wait: int, back: int) -> None:
    waiting = timer(due=NOON + timedelta(seconds=wait), since=NOON)
    now = NOON - timedelta(seconds=back)
    assert pulled(DAYS, waiting, now, "always") == now + timedelta(seconds=wait)
    assert DAYS.works(pulled(DAYS, waiting, now, "working").astimezone(TOKYO).date())


def test_what_an_open_incident_must_have() -> None:
    both = [timer(CHAIN, NOON + timedelta(minutes=5)), timer(SITUATION, NOON + timedelta(hours=2))]
    assert not lacking(case(), both, NOON, settled=False)
    assert lacking(case(), both[1:], NOON, settled=False), "nobody would be asked next"
    assert not lacking(case(), both[1:], NOON, settled=True)
    assert not lacking(case(level=0), both[1:], NOON, settled=False), "a near miss alarms nobody"
    assert lacking(case(), both[:1], NOON, settled=True), "nobody would be asked how things stand"
    assert lacking(case(), both, NOON + timedelta(minutes=11), settled=False), "overdue: nobody runs them"
