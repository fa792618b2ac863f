"""Text as it reads, whatever it is written with: widths, invisible letters and look-alikes are folded away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Default-ignorable code points that have no business inside words (Unicode DerivedCoreProperties).
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_MARKS = re.compile(r"(?<=[A-Za-z])[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]+")
_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_LOOK_LIKE_LATIN = ("GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")
_WORD = re.compile(r"[^\W\d_]{2,}")


def fold(text: str) -> str:
    """Lower case, NFKC, no invisible characters, one space, disguised Latin letters as what they pretend to be."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)))
    if not plain.isascii():
        plain = _WORD.sub(lambda found: undisguised(found.group()), plain)
    return _SPACES.sub(" ", plain).translate(_QUOTES).lower()


def undisguised(word: str) -> str:
    """A word that mixes Latin with its look-alikes, in Latin; a word of one script stays what it is."""
    return "".join(_latin(character) for character in word) if is_mixed(word) else word


def is_mixed(word: str) -> bool:
    """Latin together with Greek, Cyrillic or the like within one word: no language does that."""
    if word.isascii():
        return False
    scripts = {_script(character) for character in word}
    return "LATIN" in scripts and bool(scripts & set(_LOOK_LIKE_LATIN))


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    if character.isascii():
        return "LATIN"
    return unicodedata.name(character, "").partition(" ")[0]


@lru_cache(maxsize=4096)
def _latin(character: str) -> str:
    if _script(character) not in _LOOK_LIKE_LATIN:
        return character
    from confusable_homoglyphs import confusables  # noqa: PLC0415  its tables take a while, and few texts need them

    found = confusables.is_confusable(character, preferred_aliases=["latin"], greedy=True)
    twins = (twin["c"] for one in found or () for twin in one["homoglyphs"])
    return next((twin for twin in twins if twin.isascii() and len(twin) == 1), character)
