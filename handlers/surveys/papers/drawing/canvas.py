"""A white sheet measured in pixels from its top left corner: fonts, colours, title and legend of all charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from bot.core import fonts
from bot.core.typesetting import fitted, wrapped
from handlers.kit.documents.page import inert
from handlers.surveys.papers.figures import Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font
    from matplotlib.patheffects import AbstractPathEffect

WIDTH, MARGIN = 1400, 60
INK, QUIET, GRID, PAPER = "#1f2933", "#52606d", "#d3dae1", "#ffffff"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
"""Okabe and Ito's, which people who see colours differently tell apart too; markers differ as well."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
TITLE, LABEL, SMALL = 40, 28, 24
"""Sizes in pixels: legible at half the width of the picture."""
LEADING = 1.35

Side = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Style:
    """How one series looks: colour, marker and line differ, so that none of them is alone."""

    colour: str
    marker: str
    line: str
    hollow: bool

    @classmethod
    def of(cls, place: int, series: Series) -> Style:
        colour, marker = COLOURS[place % len(COLOURS)], MARKERS[place % len(MARKERS)]
        dashed = series.earlier or place >= len(COLOURS)
        return cls(colour, marker, "--" if dashed else "-", series.earlier)

    @property
    def face(self) -> str:
        return PAPER if self.hollow else self.colour


class Head:
    """The title and the legend under it, laid out before the height of the sheet is known."""

    def __init__(self, title: str, series: Sequence[Series], width: int = WIDTH) -> None:
        room = width - 2 * MARGIN
        self._title = broken(title, TITLE, room, 2, bold=True)
        self._entries: list[tuple[float, int, str, Style]] = []
        left, row = 0.0, 0
        for place, one in enumerate(series):
            name = fit(one.name, SMALL, room - 100)
            long = 80 + length(name, SMALL) + 44
            if left and left + long > room:
                left, row = 0.0, row + 1
            self._entries.append((left, row, name, Style.of(place, one)))
            left += long
        self._top = MARGIN + len(self._title) * TITLE * LEADING
        self.height = self._top + ((row + 1) * 44 + 16 if series else 28)

    def draw(self, canvas: Canvas) -> None:
        canvas.lines(MARGIN, MARGIN, self._title, TITLE, bold=True)
        for left, row, name, style in self._entries:
            x, y = MARGIN + left, self._top + 30 + row * 44
            canvas.trace([(x, y), (x + 32, y), (x + 64, y)], style, marked=(1,))
            canvas.lines(x + 78, y - SMALL * LEADING / 2, [name], SMALL)


class Canvas:
    """The sheet itself."""

    def __init__(self, height: float, width: int = WIDTH) -> None:
        from matplotlib.figure import Figure  # noqa: PLC0415  costs a second, and only here

        self.width, self.height = width, round(height)
        # At 72 dots to the inch a point is a pixel.
        self._figure: Figure = Figure((self.width / 72, self.height / 72), dpi=72, facecolor=PAPER)
        self.sheet: Axes = self._figure.add_axes((0, 0, 1, 1), xlim=(0, self.width), ylim=(self.height, 0))
        self.sheet.axis("off")

    def png(self) -> bytes:
        """The picture; the same strokes give the same bytes."""
        out = BytesIO()
        self._figure.savefig(out, format="png", metadata={"Software": None})
        return out.getvalue()

    def lines(  # noqa: PLR0913  a place, a text, and how it looks
        self, x: float, top: float, texts: Sequence[str], size: int, *,
        bold: bool = False, colour: str = INK, side: Side = "left", halo: bool = False,
    ) -> None:  # fmt: skip
        """Lines of text under each other, beginning at a height."""
        for place, text in enumerate(texts):
            middle = top + (place + 0.5) * size * LEADING
            drawn = self.sheet.text(x, middle, _plain(text), color=colour, ha=side, va="center_baseline")
            drawn.set_fontproperties(_face(size, bold=bold))
            if halo:
                drawn.set_path_effects(_halo())

    def upright(self, x: float, bottom: float, text: str, size: int) -> None:
        """A line of text that runs upwards."""
        drawn = self.sheet.text(x, bottom, _plain(text), color=INK, ha="center", va="bottom", rotation=90)
        drawn.set_fontproperties(_face(size, bold=False))

    def trace(
        self, points: Sequence[tuple[float, float]], style: Style, *, marked: Sequence[int] | None = None
    ) -> None:
        """A line through points with their markers; NaN leaves a gap."""
        self.sheet.plot(
            [x for x, _ in points], [y for _, y in points],
            color=style.colour, linestyle=style.line, linewidth=4, solid_joinstyle="round",
            marker=style.marker, markersize=15, markerfacecolor=style.face, markeredgecolor=style.colour,
            markeredgewidth=3, markevery=None if marked is None else list(marked), zorder=3, clip_on=False,
        )  # fmt: skip

    def box(self, place: tuple[float, float, float, float]) -> None:
        """An empty frame, by its left, top, width and height."""
        left, top, wide, tall = place
        right, bottom = left + wide, top + tall
        self.stroke([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])

    def stroke(
        self, points: Sequence[tuple[float, float]], colour: str = GRID, width: float = 2, line: str = "-"
    ) -> None:
        """A thin helping line."""
        self.sheet.plot([x for x, _ in points], [y for _, y in points], color=colour, linewidth=width, linestyle=line)


