"""XML of strangers: no document type, no entities, not too deep, not too much of it, in any encoding of Japan."""

from __future__ import annotations

import codecs
import re
from typing import Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from bot.bulletins.feeds.reading.forms import Unreadable

MOST_ELEMENTS: Final = 100_000
DEEPEST: Final = 40
MOST_ATTRIBUTES: Final = 60
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ENCODINGS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "iso-8859-1": "latin-1",
    "windows-1252": "cp1252",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "cp932": "cp932",
    "ms932": "cp932",
    "euc-jp": "euc_jp",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
}
DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
DECLARED: Final = re.compile(rb"\A\s*<\?xml[^>]{0,150}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,30})[\"']")
NO_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def text_of(data: bytes) -> str:
    """The text without its declaration and without what may stand in no XML. Raises Unreadable."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _plain(data[len(mark) :].decode(encoding, "replace"))
    declared = DECLARED.match(data[:400])
    name = declared[1].decode().lower() if declared else "utf-8"
    if name not in ENCODINGS:
        raise Unreadable("encoding")
    return _plain(data.decode(ENCODINGS[name], "replace"))


def parsed(text: str) -> Element:
    """The tree. Raises Unreadable when it is a web page, when it is broken, or when it means us harm."""
    if not text.startswith("<") or re.match(r"<(?:!doctype\s+html|html)\b", text, re.IGNORECASE):
        raise Unreadable("not_a_feed")
    parser = DefusedXMLParser(target=_Measured(), forbid_dtd=True)
    try:
        parser.feed(text)
        root: Element = parser.close()
    except DefusedXmlException:
        raise Unreadable("unsafe") from None
    except (ParseError, ValueError):
        raise Unreadable("malformed") from None
    return root


def local(element: Element) -> str:
    """Its name without the namespace: two generations of JVN differ in nothing else."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name; "" where there is none."""
    return next((value for full, value in element.attrib.items() if full.rpartition("}")[2] == name), "")


class Parts:
    """The children of an entry by their local names."""

    def __init__(self, element: Element) -> None:
        self._children = list(element)

    def all(self, name: str) -> list[Element]:
        return [each for each in self._children if local(each) == name]

    def texts(self, name: str) -> list[str]:
        return ["".join(each.itertext()) for each in self.all(name)]

    def text(self, *names: str) -> str:
        return next((text for name in names for text in self.texts(name) if text.strip()), "")


class _Measured(TreeBuilder):
    """Gives up on what no honest feed is."""

    def __init__(self) -> None:
        super().__init__()
        self._count = self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._count += 1
        self._depth += 1
        if self._count > MOST_ELEMENTS or self._depth > DEEPEST or len(attrs) > MOST_ATTRIBUTES:
            raise Unreadable("too_complex")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def _plain(text: str) -> str:
    return DECLARATION.sub("", NO_CHARACTER.sub("", text)).strip()
