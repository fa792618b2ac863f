"""The report as Slack shows it: the beginning of every part, and how much more the file holds."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.kit import blocks as b
from handlers.kit.blocks import Block
from handlers.kit.documents.page import Page, Pairs, Paragraph, Picture, Table

MOST_BLOCKS = 45
MOST_ROWS, MOST_PAIRS = 6, 12
LONGEST_TEXT, LONGEST_ROW = 500, 160
ROOM = 10_000
"""Code points of all blocks together: Slack refuses messages a little above thirteen thousand."""


def preview(page: Page) -> list[Block]:
    """The report in short, within the limits of a message."""
    blocks = [b.header(" ".join((*page.marks, page.title))), b.context(page.company, page.made)]
    room = ROOM
    for said, block in _pieces(page):
        room -= said
        if room < 0 or len(blocks) == MOST_BLOCKS - 1:
            break
        blocks.append(block)
    return [*blocks, b.context(page.whole)]


def _pieces(page: Page) -> Iterator[tuple[int, Block]]:
    """Each block with how much it says."""
    colon = "：" if page.language == "ja" else ": "
    yield _lines(_short(page.head, colon))
    for section in page.sections:
        yield len(section.title), b.strong(section.title)
        for part in section.parts:
            if isinstance(part, Paragraph):
                text = b.cut(part.text, LONGEST_TEXT)
                yield len(text), b.context(text) if part.quiet else b.paragraph(text)
                continue
            if isinstance(part, Picture):
                yield len(part.alt), b.context(b.cut(part.alt, LONGEST_TEXT))
                continue
            yield _lines(_short(part, colon))
            more = len(part.rows) - (MOST_PAIRS if isinstance(part, Pairs) else MOST_ROWS)
            if more > 0:
                rest = page.rest.format(number=more)
                yield len(rest), b.context(rest)


def _lines(lines: list[str]) -> tuple[int, Block]:
    return sum(map(len, lines)), b.bullets(lines)


def _short(part: Pairs | Table, colon: str) -> list[str]:
    if isinstance(part, Pairs):
        return [_line(f"{name}{colon}{value}") for name, value in part.rows[:MOST_PAIRS]]
    return [_line(" · ".join(filter(None, row))) for row in part.rows[:MOST_ROWS]]


def _line(text: str) -> str:
    return b.cut(" ".join(text.split()), LONGEST_ROW) or "-"
