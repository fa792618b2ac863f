"""The phone line: who is away is left out, whoever stands in is named, and it is never empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot import wiring
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.people import Profile, Role
from bot.playground.cast import EMMA, SATO, SUZUKI, TAKAHASHI
from handlers.kit.people import People
from handlers.kit.roles import phone_line
from handlers.kit.words import Speech
from tests.kit.content import packaged

COMPANY = packaged().company
ENGLISH = Speech("Asia/Tokyo").in_("en")
LEAD = "incident lead Yumi Takahashi 000-0000-0005"
EVERYBODY = f"By phone: system administrator Naoki Suzuki 000-0000-0004 → {LEAD}"


def people(away: Mapping[str, str | None], *gone: str) -> People:
    clock = SystemClock()
    found = People(COMPANY, wiring.directory_of(COMPANY), Database("sqlite://"), clock)
    for one in (EMMA, SATO, SUZUKI, TAKAHASHI):
        profile = Profile("T1", one.id, one.name, one.email, one.locale, one.tz, False, True, clock.now())
        found._profiles["T1", one.id] = replace(profile, active=one.id not in gone)
    found._away = away
    return found


@pytest.mark.parametrize(
    ("away", "line"),
    [
        ({}, EVERYBODY),
        ({SUZUKI.id: SATO.id}, f"By phone: Kenichi Sato (for Naoki Suzuki) 000-0000-0003 → {LEAD}"),
        # Nobody named: the company's file has Takahashi as deputy, who is phoned once and not twice.
        ({SUZUKI.id: None}, "By phone: Yumi Takahashi (for Naoki Suzuki) 000-0000-0005"),
        # Emma has no phone on file.
        ({SUZUKI.id: EMMA.id}, f"By phone: {LEAD}"),
        ({SUZUKI.id: SATO.id, SATO.id: EMMA.id}, f"By phone: {LEAD}"),
        ({TAKAHASHI.id: None}, "By phone: system administrator Naoki Suzuki 000-0000-0004"),
        ({SUZUKI.id: TAKAHASHI.id, TAKAHASHI.id: SUZUKI.id}, EVERYBODY),
    ],
)
def test_whoever_is_away_is_not_to_be_phoned(away: Mapping[str, str | None], line: str) -> None:
    assert phone_line(people(away), ENGLISH) == line


def test_the_numbers_are_known_before_the_accounts() -> None:
    assert phone_line(people({}, SUZUKI.id, TAKAHASHI.id), ENGLISH) == EVERYBODY


def test_nobody_is_told_to_phone_themselves() -> None:
    assert phone_line(people({}), ENGLISH, SUZUKI.id) == f"By phone: {LEAD}"
    assert phone_line(people({SUZUKI.id: TAKAHASHI.id}), ENGLISH, TAKAHASHI.id) == ""


@pytest.mark.parametrize(
    ("away", "told"),
    [
        ({}, [SUZUKI.id]),
        ({SUZUKI.id: TAKAHASHI.id}, [TAKAHASHI.id]),
        ({SUZUKI.id: SATO.id}, [SATO.id]),
        # Emma has no role in which she could take it: the next role is asked.
        ({SUZUKI.id: EMMA.id}, [TAKAHASHI.id]),
        # Better somebody away than nobody.
        ({SUZUKI.id: TAKAHASHI.id, TAKAHASHI.id: SUZUKI.id}, [SUZUKI.id]),
    ],
)
def test_for_the_absent_those_who_stand_in_are_told(away: Mapping[str, str | None], told: list[str]) -> None:
    assert [one.id for one in people(away).to_tell(Role.SYSTEM_ADMIN, None, "U0")] == told
