"""A page as a Word file that people may go on editing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph as WordParagraph

from handlers.kit.documents.page import WHOLE, WIDTH, Page, Pairs, Paragraph, Part, Picture, Table
from handlers.kit.documents.word_styles import element, set_styles

QUIET, SHADE, LINE = RGBColor(0x40, 0x40, 0x40), "F0F0F0", "B0B0B0"


def to_docx(page: Page) -> bytes:
    """The document as a Word file; the same page gives the same bytes."""
    made = docx.Document()
    _properties(made, page)
    set_styles(made, page.language)
    _sheet(made, page)
    title = made.add_paragraph(page.title, style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.add_paragraph(page.company).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _pairs(made, page.head)
    for section in page.sections:
        made.add_heading(section.title, 1)
        for part in section.parts:
            _part(made, part)
    out = BytesIO()
    made.save(out)
    return _steady(out.getvalue())


def _properties(made: Document, page: Page) -> None:
    about, moment = made.core_properties, page.made_at.astimezone(UTC).replace(tzinfo=None)
    about.title, about.author, about.last_modified_by = page.title, page.company[:255], page.company[:255]
    about.subject, about.comments, about.language = page.reference, "", page.language
    about.created = about.modified = moment
    relations = made.part.package.rels
    for key in [key for key, each in relations.items() if each.reltype.endswith("/thumbnail")]:
        del relations[key]  # the picture of the library's own empty document


def _sheet(made: Document, page: Page) -> None:
    """A4 with a head and a foot on every page."""
    sheet = made.sections[0]
    sheet.page_width, sheet.page_height = Mm(210), Mm(297)
    sheet.left_margin = sheet.right_margin = Mm(22)
    sheet.top_margin, sheet.bottom_margin = Mm(26), Mm(22)
    for grid in sheet._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001  the library has no word for it
        sheet._sectPr.remove(grid)  # noqa: SLF001
    above, below = sheet.header.paragraphs[0], sheet.footer.paragraphs[0]
    above.add_run("  ".join(page.marks)).bold = True
    above.add_run("\t" + page.reference)
    below.add_run(page.made + "\t")
    _field(below, "PAGE")
    below.add_run(" / ")
    _field(below, "NUMPAGES")
    below.add_run("\t" + page.company)
    for line, stops in ((above, (WIDTH,)), (below, (WIDTH // 2, WIDTH))):
        _stops(line, stops)
        for run in line.runs:
            run.font.size = Pt(11 if run.bold else 8.5)


def _stops(line: WordParagraph, stops: Sequence[int]) -> None:
    line.style = "Normal"
    for stop in stops:
        side = WD_TAB_ALIGNMENT.RIGHT if stop == WIDTH else WD_TAB_ALIGNMENT.CENTER
        line.paragraph_format.tab_stops.add_tab_stop(Mm(stop), side)


def _part(made: Document, part: Part) -> None:
    if isinstance(part, Paragraph):
        for line in part.text.split("\n"):
            paragraph = made.add_paragraph()
            paragraph.paragraph_format.keep_with_next = part.leads
            run = paragraph.add_run(line)
            if part.quiet:
                run.font.color.rgb = QUIET
    elif isinstance(part, Pairs):
        _pairs(made, part)
    elif isinstance(part, Picture):
        _picture(made, part)
    else:
        _table(made, part)


def _pairs(made: Document, part: Pairs) -> None:
    table = _grid(made, (part.width, WIDTH - part.width), len(part.rows))
    for row, texts in zip(table.rows, part.rows, strict=True):
        cells = row.cells
        _fill(cells, texts, Pt(10))
        _shade(cells[0])
        if part.stays_whole:
            _keep(cells)
    _gap(made)


def _table(made: Document, part: Table) -> None:
    table = _grid(made, part.widths, len(part.rows) + 1)
    rows = iter(table.rows)
    head = next(rows)
    _fill(head.cells, part.head, Pt(9), bold=True)
    for place, cell in enumerate(head.cells):
        _shade(cell)
        if place in part.centred:
            _centre(cell)
    if part.stays_whole:
        _keep(head.cells)
    head._tr.get_or_add_trPr().append(element("w:tblHeader"))  # noqa: SLF001  repeated on every page
    for row, texts in zip(rows, part.rows, strict=True):
        _fill(row.cells, texts, Pt(9))
        for place in part.centred:
            _centre(row.cells[place])
        if part.stays_whole:
            _keep(row.cells)
        if sum(map(len, texts)) < WHOLE:
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001
    _gap(made)


def _picture(made: Document, part: Picture) -> None:
    shape = made.add_picture(BytesIO(part.data), Mm(part.width))
    shape._inline.docPr.set("descr", part.alt)  # noqa: SLF001  the library has no word for it
    above, below = made.paragraphs[-1], made.add_paragraph()
    above.alignment = below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    above.paragraph_format.keep_with_next = True
    run = below.add_run(part.caption)
    run.font.size, run.font.color.rgb = Pt(9), QUIET


def _grid(made: Document, widths: Sequence[int], rows: int) -> WordTable:
    """An empty table whose columns keep their widths."""
    table: WordTable = made.add_table(rows, len(widths))
    table.autofit = False
    borders = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(f"w:{side}", val="single", sz="4", space="0", color=LINE))
    table._tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")  # noqa: SLF001
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _fill(cells: Iterable[Cell], texts: Sequence[str], size: Length, *, bold: bool = False) -> None:
    for cell, text in zip(cells, texts, strict=True):
        first, *more = text.split("\n")
        for line, paragraph in [(first, cell.paragraphs[0]), *((line, cell.add_paragraph()) for line in more)]:
            run = paragraph.add_run(line)
            run.font.size, run.bold = size, bold
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)


def _keep(cells: Iterable[Cell]) -> None:
    """Keeps a row on the page of the next one; after the last one that is only the gap."""
    for paragraph in (each for cell in cells for each in cell.paragraphs):
        paragraph.paragraph_format.keep_with_next = True


def _centre(cell: Cell) -> None:
    for paragraph in cell.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _gap(made: Document) -> None:
    """Two tables that touch would become one; a low paragraph keeps them apart."""
    made.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _shade(cell: Cell) -> None:
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=SHADE))  # noqa: SLF001


def _field(line: WordParagraph, code: str) -> None:
    """A number that Word counts itself: of this page, or of all pages."""
    field = element("w:fldSimple", instr=code)
    line._p.append(field)  # noqa: SLF001
    run = line.add_run("1")
    run.font.size = Pt(8.5)
    field.append(run._r)  # noqa: SLF001


def _steady(data: bytes) -> bytes:
    """The same file without the hour at which it was packed."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as packed, ZipFile(out, "w", ZIP_DEFLATED) as again:
        for name in packed.namelist():
            about = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.compress_type = ZIP_DEFLATED
            again.writestr(about, packed.read(name))
    return out.getvalue()
