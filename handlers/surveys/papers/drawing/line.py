"""Rounds over time, above the bands that say what a total means."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, nan

from handlers.surveys.papers.drawing.canvas import (
    LEADING,
    MARGIN,
    QUIET,
    SMALL,
    WIDTH,
    Canvas,
    Head,
    Side,
    Style,
    broken,
    length,
    spread,
)
from handlers.surveys.papers.figures import Band, LineChart, figure

TALL, LEFT, RIGHT, HIGHEST = 720, 140, 280, 106
"""Pixels of the field and of what stands beside it; the scale ends a little above 100, where the best band is."""
TINTS = ("#e9eff5", "#f7f9fb")
ABOVE, BESIDE, BREAK = 28, 14, "#7b8794"
INKS = ("#005a8c", "#a84a00", "#00684c", "#97406f")
"""The colours of the first series, dark enough for small text."""
QUARTERS, SMALLER, NARROWEST = (0.0, 25.0, 50.0, 75.0, 100.0), 20, 110
MOST_NUMBERED = 4
"""Series up to which every point says its number; of more only those of the first do."""


def line(chart: LineChart) -> bytes:
    """The picture as a PNG. Raises LookupError without a Japanese font."""
    return _Line(chart).png()


class _Line:
    def __init__(self, chart: LineChart) -> None:
        self._chart = chart
        head = Head(chart.title, chart.series)
        self._slot = (WIDTH - LEFT - RIGHT) / max(1, len(chart.rounds))
        # Of very many rounds every second, third and so on is named, counted from the latest.
        step = max(1, ceil(NARROWEST / self._slot))
        named = range((len(chart.rounds) - 1) % step, len(chart.rounds), step)
        room = self._slot * step - 16
        size = SMALL if all(length(chart.rounds[place], SMALL) < room for place in named) else SMALLER
        rounds = [broken(chart.rounds[place], size, room, 3) for place in named]
        self._top = head.height + (50 if chart.breaks else 16)
        self._bottom = self._top + TALL
        below = max((len(name) for name in rounds), default=0) * size * LEADING
        self._canvas = Canvas(self._bottom + 16 + below + MARGIN * 0.75)
        head.draw(self._canvas)
        self._bands()
        self._breaks()
        for place, name in zip(named, rounds, strict=True):
            self._canvas.lines(self._x(place), self._bottom + 16, name, size, side="center")
        for number, series in enumerate(chart.series):
            points = [(self._x(n), nan if value is None else self._y(value)) for n, value in enumerate(series.values)]
            self._canvas.trace(points, Style.of(number, series))
        for place in named:
            self._numbers(place)

    def png(self) -> bytes:
        return self._canvas.png()

    def _x(self, place: float) -> float:
        return LEFT + (place + 0.5) * self._slot

    def _y(self, value: float) -> float:
        return self._bottom - TALL * min(100.0, max(0.0, value)) / HIGHEST

    def _bands(self) -> None:
        """Light areas named on the right, and where they begin on the left."""
        bands = sorted(self._chart.bands, key=lambda band: band.at_least)
        edges = [*(self._y(band.at_least) for band in bands), self._top]
        right = WIDTH - RIGHT
        for number, (low, high) in enumerate(pairwise(edges)):
            self._canvas.sheet.fill_between((LEFT, right), low, high, color=TINTS[number % 2], linewidth=0, zorder=0)
        marks = sorted({0.0, 100.0, *(band.at_least for band in bands)} if bands else QUARTERS)
        lines = [self._y(mark) for mark in marks]
        for mark, y, beside in zip(marks, lines, spread(lines, 30, self._top, self._bottom), strict=True):
            self._canvas.stroke([(LEFT, y), (right, y)], width=1.5)
            self._canvas.lines(
                LEFT - 16, beside - SMALL * LEADING / 2, [figure(mark)], SMALL, colour=QUIET, side="right"
            )
        self._band_names(bands, edges)

    def _band_names(self, bands: Sequence[Band], edges: Sequence[float]) -> None:
        names = [broken(band.label, SMALL, RIGHT - MARGIN / 2 - 20, 2) for band in bands]
        middles = [(low + high) / 2 for low, high in pairwise(edges)]
        gap = max((len(name) for name in names), default=1) * SMALL * LEADING + 6
        for name, middle in zip(names, spread(middles, gap, self._top, self._bottom), strict=True):
            top = middle - len(name) * SMALL * LEADING / 2
            self._canvas.lines(WIDTH - RIGHT + 20, top, name, SMALL, colour=QUIET)

    def _breaks(self) -> None:
        apart = min((there - here for here, there in pairwise(sorted(set(self._chart.breaks)))), default=2)
        label = broken(self._chart.break_label, SMALL, min(2, apart) * self._slot - 16, 1)
        for place in self._chart.breaks:
            x = self._x(place - 0.5)
            self._canvas.stroke([(x, self._top - 8), (x, self._bottom)], BREAK, 3, ":")
            self._canvas.lines(x, self._top - 44, label, SMALL, colour=QUIET, side="center")

    def _numbers(self, place: int) -> None:
        """The values of a round beside their points, moved apart where they would touch."""
        series = self._chart.series if len(self._chart.series) <= MOST_NUMBERED else self._chart.series[:1]
        said = [(number, value) for number, one in enumerate(series) if (value := one.values[place]) is not None]
        wanted = [self._y(value) - ABOVE for _, value in said]
        side: Side = "center" if len(series) == 1 else "left"
        x = self._x(place) + (0 if len(series) == 1 else BESIDE)
        for (number, value), y in zip(said, spread(wanted, 30, self._top, self._bottom), strict=True):
            top, colour = y - SMALL * LEADING / 2, INKS[number]
            self._canvas.lines(x, top, [figure(value)], SMALL, colour=colour, side=side, halo=True)
