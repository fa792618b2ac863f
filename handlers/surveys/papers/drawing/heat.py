"""Departments by items: the darker a cell, the weaker it is; its number stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil

from handlers.surveys.papers.drawing.canvas import (
    GRID,
    INK,
    LEADING,
    MARGIN,
    PAPER,
    QUIET,
    SMALL,
    Canvas,
    Head,
    broken,
    fit,
    length,
)
from handlers.surveys.papers.figures import Cell, HeatMap

WIDTH, NAMES, ROW, WIDEST, UPRIGHT, SIZE = 1600, 290, 48, 110, 240, 22
"""Pixels: the picture, the names of departments, the least height of a row, the most of a cell, an upright label."""
MOST_COLUMNS = 25
"""Items side by side; more of them go on in another panel below."""
SHADES = ((8, 48, 107), (110, 164, 212), (224, 236, 248))
"""One hue from dark to light: in grey, and for eyes that mix colours up, it says the same."""
Colour = tuple[float, float, float]


def heat(chart: HeatMap) -> bytes:
    """The picture as a PNG. Raises LookupError without a Japanese font."""
    return _Heat(chart).png()


@dataclass(frozen=True)
class _Panel:
    """Some of the columns, from one item up to before another."""

    first: int
    last: int
    top: float


class _Heat:
    def __init__(self, chart: HeatMap) -> None:
        self._chart = chart
        head = Head(chart.title, (), WIDTH)
        count = max(1, ceil(len(chart.items) / MOST_COLUMNS))
        self._columns = max(1, ceil(len(chart.items) / count))
        self._cell = min(WIDEST, (WIDTH - 2 * MARGIN - NAMES) / self._columns)
        self._names = [broken(name, SMALL, NAMES - 20, 2) for name in chart.departments]
        self._edges = list(
            accumulate((max(ROW, len(name) * SMALL * LEADING + 10) for name in self._names), initial=0.0)
        )
        self._upright = any(length(item, SIZE) > self._cell - 6 for item in chart.items)
        self._above = (UPRIGHT if self._upright else SIZE * LEADING) + 10
        self._group_lines = self._longest_group()
        tall = self._group_lines * SMALL * LEADING + 16 + self._above + self._edges[-1] + 40
        panels = [
            _Panel(first, min(first + self._columns, len(chart.items)), head.height + number * tall)
            for number, first in enumerate(range(0, len(chart.items), self._columns))
        ]
        foot = head.height + len(panels) * tall
        self._canvas = Canvas(foot + 50 * (1 + ceil(len(chart.legend) / 3)) + MARGIN * 0.5, WIDTH)
        head.draw(self._canvas)
        for panel in panels:
            self._panel(panel)
        self._legend(foot)

    def png(self) -> bytes:
        return self._canvas.png()

    def _x(self, column: float) -> float:
        return MARGIN + NAMES + column * self._cell

    def _panel(self, panel: _Panel) -> None:
        top = panel.top + self._group_lines * SMALL * LEADING + 16 + self._above
        for place, item in enumerate(self._chart.items[panel.first : panel.last]):
            self._item(self._x(place + 0.5), top - 8, item)
        self._colours(panel, top)
        for name, row, (above, below) in zip(self._names, self._chart.cells, pairwise(self._edges), strict=True):
            middle = top + (above + below) / 2
            self._canvas.lines(MARGIN + NAMES - 16, middle - len(name) * SMALL * LEADING / 2, name, SMALL, side="right")
            for place, cell in enumerate(row[panel.first : panel.last]):
                self._number(self._x(place + 0.5), middle, cell)
        for label, first, last in self._groups(panel):
            self._group(label, (first, last), panel.top, top)

    def _item(self, x: float, bottom: float, item: str) -> None:
        if self._upright:
            self._canvas.upright(x, bottom, fit(item, SIZE, UPRIGHT), SIZE)
        else:
            self._canvas.lines(x, bottom - SIZE * LEADING, [fit(item, SIZE, self._cell)], SIZE, side="center")

    def _colours(self, panel: _Panel, top: float) -> None:
        cells = [[_colour(cell.value) for cell in row[panel.first : panel.last]] for row in self._chart.cells]
        if cells:
            xs = [self._x(place) for place in range(panel.last - panel.first + 1)]
            self._canvas.sheet.pcolormesh(xs, [top + edge for edge in self._edges], cells, edgecolors=GRID, linewidth=1)

    def _number(self, x: float, middle: float, cell: Cell) -> None:
        size = SIZE if length(cell.text, SIZE) < self._cell - 4 else 17
        text = fit(cell.text, size, self._cell - 2)
        colour = INK if cell.value is None or _light(_colour(cell.value)) else PAPER
        self._canvas.lines(x, middle - size * LEADING / 2, [text], size, colour=colour, side="center")

    def _groups(self, panel: _Panel) -> Iterator[tuple[str, int, int]]:
        """The sections within a panel, by their columns there."""
        ends = accumulate(count for _, count in self._chart.groups)
        for (label, count), end in zip(self._chart.groups, ends, strict=True):
            first, last = max(end - count, panel.first), min(end, panel.last)
            if first < last:
                yield label, first - panel.first, last - panel.first

    def _group(self, label: str, columns: tuple[int, int], above: float, top: float) -> None:
        left, right = self._x(columns[0]), self._x(columns[1])
        said = broken(label, SMALL, right - left - 10, 2, bold=True)
        start = above + (self._group_lines - len(said)) * SMALL * LEADING
        self._canvas.lines((left + right) / 2, start, said, SMALL, bold=True, side="center")
        line = above + self._group_lines * SMALL * LEADING + 6
        self._canvas.stroke([(left + 4, line), (right - 4, line)], QUIET, 3)
        self._canvas.stroke([(left, top), (left, top + self._edges[-1])], PAPER if columns[0] == 0 else QUIET, 3)

    def _longest_group(self) -> int:
        room = [(label, min(count, self._columns) * self._cell - 10) for label, count in self._chart.groups if count]
        return max((len(broken(label, SMALL, wide, 2, bold=True)) for label, wide in room), default=0)

    def _legend(self, top: float) -> None:
        """What the ends of the colours mean, and the marks, on as many lines as they need."""
        canvas, weak, strong = self._canvas, *(fit(said, SMALL, 400) for said in self._chart.scale)
        x, steps = MARGIN + length(weak, SMALL) + 14, 48
        bar = [[_colour(100 * step / (steps - 1)) for step in range(steps)]]
        canvas.lines(MARGIN, top, [weak], SMALL)
        canvas.sheet.pcolormesh([x + 5 * n for n in range(steps + 1)], [top + 2, top + 30], bar, antialiased=False)
        canvas.lines(x + 5 * steps + 14, top, [strong], SMALL)
        for place, (mark, meaning) in enumerate(self._chart.legend):
            left, line = MARGIN + place % 3 * 480, top + 50 * (1 + place // 3)
            canvas.box((left, line - 2, 46, 36))
            canvas.lines(left + 23, line, [fit(mark, SMALL, 44)], SMALL, side="center")
            canvas.lines(left + 62, line, [fit(meaning, SMALL, 400)], SMALL)


def _colour(value: float | None) -> Colour:
    if value is None:
        return (1.0, 1.0, 1.0)
    far = min(100.0, max(0.0, value)) / 50
    half = min(int(far), 1)
    dark, light = SHADES[half], SHADES[half + 1]
    red, green, blue = ((low + (high - low) * (far - half)) / 255 for low, high in zip(dark, light, strict=True))
    return red, green, blue


def _light(colour: Sequence[float]) -> bool:
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5
