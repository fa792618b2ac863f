"""Words that go above all else: emergencies, and the small talk that deserves a human word back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from knowledge.documents import Answer, SocialReply
from knowledge.text import normalize

SMALL_REST = 2
"""Code points that may remain beside a greeting (a name's suffix, an emoji) for it to count as only a greeting."""


ALMOST, LEAST, SHORT = 82, 4, 24
"""Short small talk may differ from a phrase a little (per cent alike), but only from one of some length (letters)."""

LONGEST = 120
"""Characters of a message that can be small talk: a page of one letter is none."""

SENTENCE = re.compile(r"(?<=[。．！？!?\n、,])")


@dataclass(frozen=True)
class Word:
    """A word to look for. Latin ones must begin where no Latin word goes on: `pc` is in 会社のPC but not in `upc`."""

    text: str

    def stands(self, message: str) -> bool:
        if self.text not in message:
            return False
        return not self.text.isascii() or _beginning(self.text).search(message) is not None


@dataclass(frozen=True)
class Trigger:
    """One line of parts, each a choice of words; it fires when every part has a word in the message."""

    answer: str
    parts: tuple[tuple[Word, ...], ...]
    unless: tuple[str, ...]

    def weight(self, message: str) -> int:
        """How many code points of the message the trigger explains; 0 when it does not fire."""
        explained = 0
        for part in self.parts:
            longest = max((len(word.text) for word in part if word.stands(message)), default=0)
            if not longest:
                return 0
            explained += longest
        # 開いたら asks what would happen; 開いたらしい says that it did.
        asked = message.replace("たらし", "たし").replace("だらし", "だし")
        return 0 if any(word in asked for word in self.unless) else explained


class Emergencies:
    """Finds the emergency that a message speaks of, if any."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._triggers = [
            Trigger(answer.id, _parts(line), tuple(_flat(word) for word in answer.emergency.unless))
            for answer in answers
            if answer.emergency
            for line in [*answer.emergency.triggers.ja, *answer.emergency.triggers.en]
        ]

    def spotted(self, text: str) -> str | None:
        """The id of the emergency answer; the trigger that explains most of the message wins, first file first."""
        flat = _flat(text)
        weight, answer = max(((one.weight(flat), one.answer) for one in self._triggers), key=_weight, default=(0, None))
        return answer if weight else None


class SmallTalk:
    """Recognises a message that is nothing but a greeting, thanks or the like."""

    def __init__(self, replies: Iterable[SocialReply]) -> None:
        said = [(letters(phrase), reply.id) for reply in replies for phrase in [*reply.says.ja, *reply.says.en]]
        self._said = sorted(said, key=lambda pair: (-len(pair[0]), pair))
        self._near = {phrase: reply for phrase, reply in self._said if len(phrase) > LEAST}

    def only(self, text: str) -> str | None:
        """The id of the reply when the message holds small talk and nothing else."""
        if len(text) > LONGEST:
            return None
        said = letters(text)
        rest, spoken = self._strip(said)
        if spoken and len(rest) <= SMALL_REST:
            return spoken
        near = process.extractOne(said, list(self._near), scorer=fuzz.ratio, score_cutoff=ALMOST)
        return self._near[near[0]] if near and len(said) <= SHORT else None

    def beside(self, text: str) -> str:
        """What a message says besides its small talk: a greeting before a question is not what it is about."""
        parts = [part for part in SENTENCE.split(text) if part.strip()]
        kept = [part for part in parts if not self.only(part)]
        return "\n".join(kept) if kept and len(kept) < len(parts) else text

    def _strip(self, rest: str) -> tuple[str, str | None]:
        spoken = None
        for phrase, reply in self._said:
            if phrase and phrase in rest and (len(phrase) > SMALL_REST or phrase == rest):
                rest, spoken = rest.replace(phrase, ""), spoken or reply
        return rest, spoken


def _parts(line: str) -> tuple[tuple[Word, ...], ...]:
    parts = (part.split("|") for part in line.split())
    return tuple(tuple(Word(_flat(word.replace("_", " "))) for word in part if word) for part in parts)


@cache
def _beginning(word: str) -> re.Pattern[str]:
    return re.compile(r"(?<![a-z0-9])" + re.escape(word))


def _weight(found: tuple[int, str | None]) -> int:
    return found[0]


def _flat(text: str) -> str:
    return normalize(text)


def letters(text: str) -> str:
    """A message without spaces, signs and emoji: what is left to compare letter by letter."""
    return "".join(char for char in normalize(text) if char.isalnum() or char == "ー")
