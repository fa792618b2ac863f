"""People: roles from the company's list, facts from Slack, permission at one door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.db import Database
from bot.core.errors import NotAllowed
from bot.core.people import PERMISSIONS, Directory, Listed, PeopleStore, Permission, Person, Profile, Role, require
from tests.kit.database import NOON

SATO = Listed("佐藤", "sato@example.co.jp", "sales", frozenset({Role.DEPARTMENT_HEAD}))
ITO = Listed("伊藤", "ito@example.co.jp", "it", frozenset({Role.SECURITY_LEAD, Role.SYSTEM_ADMIN}), slack_id="U7")
MORI = Listed("森", "mori@example.co.jp", "board", frozenset({Role.PRESIDENT}))


def a_profile(**changes: object) -> Profile:
    base = Profile("T1", "U1", "佐藤", "Sato@Example.co.jp", "ja-JP", "Asia/Tokyo", False, True, NOON)
    return replace(base, **changes)  # type: ignore[arg-type]


def test_an_account_is_known_by_its_address_whatever_the_case() -> None:
    person = Directory([SATO]).person(a_profile())
    assert person.department == "sales"
    assert person.roles == {Role.EMPLOYEE, Role.DEPARTMENT_HEAD}


def test_an_account_named_in_the_list_needs_no_address() -> None:
    assert Role.SECURITY_LEAD in Directory([ITO]).person(a_profile(id="U7", email=None)).roles


def test_whoever_is_not_listed_is_an_employee() -> None:
    person = Directory([]).person(a_profile(email=None))
    assert person.roles == {Role.EMPLOYEE}
    assert person.department is None


def test_a_guest_with_a_listed_address_still_may_only_ask() -> None:
    guest = Directory([SATO]).person(a_profile(is_guest=True))
    assert guest.roles == frozenset()
    assert {permission for permission in Permission if guest.may(permission)} == {Permission.ASK}


@pytest.mark.parametrize(("locale", "spoken"), [("ja-JP", "ja"), ("en-GB", "en"), ("fr-FR", "en"), (None, None)])
def test_one_of_our_languages_serves_every_locale(locale: str | None, spoken: str | None) -> None:
    assert Directory([]).person(a_profile(locale=locale)).locale == spoken


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_the_door_opens_exactly_by_the_table(role: Role, permission: Permission) -> None:
    person = Person("T1", "U1", "誰か", roles=frozenset({role}))
    if permission in PERMISSIONS[role]:
        require(person, permission)
        return
    with pytest.raises(NotAllowed) as refusal:
        require(person, permission)
    assert (refusal.value.code, refusal.value.data) == ("people.not_allowed", {"permission": permission.value})


@pytest.mark.parametrize("permission", Permission)
def test_whoever_has_left_may_nothing(permission: Permission) -> None:
    gone = Person("T1", "U1", "誰か", roles=frozenset(Role), active=False)
    with pytest.raises(NotAllowed):
        require(gone, permission)


def test_every_role_may_ask_and_an_employee_nothing_more() -> None:
    assert all(Permission.ASK in PERMISSIONS[role] for role in Role)
    assert PERMISSIONS[Role.EMPLOYEE] == {Permission.ASK}


@pytest.mark.parametrize(
    ("listed", "role", "department", "holders"),
    [
        ([SATO, ITO, MORI], Role.DEPARTMENT_HEAD, "sales", (SATO,)),
        ([SATO, ITO, MORI], Role.DEPARTMENT_HEAD, "it", (ITO,)),
        ([SATO, MORI], Role.DEPARTMENT_HEAD, "it", (MORI,)),
        ([SATO, ITO, MORI], Role.PRIVACY_DESK, "sales", (ITO,)),
        ([SATO, ITO, MORI], Role.PRESIDENT, None, (MORI,)),
        ([SATO], Role.PRESIDENT, None, ()),
    ],
    ids=["own head", "another's head does not count", "president", "security lead", "the role itself", "nobody"],
)
def test_somebody_stands_in_for_a_role_that_nobody_holds(
    listed: list[Listed], role: Role, department: str | None, holders: tuple[Listed, ...]
) -> None:
    assert Directory(listed).holders(role, department) == holders


async def test_what_slack_said_is_kept_and_replaced(database: Database) -> None:
    later = a_profile(name="佐藤 花子", active=False, fetched_at=NOON + timedelta(days=1))
    async with database.write() as connection:
        people = PeopleStore(connection)
        assert await people.get("T1", "U1") is None
        await people.save(a_profile())
        assert await people.get("T1", "U1") == a_profile()
        assert await people.get("T2", "U1") is None
        await people.save(later)
        assert await people.get("T1", "U1") == later


async def test_active_accounts_are_found_by_address(database: Database) -> None:
    async with database.write() as connection:
        people = PeopleStore(connection)
        gone = a_profile(id="U2", email="ito@example.co.jp", active=False)
        for profile in (a_profile(), gone, a_profile(team="T2")):
            await people.save(profile)
        assert await people.by_email("T1", ["sato@example.co.jp", "ITO@example.co.jp"]) == [a_profile()]


def test_a_profile_grows_stale() -> None:
    assert a_profile().fresh(NOON + timedelta(hours=11))
    assert not a_profile().fresh(NOON + timedelta(hours=12))
