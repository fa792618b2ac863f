"""The life of an incident as a table: from each state, where it may go."""

from __future__ import annotations

from typing import Final

from bot.core.errors import Refused
from bot.incidents.cases import ENDED, State

TRANSITIONS: Final[dict[State, frozenset[State]]] = {
    State.REPORTED: frozenset({State.CONFIRMED, State.CLOSED, State.REJECTED, State.MERGED}),
    State.CONFIRMED: frozenset({State.CONTAINED, State.RECOVERED, State.CLOSED, State.REJECTED, State.MERGED}),
    State.CONTAINED: frozenset({State.CONFIRMED, State.RECOVERED, State.CLOSED, State.MERGED}),
    State.RECOVERED: frozenset({State.CONFIRMED, State.CONTAINED, State.CLOSED, State.MERGED}),
    # Reopened: somebody looks after it again, and says how far it is.
    State.CLOSED: frozenset({State.CONFIRMED}),
    State.REJECTED: frozenset({State.CONFIRMED}),
    State.MERGED: frozenset(),
}


def by_hand(before: State) -> tuple[State, ...]:
    """Where people move an incident by saying so; confirming it first, closing and merging are acts of their own."""
    own = {State.CLOSED, State.MERGED} | ({State.CONFIRMED} if before is State.REPORTED else set())
    return tuple(state for state in State if state in TRANSITIONS[before] - own)


def needs_reason(before: State, after: State) -> bool:
    """Whether a move is kept only with a reason: that it was no incident, or that it is not over after all."""
    return after is State.REJECTED or before in ENDED


def may_move(before: State, after: State) -> bool:
    """Whether an incident may go from one state to another."""
    return after in TRANSITIONS[before]


def check_move(before: State, after: State) -> None:
    """Raises Refused when an incident cannot go from one state to another."""
    if not may_move(before, after):
        raise Refused("incidents.no_such_move", before=before.value, after=after.value)
