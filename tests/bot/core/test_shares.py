"""Shares are rounded, and never say "everything" while something is missing."""

from __future__ import annotations

import pytest

from bot.core.shares import bar, percent


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(2, 7, 29), (1, 2, 50), (1, 8, 13), (0, 7, 0), (7, 7, 100), (1, 1000, 1), (999, 1000, 99), (0, 0, 0), (-1, 4, 0)],
)
def test_a_share_is_rounded_but_neither_whole_nor_nothing_by_rounding(part: int, whole: int, said: int) -> None:
    assert percent(part, whole) == said


def test_a_bar_is_full_only_when_nothing_is_missing() -> None:
    assert [bar(part, 25, 10) for part in (0, 1, 12, 24, 25)] == [
        "□" * 10,
        "■" + "□" * 9,
        "■" * 4 + "□" * 6,
        "■" * 9 + "□",
        "■" * 10,
    ]
