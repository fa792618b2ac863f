"""Sections or departments around a centre; as bars where a radar would not be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, nan, pi, sin

from handlers.surveys.papers.drawing.bars import bars
from handlers.surveys.papers.drawing.canvas import (
    LABEL,
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
)
from handlers.surveys.papers.figures import RadarChart, Series, figure

MOST_SERIES, FEWEST_AXES, MOST_AXES = 4, 3, 12
RADIUS, ROOM, OUT = 370, 270, 28
"""Pixels of the radar, of the labels beside it, and between the two."""
ABREAST = 2
"""Values of an axis side by side."""
RINGS = (25, 50, 75, 100)
SCALE, MARK, GAP = 20, 26, 20
"""Pixels: the numbers of the rings, a marker with its distance, and between two values."""
CENTRED = 0.2
"""How far beside the middle a label still stands above or below it."""


def radar(chart: RadarChart) -> bytes:
    """The picture as a PNG. Raises LookupError without a Japanese font, ValueError for more than four series."""
    if len(chart.series) > MOST_SERIES:
        raise ValueError("a radar of more than four series cannot be read")
    if FEWEST_AXES <= len(chart.axes) <= MOST_AXES:
        return _Radar(chart).png()
    return bars(chart)


@dataclass(frozen=True)
class _Label:
    """The name of an axis and its values, and where they stand."""

    lines: Sequence[str]
    x: float
    top: float
    tall: float
    side: Side


class _Radar:
    def __init__(self, chart: RadarChart) -> None:
        self._chart = chart
        self._styles = [Style.of(place, series) for place, series in enumerate(chart.series)]
        head = Head(chart.title, chart.series)
        names = [broken(axis, LABEL, ROOM, 3, bold=True) for axis in chart.axes]
        self._centre = (WIDTH / 2, head.height + self._tall(names[0]) + OUT + RADIUS)
        labels = [self._label(place, name) for place, name in enumerate(names)]
        self._canvas = Canvas(max(label.top + label.tall for label in labels) + MARGIN)
        head.draw(self._canvas)
        self._web()
        for series, style in zip(chart.series, self._styles, strict=True):
            self._series(series, style)
        for place, label in enumerate(labels):
            self._canvas.lines(label.x, label.top, label.lines, LABEL, bold=True, side=label.side)
            self._values(place, label)

    def png(self) -> bytes:
        return self._canvas.png()

    def _angle(self, place: float) -> float:
        """The first axis points up, the others follow like the hours of a clock."""
        return 2 * pi * place / len(self._chart.axes)

    def _at(self, place: float, value: float) -> tuple[float, float]:
        far = RADIUS * min(100, max(0, value)) / 100
        return self._centre[0] + far * sin(self._angle(place)), self._centre[1] - far * cos(self._angle(place))

    def _web(self) -> None:
        """Rings that say their values halfway between two axes, where fewer lines pass."""
        around = range(len(self._chart.axes))
        for ring in RINGS:
            self._canvas.stroke([self._at(place, ring) for place in (*around, 0)])
        for place in around:
            self._canvas.stroke([self._centre, self._at(place, 100)])
        for ring in RINGS:
            (left, above), (right, below) = self._at(0, ring), self._at(1, ring)
            middle = ((left + right) / 2, (above + below) / 2 - SCALE * LEADING / 2)
            self._canvas.lines(*middle, [str(ring)], SCALE, colour=QUIET, side="center", halo=True)

    def _series(self, series: Series, style: Style) -> None:
        points = [(nan, nan) if value is None else self._at(place, value) for place, value in enumerate(series.values)]
        self._canvas.trace([*points, points[0]], style)
        if series is self._chart.series[0] and None not in series.values:
            self._canvas.sheet.fill([x for x, _ in points], [y for _, y in points], color=style.colour, alpha=0.1)

    def _label(self, place: int, name: Sequence[str]) -> _Label:
        right, up = sin(self._angle(place)), cos(self._angle(place))
        side: Side = "center" if abs(right) < CENTRED else "left" if right > 0 else "right"
        tall = self._tall(name)
        x, y = self._centre[0] + (RADIUS + OUT) * right, self._centre[1] - (RADIUS + OUT) * up
        return _Label(name, x, y - tall * (1 + up) / 2, tall, side)

    def _tall(self, name: Sequence[str]) -> float:
        return len(name) * LABEL * LEADING + ceil(len(self._styles) / ABREAST) * SMALL * LEADING

    def _values(self, place: int, label: _Label) -> None:
        """The numbers of an axis, each beside the marker of its series."""
        said = [
            (style, figure(series.values[place]))
            for style, series in zip(self._styles, self._chart.series, strict=True)
        ]
        top = label.top + len(label.lines) * LABEL * LEADING
        for first in range(0, len(said), ABREAST):
            row = said[first : first + ABREAST]
            wide = sum(MARK + length(text, SMALL) for _, text in row) + GAP * (len(row) - 1)
            left = label.x - {"left": 0.0, "center": wide / 2, "right": wide}[label.side]
            for style, text in row:
                self._canvas.trace([(left + 9, top + SMALL * LEADING / 2)], style)
                self._canvas.lines(left + MARK, top, [text], SMALL)
                left += MARK + length(text, SMALL) + GAP
            top += SMALL * LEADING
