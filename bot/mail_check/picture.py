"""A picture of what to look for: the mail as a neutral window, numbered where it gives itself away, with a legend."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image, ImageDraw

from bot.core import fonts
from bot.core.defang import defang
from bot.core.typesetting import Font, fitted, wrapped
from bot.mail_check.report import Report

WIDTH, MAIL, EDGE, PAD, TALLEST = 1600, 940, 32, 40, 2400
RADIUS, STEP = 22, 54
BAR = "#f6f7f8"
BEHIND, PAPER, INK, QUIET, LINE = "#eef0f2", "#ffffff", "#1d1f23", "#5b6169", "#d9dce0"
MARK, MARKED, MARK_EDGE, LINK = "#b3261e", "#fdf1ef", "#e9b8b3", "#1f5fa8"
_PARTS = {"sender": "sender", "headers": "sender", "url": "link", "attachment": "file"}
_GAPS = re.compile(r"\n{2,}")
MOST_TEXT_LINES = 7
SYMBOLS = frozenset("○●◎△▲▽▼□■◇◆★☆※〒℃㈱㈲™©®♪")
ORDER = ("sender", "text", "link", "file")
"""The parts from top to bottom, so that the numbers run down the picture."""


@dataclass(frozen=True)
class Sign:
    """What gives a mail away: the indicator's group, the words in both languages, and what it was seen in."""

    group: str
    ja: str
    en: str
    evidence: str = ""

    def say(self, language: str) -> str:
        return self.en if language == "en" else self.ja


@dataclass(frozen=True)
class Sketch:
    """What the picture shows; every text is defanged and plain."""

    name: str
    address: str
    subject: str
    text: str
    link: str
    file: str
    signs: tuple[Sign, ...]

    @classmethod
    def of(cls, report: Report, signs: Sequence[Sign]) -> Sketch:
        sketch = cls(
            name=drawable(report.sender_name),
            address=drawable(report.sender),
            subject=drawable(report.subject),
            text=_GAPS.sub("\n", "\n".join(drawable(line) for line in report.excerpt.splitlines())),
            link=drawable(report.links[0]) if report.links else "",
            file=drawable(report.files[0].name) if report.files else "",
            signs=tuple(signs),
        )
        return replace(sketch, signs=tuple(sorted(signs, key=lambda sign: ORDER.index(sketch.part_of(sign)))))

    def part_of(self, sign: Sign) -> str:
        """The part of the mail that shows a sign; what has no part of its own is shown by the text."""
        there = {"sender": True, "link": bool(self.link), "file": bool(self.file)}
        part = _PARTS.get(sign.group, "text")
        return part if there.get(part) else "text"

    def numbers(self, part: str) -> list[int]:
        return [number for number, sign in enumerate(self.signs, start=1) if self.part_of(sign) == part]


def drawable(text: str) -> str:
    """Defanged text without what fonts have no shape for: emoji, private letters, what joins them."""
    kept = (max(sign, " ") for sign in defang(text) if ord(sign) <= 0xFFFF and not _shapeless(sign))
    return "".join(kept).strip()


