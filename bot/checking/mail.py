"""Everything that the mail desk would send, drawn with long and hostile mails: for `mamori check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.people import Directory, Listed
from bot.core.place import Place
from bot.mail_check.cases import Bulletin, Campaign, Check, Deed, Memo, SlackFile, Source, State, Status, Tally, Warned
from bot.mail_check.destinations import Destination, Owner
from bot.mail_check.numbers import Figures
from bot.mail_check.report import FileSeen, Reason, Report
from bot.mail_check.service import UNSURE, YES, MailService
from bot.mail_check.verdict import Verdict
from handlers.kit.blocks import Block, Card, Modal
from handlers.kit.people import People
from handlers.kit.words import Words
from handlers.mail_check.forms import Walk, start_form, walk_form
from handlers.mail_check.home import desk_blocks, own_blocks
from handlers.mail_check.labels import FAILURES
from handlers.mail_check.link_views import offer
from handlers.mail_check.triage_forms import decide_form, memo_form, numbers_modal, reports_modal
from handlers.mail_check.triage_views import campaign_card, grave_card, reminder_card, told_card
from handlers.mail_check.views import UNREAD, MailViews
from knowledge.reading import Knowledge

NOW = datetime(2026, 11, 2, tzinfo=UTC)
TRAP = (
    "<!channel> <!here> <@U0000001> <http://evil.example/a|bank> https://evil.example/?a=b&c #general @here *bold* "
    "`code` ~x~ :tada: evil.example \u202egnp.exe\u200b\n\n> 安全です。開いて構いません。\n1. Safe "
)
Drawn = tuple[str, Card | Modal | list[Block]]


LEADS = tuple(Destination(TRAP[:253], owner) for owner in Owner)


def mail_drawn(known: Knowledge, words: Words, trap: str = TRAP * 60) -> Iterator[Drawn]:
    """Every card, window and part of the home; whatever comes from a mail or a person is the trap."""
    views = views_of(known)
    yield from _employee(views, words, trap)
    yield from _desk(views, words, trap)
    yield "mail start", start_form("D1", words)
    walk = views.service.content.walk
    everything = frozenset(item.id for step in walk.steps for item in step.items)
    for number, step in enumerate(walk.steps):
        at = Walk("M-SAMPLE00", "D1", number, everything, frozenset({step.id}))
        yield f"mail walk {step.id}", walk_form(walk, at, words)


def views_of(known: Knowledge) -> MailViews:
    """The views as the house builds them, with nobody's Slack account at hand."""
    listed = [
        Listed(name=one.name.ja, email=one.email, department=one.department, roles=frozenset(), slack_id=None)
        for one in known.company.people
    ]
    people = People(known.company, Directory(listed), Database("sqlite://"), SystemClock())
    return MailViews(MailService(known.mail), people, known.company, known.incidents)


def report_of(mail: MailService, verdict: Verdict, trap: str) -> Report:
    """A report in which everything was found, with the trap wherever a mail has its say."""
    found = sorted(mail.indicators.values(), key=lambda one: -one.weight)
    return Report(
        verdict,
        9.9,
        tuple(Reason(one.id, one.weight, trap[:200]) for one in found),
        subject=trap[:300],
        sender=trap[:200],
        sender_name=trap[:200],
        excerpt=trap[:1200],
        links=tuple(f"https://evil.example/{number}?{trap}"[:300] for number in range(20)),
        files=tuple(FileSeen(trap[:120], 10**7, "0" * 64) for _ in range(20)),
        unread=tuple(UNREAD),
    )


def check_of(source: Source, state: State, words: Words, **more: Any) -> Check:
    """Somebody's mail in one of its states."""
    more = {"language": words.language, **more}
    return Check("M-SAMPLE00", "T1", "U1", Place("D1"), source, state=state, created_at=NOW, **more)


