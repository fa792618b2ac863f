"""A document as plain values: worded already, and ignorant of Word, PDF and Slack."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Self

from PIL import Image

LONGEST = 20_000
"""Code points of one text; Slack's own limits are lower, so only a broken record comes near."""
WIDTH = 166
"""Millimetres between the margins of an A4 page; the columns of a table share them out."""
TALL = 190
"""Millimetres that a picture may be high, so that its caption stays on its page."""
WHOLE = 400
"""Code points up to which a row of a table, or a short table of pairs, is never parted between two pages."""
_STEERING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Signs that turn the direction of writing: a name could read backwards with them."""


@dataclass(frozen=True)
class Paragraph:
    """Text as somebody wrote it; its line ends count. `quiet` for what stands in for a text that is not there yet.

    `leads` for what introduces the part after it: the two stay on one page.
    """

    text: str
    quiet: bool = False
    leads: bool = False

    @classmethod
    def of(cls, text: str, *, quiet: bool = False) -> Self:
        return cls(inert(text), quiet)


@dataclass(frozen=True)
class Pairs:
    """What is known, as names and values; `width` is that of the names, in millimetres."""

    rows: tuple[tuple[str, str], ...]
    width: int = 42

    @property
    def stays_whole(self) -> bool:
        """Whether it is short enough to stand on one page."""
        return sum(len(name) + len(value) for name, value in self.rows) < WHOLE

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]], width: int = 42) -> Self:
        return cls(tuple((inert(name), inert(value)) for name, value in rows), width)


@dataclass(frozen=True)
class Table:
    """Rows under a head that is repeated on every page; `widths` in millimetres, `WIDTH` together.

    `centred` are the columns of figures and marks.
    """

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    centred: tuple[int, ...] = ()

    @property
    def stays_whole(self) -> bool:
        """Whether it is short enough to stand on one page."""
        return sum(len(cell) for row in self.rows for cell in row) < WHOLE

    @classmethod
    def of(cls, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]], centred: Iterable[int] = ()) -> Self:
        head, widths = tuple(inert(name) for name, _ in columns), tuple(width for _, width in columns)
        return cls(head, widths, tuple(tuple(inert(cell) for cell in row) for row in rows), tuple(centred))


@dataclass(frozen=True)
class Picture:
    """A PNG with its caption, and the same in words for who does not see it; `width` in millimetres."""

    data: bytes
    caption: str
    alt: str
    width: int = WIDTH

    @classmethod
    def of(cls, data: bytes, caption: str, alt: str, width: int = WIDTH) -> Self:
        with Image.open(BytesIO(data)) as image:
            return cls(data, inert(caption), inert(alt), min(width, TALL * image.width // image.height))


Part = Paragraph | Pairs | Table | Picture


@dataclass(frozen=True)
class Section:
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Page:
    """The whole document. `marks` stand on every page: that it is a drill, that it is for few eyes only."""

    language: str
    reference: str
    company: str
    title: str
    made: str
    made_at: datetime
    marks: tuple[str, ...]
    head: Pairs
    sections: tuple[Section, ...]
    drill: bool = False
    rest: str = ""
    """What a preview says where rows are left out, with `{number}` for how many."""
    whole: str = ""
    """What a preview says at its end."""


def inert(text: str) -> str:
    """Any text as visible signs only: nothing that steers a printer, a reader's direction or a file's format."""
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    lines = cut.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return "\n".join(line.translate(_SEEN).rstrip() for line in lines).strip()


class _Seen(dict[int, str | None]):
    """For `str.translate`: leaves out what is not visible; each sign is looked up once."""

    def __missing__(self, code: int) -> str | None:
        kept = chr(code) if _visible(chr(code)) else None
        self[code] = kept
        return kept


_SEEN = _Seen()


def _visible(sign: str) -> bool:
    if sign in _STEERING or ord(sign) & 0xFFFE == 0xFFFE or "\ufdd0" <= sign <= "\ufdef":
        return False
    return unicodedata.category(sign) not in ("Cc", "Cs", "Co", "Zl", "Zp")
