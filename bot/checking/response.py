"""What those who respond see of one incident, drawn from its whole record: for `mamori check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.checking.mail import Drawn
from bot.checking.samples import LATER, NOW, Everybody, glance_of, incident_of
from bot.core.people import Person, Role
from bot.core.workdays import WorkDays
from bot.incidents.cases import Dossier, State
from bot.incidents.drill import result
from handlers.incidents.cards import Views, marked
from handlers.incidents.chain.call_views import Call, call_card
from handlers.incidents.chain.drill_views import ended_card, result_card, started_card
from handlers.incidents.chain.log_views import Log, log_modal
from handlers.incidents.chain.situation_views import Asked, answered_card, offer_card, prompt_card, situation_form
from handlers.incidents.papers.document import DocumentView, report_page
from handlers.incidents.papers.paper_views import ON_ITS_WAY, Choice, preparing_modal, report_modal
from handlers.incidents.report.mine_views import news_card
from handlers.incidents.response import move_forms, reviews
from handlers.incidents.response.hub_views import Reader, follow_modal, hub_modal
from handlers.incidents.response.incident_views import hidden_card, incident_card, merged_mine_card, note_card
from handlers.incidents.work import action_views, step_views
from handlers.incidents.work.action_views import ActionTarget
from handlers.incidents.work.keeping import Said, keep_form, kept_modal
from handlers.incidents.work.timeline_views import (
    PAGE,
    EntryTarget,
    Page,
    correct_form,
    entry_form,
    entry_modal,
    timeline_modal,
)
from handlers.kit.words import Words

DAYS = WorkDays("Asia/Tokyo")
LEAD = Person("T1", "U2", "U2", roles=frozenset({Role.EMPLOYEE, Role.INCIDENT_LEAD}))


def response_drawn(dossier: Dossier, views: Views, words: Words, trap: str) -> Iterator[Drawn]:
    """Every card and window of an incident."""
    yield from _cards(dossier, views, words, trap)
    yield from _hub(dossier, views, words, trap)
    yield from _steps(dossier, views, words, trap)
    yield from _timeline(dossier, views, words, trap)
    yield from _situation(dossier, views, words)
    yield from _paper(dossier, views, words)


def _cards(dossier: Dossier, views: Views, words: Words, trap: str) -> Iterator[Drawn]:
    incident, seen = dossier.incident, glance_of(dossier)
    yield "card", marked(incident, incident_card(seen, views, words, trap[:200]), words)
    yield "hidden", hidden_card(incident, words)
    yield "note", note_card(incident, trap, words, trap)
    yield "merged", merged_mine_card(incident, incident, views, words)
    yield "reminder of the review", reviews.reminder_card(replace(incident, review_due=NOW), LATER, words)
    for notice in dossier.notices[:5]:
        for confirmed in (True, False):
            mine = replace(notice, confirmed_at=NOW if confirmed else None)
            for told in ([mine], [replace(mine, key="before"), mine]):
                card = call_card(incident, Call(mine, told, dossier.entries[0]), views, words)
                yield f"call {notice.why} {confirmed} {len(told)}", marked(incident, card, words)
    for entry in dossier.entries[:34]:
        if news := news_card(incident, entry, views, words):
            yield f"news {entry.id} {entry.kind}", news


def _hub(dossier: Dossier, views: Views, words: Words, trap: str) -> Iterator[Drawn]:
    """The window and the forms that are opened from it."""
    incident, seen = dossier.incident, glance_of(dossier)
    yield "hub", hub_modal(seen, Reader(LEAD, seen.notices), views, words, trap[:200])
    yield "follow", follow_modal(incident, Person("T1", str(incident.reporter), ""), views, words)
    yield "level form", move_forms.level_form(incident, dossier.entries[0], views, words)
    yield "move form", move_forms.move_form(incident, words)
    left, facts = [trap[:150]] * 10, [trap[:150]] * 30
    yield "close form", move_forms.close_form(incident, incident.outcome, left, facts, words)
    yield "review form", move_forms.review_form(incident, words)
    yield "hand over form", move_forms.hand_over_form(incident, views, words)
    others = [incident_of(trap, id=f"I-SAMPLE{number}") for number in range(120)]
    yield "merge form", move_forms.merge_form(incident, others, views, words)
    yield "merge form, no other", move_forms.merge_form(incident, [], views, words)
    yield "restrict form", move_forms.restrict_form(incident, trap[:2000], words)
    yield "invite form", move_forms.invite_form(incident, words)
    yield "review kept", reviews.thanks_modal(incident.id, words, can_decide=True)
    yield "log", log_modal(Log(incident, dossier.notices * 3, dossier.entries[:9], {}), views, words)


def _steps(dossier: Dossier, views: Views, words: Words, trap: str) -> Iterator[Drawn]:
    """The list of steps, the follow-ups, and their forms."""
    incident = dossier.incident
    drawer, target = step_views.StepViews(views, Everybody()), step_views.StepTarget(incident.id, 1)
    for reader in ("U1", ""):
        sheet = step_views.Sheet(incident, dossier.steps, LATER, reader)
        for page in range(-(-len(sheet.listed) // step_views.PAGE)):
            yield f"steps {page} {reader}", drawer.modal(sheet, words, page)
    yield "step form", step_views.step_form(target, words)
    yield "skip form", step_views.skip_form(trap[:300], target, words)
    yield "assign form", step_views.assign_form(trap[:300], "U1", target, words)
    actions = [replace(one, source="action", done_at=None, skipped="") for one in dossier.steps]
    about = ActionTarget(incident.id, 1, "bulletin", "C0123456789", "1763631000.000200", "incidents.actions_shown")
    for works in (True, False):
        yield f"actions {works}", action_views.actions_modal(incident, actions, LATER, views, words, works=works)
    draft = action_views.Draft(trap[:300], "U1", LATER.date())
    yield "action form", action_views.action_form(draft, about, words)
    yield "action done form", action_views.done_form(actions[0], about, words)
    yield "action", action_views.action_card(trap[:100], actions[0], LATER, views, words)
    yield "actions at home", action_views.home_blocks(actions, LATER, views, words)


def _timeline(dossier: Dossier, views: Views, words: Words, trap: str) -> Iterator[Drawn]:
    incident, entries = dossier.incident, dossier.entries
    for start in range(0, 5 * PAGE, PAGE):
        page = Page(incident, entries[start : start + PAGE], EntryTarget(incident.id, start), len(entries), LEAD, True)
        yield f"timeline {start}", timeline_modal(page, views, words)
    for entry in entries[:34]:
        yield f"entry {entry.id} {entry.kind}", entry_modal(entry, incident, views, words)
    yield "correct form", correct_form(entries[1], EntryTarget(incident.id, 0, 1), words)
    yield "entry form", entry_form(EntryTarget(incident.id), NOW, words)
    yield "tell more form", entry_form(EntryTarget(incident.id), NOW, words, tells=True)
    said = Said("C0123456789", "1763631000.000200", "U1")
    yield "keep form", keep_form([incident] * 120, incident.id, said, trap, words)
    yield "kept", kept_modal(incident, words, sees=True)


def _situation(dossier: Dossier, views: Views, words: Words) -> Iterator[Drawn]:
    incident, latest = dossier.incident, glance_of(dossier).situation
    for silent in (0, 2):
        yield f"situation asked {silent}", prompt_card(Asked(incident, 10**9, latest, silent), words)
    yield "situation answered", answered_card(incident, words)
    yield "situation later", answered_card(incident, words, LATER)
    yield "situation form", situation_form(incident, latest, f"{incident.id}:1", words)
    yield "lead offered", offer_card(incident, views, words)


def _paper(dossier: Dossier, views: Views, words: Words) -> Iterator[Drawn]:
    """The report as a window, and what a drill has shown."""
    incident = dossier.incident
    view = DocumentView(views.company.name.say(words.language), lambda user: user, views.content, LATER)
    page = report_page(dossier, view, words)
    yield "report", report_modal(page, Choice(incident.id, words.language), words, words.say(ON_ITS_WAY))
    yield "report, to come", preparing_modal(words)
    if incident.drill and incident.state is State.CLOSED:
        found = result(dossier, views.content.chain.rung(incident.level), LATER)
        yield "drill result", marked(incident, result_card(incident, found, views, words), words)
        yield "drill begun", started_card(incident, LATER, words)
        yield "drill over", ended_card(incident, words)
