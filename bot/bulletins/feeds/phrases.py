"""How a name stands in a text: Japanese without word boundaries, English in whole words, and what only resembles it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

_ASCII: Final = re.compile(r"[A-Za-z0-9]")
_KATAKANA: Final = re.compile(r"[ァ-ヺー]")
_JAPANESE: Final = re.compile(r"[ぁ-ヿ一-鿿]")
_NEAR: Final = 100
_SHORT: Final = 4
"""Up to so many letters a name is written as it is, capitals included: iOS is not IOS, Edge is not the edge."""
_LONG: Final = 6
"""From so many katakana on, a name is the same thing within a longer word: ランサムウェアグループ."""
_AND: Final = r"(?:\s?(?:、|,|/|・|および|及び|と|and|or)\s?[A-Za-z][A-Za-z0-9 ]{1,20}){0,4}\s?"
"""More platforms that stand beside the first one: Windows、macOS および Linux 用."""
_FOR: Final = (
    rf"{_AND}"
    r"(?:\s?(?:版|用|向け|上で|環境で|端末用|アプリ|拡張機能|プラグイン|アドイン)"
    r"|(?:\s[a-z]+)?\s(?:apps?|applications?|sdk|plug-?ins?|add-?ins?|add-?ons?|extensions?)(?![a-z]))"
)
"""What follows the name of a platform when something else is meant that runs on it."""
_ON: Final = r"(?:for|on|under|within|running on)\s(?:the\s)?(?:microsoft\s|apple\s|google\s)?"
_BEFORE: Final = re.compile(
    rf"(?<![a-z]){_ON}(?:[a-z0-9][a-z0-9 ]{{1,20}}?\s?(?:/|、|,|,?\sand|,?\sor)\s?){{0,4}}$", re.IGNORECASE
)
"""What leads to it: for Windows, or for macOS and Windows."""
_AFTER: Final = re.compile(_FOR, re.IGNORECASE)
_SENTENCES: Final = re.compile(r"(?<=[。!?！？])|(?<=[.;])\s+|\n+|【\d+】")


def plain(text: str) -> str:
    """Text in one form: wide letters narrow, half-width katakana wide, one space between words."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def sentences(text: str) -> list[str]:
    """The sentences of a text, in one form; those of a list each on their own."""
    return [said for one in _SENTENCES.split(unicodedata.normalize("NFKC", text)) if (said := plain(one))]


@cache
def pattern(word: str) -> re.Pattern[str]:
    """What finds a name in text that went through `plain`."""
    word = plain(word)
    spelled = r"[\s_-]*".join(re.escape(part) for part in re.split(r"[\s_-]+", word))
    letters = word.replace(" ", "")
    exact = len(letters) <= _SHORT and letters.isascii() and letters != letters.lower()
    return re.compile(_edge(word, 0) + spelled + _edge(word, -1), 0 if exact else re.IGNORECASE)


def stands(word: str, sentence: str) -> bool:
    """Whether a name stands in a sentence at all."""
    return pattern(word).search(sentence) is not None


def meant(word: str, sentence: str) -> str:
    """The name as a sentence writes it where the thing itself is meant, and not something that runs on it; else ""."""
    found = (one for one in pattern(word).finditer(sentence) if not _carries(sentence, one))
    return next((one[0] for one in found if not _is_common(word, one[0], sentence)), "")


def behind(word: str, sentence: str) -> str:
    """What a sentence says after a name; "" where it does not name it."""
    found = pattern(word).search(sentence)
    return sentence[found.end() :] if found else ""


def phrases(word: str, sentence: str) -> Iterator[tuple[str, str]]:
    """A name as it stands, each time with the longer one it begins: `Windows Media Player` for `Windows`."""
    for found in pattern(word).finditer(sentence):
        more = re.match(r"(?:[ -][A-Z][A-Za-z0-9+]*){1,5}", sentence[found.end() :])
        if more and not re.search(r"\d$|CVE", more[0]):
            yield found[0], found[0] + more[0]


def _edge(word: str, place: int) -> str:
    """Where a name may begin or end: letters next to letters are another word, and katakana next to katakana."""
    end = "<" if place == 0 else ""
    if _ASCII.match(word[place]):
        alone = r"(?<![@.])" + (r"(?<![A-Za-z]-)" if word.isascii() else "")  # not the cutting-edge
        return rf"(?{end}![A-Za-z0-9_])" + (alone if end else r"(?!\.[a-z])")
    if _KATAKANA.match(word[place]) and len(_KATAKANA.findall(word)) < _LONG:
        return rf"(?{end}![ァ-ヺー])"
    return ""


def _is_common(word: str, found: str, sentence: str) -> bool:
    """Whether an English sentence has the common noun and not the name: windows are cleaned, Windows is updated."""
    return word != word.lower() and found == found.lower() and not _JAPANESE.search(sentence)


def _carries(sentence: str, found: re.Match[str]) -> bool:
    """Whether the name is only where something else runs."""
    return bool(_AFTER.match(sentence, found.end()) or _BEFORE.search(sentence[: found.start()][-_NEAR:]))
