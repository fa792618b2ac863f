"""Charts of results: plain values, and the pictures of them."""

from __future__ import annotations

from handlers.surveys.papers.drawing.heat import heat
from handlers.surveys.papers.drawing.line import line
from handlers.surveys.papers.drawing.radar import radar
from handlers.surveys.papers.figures import Band, Cell, HeatMap, LineChart, RadarChart, Series

__all__ = ["Band", "Cell", "HeatMap", "LineChart", "RadarChart", "Series", "heat", "line", "radar"]
