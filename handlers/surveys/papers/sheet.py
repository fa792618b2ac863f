"""The result of a survey on paper: the figures, the pictures, what is weak and what helps, and how it was computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from handlers.kit.documents.page import WIDTH, Page, Pairs, Paragraph, Part, Picture, Section, Table, inert
from handlers.kit.documents.pdf import to_pdf
from handlers.kit.documents.word import to_docx

__all__ = ["Chart", "Grid", "ItemRow", "ResultSheet", "SheetWords", "WeakItem", "result_page", "to_docx", "to_pdf"]

NARROW = 128
"""Millimetres of a picture of which two fit on a page."""
MOST_NAMED, MOST_ABREAST = 4, 8
"""Departments that a table names in its head, and that stand side by side in one; more go by letters, and in more."""
NUMBER, NAMED, LETTERED, TOTAL, WIDEST = 11, 20, 10, 16, 36
"""Millimetres of the columns; the question takes what they leave."""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The headings, in the language of the sheet."""

    summary: str
    charts: str
    sections: str
    weak: str
    items: str
    computed: str
    about: str
    number: str
    question: str
    total: str
    measures: str
    standing: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under a head; the first column names them."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A question with one value for each department, in their order; a note stands under the question."""

    number: str
    question: str
    values: tuple[str, ...]
    total: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class WeakItem:
    """A question to work on: where it stands, what helps, and the rules that ask for it."""

    number: str
    question: str
    standing: str
    measures: tuple[str, ...]
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture; `wide` for one that needs the whole width."""

    png: bytes
    caption: str
    alt: str
    wide: bool = False


@dataclass(frozen=True, slots=True)
class ResultSheet:
    """Everything the sheet says, worded already; what is empty is left out."""

    language: str
    words: SheetWords
    title: str
    company: str
    edition_line: str
    made_at_line: str
    made_at: datetime
    marks: tuple[str, ...]
    summary: tuple[tuple[str, str], ...]
    band_text: str
    how_computed: tuple[str, ...]
    sections: Grid
    departments: tuple[str, ...]
    items: tuple[ItemRow, ...]
    weak: tuple[WeakItem, ...]
    charts: tuple[Chart, ...]
    disclaimers: tuple[str, ...]


def result_page(sheet: ResultSheet) -> Page:
    """The sheet as a page for `to_pdf` and `to_docx`."""
    words = sheet.words
    sections = (
        (words.summary, _text(sheet.band_text)),
        (
            words.charts,
            tuple(Picture.of(one.png, one.caption, one.alt, WIDTH if one.wide else NARROW) for one in sheet.charts),
        ),
        (words.sections, _grid(sheet.sections)),
        (words.weak, _weak(sheet)),
        (words.items, tuple(_items(sheet))),
        (words.computed, _text(*sheet.how_computed)),
        (words.about, _text(*sheet.disclaimers)),
    )
    return Page(
        language=sheet.language,
        reference=inert(sheet.edition_line),
        company=inert(sheet.company),
        title=inert(sheet.title),
        made=inert(sheet.made_at_line),
        made_at=sheet.made_at,
        marks=tuple(map(inert, sheet.marks)),
        head=Pairs.of(sheet.summary),
        sections=tuple(Section(inert(title), parts) for title, parts in sections if parts),
    )


def _text(*lines: str) -> tuple[Part, ...]:
    return tuple(Paragraph.of(line) for line in lines if line.strip())


def _grid(grid: Grid) -> tuple[Part, ...]:
    """The names take a third, the figures share the rest."""
    if not grid.rows:
        return ()
    figures = len(grid.header) - 1
    each = min(WIDEST, (WIDTH * 2 // 3) // max(1, figures))
    widths = [WIDTH - figures * each, *[each] * figures]
    columns = list(zip(grid.header, widths, strict=True))
    return (Table.of(columns, grid.rows, range(1, figures + 1)),)


def _weak(sheet: ResultSheet) -> tuple[Part, ...]:
    if not sheet.weak:
        return ()
    words, columns = sheet.words, (NUMBER, 52, 25)
    heads = (words.number, words.question, words.standing, words.measures)
    rows = (
        (
            one.number,
            "\n".join((one.question, *one.clauses)),
            one.standing,
            "\n".join(f"・{way}" for way in one.measures),
        )
        for one in sheet.weak
    )
    return (Table.of(list(zip(heads, (*columns, WIDTH - sum(columns)), strict=True)), rows, (0,)),)


def _items(sheet: ResultSheet) -> Iterator[Part]:
    """All questions by all departments, in as many tables as keep them legible."""
    if not sheet.items:
        return
    count = len(sheet.departments)
    heads = sheet.departments if count <= MOST_NAMED else tuple(map(_letter, range(count)))
    if count > MOST_NAMED:
        key = "　".join(f"{letter} {name}" for letter, name in zip(heads, sheet.departments, strict=True))
        yield Paragraph(inert(key), leads=True)
    tables = max(1, ceil(count / MOST_ABREAST))
    abreast = max(1, ceil(count / tables))
    for first in range(0, max(1, count), abreast):
        yield _item_table(sheet, heads[first : first + abreast], first)


def _item_table(sheet: ResultSheet, heads: Sequence[str], first: int) -> Table:
    words, last = sheet.words, first + len(heads)
    each = NAMED if len(sheet.departments) <= MOST_NAMED else LETTERED
    question = WIDTH - NUMBER - TOTAL - len(heads) * each
    columns = [(words.number, NUMBER), (words.question, question)]
    columns += [*((head, each) for head in heads), (words.total, TOTAL)]
    rows = (
        (one.number, "\n".join(filter(None, (one.question, one.note))), *one.values[first:last], one.total)
        for one in sheet.items
    )
    return Table.of(columns, rows, (0, *range(2, 3 + len(heads))))


def _letter(place: int) -> str:
    """A to Z, then AA, AB and so on."""
    before, here = divmod(place, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + here)
