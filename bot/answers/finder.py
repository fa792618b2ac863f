"""From a message to an outcome, without I/O: emergency first, then small talk, then the search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

from bot.answers.outcomes import Kind, Outcome
from bot.answers.tongue import Tongue
from bot.answers.triggers import Emergencies, SmallTalk, letters
from bot.answers.vague import asks_about, is_bare, is_vague
from knowledge.reading import Knowledge
from knowledge.search import Hit, Index, Passage
from knowledge.text import normalize
from knowledge.vectors import Encoder

SHOWN = 3
READ = 12
CLAUSE = "clause:"
ELSEWHERE = "elsewhere:"
DOOR = "door:"


@dataclass(frozen=True)
class Limits:
    """Where confidence turns into an answer; measured with `mamori bench golden`."""

    found: float = 0.38
    unsure: float = 0.25
    lead: float = 0.4
    """Log odds by which a rule must lead a subject that belongs elsewhere; closer, it is a matter of asking back."""
    door: float = 0.8
    """A door opens only for who clearly wishes it; below it stands first among the choices."""
    elsewhere: float = 0.5
    """From where on a subject that belongs elsewhere is named; below it is only known that we have no rule."""
    clear: float = 2.0
    """Log odds by which a rule must lead the next one when only its subject was named ("about USB")."""


class Finder:
    """Finds the entry that answers a message; the same message always finds the same."""

    def __init__(self, known: Knowledge, index: Index, limits: Limits | None = None) -> None:
        self.known = known
        self._index = index
        self._limits = limits or Limits()
        self._emergencies = Emergencies(known.answers.values())
        self._small_talk = SmallTalk(known.social)
        self._said = dict(_phrasings(known))
        self._tongue = Tongue(_english(known))
        self._needed = {
            entry: tuple(normalize(word) for word in [*words.ja, *words.en]) for entry, words in known.only_if.items()
        }

    @classmethod
    def build(cls, known: Knowledge, encoder: Encoder | None = None, cache: Path | None = None) -> Finder:
        """Indexes the answers and clauses; vectors are read from `cache` when the content has not changed."""
        return cls(known, Index.build(list(passages(known)), encoder=encoder, cache=cache))

    def find(self, text: str, before: str | None = None, locale: str | None = None) -> Outcome:
        """The outcome for a message; `before` is the question it follows up in the same thread."""
        spoken = self._tongue.of(text, locale)
        emergency = self._emergencies.spotted(text)
        if emergency:
            return Outcome(Kind.FOUND, spoken, emergency, confidence=1.0, emergency=True)
        written = self._as_written(text, spoken)
        if written:
            return written
        reply = self._small_talk.only(text)
        if reply:
            return Outcome(Kind.SOCIAL, spoken, reply, confidence=1.0)
        return self._look_up(self._small_talk.beside(text), before, spoken)

    def _look_up(self, text: str, before: str | None, spoken: str) -> Outcome:
        if before is None and is_vague(text):
            return Outcome(Kind.VAGUE, spoken)
        outcome = self._as_written(text, spoken) or self._search(text, spoken)
        if outcome.kind in (Kind.FOUND, Kind.DOOR) or before is None:
            return outcome
        together = self._search(f"{before}\n{text}", spoken)
        return together if together.confidence > outcome.confidence else outcome

    def _as_written(self, text: str, spoken: str) -> Outcome | None:
        """A phrasing that stands in the content finds its own entry, always: what the team writes down holds."""
        entry = self._said.get(letters(text))
        if entry is None:
            return None
        answer = self.known.answers.get(entry)
        if answer is None:
            return Outcome(Kind.DOOR, spoken, entry, confidence=1.0)
        return Outcome(Kind.FOUND, spoken, entry, tuple(answer.related[:SHOWN]), 1.0, answer.emergency is not None)

    def _search(self, text: str, spoken: str) -> Outcome:
        hits = [hit for hit in self._index.search(text, limit=READ) if self._fits(hit.entry, text)]
        ours = [hit for hit in hits if not hit.entry.startswith(ELSEWHERE)]
        other = next((hit for hit in hits if hit.entry.startswith(ELSEWHERE)), None)
        if other and (not ours or other.confidence >= max(ours[0].confidence, self._limits.unsure)):
            return self._elsewhere(text, spoken, ours, other)
        if not ours or ours[0].confidence < self._limits.unsure:
            return Outcome(Kind.UNKNOWN, spoken, confidence=ours[0].confidence if ours else 0.0)
        best = ours[0]
        shown = tuple(hit.entry for hit in ours[: SHOWN + 1])
        door = best.entry.startswith(DOOR)
        sure = best.confidence >= (self._limits.door if door else self._limits.found)
        if not sure or (door and asks_about(text)) or self._rivalled(text, ours, other):
            return Outcome(Kind.UNSURE, spoken, None, shown[:SHOWN], best.confidence)
        return Outcome(Kind.DOOR if door else Kind.FOUND, spoken, best.entry, shown[1:], best.confidence)

    def _elsewhere(self, text: str, spoken: str, ours: Sequence[Hit], other: Hit) -> Outcome:
        """Names a subject of somebody else's only where it is sure; a word alone (`VPN`) may well mean ours."""
        if ours and is_bare(text) and _odds(other.confidence) - _odds(ours[0].confidence) < self._limits.clear:
            return Outcome(Kind.UNSURE, spoken, None, tuple(hit.entry for hit in ours[:SHOWN]), ours[0].confidence)
        named = other.entry if other.confidence >= self._limits.elsewhere else None
        return Outcome(Kind.UNKNOWN, spoken, named, confidence=other.confidence)

    def _rivalled(self, text: str, ours: Sequence[Hit], other: Hit | None) -> bool:
        """Whether something else is so close that it is a matter of asking back."""
        best = _odds(ours[0].confidence)
        if other is not None and best - _odds(other.confidence) < self._limits.lead:
            return True
        return len(ours) > 1 and is_bare(text) and best - _odds(ours[1].confidence) < self._limits.clear

    def _fits(self, entry: str, text: str) -> bool:
        """Some answers, on My Number say, are given only to who names their subject."""
        needed = self._needed.get(entry)
        return needed is None or any(word in normalize(text) for word in needed)


