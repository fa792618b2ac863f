"""In which language a message is answered: its own where that is clear, else the person's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.text import language, normalize

CLEAR = 2
"""Known English words that make a message English whoever wrote it; `USB` or `announce` alone says nothing."""
_WORD = re.compile(r"[a-z]+")


class Tongue:
    """Knows English by the words that the content uses."""

    def __init__(self, english: Iterable[str]) -> None:
        self._known = frozenset(word for phrase in english for word in _WORD.findall(normalize(phrase)))

    def of(self, text: str, locale: str | None) -> str:
        """`locale` is the language of the person's Slack, where that is known."""
        spoken = language(text)
        if spoken == "en" and locale and not self._clear(text):
            return locale
        return spoken or locale or "ja"

    def _clear(self, text: str) -> bool:
        return len({word for word in _WORD.findall(normalize(text)) if word in self._known}) >= CLEAR
