"""Versions as texts and product ids tell them; they may rule something out only when they surely do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

Number = tuple[int, ...]
Span = tuple[Number | None, Number | None, bool]
"""From, to, and whether the end itself is affected; None is open."""

_N: Final = r"v?(\d+(?:\.\d+){0,4})"
_TO: Final = r"\s*(?:から|through|thru|to|[~〜～–-])\s*(?:version\s|バージョン\s?)?"
_OR_OLDER: Final = r"\s*(?:(?:および|及び)?それ以前|以前|以下|,?\s*and (?:earlier|prior|below)|or earlier)"
_SPANS: Final = tuple(
    (re.compile(form, re.IGNORECASE), kind)
    for form, kind in (
        (rf"{_N}{_TO}{_N}\s*(より前|未満)?", "range"),
        (rf"{_N}\s*(?:より前|未満|よりも前)", "below"),
        (rf"{_N}{_OR_OLDER}", "up to"),
        (rf"(?:before|prior to|earlier than|<)\s*(?:version\s)?{_N}", "below"),
    )
)
_FAR: Final = 90
"""How far behind its name a product's versions are looked for."""
_FEW, _SMALL, _YEARS = 3, 1000, range(1990, 2100)


def fits(ours: Sequence[str], version: str) -> bool:
    """Whether a version is one of those in use, where `7.*` is any of 7; without ours, any is."""
    return not ours or any(_like(one, version) for one in ours)


def rules_out(ours: Sequence[str], text: str) -> bool:
    """Whether what a text says right after a product's name surely leaves out all versions in use."""
    known = [number for one in ours if (number := _number(one))]
    spans = _spans(text[:_FAR])
    return bool(known and spans and len(known) == len(ours)) and all(
        _outside(one, span) for one in known for span in spans
    )


def tells(text: str) -> bool:
    """Whether a text says right at its beginning which versions are affected."""
    return bool(_spans(text[:_FAR]))


def _spans(text: str) -> list[Span]:
    """Every statement of versions that a text makes, a longer one before what is part of it."""
    found: list[tuple[int, int, Span]] = []
    for form, kind in _SPANS:
        for one in form.finditer(text):
            if any(start < one.end() and one.start() < end for start, end, _ in found):
                continue
            found.append((one.start(), one.end(), _span(one, kind)))
    return [span for _, _, span in found]


def _span(found: re.Match[str], kind: str) -> Span:
    if kind == "range":
        return _number(found[1]), _number(found[2]), found[3] is None
    return None, _number(found[1]), kind == "up to"


def _outside(ours: Number, span: Span) -> bool:
    """Whether every version that ours stands for lies outside; what cannot be compared lies inside."""
    start, end, closed = span
    if not all(_alike(ours, one) for one in (start, end) if one):
        return False
    width = len(ours)
    if end and (_wide(ours, len(end))[: len(end)] > end if closed else _wide(ours, len(end)) >= _wide(end, width)):
        return True
    return start is not None and (ours + (_SMALL,) * len(start))[: len(start)] < start


def _alike(ours: Number, other: Number) -> bool:
    """Whether two numbers count the same way: builds, years and versions cannot be compared with each other."""
    if len(other) > _FEW or any(part >= _SMALL for part in other[1:]):
        return False
    return (ours[0] in _YEARS) == (other[0] in _YEARS) and (ours[0] < _SMALL) == (other[0] < _SMALL)


def _wide(number: Number, width: int) -> Number:
    return number + (0,) * (width - len(number))


def _number(version: str) -> Number | None:
    """The number of `7.*` or `7.1`; None of what is none, such as 24H2."""
    found = re.fullmatch(r"v?(\d+(?:\.\d+)*)(?:\.?\*)?", version.strip(), re.IGNORECASE)
    return tuple(int(part) for part in found[1].split(".")) if found else None


def _like(ours: str, version: str) -> bool:
    if not ours.endswith("*"):
        return version == ours or version.startswith(ours + ".")
    stem = ours.rstrip("*").rstrip(".")
    return version == stem or version.startswith(stem + ".")
