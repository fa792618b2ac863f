"""Points and percents as they are written: to the nearest tenth, yet never up to a whole that is not reached.

Bands begin at whole numbers: one that is not reached must not look reached.
"""

from __future__ import annotations

from fractions import Fraction

from bot.core.shares import nearest
from bot.surveys.scoring import ItemScore, Part
from handlers.kit.words import Words


def figure(value: Fraction | int) -> str:
    """A value with one decimal where it is not whole."""
    return _written(_tenths(Fraction(value)))


def percent(part: Part) -> str:
    return f"{figure(part.percent)}%"


def shown(value: Fraction) -> float:
    """The same number for a chart or a spreadsheet."""
    return _tenths(value) / 10


def step(before: Fraction, after: Fraction) -> str:
    """How far it is from one to the other as they are written, with its sign."""
    tenths = _tenths(after) - _tenths(before)
    return f"{'+' if tenths > 0 else '' if tenths else '±'}{_written(tenths)}"


def share(part: Part, words: Words) -> str:
    """Points out of those that can be had, with the percent; of a hundred, points are percent."""
    if part.possible == 100 and part.points >= 0:
        return words.say("{points} of {full} points", points=figure(part.points), full=part.possible)
    return words.say(
        "{points} of {possible} points ({percent})",
        points=figure(part.points),
        possible=part.possible,
        percent=percent(part),
    )


def standing(score: ItemScore, full: int, words: Words) -> str:
    """Where an item stands."""
    if score.state == "left_out":
        return words.say("does not apply")
    if score.state == "unanswered":
        return words.say("not answered (counts 0)")
    return words.say("{points} of {full} points", points=figure(score.points), full=full)


def _tenths(value: Fraction) -> int:
    found = nearest(value * 10)
    if found % 10 == 0 and found > value * 10:
        return found - 1
    return found or int(value > 0)


def _written(tenths: int) -> str:
    return f"{tenths / 10:.1f}".removesuffix(".0").replace("-", "−")
