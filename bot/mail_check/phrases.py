"""Many phrases looked for at once, in time that grows with the text and never faster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.mail_check.folding import fold

GAP = 40
"""Code points that a `…` in a phrase may stand for."""


class Phrases:
    """Phrases of one theme. Latin ones are whole words; `…` (folded to `...`) is a gap."""

    def __init__(self, phrases: Iterable[str]) -> None:
        folded = sorted({fold(phrase) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
        self._phrases = tuple(tuple(part.strip() for part in phrase.split("...")) for phrase in folded)

    def search(self, text: str) -> str:
        """The longest phrase that stands in a folded text, as it stands there; "" when there is none."""
        for parts in self._phrases:
            if parts[0] in text:
                for start in _occurrences(text, parts[0]):
                    if (end := _end_of(text, parts, start)) > 0:
                        return text[start:end]
        return ""


def _occurrences(text: str, part: str) -> Iterator[int]:
    """Where a phrase may begin: not in the middle of a Latin word."""
    at = text.find(part)
    while at >= 0:
        if not (at and _latin(part[0]) and _latin(text[at - 1])):
            yield at
        at = text.find(part, at + 1)


def _end_of(text: str, parts: tuple[str, ...], start: int) -> int:
    """Where the phrase that begins at `start` ends, 0 when it does not go on."""
    end = start + len(parts[0])
    for part in parts[1:]:
        at = text.find(part, end, end + GAP + len(part))
        if at < 0:
            return 0
        end = at + len(part)
    return 0 if _latin(parts[-1][-1]) and end < len(text) and _latin(text[end]) else end


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
