"""Lines for a picture: Japanese breaks anywhere but before a closing mark, other words stay whole where they can."""

from __future__ import annotations

import re

from PIL import ImageFont

NOT_FIRST = frozenset("、。，．・：；？！ー」』）】］〕〉》”’…‥々ゝゞっゃゅょぁぃぅぇぉッャュョァィゥェォ,.:;?!)]}%")
NOT_LAST = frozenset("「『（【［〔〈《“‘([{")
_PIECES = re.compile(r"[!-~]+|\s+|.", re.DOTALL)

Font = ImageFont.FreeTypeFont


def fitted(text: str, font: Font, width: float) -> str:
    """One line, cut with an ellipsis where it would not fit."""
    if font.getlength(text) <= width:
        return text
    kept = len(text)
    while kept and font.getlength(text[:kept] + "…") > width:
        kept -= 1 if kept < 40 else max(1, kept // 20)
    return text[:kept] + "…"


def wrapped(text: str, font: Font, width: float, most: int) -> list[str]:
    """At most so many lines; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines += _broken(paragraph.strip(), font, width) or [""]
        if len(lines) > most:
            return [*lines[: most - 1], fitted(lines[most - 1] + "…", font, width)]
    return lines


def _broken(paragraph: str, font: Font, width: float) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(paragraph, font, width):
        if line and font.getlength(line + piece) > width and piece[0] not in NOT_FIRST:
            held = len(line) - len(line.rstrip("".join(NOT_LAST)))
            line, taken = (line[:-held], line[-held:]) if 0 < held < len(line) else (line, "")
            lines.append(line.rstrip())
            line = taken + piece.lstrip()
        else:
            line += piece
    return [*lines, line] if line else lines


def _pieces(paragraph: str, font: Font, width: float) -> list[str]:
    """Words and single characters; a word wider than a line is broken up."""
    pieces: list[str] = []
    for piece in _PIECES.findall(paragraph):
        pieces += [piece] if len(piece) == 1 or font.getlength(piece) <= width else list(piece)
    return pieces
