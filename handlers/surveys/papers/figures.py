"""What charts show, as plain values: the picture, its text and the spreadsheet all come from the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import floor

MISSING = "–"
Rows = tuple[tuple[str, ...], ...]
"""A head, and the rows under it."""


def figure(value: float | None) -> str:
    """A value as it is written everywhere, with one decimal where it is not whole."""
    if value is None:
        return MISSING
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")  # + 0 turns -0.0 into 0.0


@dataclass(frozen=True, slots=True)
class Series:
    """A name with one value, from 0 to 100, for each axis or round; None where there is none.

    `earlier` for a round before this one: drawn dashed and hollow.
    """

    name: str
    values: tuple[float | None, ...]
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class RadarChart:
    """Sections or departments around a centre. `corner` heads the column of their names in the table."""

    title: str
    axes: tuple[str, ...]
    series: tuple[Series, ...]
    corner: str = ""

    def __post_init__(self) -> None:
        _check(self.series, len(self.axes))

    def rows(self) -> Rows:
        """The same values as a table."""
        return _table(self.corner, self.axes, self.series)


@dataclass(frozen=True, slots=True)
class Band:
    """What a total means from `at_least` on."""

    label: str
    at_least: float


@dataclass(frozen=True, slots=True)
class LineChart:
    """Rounds over time, above their bands. `breaks` are the places of the rounds that began a new edition."""

    title: str
    rounds: tuple[str, ...]
    series: tuple[Series, ...]
    bands: tuple[Band, ...] = ()
    breaks: tuple[int, ...] = ()
    break_label: str = ""
    corner: str = ""

    def __post_init__(self) -> None:
        _check(self.series, len(self.rounds))

    def rows(self) -> Rows:
        """The same values as a table; a round that began a new edition says so beside its name."""
        names = (
            f"{name} ({self.break_label})" if place in self.breaks and self.break_label else name
            for place, name in enumerate(self.rounds)
        )
        return _table(self.corner, names, self.series)


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer: its value, or the mark of what stands for none, such as `?` for "don't know"; or both."""

    value: float | None = None
    mark: str = ""

    @property
    def text(self) -> str:
        """The value to the nearest whole, because many stand side by side."""
        said = "" if self.value is None else str(floor(self.value + 0.5))
        return said + self.mark or MISSING


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Departments by items. `legend` says what each mark means, `scale` what the ends of the colours mean.

    `groups` are the sections of the items, each with how many items it has, in their order.
    """

    title: str
    departments: tuple[str, ...]
    items: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    legend: tuple[tuple[str, str], ...] = ()
    scale: tuple[str, str] = ("0", "100")
    groups: tuple[tuple[str, int], ...] = ()
    corner: str = ""

    def __post_init__(self) -> None:
        if len(self.cells) != len(self.departments) or any(len(row) != len(self.items) for row in self.cells):
            raise ValueError("the cells do not fit the departments and items")

    def rows(self) -> Rows:
        """The same values and marks as a table."""
        body = zip(self.departments, self.cells, strict=True)
        return ((self.corner, *self.items), *((name, *(cell.text for cell in row)) for name, row in body))


def _table(corner: str, names: Iterable[str], series: tuple[Series, ...]) -> Rows:
    columns: Iterator[tuple[float | None, ...]] = zip(*(one.values for one in series), strict=True)
    body = ((name, *map(figure, next(columns, ()))) for name in names)
    return ((corner, *(one.name for one in series)), *body)


def _check(series: tuple[Series, ...], length: int) -> None:
    if any(len(one.values) != length for one in series):
        raise ValueError("every series needs one value for each name")
