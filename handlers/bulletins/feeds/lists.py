"""The windows of the feeds: the list by state, one advisory, why it is not relevant, the rules, the sources."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.bulletins.feeds.items import Advisory
from bot.bulletins.feeds.rules import Rule, Teaching
from handlers.bulletins.feeds import ids
from handlers.bulletins.feeds.labels import STATES, Labels, attacked, score
from handlers.bulletins.feeds.views import body, heading, one_button, standing
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Confirm, Modal
from handlers.kit.words import N_, Words

PER_PAGE: Final = 12
MOST_RULES: Final = 30
LONGEST_WORDS: Final = 80
ONLY: Final = "only"
UNDONE: Final = N_("Undone. {count} items wait for a decision again.")
ABOUT_RULES: Final = N_(
    "What these rules cover is put aside without asking anybody. "
    "Undoing one brings back what it has put aside in the last 30 days."
)


@dataclass(frozen=True, slots=True)
class At:
    """Which part of the list somebody looks at; it travels as text with buttons and windows."""

    state: str = "new"
    page: int = 0

    @property
    def text(self) -> str:
        return f"{self.state}.{self.page}"

    @classmethod
    def of(cls, text: str) -> At:
        state, _, page = text.partition(".")
        known = state if state in STATES else "new"
        return cls(known, min(int(page), 999) if page.isascii() and page.isdecimal() else 0)


Found = Sequence[tuple[Advisory, bool]]
"""Advisories, each with whether it is urgent."""


def list_modal(found: Found, at: At, counts: Mapping[str, int], labels: Labels, words: Words) -> Modal:
    """One page of what there is in a state."""
    options = [b.option(state, f"{words.say(said)} ({counts.get(state, 0)})") for state, said in STATES.items()]
    chosen = next(one for one in options if one["value"] == at.state)
    menu = {"type": "static_select", "action_id": ids.FILTER, "options": options, "initial_option": chosen}
    doors = b.buttons(
        Button(ids.RULES, words.say("What is not relevant"), "list"), Button(ids.SOURCES, words.say("Sources"), "list")
    )  # fmt: skip
    doors["elements"].insert(0, menu)
    blocks: list[Block] = [doors]
    for one, urgent in found[:PER_PAGE]:
        lines = [labels.interests(one, words), score(one, words), *standing(one, labels, words)]
        lines += [attacked(one, words)] if one.exploited else []
        title = b.cut(one.title, 300)
        title = words.say("🚨 [Urgent] {title}", title=title) if urgent else title
        text = "\n".join([title, words.say(" / ").join(lines)])
        blocks += [b.divider(), b.row(text, one_button(one, words, at.text))]
    if not found:
        blocks.append(b.paragraph(words.say("There is nothing here now.")))
    return Modal(ids.SHOW, words.say("News from the feeds"), [*blocks, *_pages(found, at, words)], words.say("Close"))


def one_modal(advisory: Advisory, labels: Labels, words: Words, at: str, *, urgent: bool) -> Modal:
    """One advisory as its card shows it, with the same buttons."""
    shown = [b.header(heading(advisory, labels, words, urgent=urgent)), *body(advisory, labels, words, {"l": at})]
    return Modal(ids.SHOW, words.say("News from the feeds"), shown, words.say("Back"))


def irrelevant_form(advisory: Advisory, taught: Sequence[Teaching], labels: Labels, words: Words, at: str) -> Modal:
    """What made it irrelevant: so that nobody is asked about the like again."""
    options = [(ONLY, words.say("Only this one"))]
    options += [(str(place), labels.teaching(one, words)) for place, one in enumerate(taught)]
    choice = b.choice_input("why", words.say("How much is not relevant?"), options)
    choice["element"]["initial_option"] = choice["element"]["options"][0]
    more = [
        words.say("What you choose is a rule: from now on such items are put aside without asking you."),
        words.say("You see all rules in the list, with what they put aside, and can undo them at any time."),
        words.say("News of attacks on exactly our products comes in spite of any rule."),
    ]
    carried = {"a": advisory.id, "l": at, "p": [[one.kind, one.interest, one.words, one.source] for one in taught]}
    return Modal(
        ids.IRRELEVANT_FORM,
        words.say("Not relevant"),
        [b.quote(b.cut(advisory.title, 500)), choice, b.context(*more)],
        words.say("Cancel"),
        words.say("Put aside"),
        json.dumps(carried, ensure_ascii=False, separators=(",", ":")),
    )


def rules_modal(rules: Sequence[Rule], labels: Labels, words: Words, note: str = "") -> Modal:
    """The rules in force, each with what it has put aside, and the way to undo it."""
    blocks: list[Block] = [b.strong(note)] if note else []
    blocks.append(b.paragraph(words.say(ABOUT_RULES)))
    for rule in rules:
        blocks += [b.divider(), b.row(_rule(rule, labels, words), _undo(rule, words))]
    if not rules:
        blocks.append(b.paragraph(words.say('There are no rules yet. They come of "Not relevant".')))
    return Modal(ids.SHOW, words.say("What is not relevant"), blocks, words.say("Back"))


def _rule(rule: Rule, labels: Labels, words: Words) -> str:
    by = words.say("{name}, {day}", name=labels.person(rule.by, words), day=words.day_of(rule.at))
    count = words.say("Put aside so far: {count}. Made by {by}", count=rule.hidden, by=by)
    lines = [labels.teaching(rule.teaching, words), count]
    lines += [words.say("For example: {title}", title=b.cut(one, LONGEST_WORDS)) for one in rule.examples]
    return "\n".join(lines)


def _undo(rule: Rule, words: Words) -> Button:
    sure = Confirm(
        words.say("Undo this rule?"),
        words.say("Such items come to you again, and those of the last 30 days come back."),
        words.say("Undo the rule"),
        words.say("Cancel"),
    )
    return Button(f"{ids.UNDO}.{rule.id}", words.say("Undo the rule"), str(rule.id), confirm=sure)


def _pages(found: Found, at: At, words: Words) -> list[Block]:
    turns = []
    if at.page:
        turns.append(Button(f"{ids.PAGE}.back", words.say("Newer"), At(at.state, at.page - 1).text))
    if len(found) > PER_PAGE:
        turns.append(Button(f"{ids.PAGE}.on", words.say("Older"), At(at.state, at.page + 1).text))
    return [b.divider(), b.buttons(*turns)] if turns else []
