"""The form that starts a drill, the messages around it, and its result sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.incidents.cases import Incident
from bot.incidents.drill import Result, Took
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.labels import category_title, level_title, span
from handlers.incidents.naming import role_name
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Modal
from handlers.kit.words import Words

HOURS = (2, 1, 4, 8)
"""How long a drill may run; the first is what stands in the form."""
LEVELS = (1, 2, 3)
LONGEST = 2000
MOST_PEOPLE = 20


def drill_home(running: Sequence[Incident], words: Words) -> list[Block]:
    """On the App Home of those who may run drills."""
    shown: list[Block] = [
        b.header(words.say("Drills")),
        b.paragraph(
            words.say("An exercise calls everybody as a real report would; every message says that it is a drill.")
        ),
        b.buttons(Button(ids.DRILL, words.say("Start a drill"), "home")),
    ]
    for one in running:
        line = words.say("[DRILL] {title} ({id}), since {moment}", title=b.cut(one.title, 60), id=one.id,
                         moment=words.moment(one.reported_at))  # fmt: skip
        shown += [b.paragraph(line), b.buttons(_end(one, words, "home"), Button(ids.OPEN, words.say("Open"), one.id))]
    return shown


def drill_form(views: Views, words: Words, runner: str) -> Modal:
    """What has happened, how grave, who finds it, and for how long."""
    language = words.language
    kinds = [(one.id, one.title.say(language)) for one in views.content.categories.categories]
    levels = [(str(level), level_title(views.content, level, words)) for level in LEVELS]
    hours = [(str(each), words.say("{hours} h", hours=each)) for each in sorted(HOURS)]
    hint = words.say("What the report says. Left empty, the example of this kind is used.")
    shown = [
        b.paragraph(
            words.say("Everybody in the chain is called as in earnest. Every message says that it is a drill.")
        ),
        b.select_input("category", words.say("What has happened?"), kinds, kinds[0][0]),
        b.choice_input("level", words.say("Level"), levels),
        b.text_input("text", words.say("Text"), multiline=True, optional=True, placeholder=hint, longest=LONGEST),
        b.person_input("person", words.say("Who finds it (is not asked to confirm)"), runner),
        b.select_input("hours", words.say("Ends by itself after"), hours, str(HOURS[0])),
    ]
    return Modal(ids.DRILL_FORM, words.say("Start a drill"), shown, words.say("Cancel"), words.say("Start"))


def started_card(incident: Incident, until: datetime, words: Words) -> Card:
    """To whoever started it: it runs, until when, and the button that ends it."""
    said = words.say("The drill {id} has begun. It ends by itself at {moment}.", id=incident.id,
                     moment=words.moment(until))  # fmt: skip
    more = words.say("Nothing of it counts in the numbers, and nobody outside the company is to be notified.")
    pressable = _end(incident, words), Button(ids.OPEN, words.say("Open"), incident.id)
    return Card(said, [b.paragraph(said), b.context(more), b.buttons(*pressable)])


def ended_card(incident: Incident, words: Words) -> Card:
    said = words.say("The drill {id} is over.", id=incident.id)
    return Card(said, [b.paragraph(said), b.buttons(Button(ids.OPEN, words.say("Open"), incident.id))])


def result_card(incident: Incident, found: Result, views: Views, words: Words) -> Card:
    """Who was called and confirmed after how long, what was ticked off, and whether the targets were met."""
    said = words.say("Result of the drill: {title}", title=b.cut(incident.title, 80))
    lines = [
        words.say("Kind: {title}", title=category_title(views.content, incident, words)),
        level_title(views.content, incident.level, words),
        words.say("Began {moment}, ran for {time}", moment=words.moment(incident.reported_at),
                  time=span(found.length, words)),
        _settled(found, words),
        words.say("Steps done: {done} of {count}", done=found.steps_done, count=found.steps),
    ]  # fmt: skip
    if found.alarmed:
        lines.append(words.say("The alert channel had to be told, because nobody had confirmed in time."))
    people = [_person(one, found, views, words) for one in found.people[:MOST_PEOPLE]]
    shown: list[Block] = [b.header(b.cut(said, 150)), b.bullets(lines)]
    if people:
        shown += [b.strong(words.say("Who was called")), b.bullets(people)]
    pressable = [Button(ids.OPEN, words.say("Open"), incident.id)]
    if ids.DOCUMENT in views.doors:
        pressable.append(Button(ids.DOCUMENT, words.say("Report as a document"), incident.id))
    shown += [b.context(words.say("Reference {id}", id=incident.id)), b.buttons(*pressable)]
    return Card(said, shown)


def _settled(found: Result, words: Words) -> str:
    if found.settled is None:
        return words.say("Nobody who decides at this level has confirmed.")
    return words.say("Somebody who decides had confirmed after {time}.", time=span(found.settled, words))


def _person(one: Took, found: Result, views: Views, words: Words) -> str:
    name = words.say("{name} ({role})", name=views.name(one.person, words), role=role_name(one.role, words))
    target = span(found.target, words)
    if one.took is None:
        if not one.asked:
            return words.say("{name}: only told", name=name)
        if one.met is None:
            return words.say("{name}: asked shortly before the end", name=name)
        return words.say("{name}: no confirmation (target {target}): missed", name=name, target=target)
    took = span(one.took, words)
    if one.met is None:
        return words.say("{name}: confirmed after {time}", name=name, time=took)
    if one.met:
        return words.say("{name}: confirmed after {time} (target {target}): met", name=name, time=took, target=target)
    return words.say("{name}: confirmed after {time} (target {target}): missed", name=name, time=took, target=target)


def _end(incident: Incident, words: Words, where: str = "") -> Button:
    action = f"{ids.DRILL_END}.{where}" if where else ids.DRILL_END
    return Button(action, words.say("End the drill"), incident.id, style="danger")
