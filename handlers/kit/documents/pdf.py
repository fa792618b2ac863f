"""A page as a PDF, set by typst; what people wrote goes in as data and never as markup."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from bot.core import fonts
from bot.core.errors import Unavailable
from handlers.kit.documents.page import WHOLE, Page, Pairs, Paragraph, Part, Picture, Table

TEMPLATE = Path(__file__).with_name("page.typ")


def to_pdf(page: Page) -> bytes:
    """The document as a PDF; the same page gives the same bytes. Raises Unavailable without a Japanese font."""
    found = fonts.found()
    if found is None:
        raise Unavailable("kit.no_font")
    shelf, family = _shelf(found[0])
    inputs = {"page": json.dumps(_data(page)), "fonts": json.dumps([family])}
    with TemporaryDirectory() as folder:
        for picture in (part for section in page.sections for part in section.parts if isinstance(part, Picture)):
            Path(folder, _name(picture)).write_bytes(picture.data)
        press = typst.Compiler(TEMPLATE.read_bytes(), root=folder, font_paths=shelf, sys_inputs=inputs)
        made = press.compile(format="pdf", timestamp=int(page.made_at.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made


@cache
def _shelf(file: Path) -> tuple[typst.Fonts, str]:
    """All fonts of this system, for signs that the Japanese one lacks, and the name of the Japanese family."""
    shelf = typst.Fonts(font_paths=[str(file.parent)])
    named = (font.family for font in shelf.fonts() if font.path == str(file) and font.index == 0)
    return shelf, next(named, file.stem)


def _data(page: Page) -> dict[str, Any]:
    return {
        "language": page.language,
        "reference": page.reference,
        "company": page.company,
        "title": page.title,
        "made": page.made,
        "marks": page.marks,
        "head": _part(page.head),
        "sections": [{"title": one.title, "parts": [_part(part) for part in one.parts]} for one in page.sections],
    }


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Paragraph):
        return {"kind": "paragraph", "text": part.text, "quiet": part.quiet, "leads": part.leads}
    if isinstance(part, Pairs):
        return {"kind": "pairs", "width": part.width, "rows": part.rows, "whole": part.stays_whole}
    if isinstance(part, Picture):
        about = {"caption": part.caption, "alt": part.alt, "width": part.width}
        return {"kind": "picture", "file": _name(part), **about}
    return _table(part)


def _table(part: Table) -> dict[str, Any]:
    rows = [{"cells": row, "whole": sum(map(len, row)) < WHOLE} for row in part.rows]
    look = {"widths": part.widths, "centred": part.centred, "whole": part.stays_whole}
    return {"kind": "table", "head": part.head, "rows": rows, **look}


def _name(picture: Picture) -> str:
    return f"{sha256(picture.data).hexdigest()}.png"
