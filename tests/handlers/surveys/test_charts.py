"""Charts: pictures that open, say what their tables say, and stand any name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.core import fonts
from bot.core.typesetting import NOT_FIRST
from handlers.surveys.papers.charts import Band, Cell, HeatMap, LineChart, RadarChart, Series, heat, line, radar
from handlers.surveys.papers.drawing.canvas import COLOURS, MARKERS, Style, broken, fit, length, spread
from handlers.surveys.papers.drawing.heat import _colour
from tests.handlers.surveys.results import SPOKEN, cells, heat_map, line_chart, radar_chart

needs_font = pytest.mark.skipif(fonts.found() is None, reason="NO JAPANESE FONT: the charts were NOT drawn")
few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ODD = st.text(max_size=60) | st.sampled_from(
    ["$x^2$", "$", r"\$\frac{1}", "長" * 300, "w" * 300, "👨‍👩‍👧", "\u202egnp", "a\nb\n\nc", "\x00", "\ud800", "", " "]
)
VALUES = st.none() | st.floats(0, 100) | st.sampled_from([0.0, 100.0, -4.0, 104.0, -0.0])


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image.convert("RGB")


def ink(image: Image.Image) -> int:
    """How many pixels are not white."""
    return sum(image.convert("L").histogram()[:250])


@needs_font
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("draw", "make", "wide"), [(radar, radar_chart, 1400), (line, line_chart, 1400), (heat, heat_map, 1600)]
)
def test_a_chart_is_a_picture_with_something_on_white(
    language: str, draw: Callable[[Any], bytes], make: Callable[[Any], Any], wide: int
) -> None:
    image = opened(draw(make(SPOKEN[language])))
    assert image.width == wide
    assert 600 <= image.height <= 1600
    assert image.getpixel((2, 2)) == (255, 255, 255)
    assert ink(image) > 20_000


@needs_font
def test_nothing_is_drawn_at_the_very_edge() -> None:
    said = SPOKEN["en"]
    long = replace(
        radar_chart(said),
        axes=said.departments,
        series=tuple(Series(str(n), (88.8,) * 12, earlier=n > 2) for n in range(4)),
    )
    for data in (radar(long), line(line_chart(said)), heat(heat_map(said))):
        image = opened(data)
        wide, tall = image.size
        for strip in ((0, 0, wide, 12), (0, tall - 12, wide, tall), (0, 0, 12, tall), (wide - 12, 0, wide, tall)):
            assert ink(image.crop(strip)) == 0


@needs_font
def test_the_same_values_make_the_same_bytes() -> None:
    said = SPOKEN["ja"]
    assert radar(radar_chart(said)) == radar(radar_chart(said))
    assert line(line_chart(said)) == line(line_chart(said))
    assert heat(heat_map(said, 3)) == heat(heat_map(said, 3))


@needs_font
@pytest.mark.parametrize("axes", [1, 2, 3, 12, 13, 20])
def test_few_and_many_departments_are_drawn_too(axes: int) -> None:
    chart = RadarChart("部門", tuple(f"第{n}営業所" for n in range(axes)), (Series("今回", (50.0,) * axes),))
    assert ink(opened(radar(chart))) > 5_000


@needs_font
def test_a_chart_without_any_answer_is_still_drawn() -> None:
    assert opened(radar(RadarChart("x", ("a", "b", "c"), (Series("y", (None,) * 3),))))
    assert opened(line(LineChart("x", ("1",), (Series("y", (None,)),))))
    assert opened(heat(HeatMap("x", ("a",), ("1", "2"), ((Cell(), Cell(mark="?")),))))
    assert opened(radar(RadarChart("x", (), ())))
    assert opened(line(LineChart("x", (), ())))
    assert opened(heat(HeatMap("x", (), (), ())))


@needs_font
def test_more_items_than_fit_go_on_below() -> None:
    departments = tuple(f"部門{n}" for n in range(6))
    one, two = (HeatMap("x", departments, tuple(str(n) for n in range(items)), cells(6, items)) for items in (25, 40))
    assert opened(heat(two)).height > opened(heat(one)).height * 1.5


def test_more_than_four_series_are_refused_for_a_radar() -> None:
    with pytest.raises(ValueError, match="four series"):
        radar(RadarChart("x", ("a", "b", "c"), (Series("y", (1, 2, 3)),) * 5))


def test_values_that_do_not_fit_their_names_are_refused() -> None:
    with pytest.raises(ValueError, match="one value for each name"):
        RadarChart("x", ("a", "b", "c"), (Series("y", (1, 2)),))
    with pytest.raises(ValueError, match="do not fit"):
        HeatMap("x", ("a",), ("1", "2"), ((Cell(1),),))


def test_without_a_japanese_font_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", ())
    fonts.found.cache_clear()
    fonts.font.cache_clear()
    try:
        for draw, chart in ((radar, radar_chart), (line, line_chart), (heat, heat_map)):
            with pytest.raises(LookupError):
                draw(chart(SPOKEN["ja"]))  # type: ignore[arg-type]  # each with its own chart
    finally:
        fonts.found.cache_clear()
        fonts.font.cache_clear()


def test_the_table_of_a_radar_holds_every_value() -> None:
    assert radar_chart(SPOKEN["ja"]).rows() == (
        ("区分ごとの得点", "今回（2026年1月）", "前回（2025年1月）"),
        ("基本的対策", "85", "70"),
        ("従業員としての対策", "62.5", "50"),
        ("組織としての対策", "46.4", "–"),
    )


def test_the_table_over_time_says_where_the_edition_changed() -> None:
    rows = LineChart("x", ("1", "2"), (Series("y", (69.96, -0.0)),), (), (1,), "新しい版").rows()
    assert rows == (("", "y"), ("1", "70"), ("2 (新しい版)", "0"))


def test_the_table_of_a_heat_map_holds_values_and_marks() -> None:
    chart = HeatMap("x", ("総務部",), ("1", "2", "3", "4"), ((Cell(66.7), Cell(0, "?"), Cell(None, "–"), Cell()),))
    assert chart.rows() == (("", "1", "2", "3", "4"), ("総務部", "67", "0?", "–", "–"))


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_every_value_given_is_in_the_table(values: list[float | None]) -> None:
    names = tuple(map(str, range(len(values))))
    chart = RadarChart("x", names, (Series("y", tuple(values)),))
    for value, (_, said) in zip(values, chart.rows()[1:], strict=True):
        assert (value is None and said == "–") or (value is not None and abs(float(said) - value) <= 0.0501)


@needs_font
@few
@given(ODD, st.lists(ODD, min_size=1, max_size=5), st.lists(VALUES, min_size=5, max_size=5))
def test_any_name_and_value_can_be_drawn(title: str, names: list[str], values: list[float | None]) -> None:
    some = tuple(values[: len(names)])
    series = (Series(title, some), Series(names[0], some, earlier=True))
    assert opened(radar(RadarChart(title, tuple(names), series)))
    bands = (Band(title, 70), Band(names[-1], 0))
    assert opened(line(LineChart(title, tuple(names), series, bands, (0, len(names)), names[0])))
    row = tuple(Cell(value, "?") for value in some)
    legend, groups = ((names[0], title),) * 4, ((title, 1), (names[0], 99))
    assert opened(heat(HeatMap(title, (names[0],), tuple(names), (row,), legend, (title, title), groups)))


@needs_font
@given(st.text(max_size=80), st.integers(40, 300))
def test_lines_stay_within_their_width(text: str, width: int) -> None:
    assert length(fit(text, 24, width), 24) <= width
    lines = broken(text, 24, width, 3)
    assert len(lines) <= 3
    # Closing marks may hang over: a line never begins with one.
    assert all(length(one.rstrip("".join(NOT_FIRST)), 24) <= width + 24 for one in lines)


@given(st.lists(st.floats(0, 700), max_size=8))
def test_labels_are_moved_apart_and_keep_their_order(places: list[float]) -> None:
    moved = spread(places, 30, 0, 720)
    ordered = sorted(moved)
    assert all(high - low > 29.9 for low, high in pairwise(ordered))
    assert all(-0.1 <= place <= 720.1 for place in moved)
    pairs = [(here, there) for here in range(len(places)) for there in range(len(places))]
    assert all(moved[here] < moved[there] for here, there in pairs if places[here] < places[there])


def test_series_differ_without_their_colours() -> None:
    styles = [Style.of(place, Series("x", (), earlier=place == 1)) for place in range(len(COLOURS))]
    assert len({style.marker for style in styles}) == len(styles) == len(MARKERS)
    assert (styles[1].line, styles[1].face) == ("--", "#ffffff")
    assert styles[0].line == "-"


def test_a_stronger_cell_is_lighter_in_grey_too() -> None:
    grey = [sum(share * part for share, part in zip((0.299, 0.587, 0.114), _colour(value), strict=True))
            for value in range(0, 101, 5)]  # fmt: skip
    assert grey == sorted(grey)
    assert grey[-1] - grey[0] > 0.6
