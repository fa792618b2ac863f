"""The message that reminds of duties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
        *_now(rows, case, words),
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
    """Of what may be nobody's date it is said that it may be: never more alarm than there is reason for."""
    needed = [row for row in reminder.rows if _is_needed(row, case)]
    if not needed and any(_is_late(row, case) for row in reminder.rows):
        return N_("It is not settled yet whether somebody has to be notified, and the date has passed: {title}")
    if not needed:
        return N_("It is not settled yet whether somebody has to be notified: {title}")
    if any(_is_late(row, case) for row in needed):
        return N_("A date for notifying somebody has passed: {title}")
    return N_("A date for notifying somebody is coming up: {title}")


def _now(rows: Sequence[DutyState], case: Checklist, words: Words) -> Iterator[Block]:
    """What to do today about what is late."""
    late = [_is_needed(row, case) for row in rows if _is_late(row, case)]
    if not late:
        return
    todo = []
    if not all(late):
        todo.append(words.say("Answer the open questions in the list today: they decide whether it is needed."))
    todo.append(words.say("Notify what is needed even now, and say why it is late."))
    yield b.strong(words.say("Do this now"))
    yield b.bullets(todo)


def _line(row: DutyState, case: Checklist, views: Views, words: Words) -> str:
    naming = Naming(lambda user: views.name(user, words), views.content, case.incident.category)
    name, last = naming.duty(row.duty, row.deadline, words), _last(row, case)
    day, needed = words.weekday_of(last), _is_needed(row, case)
    if not _is_late(row, case):
        by = N_("{name}: by {day}") if needed else N_("{name}: by {day}, if it is needed. A few answers decide that.")
        return words.say(by, name=name, day=day)
    passed = (case.now - last).days + 1  # a last day ends at midnight
    if needed:
        was = N_("{name}: was due by {day}, {ago}")
    else:
        was = N_("{name}: if it is needed, it was due by {day}, {ago}. A few answers decide that.")
    ago = words.say("{days} days ago", days=passed) if passed > 1 else words.say("a day ago")
    return words.say(was, name=name, day=day, ago=ago)


def _is_late(row: DutyState, case: Checklist) -> bool:
    return _last(row, case) < case.now


def _is_needed(row: DutyState, case: Checklist) -> bool:
    item = case.item(row.duty)
    return item is not None and item.due.need is Need.NEEDED


def _last(row: DutyState, case: Checklist) -> datetime:
    return row.extended_at or row.due_at or case.now
