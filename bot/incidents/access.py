"""Who may see an incident and do what with it: one table, asked everywhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from bot.core.errors import NotAllowed, NotFound
from bot.core.people import Permission, Person
from bot.incidents.cases import Incident as Case
from bot.incidents.cases import State

MOVED_ON: Final = "incidents.not_in_this_state"


class Act(StrEnum):
    """What somebody may want to do with an incident."""

    SEE = "see"
    """The whole record: timeline, steps, duties, who was told."""
    FOLLOW = "follow"
    """The reporter's own view: level, who looks after it, what happens next."""
    ADD = "add"
    """Tell more: to the timeline, or facts."""
    CONFIRM = "confirm"
    WORK = "work"
    """Steps, situation, actions, duties."""
    LEVEL = "level"
    MOVE = "move"
    """From state to state: closing, rejecting, merging."""
    REOPEN = "reopen"
    HAND_OVER = "hand_over"
    INVITE = "invite"
    """Ask people in, or out."""
    RESTRICT = "restrict"
    """Let only those asked in see it, or everybody whose role it is."""
    REVIEW = "review"
    EXPORT = "export"
    """The document."""


class Standing(StrEnum):
    """What somebody is to an incident."""

    STRANGER = "stranger"
    REPORTER = "reporter"
    CALLED = "called"
    """Told along the chain, as a deputy for instance: may confirm without handling incidents by role."""
    MEMBER = "member"
    """Asked in."""
    READER = "reader"
    """May read incidents by role: audit."""
    HANDLER = "handler"
    """Handles incidents by role."""
    COMMANDER = "commander"
    """Answers for incidents by role: sees restricted ones too."""


_READS: Final = frozenset({Act.SEE, Act.FOLLOW, Act.EXPORT})
_WORKS: Final = _READS | {
    *(Act.ADD, Act.CONFIRM, Act.WORK, Act.LEVEL, Act.MOVE, Act.REOPEN, Act.HAND_OVER, Act.REVIEW, Act.INVITE),
}
ACTS: Final[dict[Standing, frozenset[Act]]] = {
    Standing.STRANGER: frozenset(),
    Standing.REPORTER: frozenset({Act.FOLLOW, Act.ADD}),
    Standing.CALLED: _READS | {Act.ADD, Act.CONFIRM, Act.WORK},
    Standing.MEMBER: _READS | {Act.ADD, Act.WORK},
    Standing.READER: _READS,
    Standing.HANDLER: _WORKS,
    Standing.COMMANDER: _WORKS | {Act.RESTRICT},
}
"""What each standing allows, as long as the state does."""

NOT_IN_A_CIRCLE: Final = frozenset({Act.INVITE})
"""What nobody but those who answer for incidents may do with a restricted one: its circle is theirs to draw."""

_LED: Final = frozenset({State.CONFIRMED, State.CONTAINED, State.RECOVERED})
_OPEN: Final = _LED | {State.REPORTED}
_ALWAYS: Final = frozenset(State)
IN_STATES: Final[dict[Act, frozenset[State]]] = {
    Act.SEE: _ALWAYS,
    Act.FOLLOW: _ALWAYS,
    Act.EXPORT: _ALWAYS,
    Act.ADD: _ALWAYS - {State.MERGED},
    Act.CONFIRM: _OPEN,
    Act.WORK: _OPEN | {State.CLOSED},
    Act.LEVEL: _OPEN,
    Act.MOVE: _OPEN,
    Act.REOPEN: frozenset({State.CLOSED, State.REJECTED}),
    Act.HAND_OVER: _LED,
    Act.INVITE: _ALWAYS - {State.MERGED},
    Act.RESTRICT: _ALWAYS - {State.MERGED},
    Act.REVIEW: frozenset({State.CLOSED}),
}
"""The states in which an act makes sense: follow-up actions and duties outlive the closing."""


def standings(person: Person, case: Case) -> frozenset[Standing]:
    """Everything that somebody is to an incident; a restricted one knows no role but of those who answer for it."""
    if not person.active or person.team != case.team:
        return frozenset()
    found = {Standing.REPORTER} if person.id in {case.reporter, *case.followers} else set()
    if person.is_guest:
        return frozenset(found)
    if person.id in case.members or person.id == case.lead:
        found.add(Standing.MEMBER)
    if person.may(Permission.COMMAND_INCIDENTS):
        found.add(Standing.COMMANDER)
    if person.id == case.lead and person.may(Permission.ASK):
        found.add(Standing.HANDLER)
    # Of a restricted incident only those handle and read who were asked in, or answer for incidents.
    if not case.restricted or found & {Standing.MEMBER, Standing.COMMANDER}:
        found |= _by_role(person, case)
    return frozenset(found)


def may(person: Person, act: Act, case: Case) -> bool:
    """Whether somebody may do this with this incident as it now stands."""
    return case.state in IN_STATES[act] and _allowed(person, act, case)


def check(person: Person, act: Act, case: Case) -> None:
    """Raises NotFound for whoever may not even know of it, NotAllowed with the reason otherwise."""
    if not standings(person, case):
        raise NotFound("incidents.gone")
    if not _allowed(person, act, case):
        raise NotAllowed("incidents.not_allowed")
    if case.state not in IN_STATES[act]:
        raise NotAllowed(MOVED_ON)


def may_lead(person: Person, case: Case) -> bool:
    """Whether an incident can be handed to somebody: who handles incidents or was asked in, and may see it."""
    handles = person.may(Permission.HANDLE_INCIDENTS) or person.id in case.members
    return handles and not person.is_guest and may(person, Act.SEE, case)


def _by_role(person: Person, case: Case) -> set[Standing]:
    found = {Standing.CALLED} if person.id in case.told else set()
    if person.may(Permission.HANDLE_INCIDENTS):
        found.add(Standing.HANDLER)
    if person.may(Permission.READ_INCIDENTS):
        found.add(Standing.READER)
    return found


def _allowed(person: Person, act: Act, case: Case) -> bool:
    standing = standings(person, case)
    if case.restricted and act in NOT_IN_A_CIRCLE:
        return Standing.COMMANDER in standing
    return any(act in ACTS[one] for one in standing)