def _phrasings(known: Knowledge) -> Iterator[tuple[str, str]]:
    """Every phrasing of the content with its entry, as it is compared: how a sentence ends does not change it."""
    for answer in known.answers.values():
        for phrase in [answer.title.ja, answer.title.en, *answer.questions.ja, *answer.questions.en]:
            yield letters(phrase), answer.id
    for door in known.doors.values():
        for phrase in [*door.says.ja, *door.says.en]:
            yield letters(phrase), DOOR + door.id


def _english(known: Knowledge) -> Iterator[str]:
    for answer in known.answers.values():
        yield from answer.questions.en
    for reply in known.social:
        yield from reply.says.en
    for door in known.doors.values():
        yield from door.says.en


def _odds(confidence: float) -> float:
    sure = min(max(confidence, 1e-6), 1 - 1e-6)
    return log(sure / (1 - sure))


def passages(known: Knowledge) -> Iterator[Passage]:
    """What the index reads: every phrasing on its own, every answer and clause as a document in each language."""
    for answer in known.answers.values():
        for tongue in ("ja", "en"):
            questions = answer.questions.ja if tongue == "ja" else answer.questions.en
            for phrase in [answer.title.say(tongue), *questions]:
                yield Passage(answer.id, phrase, "phrase")
            yield Passage(answer.id, "\n".join([answer.title.say(tongue), *answer.lines.say(tongue)]), "document")
    for subject in known.elsewhere.values():
        for phrase in [*subject.questions.ja, *subject.questions.en]:
            yield Passage(ELSEWHERE + subject.id, phrase, "phrase")
    for door in known.doors.values():
        for phrase in [*door.says.ja, *door.says.en]:
            yield Passage(DOOR + door.id, phrase, "phrase")
    for clause in known.clauses.values():
        for tongue in ("ja", "en"):
            entry = CLAUSE + clause.id
            yield Passage(entry, f"{clause.title.say(tongue)}\n{clause.text.say(tongue)}", "document", weight=0.8)
