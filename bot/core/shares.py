"""How much of a whole: rounded, yet everything only when nothing is missing, and nothing only when there is nothing."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def nearest(value: Fraction | float) -> int:
    """The nearest whole number; a half goes up."""
    return floor(value + Fraction(1, 2))


def parts(part: int, whole: int, steps: int = 100) -> int:
    """A share in so many steps, percent unless said otherwise."""
    if not whole or part <= 0:
        return 0
    if part >= whole:
        return steps
    return min(max(nearest(Fraction(part * steps, whole)), 1), steps - 1)


def percent(part: int, whole: int) -> int:
    """2 of 7 are 29 percent; 999 of 1,000 are 99."""
    return parts(part, whole)


def bar(part: int, whole: int, length: int) -> str:
    """A share as text that reads without colour: a square for each full step, and at least one for the first."""
    filled = max(length * part // whole, 1) if whole and part > 0 else 0
    return "■" * filled + "□" * (length - filled)
