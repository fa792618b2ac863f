"""Everything that people who answer a survey would see, drawn with long and hostile words: for `mamori check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.checking.mail import TRAP, Drawn
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.people import Directory
from bot.surveys.answering import PAGE
from bot.surveys.cases import (
    Answers,
    Campaign,
    CampaignState,
    Given,
    Referral,
    ReferralState,
    Sheet,
    SheetState,
    Unit,
    by_item,
)
from handlers.kit.people import People
from handlers.kit.words import Words
from handlers.surveys.filling import cards, home, referral_views
from handlers.surveys.filling.labels import Seen, Views
from handlers.surveys.filling.notes import note_form, why_modal
from handlers.surveys.filling.own import dropped_card, own_card
from handlers.surveys.filling.pages import page_card
from handlers.surveys.filling.targets import Target, target
from knowledge.reading import Knowledge
from knowledge.surveys import Survey

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
SHEETS = 30
FILES = tuple({"id": f"F{number}", "name": TRAP, "permalink": "https://files.example/x"} for number in range(5))


def surveys_filling_drawn(known: Knowledge, words: Words, trap: str = TRAP * 60) -> Iterator[Drawn]:
    """Every card and window of a sheet; whatever comes from a person or the company is the trap."""
    views = Views(known, People(known.company, Directory(()), Database("sqlite://"), SystemClock()))
    for survey in known.surveys.values():
        for name, drawn in _of(survey, trap, views, words):
            yield f"sheet {survey.id}: {name}", drawn
    yield "sheet dropped", dropped_card(words)
    yield "sheet elsewhere", cards.gone_elsewhere(words)
    yield "sheet no longer asked", cards.no_longer_asked(words)


def _of(survey: Survey, trap: str, views: Views, words: Words) -> Iterator[Drawn]:
    for who, anonymous in (("heads", False), ("poll", False), ("poll", True)):
        campaign = _campaign(survey, who, trap, anonymous=anonymous)
        sheet = _sheet(campaign)
        yield f"invitation {who} {anonymous}", cards.invitation(campaign, sheet, views, words)
        for count in (1, SHEETS):
            due = [(_sheet(campaign), number) for number in range(count)]
            yield f"reminder {who} {count}", cards.reminder(campaign, due, views, words)
        for state in (CampaignState.CLOSED, CampaignState.CANCELLED):
            for given in (None, 0, 7):
                yield f"over {state} {given}", cards.over(replace(campaign, state=state), given, words)
        yield from _pages(_full(survey, trap, campaign), f"{who} {anonymous}", views, words)
    alone = replace(_full(survey, trap, None), campaign=None)
    yield from _pages(alone, "alone", views, words)
    yield "own result", own_card(alone, views, words)
    yield "own result, nothing", own_card(replace(alone, given={}), views, words)
    yield "home", home.drawn([_full(survey, trap, campaign)] * SHEETS, alone, alone, survey, words)


def _pages(full: Answers, name: str, views: Views, words: Words) -> Iterator[Drawn]:
    empty = replace(full, given={})
    last = len(full.survey.items)
    asked = tuple(Referral(n, "SH-SAMPLE00", item.id, "U1", "U2", "", NOW) for n, item in enumerate(full.survey.items))
    for shape in PAGE:
        for answers in (full, empty):
            for at in (*range(0, last, PAGE[shape]), last):
                sheet = replace(answers.sheet, at=at, shape=shape)
                shown = Seen(replace(answers, sheet=sheet), asked)
                yield f"{name} {shape} {at} {bool(answers.given)}", page_card(shown, views, words)
    done = replace(full, sheet=replace(full.sheet, state=SheetState.DONE, at=last))
    yield f"{name} done", page_card(Seen(done), views, words)
    if full.campaign:
        yield f"{name} thanks", cards.thanks(done, full.campaign, views, words)
    if full.campaign is None or full.campaign.who == "heads":
        yield from _windows(full, name, views, words)


def _windows(full: Answers, name: str, views: Views, words: Words) -> Iterator[Drawn]:
    for item in full.survey.items:
        held = target(full, item=item.id, channel="D0000000001", ts="1700000000.000001")
        yield f"{name} why {item.id}", why_modal(item, views, words)
        yield f"{name} note {item.id}", note_form(item, full.given[item.id], held, words)
        yield f"{name} refer {item.id}", referral_views.refer_form(item, held, words)
        if item.free or full.campaign is None:
            continue
        asked = Referral(2**31 - 1, full.sheet.id, item.id, "U1", "U2", full.given[item.id].text, NOW)
        yield f"{name} asked {item.id}", referral_views.asked_card(asked, full, item, views, words)
        yield f"{name} comment {item.id}", referral_views.comment_form(full, item, Target(referral=asked.id), words)
        for state in (ReferralState.ANSWERED, ReferralState.RETURNED):
            ended = replace(asked, state=state)
            yield f"{name} settled {state}", referral_views.settled_card(ended, full, item, views, words)
            yield f"{name} told {state}", referral_views.told_card(ended, full, item, views, words)


def _full(survey: Survey, trap: str, campaign: Campaign | None) -> Answers:
    """Everything answered by colleagues, with as many words as fit."""
    given = [
        Given(item.id, None if item.free else survey.answers[n % len(survey.answers)].id, trap[:2000],
              f"https://example.co.jp/{'a' * 1900}", FILES, "U2", NOW)
        for n, item in enumerate(survey.items)
    ]  # fmt: skip
    sheet = _sheet(campaign) if campaign else Sheet("SH-SAMPLE00", "T1", "U1", "", survey=survey, created_at=NOW)
    return Answers(sheet, survey, by_item(given), campaign)


def _campaign(survey: Survey, who: str, trap: str, *, anonymous: bool) -> Campaign:
    unit = Unit("sales", {"ja": trap[:300], "en": trap[:300]}, 9, "U1")
    return Campaign(
        "SV-SAMPLE00", "T1", survey, "U1", "heads" if who == "heads" else "poll", (unit,), NOW,
        NOW + timedelta(days=14), NOW, CampaignState.OPEN, anonymous, visible=not anonymous, subject=trap[:200],
    )  # fmt: skip


def _sheet(campaign: Campaign) -> Sheet:
    return Sheet("SH-SAMPLE00", "T1", "U1", campaign.units[0].id, campaign.id, created_at=NOW)
