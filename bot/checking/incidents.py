"""Everything that the incident desk would send, drawn with long and hostile words: for `mamori check`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.checking.mail import TRAP, Drawn
from bot.checking.response import DAYS, response_drawn
from bot.checking.samples import DOORS, LATER, NOW, incident_of, record_of
from bot.core.absences import Absence
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.people import Directory, Person, Role
from bot.incidents.cases import Dossier, DutyState, Entry, Kind, State, Via
from bot.incidents.checklist import Checklist, Line
from bot.incidents.deadlines import OVERDUE
from bot.incidents.filters import Filters
from bot.incidents.notifying import Notifying, Reminder
from bot.incidents.numbers import Rules, figures, year
from bot.incidents.queries import Late
from handlers.incidents.cards import Views
from handlers.incidents.chain.away_views import Shown, away_form, away_home, back_card, deputy_card
from handlers.incidents.chain.drill_views import drill_form, drill_home
from handlers.incidents.duties import views as duty_views
from handlers.incidents.duties.cards import reminder_card
from handlers.incidents.duties.letters import letter_of
from handlers.incidents.home import Desktop
from handlers.incidents.home import home_blocks as desk_blocks
from handlers.incidents.lists.continuity import continuity_modal
from handlers.incidents.lists.fields import Listing
from handlers.incidents.lists.left import Left
from handlers.incidents.lists.numbers import Numbers, numbers_modal
from handlers.incidents.lists.views import list_modal
from handlers.incidents.report import forms
from handlers.incidents.report.draft import Draft
from handlers.incidents.report.mine_views import Ahead, Told, mine_card, nothing_card
from handlers.incidents.response.doors import home_blocks
from handlers.kit.people import People
from handlers.kit.words import Words
from knowledge.incidents import Category
from knowledge.reading import Knowledge

ZONE = ZoneInfo("Asia/Tokyo")
READER = Person("T1", "U3", "U3", roles=frozenset({Role.EMPLOYEE, Role.SECURITY_LEAD}))
KINDS: Mapping[str, Mapping[str, Any]] = {
    "led": {},
    "restricted": {"restricted": True, "lead": None, "reporter": None},
    "drill": {"drill": True},
}
DRAFT = Draft("", Via.MESSAGE, "M-SAMPLE00", "C0123456789", "1763631000.000200", "U1")


def incidents_drawn(known: Knowledge, words: Words, trap: str = TRAP * 60) -> Iterator[Drawn]:
    """Every card, window and part of the home; whatever comes from a person is the trap."""
    nobody = People(known.company, Directory(()), Database("sqlite://"), SystemClock())
    views = Views(known.incidents, known.company, nobody, DOORS)
    for category in known.incidents.categories.categories:
        for part, drawn in (*_kind(category, views, words, trap), *_mine(category, views, words, trap)):
            yield f"incident {category.id}: {part}", drawn
    for state in State:
        for kind, more in KINDS.items():
            dossier = record_of(incident_of(trap, state=state, **more), known.incidents, trap)
            for part, drawn in response_drawn(dossier, views, words, trap):
                yield f"incident {state} {kind}: {part}", drawn
    for part, drawn in (*_lists(views, words, trap), *_people(views, words)):
        yield f"incidents: {part}", drawn


def _kind(category: Category, views: Views, words: Words, trap: str) -> Iterator[Drawn]:
    """The windows of a report, and whom the law wants told of it."""
    draft = replace(DRAFT, files=(trap[:40],) * 8, where=trap[:300], words=trap)
    one = incident_of(trap, category=category.id, level=category.presumed, state=State.REPORTED)
    yield "choose form", forms.choose_form(draft, views, words, trap)
    yield "start form", forms.start_form(draft, category, views, words, trap)
    yield "facts form", forms.facts_form(one, category, views, words, fresh=True)
    yield "thanks", forms.thanks(one, views, words)
    yield "thanks without a name", forms.thanks(replace(one, reporter=None), views, words)
    yield "nothing form", forms.nothing_form(one, words)
    grave = {fact.id: fact.options[-1].id for fact in views.content.levels.facts}
    for name, facts in {"no facts": {}, "all facts": grave}.items():
        case = Notifying(views.content.jurisdiction, DAYS).checklist(replace(one, facts=facts), (), LATER)
        for part, drawn in _duties(case, views, words):
            yield f"{name}, {part}", drawn


def _duties(case: Checklist, views: Views, words: Words) -> Iterator[Drawn]:
    target = duty_views.Target(case.incident.id)
    for page in range(-(-len(case.items) // duty_views.PAGE)):
        yield f"duties {page}", duty_views.duty_modal(case, views, words, page=page)
    yield "duties to read", duty_views.duty_modal(case, views, words, works=False)
    yield "duty facts", duty_views.facts_form(case, case.missing, target, views, words)
    rows = [
        DutyState(0, case.incident.id, item.due.duty.id, line.deadline, NOW, NOW, "open")
        for item in case.items
        for line in item.lines
    ]
    yield "duty reminder", reminder_card(case, Reminder(tuple(rows), frozenset({OVERDUE})), views, words)
    dossier = Dossier(case.incident, (), (), (), ())
    for item in case.items:
        duty = item.due.duty
        yield f"duty {duty.id}", duty_views.item_modal(case, item, target, views, words, works=True)
        yield (
            f"letter {duty.id}",
            duty_views.letter_modal(duty, [letter_of(duty, dossier, NOW, views, words)] * 2, words),
        )
        for line in item.lines or (Line(""),):
            for what in ("done", "not_needed"):
                to = replace(target, duty=duty.id, deadline=line.deadline, what=what)
                yield f"duty {duty.id} {line.deadline} {what}", duty_views.note_form(item, line, to, words)


def _mine(category: Category, views: Views, words: Words, trap: str) -> Iterator[Drawn]:
    """The reporter's own card."""
    note = Entry(1, "I-SAMPLE00", Kind.NOTE, NOW, NOW, "U1", trap[:3000])
    for state in (one for one in State if one is not State.MERGED):
        one = incident_of(trap, category=category.id, state=state)
        notices = record_of(one, views.content, "").notices
        yield f"mine {state}", mine_card(one, Told(notices, Ahead(NOW, ("U1", "U2")), note), views, words)
        yield f"mine {state}, nobody told", mine_card(one, Told((), Ahead(NOW, (), "#security")), views, words)
    yield "nothing", nothing_card(incident_of(trap), trap, views, words)


