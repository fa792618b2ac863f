"""From where to where an incident may go."""

from __future__ import annotations

from itertools import product

import pytest

from bot.core.errors import Refused
from bot.incidents.cases import ENDED, State
from bot.incidents.states import TRANSITIONS, by_hand, check_move, may_move, needs_reason

# Written down by hand: before, and where it may go from there.
WRITTEN = {
    "reported": "confirmed closed rejected merged",
    "confirmed": "contained recovered closed rejected merged",
    "contained": "confirmed recovered closed merged",
    "recovered": "confirmed contained closed merged",
    "closed": "confirmed",
    "rejected": "confirmed",
    "merged": "",
}
BY_HAND = {
    "reported": "rejected",
    "confirmed": "contained recovered rejected",
    "contained": "confirmed recovered",
    "recovered": "confirmed contained",
    "closed": "confirmed",
    "rejected": "confirmed",
    "merged": "",
}


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_every_move_is_allowed_or_refused_as_written(before: State, after: State) -> None:
    allowed = after.value in WRITTEN[before].split()
    assert may_move(before, after) is allowed
    if allowed:
        check_move(before, after)
    else:
        with pytest.raises(Refused) as refused:
            check_move(before, after)
        assert refused.value.code == "incidents.no_such_move"


@pytest.mark.parametrize("before", State)
def test_by_hand_nobody_closes_merges_or_confirms_past_the_chain(before: State) -> None:
    assert [state.value for state in by_hand(before)] == BY_HAND[before].split()


def test_every_state_can_be_reached_and_every_open_one_can_end() -> None:
    reached, waiting = set(), [State.REPORTED]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += TRANSITIONS[state]
    assert reached == set(State)
    assert all(State.CLOSED in TRANSITIONS[state] for state in State if state not in ENDED)


@pytest.mark.parametrize(("before", "after"), [(one, two) for one in State for two in by_hand(one)])
def test_saying_that_it_was_none_or_is_not_over_needs_a_reason(before: State, after: State) -> None:
    assert needs_reason(before, after) is (after is State.REJECTED or before in {State.CLOSED, State.REJECTED})
