"""Who may do what: every role, standing, state and restriction, against a table that was written by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bot.core.errors import NotAllowed, NotFound
from bot.core.people import Person, Role
from bot.incidents import access
from bot.incidents.access import Act, may, may_lead
from bot.incidents.cases import Incident, State
from tests.kit.register import TEAM, case, member

CASE = replace(
    case(), reporter="U_REPORTER", lead="U_LEAD", members=("U_MEMBER",), told=("U_CALLED",), followers=("U_F",)
)
# What somebody is to the incident, by id; the last two are nobody to it whoever they are.
STANDINGS = {
    "stranger": "U9",
    "reporter": "U_REPORTER",
    "follower": "U_F",
    "called": "U_CALLED",
    "member": "U_MEMBER",
    "lead": "U_LEAD",
}
ACTS = (
    *("see", "follow", "add", "confirm", "work", "level", "move"),
    *("reopen", "hand_over", "invite", "restrict", "review", "export"),
)
# One letter an act, in that order; "." where it is not allowed. First what roles allow, whoever they are.
#                          SFACWLMRHIXVE
ROLES = {
    Role.EMPLOYEE:        ".............",
    Role.DEPARTMENT_HEAD: ".............",
    Role.EDUCATION_LEAD:  ".............",
    Role.PRIVACY_DESK:    ".............",
    Role.MYNUMBER_LEAD:   ".............",
    Role.AUDIT_LEAD:      "SF..........E",
    Role.SYSTEM_ADMIN:    "SFACWLMRHI.VE",
    Role.SECURITY_LEAD:   "SFACWLMRHIXVE",
    Role.INCIDENT_LEAD:   "SFACWLMRHIXVE",
    Role.PRESIDENT:       "SFACWLMRHIXVE",
}  # fmt: skip
# Then what being something to the incident adds.
ADDED = {
    "stranger": ".............",
    "reporter": ".FA..........",
    "follower": ".FA..........",
    "called":   "SFACW.......E",
    "member":   "SFA.W.......E",
    "lead":     "SFACWLMRHI.VE",
}  # fmt: skip
COMMANDS = {Role.SECURITY_LEAD, Role.INCIDENT_LEAD, Role.PRESIDENT}
# The states in which an act makes sense: reported, confirmed, contained, recovered, closed, rejected, merged.
STATES = {
    "see":       "1111111",
    "follow":    "1111111",
    "add":       "1111110",
    "confirm":   "1111000",
    "work":      "1111100",
    "level":     "1111000",
    "move":      "1111000",
    "reopen":    "0000110",
    "hand_over": "0111000",
    "invite":    "1111110",
    "restrict":  "1111110",
    "review":    "0000100",
    "export":    "1111111",
}  # fmt: skip


def expected(role: Role, standing: str, incident: Incident, act: str) -> bool:
    """What the tables above say."""
    at = ACTS.index(act)
    by_role, added = ROLES[role][at] != ".", ADDED[standing][at] != "."
    if incident.restricted and role not in COMMANDS:
        inside = standing in {"member", "lead"}
        by_role = by_role and inside
        added = added and (inside or standing in {"reporter", "follower"})
        if act == "invite":
            by_role = added = False
    state = STATES[act][list(State).index(incident.state)] == "1"
    return state and (by_role or added)


CELLS = list(product(Role, STANDINGS, State, (False, True), ACTS))


def test_every_cell_of_the_matrix_is_as_it_was_written_down() -> None:
    wrong = []
    for role, standing, state, restricted, act in CELLS:
        person = member(role, user=STANDINGS[standing])
        incident = replace(CASE, state=state, restricted=restricted)
        if may(person, Act(act), incident) is not expected(role, standing, incident, act):
            wrong.append((role, standing, state, restricted, act))
    assert len(CELLS) == len(Role) * 6 * len(State) * 2 * len(Act)
    assert wrong == []


def test_the_tables_leave_nothing_out() -> None:
    assert set(ROLES) == set(Role)
    assert sorted(ACTS) == sorted(act.value for act in Act)
    assert set(STATES) == set(ACTS)
    assert {len(row) for row in (*ROLES.values(), *ADDED.values())} == {len(ACTS)}


@pytest.mark.parametrize(("role", "standing"), list(product(Role, STANDINGS)))
def test_a_closed_account_and_another_company_may_nothing(role: Role, standing: str) -> None:
    user = STANDINGS[standing]
    gone = member(role, user=user, active=False)
    foreign = Person("T_OTHER", user, user, roles=frozenset({role}))
    for act, state, restricted in product(Act, State, (False, True)):
        incident = replace(CASE, state=state, restricted=restricted)
        assert not may(gone, act, incident)
        assert not may(foreign, act, incident)


@pytest.mark.parametrize(("role", "standing"), list(product(Role, STANDINGS)))
def test_a_guest_follows_their_own_report_and_nothing_else(role: Role, standing: str) -> None:
    guest = member(role, user=STANDINGS[standing], is_guest=True)
    for act, state, restricted in product(Act, State, (False, True)):
        incident = replace(CASE, state=state, restricted=restricted)
        own = standing in {"reporter", "follower"}
        open_to_them = act is Act.FOLLOW or (act is Act.ADD and state is not State.MERGED)
        assert may(guest, act, incident) is (own and open_to_them)


def test_the_answer_says_why_and_never_that_a_hidden_incident_exists() -> None:
    for role, standing, state, restricted, act in CELLS:
        person, incident = member(role, user=STANDINGS[standing]), replace(CASE, state=state, restricted=restricted)
        if may(person, Act(act), incident):
            access.check(person, Act(act), incident)
            continue
        knows = may(person, Act.FOLLOW, incident)
        with pytest.raises(NotAllowed if knows else NotFound):
            access.check(person, Act(act), incident)


@pytest.mark.parametrize(
    ("person", "restricted", "can"),
    [
        (member(Role.SYSTEM_ADMIN, user="U9"), False, True),
        (member(Role.SYSTEM_ADMIN, user="U9"), True, False),
        (member(Role.PRESIDENT, user="U9"), True, True),
        (member(user="U_MEMBER"), True, True),
        (member(user="U9"), False, False),
        (member(Role.AUDIT_LEAD, user="U9"), False, False),
        (member(user="U_MEMBER", is_guest=True), False, False),
        (member(Role.SYSTEM_ADMIN, user="U9", active=False), False, False),
    ],
    ids=["handler", "handler outside", "president", "asked in", "colleague", "auditor", "guest", "gone"],
)
def test_only_who_handles_incidents_or_was_asked_in_can_lead(person: Person, restricted: bool, can: bool) -> None:
    assert may_lead(person, replace(CASE, restricted=restricted)) is can


def test_the_team_of_the_tests_is_the_incidents() -> None:
    assert CASE.team == TEAM
