"""What those who run surveys would see, drawn with long and hostile words: for `mamori check`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import get_args

from bot.checking.mail import TRAP, Drawn
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.people import Directory, Listed
from bot.surveys.cases import (
    SUBJECT,
    Campaign,
    CampaignState,
    Invited,
    Progress,
    Sheet,
    SheetState,
    Unit,
    Who,
)
from handlers.kit.people import People
from handlers.kit.words import Words
from handlers.surveys.campaigns import desk_views as views
from handlers.surveys.campaigns import news_views
from handlers.surveys.campaigns.asked import Asked, Place
from handlers.surveys.campaigns.draft import MOST_UNITS, Draft
from handlers.surveys.campaigns.start_views import Form, extend_form, start_form
from knowledge.reading import Knowledge
from knowledge.surveys import Survey

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
UNITS = 120
"""More departments than any form or card has room for."""


def surveys_campaigns_drawn(known: Knowledge, words: Words, trap: str = TRAP * 60) -> Iterator[Drawn]:
    """Every form, card and part of the home; whatever comes from a person or the company is the trap."""
    people = People(known.company, Directory(()), Database("sqlite://"), SystemClock())
    places = _places(trap)
    for survey in known.surveys.values():
        for who in get_args(Who):
            for part, drawn in _of(survey, who, places, people, words):
                yield f"survey {survey.id} {who}: {part}", drawn
            for part, drawn in _form(survey, who, places, known, people, words):
                yield f"survey {survey.id} {who}: {part}", drawn
    yield "survey desk, nothing", views.desk_home([], 0, words)
    yield "survey season", news_views.season_card(trap, "self-diagnosis-3-1", trap, words)


def _of(survey: Survey, who: Who, places: list[Place], people: People, words: Words) -> Iterator[Drawn]:
    for state in CampaignState:
        for anonymous in (False, True):
            seen = _standing(survey, who, state, places, anonymous=anonymous)
            yield f"card {state} {anonymous}", views.campaign_card(seen, people, words)
            yield f"home {state} {anonymous}", views.desk_home([seen] * 9, 9, words)
    campaign = seen.campaign
    deputies = {one.unit.id: "U2" for one in places}
    unknown = tuple(one for place in places for one in place.unknown)
    asked = Asked(campaign.units, (Invited("U1", "a"),), deputies, unknown, campaign.units)
    yield "opened", news_views.opened_card(campaign, asked, people, words)
    yield "closed", news_views.closed_card(seen, campaign, words)
    yield "moved", news_views.moved_card(campaign, words)
    for count in (0, 2000):
        yield f"reminded {count}", news_views.reminded_card(campaign, count, words)
    yield "extend", extend_form(campaign, "2026-12-01", campaign.subject, words)


def _form(
    survey: Survey, who: Who, places: list[Place], known: Knowledge, people: People, words: Words
) -> Iterator[Drawn]:
    units = tuple(one.unit.id for one in places)
    running = [_standing(survey, who, CampaignState.OPEN, places, anonymous=False).campaign]
    for chosen in (units[:MOST_UNITS], units[-1:], ()):
        draft = Draft(survey, chosen, date(2026, 11, 2), date(2026, 11, 16), who, {}, places[0].unit.name("ja"))
        form = Form(draft, [one for one in known.surveys.values() if one.newest], places, "U1", running)
        yield f"form {len(chosen)}", start_form(form, people, words)


def _places(trap: str) -> list[Place]:
    names = {"ja": trap, "en": trap}
    unknown = (Listed(trap, "a@example.co.jp", "unit-1"),) * 30
    return [
        Place(Unit(f"unit-{n}", names, 40, None if n % 2 else "U1"), n % 3 == 0, "U3" if n % 5 else None, (), unknown)
        for n in range(UNITS)
    ]


def _standing(
    survey: Survey, who: Who, state: CampaignState, places: list[Place], *, anonymous: bool
) -> views.Standing:
    units = tuple(one.unit for one in places)
    if survey.about not in {"department", "person"}:
        units = (Unit(SUBJECT, units[0].names, 1, "U1"),)
    campaign = Campaign(
        "SV-SAMPLE00", "T1", survey, "U1", who, units, NOW, NOW + timedelta(days=14), NOW, state,
        anonymous=anonymous, combine="minimum", repeats=True, subject=units[0].names["ja"][:120], closed_at=NOW,
    )  # fmt: skip
    progress = {one.id: Progress(one.id, 10, 10, 20) for one in units}
    sheets = [Sheet("SH", "T1", "U1", one.id, campaign.id, state=SheetState.STARTED) for one in units]
    return views.Standing(campaign, progress, sheets, [] if anonymous else sheets)
