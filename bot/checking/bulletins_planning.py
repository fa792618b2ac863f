"""What those who plan bulletins would see, drawn with long and hostile words: for `mamori check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import get_args

from bot.bulletins.cases import Bulletin, BulletinState, Series
from bot.bulletins.repeating import Turn
from bot.checking.bulletins import ACCOUNTS, NOW, ZONE, desk_of, longest
from bot.checking.mail import TRAP, Drawn
from handlers.bulletins.planning.agenda import Line
from handlers.bulletins.planning.calendar_views import (
    SURE,
    Deed,
    Shown,
    calendar_home,
    calendar_modal,
    sure_modal,
)
from handlers.bulletins.planning.entered import Carried, Entered
from handlers.bulletins.planning.labels import ZONES
from handlers.bulletins.planning.news_views import begun_card, draft_card
from handlers.bulletins.planning.repeat_views import Form, repeat_form
from handlers.kit.desk import Desk
from handlers.kit.words import Words
from knowledge.reading import Knowledge
from knowledge.recurrence import Kind, Shift

STATES = (BulletinState.DRAFT, BulletinState.PROPOSED, BulletinState.PLANNED, BulletinState.PAUSED)


def bulletins_planning_drawn(known: Knowledge, words: Words, trap: str = TRAP * 60) -> Iterator[Drawn]:
    """Every window, card and part of the home; whatever a person types is the trap."""
    desk, bulletin = desk_of(known), longest(known, trap)
    entries = known.bulletins.calendar.entries
    series = [_series(bulletin, kind, entry="") for kind in get_args(Kind)]
    lines = [Line(NOW, bulletin=replace(bulletin, state=state)) for state in STATES]
    lines += [Line(NOW + timedelta(days=40 * place), series=one, fire=NOW) for place, one in enumerate(series * 5)]
    lines += [Line(None, series=one) for one in series] + [Line(None, entry=one, would=NOW) for one in entries]
    for edits in (True, False):
        for page in range(9):
            seen = Shown(lines, desk, edits, page, trap[:200])
            yield f"calendar, page {page} {edits}", calendar_modal(seen, words)
        yield f"calendar at home {edits}", calendar_home(Shown(lines, desk, edits), words)
        yield f"calendar, nothing {edits}", calendar_modal(Shown([], desk, edits), words)
    for deed in SURE:
        yield f"calendar, sure to {deed}", sure_modal(Deed(deed, "BS-22222222", 0), trap[:80], "–", 3, words)
    yield from _repeats(desk, words, trap)
    yield from _news(known, bulletin, desk, words)


def _series(bulletin: Bulletin, kind: Kind, entry: str, **more: bool) -> Series:
    rule = (
        Entered(kind, (0, 1, 2, 3, 4, 5, 6), 5, 12, 31, 9, 10, zone="America/New_York").rule().model_dump(mode="json")
    )
    about = (bulletin.team, ACCOUNTS[0], bulletin.title, bulletin.content, bulletin.audience, rule)
    return Series(f"BS-{kind}"[:20], *about, more.get("drafts", True), NOW, 10, entry, next_at=NOW)


def _repeats(desk: Desk, words: Words, trap: str) -> Iterator[Drawn]:
    times = [(NOW, NOW + timedelta(hours=9))] * 5
    for kind in get_args(Kind):
        for shift in get_args(Shift):
            for carried in (Carried("BL-22222222"), Carried(series="BS-22222222", page=99)):
                entered = Entered(kind, (0, 6), month=12, shift=shift, zone=[*ZONES][-1], ahead=20)
                form = Form(carried, trap[:120], entered, ZONE, times, desk.services.days)
                yield f"repeat {kind} {shift} {carried.series}", repeat_form(form, words)
                late = replace(form, entered=replace(entered, drafts=False), times=(), released=True, urgent=True)
                yield f"repeat {kind} {shift} {carried.series}, released", repeat_form(late, words)
    yield "repeat, nothing chosen", repeat_form(replace(form, entered=Entered(), times=()), words)


def _news(known: Knowledge, bulletin: Bulletin, desk: Desk, words: Words) -> Iterator[Drawn]:
    for entry in (None, *known.bulletins.calendar.entries):
        series = _series(bulletin, "weekly", entry.id if entry else "")
        for late in (True, False):
            for fire in (NOW, NOW + timedelta(days=4000)):
                turn = Turn(series, fire, fire, late=late)
                yield f"series, draft of {series.entry} {late} {fire}", draft_card(turn, entry, desk, words)
    coming = (NOW, NOW + timedelta(hours=9))
    for drafts in (True, False):
        series = _series(bulletin, "before_holidays", "", drafts=drafts)
        for begun in (None, bulletin, replace(bulletin, state=BulletinState.OPEN)):
            state = begun.state if begun else "changed"
            yield f"series begun, {drafts} {state}", begun_card(series, coming, desk, words, begun)
