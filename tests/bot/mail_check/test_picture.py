"""The picture of what to look for: it can be drawn of any mail, and carries nothing that could be pressed."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bot.core import fonts
from bot.core.typesetting import NOT_FIRST, NOT_LAST, fitted, wrapped
from bot.mail_check.picture import Sign, Sketch, draw, drawable
from bot.mail_check.report import FileSeen, Report
from bot.mail_check.verdict import Verdict

needs_font = pytest.mark.skipif(fonts.found() is None, reason="NO JAPANESE FONT: the picture was NOT tried")
SIGNS = [Sign("url", "リンク", "a link"), Sign("attachment", "添付", "a file"), Sign("sender", "差出人", "the sender")]
HOSTILE = "\u202e💣https://evil.example/" + "w" * 3000 + "。" * 500 + "\x00\u200b（" * 200


def report(words: str, **more: object) -> Report:
    return Report(Verdict.DANGER, 9.0, (), subject=words, sender_name=words, sender=words, excerpt=words, **more)  # type: ignore[arg-type]


@needs_font
@pytest.mark.parametrize("words", ["", "請求書", HOSTILE, "\n" * 900, "a b " * 900])
def test_any_mail_can_be_drawn_within_bounds(words: str) -> None:
    for signs in ([], SIGNS * 2):
        files = (FileSeen(words or "a.exe", 1, ""),)
        data = draw(Sketch.of(report(words, links=("https://evil.example/" + words,), files=files), signs))
        with Image.open(BytesIO(data)) as drawn:
            assert drawn.width == 1600
            assert drawn.height < 2600
        assert len(data) < 1_000_000


def test_the_numbers_run_down_the_picture() -> None:
    sketch = Sketch.of(report("x", links=("https://a.example",), files=(FileSeen("a", 1, ""),)), SIGNS)
    assert [sign.group for sign in sketch.signs] == ["sender", "url", "attachment"]
    assert [sketch.numbers(part) for part in ("sender", "text", "link", "file")] == [[1], [], [2], [3]]


def test_a_sign_whose_part_is_missing_is_shown_at_the_text() -> None:
    assert Sketch.of(report("x"), SIGNS).numbers("text") == [2, 3]


def test_what_is_drawn_is_defanged_and_has_a_shape() -> None:
    assert drawable("💣 https://evil.example/a \u202e○○様") == "hxxps://evil[.]example/a ○○様"


@needs_font
def test_lines_break_as_japanese_does() -> None:
    font = fonts.font(30)
    lines = wrapped("確認がない場合、ご注文は「すべて」取り消されます。" * 6, font, 300, 99)
    assert "".join(lines) == "確認がない場合、ご注文は「すべて」取り消されます。" * 6
    assert not [line for line in lines if line[0] in NOT_FIRST or line[-1] in NOT_LAST]
    assert font.getlength(fitted("長い" * 100, font, 200)) <= 200
    assert len(wrapped("長い\n" * 100, font, 200, 5)) == 5
