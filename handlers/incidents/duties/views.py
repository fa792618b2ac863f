"""The windows of the duties: the checklist, a letter to check, a note on what was done, questions that decide."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.errors import NotFound
from bot.incidents.checklist import DONE, SETTLED, Checklist, Item, Line
from handlers.incidents.cards import Views
from handlers.incidents.duties import ids
from handlers.incidents.duties.words import duty_lines, line_title, row_text, short_lines, small_print
from handlers.incidents.report.forms import fact_inputs
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.payload import MANGLED
from handlers.kit.words import Words
from knowledge.incidents import Duty

PAGE = 40
"""Duties on one page: a block and a line each, below the hundred that Slack shows."""
MOST_QUESTIONS = 8
MOST_PAGES = 90
"""Paragraphs of a letter on one screen."""
LONGEST_NOTE = 1000


@dataclass(frozen=True)
class Target:
    """What a button or a window of the checklist is about, and the page on which the checklist stood.

    `window` is the one in which a form was opened, `beneath` the checklist below a duty's own window.
    """

    incident: str
    duty: str = ""
    deadline: str = ""
    page: int = 0
    what: str = ""
    window: str = ""
    beneath: str = ""

    def carried(self) -> str:
        held = {"i": self.incident, "d": self.duty, "l": self.deadline, "p": self.page, "w": self.what}
        held |= {"v": self.window, "b": self.beneath}
        return json.dumps({name: value for name, value in held.items() if value}, separators=(",", ":"))

    @classmethod
    def of(cls, carried: str) -> Target:
        """What was carried; a bare id is an incident's. Raises NotFound when it is not ours."""
        if not carried.startswith("{"):
            return cls(carried)
        try:
            held = json.loads(carried)
            text = {name: str(held.get(name, "")) for name in "dlwvb"}
            page = int(held.get("p", 0))
            return cls(str(held["i"]), text["d"], text["l"], page, text["w"], text["v"], text["b"])
        except MANGLED:
            raise NotFound("kit.gone") from None


def duty_modal(case: Checklist, views: Views, words: Words, *, page: int = 0, works: bool = True) -> Modal:
    """Whom to notify until when, a row each, what is needed first; `works` is False for those who may only read."""
    items = case.by_need
    pages = [items[at : at + PAGE] for at in range(0, len(items), PAGE)] or [()]
    page = min(max(page, 0), len(pages) - 1)
    target = Target(case.incident.id, page=page)
    shown = _head(case, views, words, target=target if works else None)
    for at, item in enumerate(pages[page]):
        value = replace(target, duty=item.due.duty.id).carried()
        shown += [b.divider()] if at else []
        shown.append(b.row(row_text(item, case, words), Button(f"{ids.DUTY_SEE}.{at}", words.say("Details"), value)))
    if len(pages) > 1:
        shown += _turning(target, len(pages), words)
    title, close = words.say("Who to notify"), words.say("Close")
    return Modal(ids.DUTIES_SHOWN, title, shown, close, metadata=target.carried())


def item_modal(case: Checklist, item: Item, target: Target, views: Views, words: Words, *, works: bool) -> Modal:
    """One duty whole: why, until when and by which rule, to whom, and what can be done with it."""
    pressable = _buttons(item, target, words) if works else []
    shown = [
        *_drill(case, words),
        b.paragraph(views.content.jurisdiction.disclaimer.say(words.language)),
        *_told(item, case, views, words),
        *([b.buttons(*pressable)] if pressable else []),
    ]
    return Modal(ids.DUTIES_SHOWN, words.say("Notifying"), shown, words.say("Back to the list"))


