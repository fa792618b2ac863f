"""A font for Japanese, from the places where systems keep theirs; nothing is shipped or fetched."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from PIL import ImageFont

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
    "/mnt/c/Windows/Fonts",
)
FAMILIES = (
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    ("NotoSansCJKjp-Regular.otf", "NotoSansCJKjp-Bold.otf"),
    ("NotoSansJP-Regular.otf", "NotoSansJP-Bold.otf"),
    ("NotoSansJP-Regular.ttf", "NotoSansJP-Bold.ttf"),
    ("BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf"),
    ("BIZ-UDGothicR.ttc", "BIZ-UDGothicB.ttc"),
    ("ヒラギノ角ゴシック W3.ttc", "ヒラギノ角ゴシック W6.ttc"),
    ("YuGothM.ttc", "YuGothB.ttc"),
    ("meiryo.ttc", "meiryob.ttc"),
    ("ipaexg.ttf", "ipaexg.ttf"),
    ("ipag.ttf", "ipag.ttf"),
    ("msgothic.ttc", "msgothic.ttc"),
)
"""Regular and bold, the preferred first; in a collection the first face is the Japanese one."""


@cache
def found() -> tuple[Path, Path] | None:
    """The files of the best family there is; a bold that is missing is stood in for by the regular one."""
    there: dict[str, Path] = {}
    for folder in FOLDERS:
        for root, _, names in os.walk(Path(folder).expanduser()):
            for name in names:
                there.setdefault(name, Path(root, name))
    for regular, bold in FAMILIES:
        if regular in there:
            return there[regular], there.get(bold, there[regular])
    return None


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels. Raises LookupError when this system has no Japanese font."""
    files = found()
    if files is None:
        raise LookupError("no Japanese font on this system")
    return ImageFont.truetype(str(files[bold]), size)