def broken(text: str, size: int, width: float, most: int, *, bold: bool = False) -> list[str]:
    """Text as lines of at most so many pixels; what does not fit ends in an ellipsis."""
    said = "\n".join(map(_drawable, inert(text).split("\n")))
    return wrapped(said, fonts.font(size, bold=bold), width, most)


def fit(text: str, size: int, width: float, *, bold: bool = False) -> str:
    """Text on one line, cut with an ellipsis where it is wider."""
    return fitted(_drawable(text), fonts.font(size, bold=bold), width)


def length(text: str, size: int, *, bold: bool = False) -> float:
    """How wide a text is when it is drawn on one line."""
    return fonts.font(size, bold=bold).getlength(_drawable(text))


def spread(places: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """The places moved as little as keeps them apart by a gap, within bounds; their order stays."""
    gap = min(gap, (highest - lowest) / max(1, len(places) - 1))
    order = sorted(range(len(places)), key=lambda index: places[index])
    # Less the room that those before take, places may be equal but not fall: runs that fall share their mean.
    runs: list[list[float]] = []
    for rank, index in enumerate(order):
        runs.append([places[index] - rank * gap])
        while len(runs) > 1 and fmean(runs[-2]) > fmean(runs[-1]):
            last = runs.pop()
            runs[-1] += last
    level = [fmean(run) for run in runs for _ in run]
    room = highest - gap * (len(places) - 1)
    moved = {index: min(max(level[rank], lowest), room) + rank * gap for rank, index in enumerate(order)}
    return [moved[index] for index in range(len(places))]


@lru_cache(2000)
def _drawable(text: str) -> str:
    """One line of signs that the font has; a box stands for others."""
    files = fonts.found()
    if files is None:
        raise LookupError("no Japanese font on this system")
    font = _signs(str(files[0]))
    line = " ".join(inert(text).split())
    return "".join(sign if font.get_char_index(ord(sign)) else "□" for sign in line if not _joins(sign))


def _joins(sign: str) -> bool:
    return sign == "\u200d" or "\ufe00" <= sign <= "\ufe0f"


def _plain(text: str) -> str:
    """Never a formula of the library's."""
    return text.replace("$", r"\$")


@cache
def _signs(file: str) -> FT2Font:
    from matplotlib.font_manager import get_font  # noqa: PLC0415  as above

    return get_font(file)


@cache
def _face(size: int, *, bold: bool) -> FontProperties:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415  as above

    files = fonts.found()
    if files is None:
        raise LookupError("no Japanese font on this system")
    return FontProperties(fname=files[bold], size=size)


def _halo() -> list[AbstractPathEffect]:
    from matplotlib.patheffects import withStroke  # noqa: PLC0415  as above

    return [withStroke(linewidth=6, foreground=PAPER)]
