"""Absences: the newest word counts, deputies pass it on, and a circle of the absent ends."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.absences import Absence, Absences, stand_in
from bot.core.db import Database
from tests.kit.database import NOON

PEOPLE = ("U1", "U2", "U3", "U4")
NAMED = st.dictionaries(st.sampled_from(PEOPLE), st.none() | st.sampled_from(PEOPLE))


def away(person: str = "U1", deputy: str | None = "U2", days: float = 1, since: float = 0) -> Absence:
    return Absence("T1", person, deputy, NOON + timedelta(days=since), NOON + timedelta(days=days))


async def test_an_absence_begins_and_ends_by_itself(database: Database) -> None:
    async with database.write() as connection:
        absences = Absences(connection)
        await absences.say(away(since=0.5))
        assert await absences.away("T1", NOON) == {}
        assert await absences.away("T1", NOON + timedelta(hours=13)) == {"U1": "U2"}
        assert await absences.away("T2", NOON + timedelta(hours=13)) == {}
        assert await absences.away("T1", NOON + timedelta(days=1)) == {}


async def test_the_newest_word_counts_and_whoever_is_back_is_back(database: Database) -> None:
    async with database.write() as connection:
        absences = Absences(connection)
        await absences.say(away())
        await absences.say(away(deputy="U3", days=2))
        assert await absences.away("T1", NOON) == {"U1": "U3"}
        assert [one.person for one in await absences.represented_by("T1", "U3", NOON)] == ["U1"]
        assert await absences.represented_by("T1", "U2", NOON) == []
        assert await absences.end("T1", "U1")
        assert not await absences.end("T1", "U1")
        assert await absences.away("T1", NOON) == {}
        assert await absences.of("T1", "U1", NOON) is None


def _nobody(_: str) -> str | None:
    return None


def test_a_deputy_who_is_away_passes_it_on() -> None:
    assert stand_in("U1", {"U1": "U2", "U2": "U3"}, _nobody, lambda _: True) == "U3"


def test_the_companys_file_helps_where_nobody_was_named() -> None:
    assert stand_in("U1", {"U1": None}, {"U1": "U4"}.get, lambda _: True) == "U4"


def test_a_deputy_without_an_account_is_no_deputy() -> None:
    assert stand_in("U1", {"U1": "U2"}, {"U2": "U3"}.get, lambda user: user != "U2") == "U3"


@given(NAMED, NAMED, st.sets(st.sampled_from(PEOPLE)), st.sampled_from(PEOPLE))
def test_whoever_stands_in_is_there_and_a_circle_ends(
    named: dict[str, str | None], in_file: dict[str, str | None], active: set[str], person: str
) -> None:
    found = stand_in(person, named, in_file.get, active.__contains__)
    assert found is None or (found in active and found not in named and found != person)
