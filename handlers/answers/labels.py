"""How the policy desk calls things: verdicts, roles, and the clause that an answer rests on."""

from __future__ import annotations

from handlers.kit.roles import ROLES
from handlers.kit.words import N_, Words
from knowledge.documents import Verdict
from knowledge.reading import Rule

VERDICTS = {
    Verdict.ALLOWED: N_("Yes, allowed"),
    Verdict.CONDITIONAL: N_("Yes, on conditions"),
    Verdict.FORBIDDEN: N_("No, not allowed"),
    Verdict.ASK: N_("Please ask first"),
    Verdict.RULE: N_("Here is the rule"),
}


def headline(verdict: str, title: str, words: Words) -> str:
    """The verdict first, then what it is about."""
    return f"{verdict}｜{title}" if words.language == "ja" else f"{verdict}: {title}"


def citation(clause: Rule, words: Words) -> str:
    """The clause an answer rests on: id, title, revision date, owner."""
    return words.say(
        "Clause {id} {title} (revised {day}, owner: {owner})",
        id=clause.id,
        title=clause.title.say(words.language),
        day=words.day(clause.revised),
        owner=words.say(ROLES[clause.owner]),
    )
