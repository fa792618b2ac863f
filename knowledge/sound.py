"""How Japanese is said, in Latin letters: kana, kanji, romaji and missing long vowels meet in one spelling."""

import re
from functools import cache

from knowledge.text import hiragana

_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "s": "さしすせそ",
    "t": "たちつてと",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "m": "まみむめも",
    "r": "らりるれろ",
    "g": "がぎぐげご",
    "z": "ざじずぜぞ",
    "d": "だぢづでど",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}
_KANA = {kana: row + vowel for row, line in _ROWS.items() for kana, vowel in zip(line, "aiueo", strict=True)}
_KANA |= {"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "ゐ": "i", "ゑ": "e", "を": "o", "ん": "n", "ゔ": "bu"}
_KANA |= {"ぢ": "zi", "づ": "zu", "っ": "", "ー": "", "ゝ": "", "ゞ": ""}
_SMALL = dict(zip("ぁぃぅぇぉゃゅょゎ", ("a", "i", "u", "e", "o", "ya", "yu", "yo", "wa"), strict=True))

# Hepburn and other habits → the spelling above; English passes through the same mill on both sides.
_SPELLINGS = {"tch": "t", "sh": "s", "ch": "t", "ts": "t", "j": "z", "f": "h", "v": "b", "l": "r"}
_BEFORE_VOWEL = re.compile(r"(sh|ch|j)(?=[aueo])")
_YOON = {"sh": "sy", "ch": "ty", "j": "zy"}
_SPELLED = re.compile("|".join(_SPELLINGS))
_LONG_O = re.compile(r"ou|oh(?![aiueoy])")
_DOUBLED = re.compile(r"([a-z])\1+")
_NOT_SAID = re.compile(r"[\W_]+")


@cache
def _kana(letter: str) -> str:
    return _KANA.get(letter, "" if letter in _SMALL or not letter.isalnum() else letter)


def letters(reading: str) -> str:
    """A kana reading in Latin letters; small kana replace the vowel they follow."""
    said = ""
    for kana in hiragana(reading):
        if kana in _SMALL:
            said = said[:-1] + _SMALL[kana] if said[-1:] in {"i", "u", "e", "o"} else said + _SMALL[kana]
        else:
            said += _kana(kana)
    return said


def level(said: str) -> str:
    """One spelling for Hepburn and Kunrei, long and short vowels, doubled and single consonants."""
    said = _BEFORE_VOWEL.sub(lambda m: _YOON[m[1]], _NOT_SAID.sub("", said))
    said = _SPELLED.sub(lambda m: _SPELLINGS[m[0]], said)
    return _DOUBLED.sub(r"\1", _LONG_O.sub("o", said))
