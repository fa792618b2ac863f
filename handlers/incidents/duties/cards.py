"""The message that reminds of duties."""

from __future__ import annotations

from datetime import datetime

from bot.incidents.cases import DutyState
from bot.incidents.checklist import Checklist
from bot.incidents.duties import Need
from bot.incidents.notifying import Reminder
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.naming import Naming
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.words import N_, Words

MOST_LINES = 20


def reminder_card(case: Checklist, reminder: Reminder, views: Views, words: Words, *, sees: bool = True) -> Card:
    """What is due, by when, and the way to the checklist; calm even when a date has passed.

    A deputy who may not see the incident (`sees` is False) hears of the dates alone.
    """
    said = words.say(_headline(case, reminder), title=b.cut(case.incident.title, 80) if sees else case.incident.id)
    rows = sorted(reminder.rows, key=lambda row: (_last(row, case), row.id))
    shown: list[Block] = [
        b.header(said),
        b.bullets(_line(row, case, views, words) for row in rows[:MOST_LINES]),
        *(_way(case, words) if sees else [b.paragraph(words.say("Please settle it with those who handle incidents."))]),
        b.context(
            views.content.jurisdiction.disclaimer.say(words.language), words.say("Reference {id}", id=case.incident.id)
        ),
    ]
    return Card(said, shown)


def binds(case: Checklist, reminder: Reminder) -> bool:
    """Whether the law asks for something of what is due."""
    items = (case.item(row.duty) for row in reminder.rows)
    return any(item is not None and item.due.duty.binding == "law" for item in items)


def _way(case: Checklist, words: Words) -> list[Block]:
    more = words.say("If it has been done, or is not needed, please say so in the list; then I stop asking.")
    return [
        b.paragraph(more),
        b.buttons(Button(ids.DUTIES, words.say("See who to notify"), case.incident.id, style="primary")),
    ]


def _headline(case: Checklist, reminder: Reminder) -> str:
    """Nobody is told that a date has passed as long as it may be nobody's date."""
    needed = [row for row in reminder.rows if _is_needed(row, case)]
    if not needed:
        return N_("It is not settled yet whether somebody has to be notified: {title}")
    if any(_last(row, case) < case.now for row in needed):
        return N_("A date for notifying somebody has passed: {title}")
    return N_("A date for notifying somebody is coming up: {title}")


def _line(row: DutyState, case: Checklist, views: Views, words: Words) -> str:
    naming = Naming(lambda user: views.name(user, words), views.content, case.incident.category)
    name, last = naming.duty(row.duty, row.deadline, words), _last(row, case)
    if not _is_needed(row, case):
        sentence = N_("{name}: by {day}, if it is needed. A few answers decide that.")
    else:
        sentence = N_("{name}: was due by {day}") if last < case.now else N_("{name}: by {day}")
    return words.say(sentence, name=name, day=words.weekday_of(last))


def _is_needed(row: DutyState, case: Checklist) -> bool:
    item = case.item(row.duty)
    return item is not None and item.due.need is Need.NEEDED


def _last(row: DutyState, case: Checklist) -> datetime:
    return row.extended_at or row.due_at or case.now
