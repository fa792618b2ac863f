"""Values as bars, where there are too few or too many of them for a radar."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.surveys.papers.drawing.canvas import (
    LABEL,
    LEADING,
    MARGIN,
    QUIET,
    SMALL,
    WIDTH,
    Canvas,
    Head,
    Style,
    broken,
)
from handlers.surveys.papers.figures import RadarChart, figure

SCALE = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class _Row:
    label: list[str]
    top: float
    tall: float


def bars(chart: RadarChart) -> bytes:
    """The picture as a PNG."""
    head, thick = Head(chart.title, chart.series), 34
    left, right = 420, WIDTH - MARGIN - 110
    rows, top = [], head.height + 20
    for axis in chart.axes:
        label = broken(axis, LABEL, left - MARGIN - 24, 3, bold=True)
        tall = max(len(label) * LABEL * LEADING, len(chart.series) * thick) + 28
        rows.append(_Row(label, top, tall))
        top += tall
    canvas = Canvas(top + 50 + MARGIN / 2)
    head.draw(canvas)
    for mark in SCALE:
        x = left + (right - left) * mark / 100
        canvas.stroke([(x, head.height + 10), (x, top)])
        canvas.lines(x, top + 8, [str(mark)], 20, colour=QUIET, side="center")
    for place, row in enumerate(rows):
        middle = row.top + row.tall / 2
        canvas.lines(
            left - 24, middle - len(row.label) * LABEL * LEADING / 2, row.label, LABEL, bold=True, side="right"
        )
        for number, series in enumerate(chart.series):
            y = middle + (number - len(chart.series) / 2) * thick
            _bar(canvas, (left, right, y), series.values[place], Style.of(number, series))
    return canvas.png()


def _bar(canvas: Canvas, place: tuple[float, float, float], value: float | None, style: Style) -> None:
    left, right, top = place
    long = (right - left) * min(100, max(0, value or 0)) / 100
    if value is not None:
        bar = canvas.sheet.barh(top + 17, long, 24, left=left, color=style.face, linewidth=2, zorder=2)
        for patch in bar:
            patch.set(edgecolor=style.colour, linestyle=style.line)
    canvas.trace([(left + long + 20, top + 17)], style)
    canvas.lines(left + long + 38, top + 1, [figure(value)], SMALL, halo=True)
