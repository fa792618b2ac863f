"""Bytes that claim a charset, often a wrong one, become text; nothing here raises."""

from __future__ import annotations

import codecs
import re

# What mailers call it, and what they really write.
_REALLY = {
    "iso-2022-jp": "iso2022_jp_ext",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "unknown-8bit": "utf-8",
    "x-unknown": "utf-8",
    "utf8": "utf-8",
}
_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")
_GUESSES = ("utf-8", "cp932", "cp1252")


def decode(data: bytes, charset: str = "") -> str:
    """The text of the bytes: by the named charset when it fits, else by the likeliest that does."""
    named = charset.strip().strip("\"'").lower()
    guesses: tuple[str, ...] = (_REALLY.get(named, named), *_GUESSES)
    if b"\x1b$" in data or b"\x1b(" in data:
        if (text := _strictly(data, "iso2022_jp_ext")) is not None:
            return text
        if (text := _strictly(_as_cp932(data), "cp932")) is not None:
            return text
    for guess in guesses:
        if guess and (text := _strictly(data, guess)) is not None:
            return text
    return data.decode("utf-8", "replace")


def _as_cp932(data: bytes) -> bytes:
    """ISO-2022-JP as Japanese mailers write it: with ① and ㈱, which the standard does not have and cp932 does."""
    out = bytearray()
    at, mode = 0, b"\x1b(B"
    for found in [*_ESCAPE.finditer(data), None]:
        out += _segment(data[at : found.start() if found else None], mode)
        if found:
            at, mode = found.end(), found.group()
    return bytes(out)


def _segment(part: bytes, mode: bytes) -> bytes:
    if mode == b"\x1b(I":  # half-width katakana
        return bytes(byte | 0x80 for byte in part)
    if not mode.startswith(b"\x1b$"):
        return part
    out = bytearray()
    for row, cell in zip(part[::2], part[1::2], strict=False):
        lead = (row - 0x21) // 2 + (0x81 if row < 0x5F else 0xC1)
        trail = cell + (0x7E if row % 2 == 0 else 0x1F + (cell >= 0x60))
        if 0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E:
            out += bytes((lead, trail))
    return bytes(out)


def _strictly(data: bytes, charset: str) -> str | None:
    try:
        if not codecs.lookup(charset)._is_text_encoding:  # noqa: SLF001  "base64" and "rot13" are codecs too
            return None
        return data.decode(charset)
    except (LookupError, ValueError, UnicodeError):
        return None
