"""Points and percents as they are written: rounded down, so that a band that is not reached never looks reached."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from bot.surveys.scoring import ItemScore, Part
from handlers.kit.words import Words


def figure(value: Fraction | int) -> str:
    """A value with one decimal where it is not whole."""
    tenths = floor(Fraction(value) * 10)
    return f"{tenths / 10:.1f}".removesuffix(".0")


def percent(part: Part) -> str:
    return f"{figure(part.percent)}%"


def shown(value: Fraction) -> float:
    """The same number for a chart or a spreadsheet."""
    return floor(value * 10) / 10


def step(before: Fraction, after: Fraction) -> str:
    """How far it is from one to the other as they are written, with its sign."""
    tenths = floor(after * 10) - floor(before * 10)
    said = f"{abs(tenths) / 10:.1f}".removesuffix(".0")
    return f"{'+' if tenths > 0 else '−' if tenths < 0 else '±'}{said}"


def share(part: Part, words: Words) -> str:
    """Points out of those that can be had, with the percent."""
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