def letter_modal(duty: Duty, letters: Sequence[str], words: Words) -> Modal:
    """A prepared letter, filled, in the languages that the reader needs: nobody but people sends it."""
    shown: list[Block] = [
        b.strong(duty.title.say(words.language)),
        b.paragraph(words.say("This is a draft. Please check it, fill in what is missing and send it yourself.")),
    ]
    for letter in letters:
        shown += [b.divider(), *b.pages(letter)[: MOST_PAGES // len(letters)]]
    if not letters:
        shown.append(b.paragraph(words.say("There is no prepared text for this.")))
    return Modal(ids.DUTIES_SHOWN, words.say("Draft letter"), shown, words.say("Close"))


def note_form(item: Item, line: Line, target: Target, words: Words) -> Modal:
    """What was done, or why it need not be: the reason must be given, a receipt number may."""
    done = target.what == DONE
    shown: list[Block] = [b.strong(item.due.duty.title.say(words.language))]
    if target.deadline:
        shown.append(b.paragraph(line_title(line, item, words)))
    if done:
        label = words.say("Receipt number, whom you spoke to and the like")
        send, head = words.say("Done"), words.say("Mark as done")
    else:
        label, send, head = words.say("Why is it not needed?"), words.say("Not needed"), words.say("Not needed")
    shown.append(b.text_input("note", label, multiline=True, optional=done, longest=LONGEST_NOTE))
    shown.append(b.context(words.say("It is kept in the incident's timeline, with your name.")))
    return Modal(ids.DUTY_FORM, head, shown, words.say("Cancel"), send, target.carried())


def facts_form(case: Checklist, names: Sequence[str], target: Target, views: Views, words: Words) -> Modal:
    """The questions that decide about duties, as many as fit one screen; every one may be left for later."""
    asked = list(names)[:MOST_QUESTIONS]
    shown: list[Block] = [
        b.paragraph(words.say("Your answers decide who has to be notified. Leave open what you do not know yet.")),
        *fact_inputs(case.incident, asked, views, words.language),
    ]
    if len(names) > len(asked):
        shown.append(b.context(words.say("{count} more questions follow.", count=len(names) - len(asked))))
    title = words.say("What is known?")
    return Modal(ids.DUTY_FACTS_FORM, title, shown, words.say("Cancel"), words.say("Keep"), target.carried())


def _head(case: Checklist, views: Views, words: Words, *, target: Target | None) -> list[Block]:
    shown = [
        *_drill(case, words),
        b.paragraph(views.content.jurisdiction.disclaimer.say(words.language)),
        b.strong(_summary(case, words)),
        b.context(
            words.say("Counted from {day}, when the company knew: that is day one.", day=words.weekday_of(case.knew))
        ),
    ]
    if target and case.missing:
        label = words.say("Answer the questions that decide")
        shown.append(b.buttons(Button(ids.DUTY_FACTS, label, target.carried(), "primary")))
    return [*shown, b.divider()]


def _drill(case: Checklist, words: Words) -> list[Block]:
    if not case.incident.drill:
        return []
    said = words.say("【DRILL】 This is an exercise. Nothing has happened.")
    return [b.strong(said), b.strong(words.say("Please notify nobody outside the company."))]


def _summary(case: Checklist, words: Words) -> str:
    if not case.waiting:
        return words.say("Nobody is waiting to be notified.")
    if case.next_due is None:
        return words.say("{count} not settled yet.", count=case.waiting)
    day = words.weekday_of(case.next_due)
    return words.say("{count} not settled yet; the next date is {day}.", count=case.waiting, day=day)


def _told(item: Item, case: Checklist, views: Views, words: Words) -> list[Block]:
    """A duty as text; one that is not needed says only why."""
    lines = duty_lines(item, case, views, words) if item.counts else short_lines(item, views, words)
    elements: list[Block] = [{"type": "text", "text": item.due.duty.title.say(words.language), "style": {"bold": True}}]
    for line, strong in lines:
        elements.append({"type": "text", "text": f"\n{line}"} | ({"style": {"bold": True}} if strong else {}))
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
    return [block, *(b.context(line) for line in (small_print(item, words) if item.counts else []))]


def _buttons(item: Item, page: Target, words: Words) -> list[Button]:
    """What can be done with a duty; ids differ by the place of its deadline, as Slack wants."""
    if not item.counts:
        return []
    whole = replace(page, duty=item.due.duty.id)
    each = []
    for place, line in enumerate(item.lines):
        value = replace(whole, deadline=line.deadline).carried()
        name = line_title(line, item, words) if len(item.lines) > 1 else ""
        settled = line.state in SETTLED
        action, label = (ids.DUTY_AGAIN, words.say("Undo")) if settled else (ids.DUTY_DONE, words.say("Mark as done"))
        each.append(Button(f"{action}.{place}", _named(label, name, words), value))
    if item.open:
        each.append(Button(ids.DUTY_DROP, words.say("Not needed (give the reason)"), whole.carried()))
    if item.due.duty.letter:
        each.append(Button(ids.DUTY_LETTER, words.say("See the letter"), whole.carried()))
    if item.open and item.due.missing:
        each.append(Button(ids.DUTY_FACTS, words.say("Answer the questions"), whole.carried()))
    return each


def _named(label: str, name: str, words: Words) -> str:
    return words.say("{name}: {label}", name=name, label=label) if name else label


def _turning(page: Target, pages: int, words: Words) -> list[Block]:
    each = []
    for name, to in ((words.say("Previous page"), page.page - 1), (words.say("Next page"), page.page + 1)):
        if 0 <= to < pages:
            each.append(Button(f"{ids.DUTIES_PAGE}.{to}", name, replace(page, page=to).carried()))
    return [b.context(words.say("Page {page} of {pages}", page=page.page + 1, pages=pages)), b.buttons(*each)]
