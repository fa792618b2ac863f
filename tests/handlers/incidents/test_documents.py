"""The incident report: every fact in both formats, nothing that acts, the same bytes twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from pypdf import PdfReader

from bot.core import fonts
from bot.core.errors import Unavailable
from bot.incidents.cases import Dossier, Kind, Notice
from bot.incidents.chain import UNASKED
from bot.playground.validator import check_message
from handlers.incidents.papers.document import preview, report_page, to_docx, to_pdf
from handlers.kit.documents.page import LONGEST, WIDTH, Page, Pairs, Paragraph, Picture, Table, inert
from handlers.kit.errors import SENTENCES
from tests.handlers.incidents.records import after, entry, full, just_reported, view, words_in

needs_font = pytest.mark.skipif(fonts.found() is None, reason="NO JAPANESE FONT: the PDF was NOT tried")
HOSTILE = (
    '#panic("x") #read("/etc/hostname") #image("a.png") $x^2$ *b* _i_ `r` @ref <label> \\u{41} // gone /* gone */ '
    '=HYPERLINK("https://evil.example") {{ 7*7 }} {x} %(y)s <w:fldSimple w:instr="DDEAUTO c:\\\\cmd"/> ]] --- ~ <!here>'
)
STEERING = "\x00\x07\x1b[31m\u202egnp.exe\u2066\ufeff\ufffe\ud800\ue000\x85\u2028"


def page_of(dossier: Dossier, language: str = "ja") -> Page:
    return report_page(dossier, view(language), words_in(language))


def texts(page: Page) -> Iterator[str]:
    """Everything that the page says, piece by piece."""
    yield from (page.title, page.company, page.reference, page.made, *page.marks)
    for part in (page.head, *(part for section in page.sections for part in section.parts)):
        if isinstance(part, Paragraph):
            yield part.text
        elif not isinstance(part, Picture):
            yield from part.head if isinstance(part, Table) else ()
            yield from (cell for row in part.rows for cell in row)
    yield from (section.title for section in page.sections)


def squeezed(text: str) -> str:
    """Without the places at which a line may have been broken."""
    return re.sub(r"[\s\u200b]+", "", text)


def word_text(data: bytes) -> str:
    made: Document = docx.Document(BytesIO(data))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    edges = [line.text for part in (made.sections[0].header, made.sections[0].footer) for line in part.paragraphs]
    return squeezed("".join([*(line.text for line in made.paragraphs), *cells, *edges]))


def pdf_text(data: bytes) -> str:
    return squeezed("".join(sheet.extract_text() for sheet in PdfReader(BytesIO(data)).pages))


@needs_font
@pytest.mark.parametrize("language", ["ja", "en"])
def test_both_files_open_again_and_hold_every_fact(language: str) -> None:
    page = page_of(full(drill=True, restricted=True), language)
    said = list(texts(page))
    assert len(said) > 150
    word, pdf = word_text(to_docx(page)), pdf_text(to_pdf(page))
    assert [text for text in said if squeezed(text) not in word] == []
    lines = [line for text in said for line in text.split("\n")]
    # A cell that runs over a page is parted by the head that is repeated there.
    assert [line for line in lines if squeezed(line) not in pdf] == []


def test_what_was_never_recorded_is_not_awaited_once_it_is_over() -> None:
    said = list(texts(page_of(full(contained_at=None, happened_at=None))))
    assert said.count("記録なし") == 2
    assert "未完了" not in said
    assert "未完了" in list(texts(page_of(just_reported())))


def test_the_report_says_what_the_record_holds() -> None:
    said = "\n".join(texts(page_of(full())))
    for fact in (
        "I-7F3KQ2XA",
        "2026年11月30日",
        "なくした・盗まれた",
        "レベル3",
        "個人情報：100人まで",
        "いつ、どこで（報告者の言葉）",
        "高橋 由美の判断：顧客12名の連絡先が入っていたため",
        "2026年11月20日 17:00",
        "田中 美咲",
        "遠隔での消去が完了。端末は未発見。（2026年11月20日 18:41現在）",
        "（2026年11月20日 18:45に訂正。訂正前：受付番号 A-1092）",
        "不要と判断：消去したため",
        "渡辺 修の代理",
        "確認は不要",
        "2026年11月23日（休日のため、遅くとも2026年11月24日）",
        "受理番号 123",
        "法的助言ではありません。",
        "網棚に置いたまま降りた。",
        "顧客12名の連絡先が端末に入っていた。",
        "ひも付きケースを配る",
        "報告が早く、15分以内に消去できた。",
    ):
        assert fact in said, fact


def test_a_level_that_somebody_set_without_a_word_still_says_who() -> None:
    said = list(texts(page_of(replace(full(), entries=()))))
    assert "個人情報：100人まで\n高橋 由美の判断" in said


def test_it_says_who_confirmed_after_how_long_and_judges_only_in_a_drill() -> None:
    unasked = Notice(4, "I-7F3KQ2XA", "U1", "department_head", UNASKED, after(95), "k4", after(95))
    record = replace(full(), notices=(*full().notices, unasked))
    table = page_of(record).sections[5].parts[2]
    assert isinstance(table, Table)
    assert table.rows == (
        ("鈴木 直樹\nシステム管理者", "2026年11月20日 18:05", "4分"),
        ("高橋 由美\nインシデント対応責任者", "2026年11月20日 18:11", "未確認"),
        ("田中 美咲\n部門長", "依頼前に確認", "95分（報告から）"),
    )
    drill = page_of(replace(record, incident=replace(record.incident, drill=True))).sections[5].parts[2]
    assert isinstance(drill, Table)
    assert [row[2] for row in drill.rows] == [
        "4分（目安 5分以内：達成）",
        "未確認（目安 5分以内：未達）",
        "95分（報告から）",
    ]


def test_a_report_without_a_name_names_nobody() -> None:
    said = "\n".join(texts(page_of(just_reported(reporter=None))))
    assert "匿名の報告" in said


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_not_known_yet_is_said_and_does_not_vanish(language: str) -> None:
    early, late = page_of(just_reported(), language), page_of(full(), language)
    assert [section.title for section in early.sections] == [section.title for section in late.sections]
    assert len(early.sections) == 11
    for section in early.sections:
        assert section.parts
        assert all(part.rows if isinstance(part, Pairs | Table) else part for part in section.parts)
    assert all(text.strip() for text in texts(early))


@needs_font
@pytest.mark.parametrize(
    ("language", "drill", "restricted"), [("ja", "【訓練】", "関係者外秘"), ("en", "[DRILL]", "Restricted")]
)
def test_marks_and_reference_stand_on_every_page(language: str, drill: str, restricted: str) -> None:
    page = page_of(full(drill=True, restricted=True), language)
    sheets = PdfReader(BytesIO(to_pdf(page))).pages
    assert len(sheets) > 2
    for number, sheet in enumerate(sheets, start=1):
        said = sheet.extract_text()
        for mark in (drill, restricted, "I-7F3KQ2XA", f"{number} / {len(sheets)}", page.made):
            assert squeezed(mark) in squeezed(said)
    made: Document = docx.Document(BytesIO(to_docx(page)))
    assert len(made.sections) == 1
    assert not made.sections[0].different_first_page_header_footer
    above = made.sections[0].header.paragraphs[0].text
    assert drill in above
    assert restricted in above
    assert "I-7F3KQ2XA" in above


def test_an_ordinary_report_carries_no_mark() -> None:
    assert page_of(full()).marks == ()


@needs_font
def test_what_people_wrote_stays_text() -> None:
    dossier = full(title=HOSTILE, text=f"{HOSTILE}\n{STEERING}\n= {HOSTILE}", where=HOSTILE, lesson=HOSTILE)
    notes = tuple(replace(one, text=HOSTILE + STEERING) for one in dossier.entries if one.kind is Kind.NOTE)
    page = page_of(replace(dossier, entries=(*dossier.entries, *notes)))
    word, pdf = to_docx(page), to_pdf(page)
    assert word_text(word).count(squeezed(HOSTILE)) >= 6
    assert pdf_text(pdf).count(squeezed(HOSTILE)) >= 4
    with ZipFile(BytesIO(word)) as packed:
        parts = {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}
    assert not [name for name, part in parts.items() if 'TargetMode="External"' in part or "<w:hyperlink " in part]
    fields = re.findall(r"<w:fldSimple[^>]*>|<w:instrText.*?<", "".join(parts.values()))
    assert fields == ['<w:fldSimple w:instr="PAGE">', '<w:fldSimple w:instr="NUMPAGES">']
    assert not [sheet for sheet in PdfReader(BytesIO(pdf)).pages if sheet.get("/Annots")]


def test_signs_that_steer_are_taken_out() -> None:
    assert inert("a\tb\r\nc\rd") == "a b\nc\nd"
    assert inert(STEERING) == "[31mgnp.exe"
    assert inert("家族👨\u200d👩\u200d👧と𠮟る") == "家族👨\u200d👩\u200d👧と𠮟る"
    assert len(inert("長" * (LONGEST + 5))) == LONGEST


@needs_font
@pytest.mark.parametrize(
    "unbroken", ["w" * 5000, "長" * 5000, "https://evil.example/" + "a-b." * 900, "１" * 5000, "Ω" * 3000]
)
def test_a_very_long_text_stays_within_the_margins(unbroken: str) -> None:
    page = page_of(full(text=unbroken, lead=None, where=unbroken))
    pdf = to_pdf(page)
    lines = [line for sheet in PdfReader(BytesIO(pdf)).pages for line in sheet.extract_text().splitlines()]
    assert max(len(line.replace("\u200b", "")) for line in lines) < 160
    assert pdf_text(pdf).count(unbroken[:20]) >= 2
    assert squeezed(unbroken) in word_text(to_docx(page))


@needs_font
def test_five_hundred_entries_are_all_there() -> None:
    many = tuple(entry(Kind.NOTE, {}, f"記録その{n}。", id=n, by="U4", at=after(n)) for n in range(500))
    page = page_of(replace(full(), entries=many))
    word, pdf = word_text(to_docx(page)), pdf_text(to_pdf(page))
    for said in (word, pdf):
        assert all(f"記録その{n}。" in said for n in range(500))
    assert len(preview(page)) <= 45


@needs_font
def test_the_same_record_makes_the_same_bytes() -> None:
    for language in ("ja", "en"):
        page = page_of(full(), language)
        assert to_docx(page) == to_docx(page_of(full(), language))
        assert to_pdf(page) == to_pdf(page_of(full(), language))


def test_word_is_told_which_font_sets_japanese() -> None:
    made: Document = docx.Document(BytesIO(to_docx(page_of(full()))))
    for name in ("Normal", "Title", "Heading 1"):
        faces = made.styles[name].element.rPr.rFonts
        assert {value for key, value in faces.attrib.items() if key.endswith("}eastAsia")} == {"Yu Gothic"}
        assert not [key for key in faces.attrib if "heme" in key]


def test_tables_fill_the_width_between_the_margins() -> None:
    for part in (part for section in page_of(full()).sections for part in section.parts):
        if isinstance(part, Table):
            assert sum(part.widths) == WIDTH
            assert all(len(row) == len(part.head) == len(part.widths) for row in part.rows)
        elif isinstance(part, Pairs):
            assert 0 < part.width < WIDTH


def test_without_a_japanese_font_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", ())
    fonts.found.cache_clear()
    try:
        with pytest.raises(Unavailable) as refused:
            to_pdf(page_of(just_reported()))
    finally:
        fonts.found.cache_clear()
    assert refused.value.code in SENTENCES
    assert to_docx(page_of(just_reported()))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_slack_accepts_the_preview_whatever_was_written(language: str) -> None:
    records = [
        just_reported(),
        full(drill=True, restricted=True),
        full(text=HOSTILE * 80, where="長" * 9000, lesson="w " * 9000),
    ]
    for dossier in records:
        blocks = preview(page_of(dossier, language))
        assert len(blocks) <= 45
        assert [str(problem) for problem in check_message({"text": "x", "blocks": blocks})] == []
        assert len(str(blocks)) < 30_000
    said = str(preview(page_of(full(), language)))
    assert "I-7F3KQ2XA" in said
    assert words_in(language).say("The whole report is in the file.") in said