def _shapeless(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return kind in {"Cf", "Co", "Cn"} or (kind == "So" and sign not in SYMBOLS)


def has_font() -> bool:
    """Whether this system can set Japanese."""
    return fonts.found() is not None


def draw(sketch: Sketch) -> bytes:
    """The picture as a PNG: the mail on the left, the legend on the right. Raises LookupError without a font."""
    window, legend = _framed(_window(sketch)), _legend(sketch)
    head = _heading()
    height = head.height + max(window.height + EDGE, legend.height)
    whole = Image.new("RGB", (WIDTH, height), BEHIND)
    whole.paste(head, (0, 0))
    whole.paste(window, (EDGE, head.height))
    whole.paste(legend, (MAIL + 2 * EDGE, head.height))
    out = BytesIO()
    whole.save(out, "PNG", optimize=True)
    return out.getvalue()


class _Sheet:
    """A sheet that is drawn on from top to bottom; `y` is where the next thing goes."""

    def __init__(self, width: int, colour: str) -> None:
        self._image = Image.new("RGB", (width, TALLEST), colour)
        self.pen = ImageDraw.Draw(self._image)
        self.width = width
        self.y = 0

    def lines(self, lines: Sequence[str], font: Font, x: int, colour: str, leading: float = 1.5) -> None:
        for line in lines:
            self.pen.text((x, self.y), line, colour, font)
            self.y += round(font.size * leading)

    def circle(self, x: int, y: int, number: int) -> None:
        """A numbered marker around a point, its edge smooth."""
        mask = Image.new("L", (8 * RADIUS, 8 * RADIUS))
        ImageDraw.Draw(mask).ellipse((0, 0, 8 * RADIUS - 1, 8 * RADIUS - 1), 255)
        dot = mask.resize((2 * RADIUS, 2 * RADIUS), Image.Resampling.LANCZOS)
        self._image.paste(MARK, (x - RADIUS, y - RADIUS), dot)
        self.pen.text((x, y), str(number), PAPER, fonts.font(26, bold=True), anchor="mm")

    def cut(self, margin: int = 0) -> Image.Image:
        return self._image.crop((0, 0, self.width, min(self.y + margin, TALLEST)))


def _heading() -> Image.Image:
    sheet = _Sheet(WIDTH, BEHIND)
    ja, en = fonts.font(32, bold=True), fonts.font(24)
    x, said = EDGE + 2, "見本：このようなメールが届いています"
    sheet.pen.text((x, 62), said, INK, ja, anchor="ls")
    sheet.pen.text((x + ja.getlength(said) + 28, 62), "A sample of the mail going round", QUIET, en, anchor="ls")
    sheet.y = 88
    return sheet.cut()


def _framed(window: Image.Image) -> Image.Image:
    """The mail as a window with round corners and a bar at its top."""
    bar, foot = 54, 18
    image = Image.new("RGB", (MAIL, window.height + bar + foot), BEHIND)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, MAIL - 1, image.height - 1), 18, PAPER, LINE, 2)
    pen.rounded_rectangle((2, 2, MAIL - 3, bar), 16, BAR)
    pen.rectangle((2, bar - 18, MAIL - 3, bar), BAR)
    pen.line((1, bar, MAIL - 2, bar), LINE, 2)
    for at in range(3):
        x = 32 + at * 32
        pen.ellipse((x - 8, bar // 2 - 8, x + 8, bar // 2 + 8), LINE)
    image.paste(window, (4, bar + 1))
    return image


def _window(sketch: Sketch) -> Image.Image:
    sheet = _Sheet(MAIL - 8, PAPER)
    inner = sheet.width - 2 * PAD
    sheet.y = 26
    subject = wrapped(sketch.subject or "（件名なし）", fonts.font(38, bold=True), inner, 2)
    sheet.lines(subject, fonts.font(38, bold=True), PAD, INK, 1.35)
    sheet.y += 14
    _sender(sheet, sketch)
    sheet.y += 16
    sheet.pen.line((PAD, sheet.y, sheet.width - PAD, sheet.y), LINE, 2)
    sheet.y += 16
    if sketch.text:
        _box(sheet, wrapped(sketch.text, fonts.font(29), _room(sheet, sketch, "text"), MOST_TEXT_LINES), sketch, "text")
    if sketch.link:
        said = [
            "リンクの行き先（開かないでください）",
            *wrapped(sketch.link, fonts.font(29), _room(sheet, sketch, "link"), 2),
        ]
        _box(sheet, said, sketch, "link", LINK)
    if sketch.file:
        width = _room(sheet, sketch, "file")
        _box(sheet, ["添付ファイル（開かないでください）", fitted(sketch.file, fonts.font(29), width)], sketch, "file")
    return sheet.cut(20)


def _sender(sheet: _Sheet, sketch: Sketch) -> None:
    """Name and address beside a letter in a circle, as mail programs show them."""
    numbers = sketch.numbers("sender")
    height = 92
    if numbers:
        box = (PAD - 18, sheet.y, sheet.width - PAD + 18, sheet.y + height + 12)
        sheet.pen.rounded_rectangle(box, 12, MARKED, MARK_EDGE, 2)
    top = sheet.y + 8
    sheet.pen.ellipse((PAD, top + 6, PAD + 76, top + 82), "#c9ced4")
    letter = (sketch.name or sketch.address or "?")[0].upper()
    sheet.pen.text((PAD + 38, top + 44), letter, PAPER, fonts.font(38, bold=True), anchor="mm")
    width = sheet.width - 2 * PAD - 110 - len(numbers) * STEP
    name, address = fitted(sketch.name, fonts.font(31, bold=True), width), fitted(sketch.address, fonts.font(27), width)
    sheet.pen.text(
        (PAD + 100, top + (4 if name else 24)), name or address, INK, fonts.font(31 if name else 27, bold=bool(name))
    )
    if name:
        sheet.pen.text((PAD + 100, top + 46), address, QUIET, fonts.font(27))
    _markers(sheet, numbers, sheet.y + height // 2 + 6)
    sheet.y += height + 12


def _box(sheet: _Sheet, lines: Sequence[str], sketch: Sketch, part: str, colour: str = INK) -> None:
    """A part of the mail; one that gives something away is tinted and numbered."""
    numbers, font = sketch.numbers(part), fonts.font(29)
    heading = part != "text"
    height = round(len(lines) * font.size * 1.5) + 24
    if numbers or heading:
        fill, edge = (MARKED, MARK_EDGE) if numbers else (PAPER, LINE)
        box = (PAD - 18, sheet.y, sheet.width - PAD + 18, sheet.y + height)
        sheet.pen.rounded_rectangle(box, 12, fill, edge, 2)
    top, sheet.y = sheet.y, sheet.y + 10
    if heading:
        sheet.lines(lines[:1], fonts.font(24), PAD, QUIET, 1.7)
    sheet.lines(lines[heading:], font, PAD, colour)
    _markers(sheet, numbers, top + height // 2)
    sheet.y = top + height + 18


def _markers(sheet: _Sheet, numbers: Sequence[int], y: int) -> None:
    """At the right edge of a part, beside what they are about."""
    for at, number in enumerate(reversed(numbers)):
        sheet.circle(sheet.width - PAD - 12 - at * STEP, y, number)


def _room(sheet: _Sheet, sketch: Sketch, part: str) -> int:
    """The width that the markers leave to the words."""
    return sheet.width - 2 * PAD - len(sketch.numbers(part)) * STEP


def _legend(sketch: Sketch) -> Image.Image:
    """What each number is about, in both languages."""
    sheet = _Sheet(WIDTH - MAIL - 2 * EDGE, BEHIND)
    width = sheet.width - 66 - EDGE
    sheet.y = 6
    if sketch.signs:
        sheet.lines(["見分けるところ"], fonts.font(30, bold=True), 0, INK, 1.4)
        sheet.lines(["What gives it away"], fonts.font(24), 0, QUIET, 2.1)
    for number, sign in enumerate(sketch.signs, start=1):
        sheet.circle(RADIUS, sheet.y + 22, number)
        sheet.lines(wrapped(sign.ja, fonts.font(28), width, 3), fonts.font(28), 62, INK, 1.42)
        sheet.lines(wrapped(sign.en, fonts.font(23), width, 3), fonts.font(23), 62, QUIET, 1.4)
        sheet.y += 18
    return sheet.cut(12)
