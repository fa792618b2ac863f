"""From a message to an outcome, without I/O: emergency first, then small talk, then the search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from pathlib import Path

from bot.answers.outcomes import Kind, Outcome
from bot.answers.triggers import Emergencies, SmallTalk
from knowledge.reading import Knowledge
from knowledge.search import Index, Passage
from knowledge.text import language, normalize
from knowledge.tokens import analyse
from knowledge.vectors import Encoder

SHOWN = 3
READ = 12
CLAUSE = "clause:"
# fmt: off
SAYS_NOTHING = frozenset({
    "彼れ", "此れ", "其れ", "どう", "何", "奴", "こと", "事", "件", "物", "つく", "教える", "知る", "聞く",
    "ルール", "規則", "規程", "方", "a", "about", "an", "and", "for", "how", "i", "is", "it", "me", "of", "on",
    "please", "regarding", "rule", "tell", "the", "thing", "to", "want", "what",
})
# fmt: on
"""Index terms that name no subject (as the tokenizer writes them)."""
ELSEWHERE = "elsewhere:"


@dataclass(frozen=True)
class Limits:
    """Where confidence turns into an answer; measured with `mamori bench golden`."""

    found: float = 0.38
    unsure: float = 0.25
    lead: float = 0.4
    """Log odds by which a rule must lead a subject that belongs elsewhere; closer, it is a matter of asking back."""
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
        self._said = {
            _key(phrase): answer.id
            for answer in known.answers.values()
            for phrase in [answer.title.ja, answer.title.en, *answer.questions.ja, *answer.questions.en]
        }
        self._needed = {
            entry: tuple(normalize(word) for word in [*words.ja, *words.en]) for entry, words in known.only_if.items()
        }

    @classmethod
    def build(cls, known: Knowledge, encoder: Encoder | None = None, cache: Path | None = None) -> Finder:
        """Indexes the answers and clauses; vectors are read from `cache` when the content has not changed."""
        return cls(known, Index.build(list(passages(known)), encoder=encoder, cache=cache))

    def find(self, text: str, before: str | None = None, locale: str = "ja") -> Outcome:
        """The outcome for a message; `before` is the question it follows up in the same thread."""
        spoken = language(text) or locale
        emergency = self._emergencies.spotted(text)
        if emergency:
            return Outcome(Kind.FOUND, spoken, emergency, confidence=1.0, emergency=True)
        reply = self._small_talk.only(text)
        if reply:
            return Outcome(Kind.SOCIAL, spoken, reply, confidence=1.0)
        text = self._small_talk.beside(text)
        outcome = self._as_written(text, spoken) or self._search(text, spoken)
        if outcome.kind is Kind.FOUND or before is None:
            return outcome
        together = self._search(f"{before}\n{text}", spoken)
        return together if together.confidence > outcome.confidence else outcome

    def _as_written(self, text: str, spoken: str) -> Outcome | None:
        """A phrasing that stands in the content finds its own answer, always: what the team writes down holds."""
        entry = self._said.get(_key(text))
        if entry is None:
            return None
        answer = self.known.answers[entry]
        return Outcome(Kind.FOUND, spoken, entry, tuple(answer.related[:SHOWN]), 1.0, answer.emergency is not None)

    def _search(self, text: str, spoken: str) -> Outcome:
        hits = [hit for hit in self._index.search(text, limit=READ) if self._fits(hit.entry, text)]
        ours = [hit for hit in hits if not hit.entry.startswith(ELSEWHERE)]
        other = next((hit for hit in hits if hit.entry.startswith(ELSEWHERE)), None)
        if other and (not ours or other.confidence >= max(ours[0].confidence, self._limits.unsure)):
            return Outcome(Kind.UNKNOWN, spoken, other.entry, confidence=other.confidence)
        if not ours or ours[0].confidence < self._limits.unsure:
            return Outcome(Kind.UNKNOWN, spoken, confidence=ours[0].confidence if ours else 0.0)
        best = ours[0].confidence
        shown = tuple(hit.entry for hit in ours[: SHOWN + 1])
        rival = other is not None and _odds(best) - _odds(other.confidence) < self._limits.lead
        rival = rival or (
            len(ours) > 1 and _bare(text) and _odds(best) - _odds(ours[1].confidence) < self._limits.clear
        )
        if best >= self._limits.found and not rival:
            return Outcome(Kind.FOUND, spoken, shown[0], shown[1:], best)
        return Outcome(Kind.UNSURE, spoken, None, shown[:SHOWN], best)

    def _vague(self, text: str, best: float, second: float) -> bool:
        return _odds(best) - _odds(second) < self._limits.clear and _bare(text)

    def _fits(self, entry: str, text: str) -> bool:
        """Some answers, on My Number say, are given only to who names their subject."""
        needed = self._needed.get(entry)
        return needed is None or any(word in normalize(text) for word in needed)


def _key(text: str) -> str:
    """A phrasing as it is compared: how a sentence ends does not change what it asks."""
    return normalize(text).rstrip("?!。．.、,…~ ")


def _bare(text: str) -> bool:
    """True when a message names a subject and says nothing about it: `パスワード`, `what about USB?`."""
    return len({word.term for word in analyse(text).words} - SAYS_NOTHING) <= 1


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
    for clause in known.clauses.values():
        for tongue in ("ja", "en"):
            entry = CLAUSE + clause.id
            yield Passage(entry, f"{clause.title.say(tongue)}\n{clause.text.say(tongue)}", "document", weight=0.8)
