"""The question how things stand, its answers, and the offer to take over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.incidents.cases import Entry, Incident
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Modal
from handlers.kit.words import N_, Words

LONGEST = 2000
SNOOZES = ((30, N_("in 30 minutes")), (60, N_("in 1 hour")), (120, N_("in 2 hours")))


@dataclass(frozen=True)
class Asked:
    """A question: of which timer it is, what was said last, and how many before it stayed without an answer."""

    incident: Incident
    timer: int
    latest: Entry | None
    silent: int


def prompt_card(asked: Asked, words: Words) -> Card:
    """The question, and when the last one had no answer, whether they are still on it."""
    incident, value = asked.incident, f"{asked.incident.id}:{asked.timer}"
    said = words.say("How do things stand with {id}: {title}?", id=incident.id, title=b.cut(incident.title, 80))
    shown: list[Block] = [b.strong(said)]
    if asked.silent:
        more = words.say("My last question had no answer. Are you still working on it? One press is enough.")
        shown.append(b.paragraph(more))
    if asked.latest:
        head = words.say("Last said, {moment}", moment=words.moment(asked.latest.at))
        shown.append(b.entry(head, b.cut(asked.latest.text, 600)))
    snoozes = (Button(f"{ids.SNOOZE}.{minutes}", words.say(label), value) for minutes, label in SNOOZES)
    shown += [
        b.buttons(
            Button(ids.SITUATION, words.say("Write how things stand"), value, style="primary"),
            Button(ids.SITUATION_SAME, words.say("No change"), value),
            Button(ids.OPEN, words.say("Open"), incident.id),
        ),
        b.context(words.say("Ask me again:")),
        b.buttons(*snoozes),
    ]
    return Card(said, shown)


def answered_card(incident: Incident, words: Words, until: datetime | None = None) -> Card:
    """The question after its answer."""
    if until:
        said = words.say("I will ask again at {moment}.", moment=words.moment(until))
    else:
        said = words.say("Thank you. It is on record.")
    about = words.say("{id}: {title}", id=incident.id, title=b.cut(incident.title, 80))
    button = Button(ids.OPEN, words.say("Open"), incident.id)
    return Card(said, [b.paragraph(said), b.context(about), b.buttons(button)])


def situation_form(incident: Incident, latest: Entry | None, carried: str, words: Words) -> Modal:
    """One field; what was said last stands above it."""
    shown: list[Block] = [b.context(words.say("{id}: {title}", id=incident.id, title=b.cut(incident.title, 80)))]
    if latest:
        head = words.say("Last said, {moment}", moment=words.moment(latest.at))
        shown.append(b.entry(head, b.cut(latest.text, 600)))
    hint = words.say("What is done, what is open, who does what next")
    label = words.say("How do things stand?")
    shown.append(b.text_input("text", label, multiline=True, longest=LONGEST, placeholder=hint))
    return Modal(ids.SITUATION_FORM, words.say("Situation"), shown, words.say("Cancel"), words.say("Keep"), carried)


def offer_card(incident: Incident, views: Views, words: Words, *, lost: bool = False) -> Card:
    """To the chain's next person: the lead does not answer, or is lost to Slack; somebody may have to take over."""
    name, title = views.name(incident.lead, words), b.cut(incident.title, 80)
    sentence = (
        N_("{name} leads {id} ({title}) and cannot be reached on Slack.")
        if lost
        else N_("{name} leads {id} ({title}) and has not answered two questions.")
    )
    said = words.say(sentence, name=name, id=incident.id, title=title)
    more = words.say("Could you ask them, or take the lead yourself?")
    lines = [
        words.say("Phone of {name}: {phone}", name=name, phone=phone) for phone in [views.phone(incident.lead)] if phone
    ]
    pressable = [
        Button(ids.TAKE_LEAD, words.say("I take the lead"), incident.id, style="primary"),
        Button(ids.OPEN, words.say("Open"), incident.id),
    ]
    context = [b.context(*lines)] if lines else []
    shown = [
        b.strong(said),
        b.paragraph(more),
        *context,
        b.buttons(*(one for one in pressable if one.action_id in views.doors)),
    ]
    return Card(said, shown)
