"""The windows of the timeline: its pages, one entry in full, and the forms to add and to correct."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from bot.core.errors import NotFound
from bot.core.people import Person
from bot.incidents.cases import Entry, Incident, Kind
from bot.incidents.timeline import LONGEST_ENTRY, may_correct
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.entries import entry_line
from handlers.incidents.naming import Naming
from handlers.incidents.work import step_ids
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.payload import MANGLED
from handlers.kit.words import Words

PAGE = 20
"""Entries of a page: a heading of the day and three blocks each at most, far below what a window holds."""
SHOWN, SHOWN_BEFORE = 700, 150
"""Characters of an entry on its page, and of what it said before: a window holds 250 kB."""
NEWEST = -1_000_000


@dataclass(frozen=True)
class EntryTarget:
    """What a button or window of the timeline is about.

    `start` is the first entry of the page, counted from the oldest: pages stay where they are while others write.
    `seen` is how often an entry had been corrected.
    """

    incident: str
    start: int = NEWEST
    entry: int = 0
    seen: int = 0
    beneath: bool = False
    """The timeline lies under the window, and is drawn anew when that was sent."""

    def carried(self) -> str:
        held = {"i": self.incident, "n": self.start, "e": self.entry, "k": self.seen, "b": int(self.beneath)}
        return json.dumps(held, separators=(",", ":"))

    @classmethod
    def of(cls, carried: str) -> EntryTarget:
        """What was carried; a bare id is an incident's, at its newest page. Raises NotFound when it is not ours."""
        if not carried.startswith("{"):
            return cls(carried)
        try:
            held = json.loads(carried)
            return cls(str(held["i"]), int(held["n"]), int(held["e"]), int(held["k"]), bool(held["b"]))
        except MANGLED:
            raise NotFound("kit.gone") from None

    def within(self, total: int) -> EntryTarget:
        """The page that there is: the newest one is full, the oldest one may not be."""
        newest = total - PAGE
        return replace(self, start=newest if self.start == NEWEST else max(1 - PAGE, min(self.start, newest)))


@dataclass(frozen=True)
class Page:
    """A page of the timeline as somebody sees it."""

    incident: Incident
    entries: Sequence[Entry]
    target: EntryTarget
    total: int
    reader: Person
    adds: bool
    """Whether the reader may add to it."""


def timeline_modal(page: Page, views: Views, words: Words) -> Modal:
    """One page, in the order of what happened, by day."""
    shown: list[Block] = []
    if page.incident.drill:
        shown.append(b.strong(words.say("【DRILL】 This is an exercise. Nothing has happened.")))
    shown.append(b.context(_where(page, words)))
    at_top = _turning(page, words, "top")
    if page.adds:
        at_top.insert(0, Button(ids.ADD_ENTRY, words.say("Add an entry"), page.target.carried(), "primary"))
    shown += [b.buttons(*at_top)] if at_top else []
    for day, entries in groupby(page.entries, key=lambda one: words.weekday_of(one.at)):
        shown.append(b.header(day))
        for entry in entries:
            shown += _entry(entry, page, views, words)
    at_end = _turning(page, words, "end")
    shown += [b.divider(), b.buttons(*at_end)] if at_end else []
    title, close = words.say("Timeline"), words.say("Close")
    return Modal(step_ids.TIMELINE_SHOWN, title, shown, close, metadata=page.target.carried())


def entry_modal(entry: Entry, incident: Incident, views: Views, words: Words) -> Modal:
    """One entry in full, with everything that it said before."""
    shown: list[Block] = [
        b.context(_head(entry, incident, views, words)),
        *b.pages(_line(entry, incident, views, words)),
    ]
    shown += [_link(entry, words)] if entry.data.get("permalink") else []
    for before in entry.earlier:
        name, moment = views.name(before.by, words), words.moment(before.at)
        head = words.say("Corrected by {name}, {moment}. Before:", name=name, moment=moment)
        shown += [b.divider(), b.context(head), *b.pages(before.text)]
    return Modal(step_ids.TIMELINE_SHOWN, words.say("Entry"), shown[:100], words.say("Back"))


def entry_form(target: EntryTarget, now: datetime, words: Words, *, tells: bool = False) -> Modal:
    """What to add, and when it happened. `tells` is for the reporter, who tells more of what they reported."""
    said = (
        words.say("What else do you know? Those who respond read it at once.")
        if tells
        else words.say("What happened, or what was done?")
    )
    title = words.say("Tell more") if tells else words.say("Add to the timeline")
    shown = _fields(said, now, words)
    return Modal(ids.ENTRY_FORM, title, shown, words.say("Cancel"), words.say("Keep"), target.carried())


