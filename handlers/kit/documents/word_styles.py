"""The faces of a Word file: fonts for each script, headings, and today's layout."""

from __future__ import annotations

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

JAPANESE = "Yu Gothic"
LATIN = {"ja": JAPANESE, "en": "Arial"}


def set_styles(made: Document, language: str) -> None:
    """Puts the fonts and sizes of a language into an empty document."""
    for name, size, bold in (("Normal", 10, False), ("Title", 17, True), ("Heading 1", 11.5, True)):
        style = made.styles[name]
        if not isinstance(style, ParagraphStyle):
            raise TypeError(name)
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, RGBColor(0, 0, 0)
        _face(style, language)
        layout = style.paragraph_format
        layout.space_before, layout.space_after = Pt(14 if name == "Heading 1" else 0), Pt(6 if bold else 4)
        layout.line_spacing = 1.15
        for border in style.element.xpath("w:pPr/w:pBdr"):
            border.getparent().remove(border)
    _underline(made.styles["Heading 1"].element.get_or_add_pPr())
    _modern(made)


def _modern(made: Document) -> None:
    """Today's layout instead of Word 2007's, and dates without gaps between digits and letters."""
    for setting in made.settings.element.xpath("w:compat/w:compatSetting[@w:name='compatibilityMode']"):
        setting.set(qn("w:val"), "15")
    normal = made.styles["Normal"].element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        normal.insert_element_before(element(name, val="0"), "w:snapToGrid", "w:spacing", "w:ind", "w:jc")


def _face(style: ParagraphStyle, language: str) -> None:
    """The font for each script; without an East Asian one Word falls back to a Chinese face on some systems."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in [name for name in fonts.attrib if name.endswith(("Theme", "theme"))]:
        del fonts.attrib[theme]
    latin = LATIN.get(language, JAPANESE)
    for script, face in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", JAPANESE)):
        fonts.set(qn(f"w:{script}"), face)
    spoken = element("w:lang", val="ja-JP" if language == "ja" else "en-GB", eastAsia="ja-JP")
    for old in style.element.rPr.findall(qn("w:lang")):
        style.element.rPr.remove(old)
    style.element.rPr.append(spoken)


def _underline(layout: BaseOxmlElement) -> None:
    border = element("w:pBdr")
    border.append(element("w:bottom", val="single", sz="8", space="2", color="404040"))
    layout.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """An element of Word's own, for what the library has no word for."""
    made: BaseOxmlElement = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