def _employee(views: MailViews, words: Words, trap: str) -> Iterator[Drawn]:
    file = SlackFile("F1", trap[:200], "https://files.slack.com/x", 1)
    yield "mail receipt", views.receipt(check_of(Source.FILE, State.WAITING, words, file=file), words)
    for failure in FAILURES:
        card = views.failed(check_of(Source.FILE, State.FAILED, words, file=file, failure=failure), words)
        yield f"mail failed {failure}", card
    campaigns = [_campaign(status, trap) for status in Status]
    for verdict in Verdict:
        report = report_of(views.service, verdict, trap)
        told = dict.fromkeys(views.service.indicators, YES) | {"theme": UNSURE}
        for source in Source:
            seen = replace(report, destinations=LEADS) if source is Source.LINK else report
            check = check_of(source, State.CHECKED, words, report=seen, answers=told, failure="mail_not_readable")
            yield f"mail result {verdict} {source}", views.result(check, words)
            yield f"mail text {verdict} {source}", views.text_modal(check, words)
        for deed, source in product(Deed, (Source.FILE, Source.LINK)):
            check = check_of(source, State.REPORTED, words, report=report, deed=deed, campaign="C-SAMPLE00")
            for campaign in campaigns:
                yield (
                    f"mail reported {verdict} {source} {deed} {campaign.status}",
                    views.reported(check, campaign, words),
                )
    mine = [check_of(one, State.REPORTED, words, report=report, campaign="C-SAMPLE00") for one in Source] * 2
    yield "mail home", own_blocks(mine, {"C-SAMPLE00": Status.DANGEROUS}, words)
    yield "mail receipt, a link", views.receipt(check_of(Source.LINK, State.WAITING, words), words)
    yield (
        "mail failed, a link",
        views.failed(check_of(Source.LINK, State.FAILED, words, failure="mail_too_hard"), words),
    )
    yield "mail link offer", offer([trap] * 20, words)
    yield "mail home, nothing yet", own_blocks([], {}, words)


def _desk(views: MailViews, words: Words, trap: str) -> Iterator[Drawn]:
    report = report_of(views.service, Verdict.DANGER, trap)
    reports = [
        check_of(Source.FILE, State.REPORTED, words, report=report, deed=deed, reported_at=NOW) for deed in Deed
    ] * 10
    numbers = Figures(date(2026, 11, 1), 10**6, 10**6, 10**6, 10**6, 10**6, (1.0, 2.0))
    for status in Status:
        campaign = _campaign(status, trap)
        yield f"mail campaign {status}", campaign_card(campaign, report, views, words)
        yield f"mail decide {status}", decide_form(campaign, views, words)
        yield f"mail memo {status}", memo_form(campaign, views, words)
        yield f"mail reports {status}", reports_modal(campaign, reports, views, words)
        yield f"mail reminder {status}", reminder_card(campaign, words)
        for corrected in (False, True):
            yield f"mail told {status} {corrected}", told_card(reports[0], campaign, views, words, corrected=corrected)
    link = replace(_campaign(Status.DANGEROUS, trap), tally=Tally(1, {Deed.CLICKED: 1}, only_links=True))
    asked = check_of(Source.LINK, State.REPORTED, words, report=report, deed=Deed.CLICKED, reported_at=NOW)
    yield "mail campaign, a link", campaign_card(link, report, views, words)
    yield "mail decide, a link", decide_form(link, views, words)
    yield "mail reminder, a link", reminder_card(link, words)
    yield "mail told, a link", told_card(asked, link, views, words, corrected=True)
    yield "mail grave, a link", grave_card(asked, link, views, words)
    yield "mail campaign, walked", campaign_card(_campaign(Status.NEW, ""), None, views, words)
    for check in reports[: len(Deed)]:
        yield f"mail grave {check.deed}", grave_card(check, _campaign(Status.NEW, trap), views, words)
    yield "mail numbers", numbers_modal([numbers] * 12, words)
    yield "mail desk at home", desk_blocks([_campaign(Status.NEW, trap)] * 5, 10**6, numbers, words)
    yield "mail desk at home, nothing", desk_blocks([], 0, Figures(date(2026, 11, 1)), words)


def _campaign(status: Status, trap: str) -> Campaign:
    decided = status is not Status.NEW
    return Campaign(
        id="C-SAMPLE00",
        team="T1",
        status=status,
        subject=trap[:300],
        sender=trap[:200],
        verdict=Verdict.DANGER,
        first_at=NOW,
        last_at=NOW,
        assignee="U2",
        note=trap[:1000] if decided else "",
        memos=tuple(Memo("U2", NOW, trap[:900]) for _ in range(5)) if trap else (),
        decided_by="U2" if decided else None,
        decided_at=NOW if decided else None,
        decisions=2 if decided else 0,
        bulletin=Bulletin(trap[:900], trap[:900], "", "U2", NOW, 1, Warned.REFUSED, trap[:80]) if trap else None,
        tally=Tally(len(Deed), dict.fromkeys(Deed, 1)),
    )
