"""Improvements as people see them: the form, the message to whoever does it, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.surveys.cases import Campaign, Improvement
from bot.surveys.improvements import LONGEST_TEXT
from bot.surveys.ways import Way
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Modal
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.results.card_lines import fate, subject
from handlers.surveys.results.headline import named
from handlers.surveys.results.targets import Target

MOST_AT_HOME = 4
DROPPED = "dropped"


@dataclass(frozen=True)
class Told:
    """An improvement with what its message says of it: its campaign, and who does it."""

    improvement: Improvement
    campaign: Campaign
    name: str


def improve_form(way: Way, target: Target, proposed: tuple[str, date], words: Words) -> Modal:
    """An improvement to be decided; `proposed` is who and until when."""
    owner, due = proposed
    first = way.measures[0].text.say(words.language) if way.measures else ""
    shown = [
        b.strong(f"{way.item.number}. {way.item.ask.say(words.language)}"),
        b.text_input("text", words.say("What is to be done?"), multiline=True, longest=LONGEST_TEXT, initial=first),
        b.person_input("owner", words.say("Who does it?"), owner),
        b.day_input("due", words.say("By when?"), due),
        b.context(words.say("They are told at once, and reminded until it is done.")),
    ]
    title, cancel = words.say("Improvement"), words.say("Cancel")
    return Modal(ids.IMPROVE_FORM, title, shown, cancel, words.say("Keep"), target.carried())


def finish_form(one: Improvement, target: Target, words: Words) -> Modal:
    """That it is done, with a few words where there is something to say."""
    dropped = (DROPPED, words.say("It will not be done"), words.say("Please say why above."))
    shown = [
        b.strong(one.text),
        b.text_input("note", words.say("What was done? (if there is something to say)"), multiline=True, optional=True,
                     longest=LONGEST_TEXT),
        b.checks_input(DROPPED, words.say("Or"), [dropped]),
    ]  # fmt: skip
    title, cancel = words.say("Improvement"), words.say("Cancel")
    return Modal(ids.IMPROVED_FORM, title, shown, cancel, words.say("Keep"), target.carried())


def improvement_card(said: str, told: Told, words: Words) -> Card:
    """The message to whoever does it."""
    one = told.improvement
    shown: list[Block] = [b.strong(said), b.entry(one.text, about(told, words))]
    if one.open:
        shown.append(b.buttons(done_button(one, words, "primary")))
    return Card(f"{said} {b.cut(one.text, 200)}", shown)


def settled_card(told: Told, by: str, words: Words) -> Card:
    """To whoever decided it: that it is done, or not to be done."""
    one = told.improvement
    said = words.say("{name} has decided not to do this improvement.", name=by)
    if one.done_at:
        said = words.say("{name} has finished an improvement. Thank you both.", name=by)
    shown: list[Block] = [b.strong(said), b.entry(one.text, about(told, words))]
    if one.note and one.done_at:
        shown.append(b.quote(one.note))
    return Card(f"{said} {b.cut(one.text, 200)}", shown)


def about(told: Told, words: Words) -> str:
    """Which item it is for, who does it, how it stands."""
    one = told.improvement
    item = told.campaign.survey.item(one.item)
    lines = [f"{subject(told.campaign, words)} / {named(item, words) if item else one.item}"]
    unit = told.campaign.unit(one.unit)
    if unit:
        lines.append(words.say("Department: {unit}", unit=unit.name(words.language)))
    lines.append(words.say("In charge: {name}", name=told.name))
    lines.append(words.say("By {day}", day=words.weekday_of(one.due_at)) if one.open else fate(one, words))
    return "\n".join(lines)


def home_blocks(mine: Sequence[Improvement], words: Words) -> list[Block]:
    """What somebody still has to do, for their App Home."""
    if not mine:
        return []
    shown: list[Block] = [b.strong(words.say("Your improvements"))]
    for one in sorted(mine, key=lambda each: each.due_at)[:MOST_AT_HOME]:
        day = words.say("By {day}", day=words.weekday_of(one.due_at))
        shown.append(b.row(f"{b.cut(one.text, 300)}\n{day}", done_button(one, words)))
    if len(mine) > MOST_AT_HOME:
        more = words.say("{count} more follow when these are done.", count=len(mine) - MOST_AT_HOME)
        shown.append(b.context(more))
    return shown


def done_button(one: Improvement, words: Words, style: str | None = None) -> Button:
    target = Target(improvement=one.id)
    return Button(f"{ids.IMPROVED}.{one.id}", words.say("It is done"), target.carried(), style)
