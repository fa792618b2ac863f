"""From the weight of a match to the chance that it is the right one."""

from math import exp

# Fitted on in-scope, near-miss and out-of-scope questions; measure again with tests/bench/search.py.
_BASE, _SLOPE = -3.5, 7.2


def confidence(total: float) -> float:
    """The chance between 0 and 1 that a hit of this weight answers the question."""
    return 1 / (1 + exp(-(_BASE + _SLOPE * total)))
