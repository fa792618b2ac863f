"""The result sheet and the spreadsheets: every fact in each of them, nothing that acts, the same bytes twice."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from bot.core import fonts
from handlers.kit.documents.page import TALL, WIDTH, Paragraph, Picture, Table
from handlers.surveys.papers.sheet import Chart, ResultSheet, result_page, to_docx, to_pdf
from handlers.surveys.papers.tables import Sheet, Workbook, to_csv, to_xlsx
from tests.handlers.surveys.results import MADE, SPOKEN, charts, result_sheet, workbook

needs_font = pytest.mark.skipif(fonts.found() is None, reason="NO JAPANESE FONT: this was NOT tried")
HOSTILE = '#panic("x") #image("/etc/passwd") $x$ *b* <label> =HYPERLINK("https://evil.example") \\u{41} {{ 7*7 }} ]]'
NAMES = re.compile(r"[^\[\]:*?/\\]{1,31}")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad‐]+", "", text)


def said_by(sheet: ResultSheet) -> list[str]:
    """Everything that the page of a sheet says, piece by piece."""
    page = result_page(sheet)
    said = [page.title, page.company, page.reference, page.made, *page.marks]
    for part in (page.head, *(part for section in page.sections for part in section.parts)):
        if isinstance(part, Paragraph):
            said.append(part.text)
        elif isinstance(part, Picture):
            said.append(part.caption)
        else:
            said += [cell for row in part.rows for cell in row]
    return [*said, *(section.title for section in page.sections)]


def word_text(data: bytes) -> str:
    made: Document = docx.Document(BytesIO(data))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    edges = [line.text for part in (made.sections[0].header, made.sections[0].footer) for line in part.paragraphs]
    return squeezed("".join([*(line.text for line in made.paragraphs), *cells, *edges]))


def pdf_text(data: bytes) -> str:
    return squeezed("".join(sheet.extract_text() for sheet in PdfReader(BytesIO(data)).pages))


def texts(data: bytes) -> list[list[list[str]]]:
    """The cells of every sheet of an XLSX file, as they stand in its XML."""
    with ZipFile(BytesIO(data)) as packed:
        shared = ET.fromstring(packed.read("xl/sharedStrings.xml"))
        strings = ["".join(text.text or "" for text in one.iter(f"{MAIN}t")) for one in shared]
        sheets = sorted(name for name in packed.namelist() if name.startswith("xl/worksheets/sheet"))
        found = []
        for name in sheets:
            rows = ET.fromstring(packed.read(name)).iter(f"{MAIN}row")
            found.append([[_cell(cell, strings) for cell in row] for row in rows])
    return found


def _cell(cell: ET.Element, strings: list[str]) -> str:
    assert cell.find(f"{MAIN}f") is None
    value = cell.findtext(f"{MAIN}v") or ""
    return strings[int(value)] if cell.get("t") == "s" else value


@needs_font
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("departments", [1, 4, 12])
def test_both_files_hold_every_fact(language: str, departments: int) -> None:
    sheet = result_sheet(language, departments)
    said = said_by(sheet)
    assert len(said) > 100
    page = result_page(sheet)
    word, pdf = word_text(to_docx(page)), pdf_text(to_pdf(page))
    assert [text for text in said if squeezed(text) not in word] == []
    assert [line for text in said for line in text.split("\n") if squeezed(line) not in pdf] == []


@needs_font
def test_pictures_stand_in_both_files_and_are_told_to_who_does_not_see_them() -> None:
    drawn = charts(SPOKEN["ja"], 4)
    page = result_page(result_sheet("ja", 4, drawn))
    made: Document = docx.Document(BytesIO(to_docx(page)))
    shapes = list(made.inline_shapes)
    assert [shape._inline.docPr.get("descr") for shape in shapes] == [one.alt for one in drawn]
    pdf = to_pdf(page)
    assert sum(len(sheet.images) for sheet in PdfReader(BytesIO(pdf)).pages) >= len(drawn)
    assert pdf_text(pdf).count(squeezed(drawn[0].caption)) >= 1


@needs_font
def test_every_page_says_its_number_and_edition() -> None:
    page = result_page(replace(result_sheet("ja"), marks=("社外秘",)))
    sheets = PdfReader(BytesIO(to_pdf(page))).pages
    assert len(sheets) > 2
    for number, sheet in enumerate(sheets, start=1):
        said = squeezed(sheet.extract_text())
        assert all(squeezed(text) in said for text in ("社外秘", page.reference, page.made, f"{number}/{len(sheets)}"))


@needs_font
def test_the_same_result_makes_the_same_files() -> None:
    drawn = charts(SPOKEN["en"], 3)
    for language in ("ja", "en"):
        one, two = (result_page(result_sheet(language, 3, drawn)) for _ in range(2))
        assert to_pdf(one) == to_pdf(two)
        assert to_docx(one) == to_docx(two)
        assert to_xlsx(workbook(language)) == to_xlsx(workbook(language))


@needs_font
def test_what_people_wrote_stays_text() -> None:
    sheet = result_sheet("ja", 2)
    items = tuple(replace(one, note=HOSTILE) for one in sheet.items[:3])
    weak = tuple(replace(one, measures=(HOSTILE,), clauses=(HOSTILE,)) for one in sheet.weak)
    page = result_page(replace(sheet, items=items, weak=weak, departments=(HOSTILE, "b"), band_text=HOSTILE))
    word, pdf = to_docx(page), to_pdf(page)
    assert word_text(word).count(squeezed(HOSTILE)) >= 8
    assert pdf_text(pdf).count(squeezed(HOSTILE)) >= 4
    assert not [one for one in PdfReader(BytesIO(pdf)).pages if one.get("/Annots")]


def test_tables_fill_the_page_however_many_departments_there_are() -> None:
    for departments in (1, 4, 5, 8, 9, 12):
        sheet = result_sheet("ja", departments)
        for part in (part for section in result_page(sheet).sections for part in section.parts):
            if isinstance(part, Table):
                assert sum(part.widths) == WIDTH
                assert min(part.widths) >= 9
                assert all(len(row) == len(part.head) == len(part.widths) for row in part.rows)


def test_many_departments_go_by_letters_that_are_explained() -> None:
    *_, items = [one for one in result_page(result_sheet("ja", 12)).sections if one.title == "項目ごとの結果"]
    key, first, second = items.parts
    assert isinstance(key, Paragraph)
    assert isinstance(first, Table)
    assert isinstance(second, Table)
    assert key.text.startswith("A 総務部　B 営業部")
    assert first.head == ("番号", "質問", *"ABCDEF", "全社")
    assert second.head == ("番号", "質問", *"GHIJKL", "全社")


def test_what_is_empty_has_no_heading() -> None:
    sheet = replace(result_sheet("ja", 2), weak=(), items=(), disclaimers=())
    assert [section.title for section in result_page(sheet).sections] == ["結果", "区分ごとの得点", "計算方法"]


@needs_font
def test_a_tall_picture_is_made_narrower() -> None:
    tall = BytesIO()
    Image.new("RGB", (800, 1600)).save(tall, "png")
    picture = result_page(result_sheet("ja", 1, (Chart(tall.getvalue(), "x", "y", wide=True),))).sections[1].parts[0]
    assert isinstance(picture, Picture)
    assert picture.width == TALL // 2


def test_csv_opens_as_japanese_and_runs_nothing() -> None:
    traps = ("=1+1", "+81", "-1", "@x", "\t=1", "＝1", " =1", "ふつう", "\ud800x")
    data = to_csv(Sheet("x", ("=head", "点"), tuple((trap, 0.5) for trap in traps)))
    assert data.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""))
    assert head == ["'=head", "点"]
    assert [row[0] for row in rows] == ["'=1+1", "'+81", "'-1", "'@x", "'=1", "'＝1", "'=1", "ふつう", "x"]
    assert {row[1] for row in rows} == {"0.5"}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_workbook_holds_every_row_and_text_stays_text(language: str) -> None:
    book = workbook(language)
    data = to_xlsx(book)
    for sheet, found in zip(book.sheets, texts(data), strict=True):
        assert found[0] == list(sheet.header)
        assert found[1:] == [[value if isinstance(value, str) else f"{value:g}" for value in row] for row in sheet.rows]
    with ZipFile(BytesIO(data)) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    assert not [name for name, part in parts.items() if "<f>" in part or "hyperlink" in part]
    frozen = parts["xl/worksheets/sheet2.xml"]
    assert 'xSplit="1" ySplit="1"' in frozen
    assert 'state="frozen"' in frozen


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(max_size=50), min_size=1, max_size=6), st.text(max_size=40))
def test_any_text_makes_a_workbook_that_opens(names: list[str], cell: str) -> None:
    sheets = tuple(Sheet(name, (cell,), ((cell,), (1.5,))) for name in (*names, names[0], names[0], "History", "'"))
    data = to_xlsx(Workbook(cell, cell, MADE, sheets))
    with ZipFile(BytesIO(data)) as packed:
        book = ET.fromstring(packed.read("xl/workbook.xml"))
    found = [one.get("name", "") for one in book.iter(f"{MAIN}sheet")]
    assert len({name.casefold() for name in found}) == len(found) == len(sheets)
    assert all(NAMES.fullmatch(name) and name.casefold() != "history" for name in found)
    assert len(texts(data)) == len(sheets)
