"""The way forward: for each weak item why it matters, what helps, the rules, companies like ours, what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.surveys.cases import Improvement
from bot.surveys.ways import Way
from handlers.answers import ids as answer_ids
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.words import N_, Words
from handlers.surveys import ids
from handlers.surveys.results.amounts import standing
from handlers.surveys.results.card_lines import fate
from handlers.surveys.results.targets import Target
from knowledge.documents import Case
from knowledge.reading import Knowledge
from knowledge.surveys import Measure

PAGE = 4
"""Weak items in one window: Slack takes a hundred blocks."""
MOST_ANSWERS, MOST_PEERS, MOST_DECIDED = 2, 2, 3
EFFECTS = {1: N_("small effect"), 2: N_("good effect"), 3: N_("great effect")}
COSTS = {1: N_("little cost"), 2: N_("some cost"), 3: N_("much cost")}
BIGGEST_CLASS = 300
"""Cases name the upper end of a class of sizes; beyond this one it is open."""


@dataclass(frozen=True)
class Shelf:
    """What the window needs beyond the ways."""

    known: Knowledge
    names: Mapping[str, str]
    """Accounts as the company writes them."""
    writers: Sequence[str]
    """Who writes the knowledge."""
    decided: Sequence[Improvement] = ()
    runs: bool = False
    sends: bool = False
    """Whether whoever looks may send bulletins."""


def ways_modal(ways: Sequence[Way], target: Target, shelf: Shelf, title: str, words: Words) -> Modal:
    """A page of weak items, the most urgent first."""
    pages = max(1, -(-len(ways) // PAGE))
    page = max(0, min(target.page, pages - 1))
    here = Target(target.campaign, target.unit, page=page)
    shown: list[Block] = [b.strong(title)]
    if ways:
        said = words.say("{count} items to work on, the most urgent first. Page {page} of {pages}.", count=len(ways),
                         page=page + 1, pages=pages)  # fmt: skip
        shown.append(b.context(said))
    else:
        shown.append(b.paragraph(words.say("No weak items: well done. Keep it up, and look again next year.")))
    for way in ways[page * PAGE : (page + 1) * PAGE]:
        shown += [b.divider(), *_way(way, here, shelf, words)]
    if pages > 1:
        shown += [b.divider(), b.buttons(*_turns(here, pages, words))]
    return Modal(ids.WAYS_SHOWN, words.say("Way forward"), shown, words.say("Close"), metadata=here.carried())


def _way(way: Way, here: Target, shelf: Shelf, words: Words) -> Iterator[Block]:
    item, language = way.item, words.language
    yield b.entry(f"{item.number}. {item.ask.say(language)}", _why(way, words))
    if way.measures:
        yield b.bullets(measure(one, words) for one in way.measures)
    if rules := [f"{one} {shelf.known.clauses[one].title.say(language)}" for one in item.clauses
                 if one in shelf.known.clauses]:  # fmt: skip
        yield b.context(words.say("Rules: {rules}", rules=words.say(", ").join(rules)))
    if way.peers:
        yield from (b.context(line) for one in way.peers[:MOST_PEERS] for line in _peer(one, words))
    yield from _remedy(way, shelf, words)
    mine = [one for one in shelf.decided if one.item == item.id]
    if mine:
        yield b.bullets(_decided(one, shelf, words) for one in mine[-MOST_DECIDED:])
    if found := list(_buttons(way, here, shelf, words)):
        yield b.buttons(*found)


def _why(way: Way, words: Words) -> str:
    said = standing(way.score, way.full, words)
    if way.score.unknown:
        said += words.say(" / ") + words.say('{count} answered "don\'t know"', count=way.score.unknown)
    why = [said, way.item.why.say(words.language)]
    if way.item.harm:
        why.append(words.say("What can happen: {harm}", harm=way.item.harm.say(words.language)))
    return "\n".join(why)


def measure(one: Measure, words: Words) -> str:
    """A measure with its effect and cost in words."""
    return words.say(
        "{text} ({effect}, {cost})",
        text=one.text.say(words.language),
        effect=words.say(EFFECTS[one.effect]),
        cost=words.say(COSTS[one.cost]),
    )


def _peer(case: Case, words: Words) -> tuple[str, str]:
    """What a company like ours did and what it brought, in two lines."""
    language = words.language
    size = "" if case.employees is None else (
        words.say("over {count} people", count=BIGGEST_CLASS) if case.employees > BIGGEST_CLASS
        else words.say("up to {count} people", count=case.employees)
    )  # fmt: skip
    who = " / ".join(filter(None, (case.industry_name.say(language), size, case.prefecture.say(language))))
    did = " / ".join(one.say(language) for one in case.measures)
    effect = words.say("What it brought: {text}", text=case.effect.say(language))
    return words.say("Elsewhere ({who}): {did}", who=who, did=b.cut(did, 200)), effect


def _remedy(way: Way, shelf: Shelf, words: Words) -> Iterator[Block]:
    """A rule to write, or a bulletin to send; other gaps are closed by the measures alone."""
    item = way.item
    if item.remedy == "policy":
        yield b.paragraph(_rule_to_write(way, shelf, words))
    elif item.remedy == "awareness":
        yield b.paragraph(words.say("What helps is telling everybody. A text to copy:"))
        yield b.quote(bulletin(way, words))


def _rule_to_write(way: Way, shelf: Shelf, words: Words) -> str:
    who = words.say(", ").join(shelf.writers) or words.say("whoever looks after the rules")
    clause = next((shelf.known.clauses[one] for one in way.item.clauses if one in shelf.known.clauses), None)
    if clause is None:
        return words.say("This needs a rule that the policy does not have yet. {who} can add it.", who=who)
    return words.say(
        "This needs a rule that people can follow: check or complete {clause} ({title}) in chapter {number} of the "
        "policy, and renew its date. {who} can do that.",
        clause=clause.id,
        title=clause.title.say(words.language),
        number=clause.chapter,
        who=who,
    )


def bulletin(way: Way, words: Words) -> str:
    """A short notice in the words of the item."""
    language = words.language
    lines = [f"・{one.text.say(language)}" for one in way.measures[:2]]
    please = words.say("Please:") if lines else ""
    return "\n".join(filter(None, (way.item.why.say(language), please, *lines)))


def _decided(one: Improvement, shelf: Shelf, words: Words) -> str:
    name = shelf.names.get(one.owner, one.owner)
    return words.say("Decided: {text} ({name}, {fate})", text=b.cut(one.text, 120), name=name, fate=fate(one, words))


def _buttons(way: Way, here: Target, shelf: Shelf, words: Words) -> Iterator[Button]:
    if shelf.runs:
        target = Target(here.campaign, here.unit, way.item.id, here.page)
        yield Button(f"{ids.IMPROVE}.{way.item.id}", words.say("Make it an improvement"), target.carried(), "primary")
    if shelf.sends and way.item.remedy == "awareness":
        target = Target(here.campaign, here.unit, way.item.id)
        yield Button(f"{ids.WAYS_NOTICE}.{way.item.id}", words.say("Make it a draft bulletin"), target.carried())
    for name in [one for one in way.item.answers if one in shelf.known.answers][:MOST_ANSWERS]:
        label = words.say("Answer: {title}", title=shelf.known.answers[name].title.say(words.language))
        yield Button(f"{answer_ids.RELATED}.{way.item.id}.{name}", label, {"e": name, "via": "survey"})


def _turns(here: Target, pages: int, words: Words) -> Iterator[Button]:
    for step, label in ((-1, words.say("Back")), (1, words.say("Next"))):
        if 0 <= here.page + step < pages:
            target = Target(here.campaign, here.unit, page=here.page + step)
            yield Button(f"{ids.WAYS}.{'next' if step > 0 else 'back'}", label, target.carried())
