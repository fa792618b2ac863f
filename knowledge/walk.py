"""A decision as a pure walk: the taps so far lead to the next step or to a definite result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.documents import Decision, Result, Step

LONGEST = 8


@dataclass(frozen=True)
class Position:
    """Where a walk stands: at a step that asks, or at its result (both None only in broken content)."""

    taps: Mapping[str, str]
    step: Step | None = None
    result: Result | None = None
    endless: bool = False


def position(decision: Decision, taps: Mapping[str, str]) -> Position:
    """Follows the taps from the first step; taps that do not lie on the way are dropped, never guessed at."""
    steps = {step.id: step for step in decision.steps}
    step: Step | None = decision.steps[0]
    walked: dict[str, str] = {}
    while step is not None:
        if step.id in walked or len(walked) >= LONGEST:
            return Position(walked, endless=True)
        option = next((each for each in step.options if each.id == taps.get(step.id)), None)
        if option is None:
            return Position(walked, step=step)
        walked[step.id] = option.id
        target = option.next or step.next
        step = steps[target] if target else None
    return Position(walked, result=next((each for each in decision.results if each.fits(walked)), None))


def paths(decision: Decision) -> Iterator[Position]:
    """Every way through the walk, each at its end."""
    open_walks: list[dict[str, str]] = [{}]
    while open_walks:
        here = position(decision, open_walks.pop())
        if here.step is None:
            yield here
        else:
            open_walks += [{**here.taps, here.step.id: option.id} for option in here.step.options]
