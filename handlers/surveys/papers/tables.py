"""Results for a spreadsheet: CSV, and XLSX in which text stays text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from handlers.kit.cells import csv_file
from handlers.kit.documents.page import inert

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Value = str | float
NARROWEST, WIDEST = 6, 60
"""Widths of columns, in characters."""
LONGEST_NAME, LONGEST_CELL = 31, 32_767
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under a head; the first `fixed` columns stay in sight beside the others."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    fixed: int = 0


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file of sheets; `made_at` is what the file says of its making."""

    title: str
    company: str
    made_at: datetime
    sheets: tuple[Sheet, ...]


def to_csv(sheet: Sheet) -> bytes:
    """One sheet as a file."""
    return csv_file(sheet.header, ([_said(value) for value in row] for row in sheet.rows))


def to_xlsx(book: Workbook) -> bytes:
    """All sheets as one file; the same book gives the same bytes."""
    from xlsxwriter import Workbook as Writer  # noqa: PLC0415  loaded only where a file is made

    out = BytesIO()
    with Writer(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as writer:
        created = book.made_at.astimezone(UTC).replace(tzinfo=None)
        writer.set_properties({"title": inert(book.title), "author": inert(book.company), "created": created})
        look = {"font_name": "Yu Gothic", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
        look |= {"border_color": "#B0B0B0"}
        head, body = writer.add_format({**look, "bold": True, "bg_color": "#F0F0F0"}), writer.add_format(look)
        for sheet, name in zip(book.sheets, _names(book.sheets), strict=True):
            _write(writer.add_worksheet(name), sheet, head, body)
    return out.getvalue()


def _write(page: Worksheet, sheet: Sheet, head: Format, body: Format) -> None:
    for column, title in enumerate(sheet.header):
        page.write_string(0, column, _said(title), head)
        page.set_column(column, column, _width([title, *(row[column] for row in sheet.rows if column < len(row))]))
    for line, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(line, column, _said(value), body)
            else:
                page.write_number(line, column, value, body)
    page.freeze_panes(1, sheet.fixed)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&P / &N")


def _said(value: Value) -> str:
    return _cut(inert(value), LONGEST_CELL) if isinstance(value, str) else f"{value:g}"


def _cut(text: str, units: int) -> str:
    """Spreadsheets count in UTF-16."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _width(values: Sequence[Value]) -> int:
    """As wide as the longest line, within reason; a Japanese character takes two."""
    lines = (line for value in values for line in _said(value).split("\n"))
    wide = (sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line) for line in lines)
    return max(NARROWEST, min(WIDEST, max(wide, default=0) + 2))


def _names(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Names that spreadsheets accept: short, without their own signs, and no two alike."""
    taken = {"", "history"}
    for place, sheet in enumerate(sheets, start=1):
        wanted = " ".join(inert(sheet.name).translate(_NOT_IN_NAMES).split())
        name, number = _cut(wanted, LONGEST_NAME).strip(), place
        while name.casefold() in taken:
            name, number = f"{_cut(wanted, LONGEST_NAME - 5)} {number}".strip(), number + 1
        taken.add(name.casefold())
        yield name
