"""The windows of the administrators' desk: the decision, a note, who reported it, and the numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.core.defang import defang
from bot.mail_check.cases import Campaign, Check, Deed, Status
from bot.mail_check.numbers import Figures
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Modal
from handlers.kit.words import Words
from handlers.mail_check import ids
from handlers.mail_check.kinds import deed_of, kind_of_campaign
from handlers.mail_check.triage_views import subject_of
from handlers.mail_check.views import MailViews

DECISIONS = (Status.DANGEROUS, Status.SPAM, Status.HARMLESS, Status.TRAINING)
MOST_REPORTS = 40
LONGEST_NOTE = 1000


def decide_form(campaign: Campaign, views: MailViews, words: Words) -> Modal:
    """The verdict, with a word to those who reported it; `n` says which decisions the person knew of."""
    kind = kind_of_campaign(campaign)
    options = [(status.value, words.say(kind.statuses[status])) for status in DECISIONS]
    shown: list[Block] = [b.quote(subject_of(campaign, words))]
    if campaign.decided_by:
        name = views.people.called(campaign.decided_by, words.language)
        shown.append(
            b.context(
                words.say("Until now: {status} ({name})", status=words.say(kind.statuses[campaign.status]), name=name)
            )
        )
    count = campaign.tally.reporters
    shown += [
        b.choice_input("status", words.say("What is it?"), options),
        b.text_input(
            "note",
            words.say("A word to them"),
            multiline=True,
            optional=True,
            longest=LONGEST_NOTE,
            initial=campaign.note,
        ),
        b.context(words.say(kind.reporters, count=count)),
    ]
    title = words.say("Change the decision") if campaign.is_decided else words.say("Decide")
    carried = json.dumps({"c": campaign.id, "n": campaign.decisions}, separators=(",", ":"))
    return Modal(ids.DECIDE_FORM, title, shown, words.say("Cancel"), words.say("Tell everybody"), carried)


def memo_form(campaign: Campaign, views: MailViews, words: Words) -> Modal:
    """A note for those who look after mails."""
    lines = [
        words.say(
            "{name}, {moment}: {text}",
            name=views.people.called(one.by, words.language),
            moment=words.moment(one.at),
            text=one.text,
        )
        for one in campaign.memos[-10:]
    ]
    shown: list[Block] = [
        b.quote(subject_of(campaign, words)),
        *([b.bullets(lines)] if lines else []),
        b.text_input("memo", words.say("Your note"), multiline=True, longest=LONGEST_NOTE),
        b.context(words.say("Only those who look after mails see it, on the card.")),
    ]
    return Modal(ids.MEMO_FORM, words.say("Notes"), shown, words.say("Cancel"), words.say("Keep"), campaign.id)


def reports_modal(campaign: Campaign, reports: Sequence[Check], views: MailViews, words: Words) -> Modal:
    """Who reported it, when, and what they did: the graver first."""
    order = list(Deed)
    graver_first = sorted(reports, key=lambda one: (-order.index(one.deed or Deed.RECEIVED), one.created_at))
    lines = [
        words.say(
            "{name}: {deed} ({moment}, {id})",
            name=views.people.called(one.person, words.language),
            deed=words.say(deed_of(one)),
            moment=words.moment(one.reported_at or one.created_at),
            id=one.id,
        )
        for one in graver_first
    ]
    shown: list[Block] = [
        b.strong(words.say("{count} people reported it", count=campaign.tally.reporters)),
        b.bullets(lines[:MOST_REPORTS]),
    ]
    if len(lines) > MOST_REPORTS:
        shown.append(b.context(words.say("and {count} more", count=len(lines) - MOST_REPORTS)))
    subjects = {defang(one.report.subject) for one in reports if one.report and one.report.subject}
    if len(subjects) > 1:
        shown += [b.strong(words.say("Subjects seen")), b.bullets(b.cut(one, 120) for one in sorted(subjects)[:10])]
    return Modal(ids.SHOW, words.say("Reports"), shown, close=words.say("Close"))


def numbers_modal(months: Sequence[Figures], words: Words) -> Modal:
    """The last twelve months, newest first; months before the first report are left out."""
    first = max((at for at, one in enumerate(months) if one.reports or one.training), default=0)
    shown: list[Block] = [b.context(words.say("Reports of suspicious mail, month by month"))]
    shown += [b.entry(words.month(one.since), "\n".join(_lines(one, words))) for one in months[: first + 1]]
    shown.append(b.context(words.say("Training mails are counted apart. The wait is from first report to decision.")))
    return Modal(ids.SHOW, words.say("The numbers"), shown, close=words.say("Close"))


def _lines(one: Figures, words: Words) -> list[str]:
    lines = [
        words.say(
            "{reports} reports, {dangerous} of them dangerous ({share} %)",
            reports=one.reports,
            dangerous=one.dangerous,
            share=one.share,
        ),
        words.say(
            "{clicked} pressed or opened something, {typed} typed, replied or paid",
            clicked=one.clicked,
            typed=one.typed,
        ),
    ]
    if one.wait is not None:
        count = len(one.minutes)
        lines.append(words.say("Wait for a verdict: {minutes} min (median of {count})", minutes=one.wait, count=count))
    if one.training:
        lines.append(words.say("Training mails reported: {count}", count=one.training))
    return lines
