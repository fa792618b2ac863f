"""What the words of a report tell: its title, and which others sound alike without giving anything away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.incidents.cases import Incident, State, Via
from bot.incidents.wording import LONGEST_TITLE, alike, title_of

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SAID = "営業車のかばんが盗まれました"


def other(text: str = "営業車からかばんが盗まれています", minutes: float = 10, **more: Any) -> Incident:
    at = NOW - timedelta(minutes=minutes)
    return replace(Incident("I-2", "T", "loss", State.REPORTED, 2, (), text, text, "ja", Via.HOME, at), **more)


def test_similar_words_of_the_same_kind_sound_alike() -> None:
    assert alike("loss", SAID, NOW, [other()]) == ("I-2",)


@pytest.mark.parametrize(
    "one",
    [
        other(category="virus"),
        other(restricted=True),
        other(drill=True),
        other(state=State.CLOSED),
        other(state=State.MERGED),
        other(minutes=60 * 25),
        other("駅のトイレに会社のスマホを忘れた"),
    ],
    ids=["another kind", "restricted", "a drill", "closed", "merged", "yesterday", "other words"],
)
def test_what_is_not_alike_or_not_for_everybody_is_not_named(one: Incident) -> None:
    assert alike("loss", SAID, NOW, [one]) == ()


def test_within_the_hour_looser_words_are_enough() -> None:
    loose = "車の鞄が盗まれたみたいです"
    near, far = other(loose, 10), other(loose, 120)
    assert (alike("loss", SAID, NOW, [near]), alike("loss", SAID, NOW, [far])) == (("I-2",), ())


def test_the_most_similar_comes_first_and_three_at_most() -> None:
    others = [other(SAID, id="I-same"), *(other(id=f"I-{number}") for number in range(5))]
    found = alike("loss", SAID, NOW, others)
    assert found[0] == "I-same"
    assert len(found) == 3


@pytest.mark.parametrize(("text", "title"), [("\n \nスマホ\nです", "スマホ"), ("", ""), ("あ" * 90, "あ" * 79 + "…")])
def test_the_first_line_is_the_title(text: str, title: str) -> None:
    assert title_of(text) == title
    assert len(title) <= LONGEST_TITLE
