"""What "not relevant" teaches: a rule that the lead sees and can undo, proposed from what was put aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.bulletins.feeds import phrases
from bot.bulletins.feeds.items import Advisory, Item, Reason
from bot.bulletins.feeds.relevance import PRODUCT
from bot.bulletins.feeds.topics import line, topics

RuleKind = Literal["line", "words", "source"]
MOST_PROPOSALS: Final = 8
LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Teaching:
    """What makes an item irrelevant, for one interest: a product line or a word in its title, or where it came from."""

    kind: RuleKind
    interest: str
    words: str = ""
    source: str = ""

    def covers(self, item: Item, reason: Reason) -> bool:
        """Whether it takes this reason from this item; never where attacks on exactly our product are known."""
        if reason.interest != self.interest or (item.exploited and reason.how in PRODUCT):
            return False
        if self.kind == "source":
            return item.source == self.source
        said = (item.title, *item.products)
        return any(phrases.stands(self.words, phrases.plain(one)) for one in said)


@dataclass(frozen=True, slots=True)
class Rule:
    """A teaching on record. `hidden` is how much it has put aside, `examples` the newest titles of that."""

    id: int
    team: str
    teaching: Teaching
    by: str
    at: datetime
    hidden: int = 0
    examples: tuple[str, ...] = ()


def left(item: Item, reasons: Sequence[Reason], rules: Sequence[Rule]) -> tuple[tuple[Reason, ...], int | None]:
    """The reasons that no rule takes away, and the rule that took the last one where none is left."""
    kept, taken = [], None
    for reason in reasons:
        rule = next((one for one in rules if one.teaching.covers(item, reason)), None)
        if rule is None:
            kept.append(reason)
        else:
            taken = rule.id
    return tuple(kept), None if kept else taken


def proposals(advisory: Advisory, named: Sequence[str]) -> list[Teaching]:
    """What may have made it irrelevant, the narrowest first; `named` are all words of our interests, which never do."""
    found = (one for one in _proposed(advisory, named) if len(one.words) <= LONGEST)
    return list(dict.fromkeys(found))[:MOST_PROPOSALS]


def _proposed(advisory: Advisory, named: Sequence[str]) -> Iterator[Teaching]:
    interests = dict.fromkeys(one.interest for one in advisory.reasons)
    title = phrases.plain(advisory.title)
    for reason in advisory.reasons:
        for name, longer in phrases.phrases(reason.evidence, title):
            if (told := line(longer, name)) and told not in named:
                yield Teaching("line", reason.interest, told)
    for interest in interests:
        for word in topics(title, named):
            yield Teaching("words", interest, word)
    for interest in interests:
        for source in dict.fromkeys(one.source for one in advisory.mentions):
            yield Teaching("source", interest, source=source)