def correct_form(entry: Entry, target: EntryTarget, words: Words) -> Modal:
    """An entry to be corrected."""
    target = replace(target, entry=entry.id, seen=len(entry.earlier), beneath=True)
    shown = [
        *_fields(words.say("What happened, or what was done?"), entry.at, words, entry.text),
        b.context(words.say("What it says now stays visible as corrected.")),
    ]
    title, cancel = words.say("Correct the entry"), words.say("Cancel")
    return Modal(ids.EDIT_ENTRY_FORM, title, shown, cancel, words.say("Keep"), target.carried())


def _fields(label: str, at: datetime, words: Words, text: str = "") -> list[Block]:
    return [
        b.text_input("text", label, multiline=True, longest=LONGEST_ENTRY, initial=text),
        b.moment_input("at", words.say("When did it happen?"), at),
    ]


def _where(page: Page, words: Words) -> str:
    if not page.entries:
        return words.say("Nothing has been written yet.")
    first = max(page.target.start, 0) + 1
    last = first + len(page.entries) - 1
    if page.total <= PAGE:
        return words.say("{total} entries, in the order of what happened", total=page.total)
    return words.say(
        "Entries {first} to {last} of {total}, in the order of what happened", first=first, last=last, total=page.total
    )


def _turning(page: Page, words: Words, place: str) -> list[Button]:
    start, newest = page.target.start, page.total - PAGE
    each = []
    if start > 0:
        each.append((words.say("Earlier entries"), start - PAGE))
    if start < newest:
        each.append((words.say("Later entries"), start + PAGE))
        each.append((words.say("To the newest"), NEWEST))
    return [
        Button(f"{ids.TIMELINE_PAGE}.{place}.{number}", name, replace(page.target, start=to).carried())
        for number, (name, to) in enumerate(each)
    ]


def _entry(entry: Entry, page: Page, views: Views, words: Words) -> list[Block]:
    line = _line(entry, page.incident, views, words)
    shown = [b.context(_head(entry, page.incident, views, words))]
    target = replace(page.target, entry=entry.id)
    shown.append(b.paragraph(b.cut(line, SHOWN)) | _accessory(entry, line, page, target, words))
    shown += [_link(entry, words)] if entry.data.get("permalink") else []
    if entry.earlier:
        last = entry.earlier[-1]
        moment = words.moment(last.at)
        before = b.cut(last.text, SHOWN_BEFORE)
        if last.happened and last.happened != entry.at:
            before = f"{words.moment(last.happened)} {before}"
        name = views.name(last.by, words)
        shown.append(
            b.context(words.say("Corrected by {name}, {moment}. Before: {text}", name=name, moment=moment, text=before))
        )
    return shown


def _accessory(entry: Entry, line: str, page: Page, target: EntryTarget, words: Words) -> dict[str, Block]:
    """The button beside an entry: correct it, or read what the page has no room for."""
    if may_correct(page.reader, page.incident, entry):
        button = Button(f"{ids.EDIT_ENTRY}.{entry.id}", words.say("Correct"), target.carried())
    elif len(line) > SHOWN or any(len(one.text) > SHOWN_BEFORE for one in entry.earlier):
        button = Button(f"{step_ids.ENTRY}.{entry.id}", words.say("Read all"), target.carried())
    else:
        return {}
    return {"accessory": button.element()}


def _head(entry: Entry, incident: Incident, views: Views, words: Words) -> str:
    """When, and who; and when it was written, if that was later."""
    told = entry.kind is Kind.REPORTED and incident.reporter is None
    name = views.name(entry.by, words) if entry.by or told else words.say("Mamori")
    head = f"{words.time(entry.at)}  {name}"
    if words.moment(entry.at) == words.moment(entry.written_at):
        return head
    return words.say("{head} (written {moment})", head=head, moment=words.moment(entry.written_at))


def _line(entry: Entry, incident: Incident, views: Views, words: Words) -> str:
    naming = Naming(lambda user: views.name(user, words), views.content, incident.category)
    return entry_line(entry, naming, words)


def _link(entry: Entry, words: Words) -> Block:
    """The way to where a message stands."""
    link = {"type": "link", "url": str(entry.data["permalink"]), "text": words.say("To the message")}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [link]}]}
