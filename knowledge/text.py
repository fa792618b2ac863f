"""What a person typed, made comparable: one width, one case, nothing invisible, one way to write a sound."""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

Language = Literal["ja", "en"]

# Formatting, private and unassigned characters, and accents that NFKC could not join to a letter.
_INVISIBLE = frozenset({"Cf", "Co", "Cn", "Cs", "Mn", "Me"})
_DASH_AFTER_KANA = re.compile(r"(?<=[ぁ-ゖァ-ヺー])[-‐‑‒–—―−─~〜]+(?![0-9a-z])")
_LONG_RUN = re.compile(r"(\D)\1{3,}")
_GAP = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺｦ-ﾟ々〆㐀-䶿一-鿿]")
_LATIN = re.compile(r"[A-Za-z]{2}|\b[aI]\b")


class _Seen(dict[int, str | None]):
    """For `str.translate`: leaves out what nobody sees; each character is looked up once."""

    def __missing__(self, code: int) -> str | None:
        kept = None if unicodedata.category(chr(code)) in _INVISIBLE else chr(code)
        self[code] = kept
        return kept


_SEEN = _Seen({code: chr(code) for code in range(128)})


@lru_cache(maxsize=32_768)
def normalize(text: str) -> str:
    """The same sentence in one width and case, without invisible marks, doubled spaces or endless runs."""
    while (once := _normalized(text)) != text:
        text = once
    return text


def fold(text: str) -> str:
    """Letters only, katakana as hiragana, long vowels and small kana levelled: equal when said alike."""
    while (once := _folded(normalize(text))) != text:
        text = once
    return text


def language(text: str) -> Language | None:
    """Japanese when any kana or kanji stands in it, English when only Latin words do, None when nothing tells."""
    if _JAPANESE.search(text):
        return "ja"
    return "en" if _LATIN.search(unicodedata.normalize("NFKC", text)) else None


def hiragana(text: str) -> str:
    """Katakana written as hiragana; everything else stays."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


def _normalized(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    longs = _DASH_AFTER_KANA.sub("ー", _GAP.sub(" ", folded.translate(_SEEN)))
    return _LONG_RUN.sub(r"\1\1\1", longs).strip()


_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ", "ー")


def _folded(text: str) -> str:
    return hiragana(_NOT_LETTERS.sub("", text)).translate(_SMALL)