def _lists(views: Views, words: Words, trap: str) -> Iterator[Drawn]:
    """The list, the numbers, and the App Home of those who respond."""
    cases = [incident_of(trap, id=f"I-SAMPLE{number:02}", drill=number % 5 == 0) for number in range(60)]
    steps = record_of(cases[0], views.content, trap).steps
    for page in (0, 3, 5):
        listing = Listing(Filters(words=trap[:60]), cases, cases, READER, page)
        yield f"list {page}", list_modal(listing, views, ZONE, words)
    yield "list, empty", list_modal(Listing(Filters(), [], [], READER), views, ZONE, words)
    rules = Rules(views.content.chain, DAYS, ZONE, NOW)
    found = figures(cases, year(2026, ZONE, NOW), rules, {})
    yield (
        "numbers",
        numbers_modal(Numbers(2026, range(2026, 1926, -1), found, found, Late(1, 2, 3, 4)), views.content, words),
    )
    due = {one.id: NOW for one in cases}
    actions = [one for one in steps if one.source == "action"]
    left = [Left(one, 9, 9, NOW) for one in cases]
    desktop = Desktop(READER, LATER, cases, cases, due, [(one, cases[0]) for one in steps], actions, 10**6, left)
    yield "home", desk_blocks(desktop, views, words)
    yield "home, nothing", desk_blocks(Desktop(READER, NOW), views, words)


def _people(views: Views, words: Words) -> Iterator[Drawn]:
    """Doors for everybody, drills and absences."""
    for guest in (True, False):
        yield f"report at home, guest {guest}", home_blocks(views, words, guest=guest)
    yield "received", forms.received(words)
    yield "continuity", continuity_modal(views.content, views.people, words)
    yield "drill form", drill_form(views, words, "U1")
    yield "drills at home", drill_home([incident_of(TRAP * 9, drill=True)] * 3, words)
    absence = Absence("T1", "U1", "U2", NOW, LATER)
    yield "away form", away_form(LATER, "U2", words)
    yield "away at home", away_home(Shown(absence, "U2", (absence,) * 9), views, words)
    yield "back at home", away_home(Shown(None, None, ()), views, words)
    yield "deputy", deputy_card(absence, views, words)
    yield "back", back_card(absence, views, words)
