"""What those who write and release bulletins would see, drawn with long and hostile words: for `mamori check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from bot.bulletins.cases import Audience, Bulletin, BulletinState, Standing
from bot.checking.bulletins import ACCOUNTS, CHANNELS, NOW, desk_of, longest
from bot.checking.mail import TRAP, Drawn
from handlers.bulletins.census import Reach
from handlers.bulletins.preview_views import as_sent, previews
from handlers.bulletins.release_views import return_form, settled_card, told_card
from handlers.bulletins.writing import ids, origin_views, panel_views
from handlers.bulletins.writing.aim import Aim
from handlers.bulletins.writing.aim_views import Chosen, aim_form
from handlers.bulletins.writing.drafts import drafts_modal
from handlers.bulletins.writing.form_views import About, about, done_window, note_of, start_form, words_form
from handlers.bulletins.writing.home_views import release_home, writing_home
from handlers.bulletins.writing.panel_views import Panel
from handlers.bulletins.writing.reached import reached_modal
from handlers.bulletins.writing.sheet import sheet_of
from handlers.bulletins.writing.trial_views import trial_card, trial_form
from handlers.kit.blocks import Button
from handlers.kit.desk import Desk
from handlers.kit.words import Words
from knowledge.reading import Knowledge


def bulletins_writing_drawn(known: Knowledge, words: Words, trap: str = TRAP * 60) -> Iterator[Drawn]:
    """Every window, card and part of the home; whatever a person types is the trap."""
    desk = desk_of(known)
    bulletin = longest(known, trap)
    yield from _forms(known, bulletin, desk, words)
    yield from _cards(bulletin, desk, words, trap)
    for name, reach in _reaches(known, trap):
        yield f"bulletin, who it reaches, {name}", reached_modal(bulletin, reach, desk.people, words)
        for failed in (False, True) if reach is None else (False,):
            panel = Panel(bulletin, Aim(NOW, NOW, wished=NOW), NOW, approval=failed, reach=reach, failed=failed)
            yield f"bulletin, panel, {name} {failed}", panel_views.panel_card(panel, desk, words)
            yield f"bulletin, proposal, {name} {failed}", panel_views.proposal_card(panel, desk, words, trap[:80])
    many = [replace(bulletin, id=f"BL-{number:08}") for number in range(500)]
    for page in (0, 20, 999):
        yield f"bulletin, drafts, page {page}", drafts_modal(many, page, words)
    yield "bulletin, drafts, none", drafts_modal([], 0, words)
    yield "bulletin, home of writers", [*release_home(many, [], words), *writing_home(many, words)]
    yield "bulletin, home of writers, nothing", [*release_home([], [], words), *writing_home([], words)]


def _forms(known: Knowledge, bulletin: Bulletin, desk: Desk, words: Words) -> Iterator[Drawn]:
    templates = list(known.bulletins.templates.values())
    yield "bulletin, start", start_form(templates, words)
    for one in templates:
        begun = replace(bulletin.content, template=one.id)
        yield f"bulletin, words from {one.id}", words_form(About(template=one.id), sheet_of(begun), words)
    for state in BulletinState:
        note = note_of(replace(bulletin, state=state), words)
        yield f"bulletin, words of {state}", words_form(about(bulletin), sheet_of(bulletin.content), words, note)
    for name, groups in (("none", {}), ("not allowed", None), ("many", {one: one for one in ACCOUNTS[:300]})):
        chosen = Chosen(bulletin, bulletin.audience, Aim(NOW, NOW), groups)
        yield f"bulletin, aim, groups {name}", aim_form(chosen, desk, words)
    yield "bulletin, aim, empty", aim_form(Chosen(bulletin, Audience(), Aim(), {}), desk, words)
    if bulletin.content.question:
        yield "bulletin, trial question", trial_form(bulletin, bulletin.content.question, words)
    yield "bulletin, return", return_form(ids.RETURN_FORM, bulletin, bulletin.title, bulletin.id, words)
    yield "bulletin, done", done_window(bulletin.title, bulletin.why(words.language), words)


def _cards(bulletin: Bulletin, desk: Desk, words: Words, trap: str) -> Iterator[Drawn]:
    for name, card in previews(as_sent(bulletin, NOW), desk, words, Standing(units={"": (0, 2000)})):
        yield f"bulletin, preview {name}", card
    yield "bulletin, trial", trial_card(bulletin, NOW, desk, words)
    kinds: Iterable[Any] = origin_views.ORIGINS
    for kind in kinds:
        origin = replace(bulletin.content.origin, kind=kind) if bulletin.content.origin else None
        laid = replace(bulletin, content=replace(bulletin.content, origin=origin))
        yield f"bulletin, draft of {kind}", panel_views.draft_card(laid, words)
    yield "bulletin, settled", settled_card(bulletin, trap[:500], words, trap[:500])
    go_on = Button(ids.EDIT, words.say("Change it"), bulletin.id)
    yield "bulletin, told", told_card(bulletin, trap[:500], words, trap[:500], go_on)


def _reaches(known: Knowledge, trap: str) -> Iterator[tuple[str, Reach | None]]:
    units = [*(one.id for one in known.company.departments), ""]
    people = {one: units[place % len(units)] for place, one in enumerate(ACCOUNTS)}
    yield "not counted", None
    yield "nobody", Reach()
    for why in panel_views.TROUBLES:
        names = dict.fromkeys(CHANNELS, trap[:80])
        yield why, Reach(names, people, people, dict.fromkeys(CHANNELS, why), (trap[:80],) * 500, names, 99, ACCOUNTS)
