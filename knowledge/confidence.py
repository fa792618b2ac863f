"""From the three signs of a match to the chance that it is the right one."""

from math import exp

_BASE = -3.0
_LEXICAL, _DENSE, _COVERAGE = 3.0, 3.0, 1.0


def confidence(lexical: float, dense: float, coverage: float) -> float:
    """The chance between 0 and 1 that a hit with these signs answers the question."""
    return 1 / (1 + exp(-(_BASE + _LEXICAL * lexical + _DENSE * dense + _COVERAGE * coverage)))
