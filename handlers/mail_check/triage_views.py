"""What the administrators see: one card a campaign, the call for help, reminders; and the verdict as it is told."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.defang import defang
from bot.core.errors import ServiceError
from bot.mail_check.cases import GRAVE, Campaign, Check, Deed, Status, Warned
from bot.mail_check.report import Report
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.errors import SENTENCES, UNKNOWN_CODE
from handlers.kit.people import People
from handlers.kit.words import N_, Words
from handlers.mail_check import ids
from handlers.mail_check.kinds import LINK, deed_of, kind_of, kind_of_campaign
from handlers.mail_check.labels import DEEDS, STATUSES, VERDICTS
from handlers.mail_check.views import LONGEST_SUBJECT, MailViews

FIRST = {
    Deed.CLICKED: N_("First: ask whether anything was typed or downloaded. If so, take the computer off the network."),
    Deed.ATTACHMENT: N_("First: have the computer taken off the network, and left switched on."),
    Deed.TYPED: N_("First: change that password or lock the account, then look for sign-ins that are not theirs."),
    Deed.REPLIED: N_("First: stop the payment with the bank, and keep what was written."),
}
WARNINGS = {
    Warned.SENDING: N_("The warning to everybody is on its way"),
    Warned.POSTED: N_("Everybody was warned {moment}"),
    Warned.REFUSED: N_("The warning to everybody could not be posted"),
}
MEMOS_SHOWN = 3
MOST_INCIDENTS = 5


def campaign_card(
    campaign: Campaign, latest: Report | None, views: MailViews, words: Words, incidents: Sequence[str] = ()
) -> Card:
    """The state of a campaign: how many, what they did, what became of it, and what can be done."""
    kind = kind_of_campaign(campaign)
    subject, status = subject_of(campaign, words), words.say(kind.statuses[campaign.status])
    people = words.say("{count} people reported it", count=campaign.tally.reporters)
    facts = [
        people,
        *(
            words.say("{deed}: {count}", deed=words.say(kind.deeds.get(deed, DEEDS[deed])), count=count)
            for deed, count in reversed(list(campaign.tally.deeds.items()))
            if deed is not Deed.RECEIVED
        ),
        *([] if kind is LINK else [words.say("From: {address}", address=b.cut(defang(campaign.sender), 120) or "?")]),
        words.say("The analysis says: {verdict}", verdict=words.say(VERDICTS[campaign.verdict])),
    ]
    if incidents:
        named = ("、" if words.language == "ja" else ", ").join(incidents[:MOST_INCIDENTS])
        facts.append(words.say("With the incident desk: {ids}", ids=named))
    shown: list[Block] = [
        b.header(words.say(kind.campaign, subject=subject)),
        b.strong(words.say("State: {status}", status=status)),
        b.bullets(facts),
    ]
    if latest and (reasons := views.reasons(latest.reasons, words)):
        shown += [b.strong(words.say("Why")), b.bullets(reasons)]
    if latest and latest.links:
        links = [b.cut(defang(link), 150) for link in latest.links[:3]]
        shown += [b.strong(words.say("Where the links go")), b.bullets(links)]
    shown += [*_memos(campaign, views, words), _who(campaign, views, words), _buttons(campaign, words)]
    return Card(words.say("{status}: {subject}. {people}", status=status, subject=subject, people=people), shown)


def grave_card(check: Check, campaign: Campaign, views: MailViews, words: Words) -> Card:
    """Somebody clicked, typed or opened: the administrator is called, whatever the campaign's state."""
    deed, status = check.deed or Deed.RECEIVED, kind_of_campaign(campaign).statuses[campaign.status]
    name, phone = views.people.called(check.person, words.language), views.people.phone_of(check.person)
    said = words.say(
        'Please call {name} now: "{deed}" ({subject}).',
        name=name,
        deed=words.say(deed_of(check)),
        subject=b.cut(subject_of(campaign, words), 80),
    )
    by_phone = (
        words.say("By phone: {phone}", phone=phone)
        if phone
        else words.say("There is no number on record: please go over, or use the internal line.")
    )
    lines = [words.say("Reference {id}", id=check.id), words.moment(check.reported_at or check.created_at)]
    stands = [words.say("State: {status}", status=words.say(status))] if campaign.is_decided else []
    stands += _hands(campaign, views, words)
    mention: Block = {"type": "section", "text": {"type": "mrkdwn", "text": f"Slack: <@{check.person}>"}}
    shown: list[Block] = [
        b.header(words.say("Please help now: {name}", name=name)),
        b.strong(said),
        b.paragraph(words.say(FIRST[deed]) if deed in FIRST else words.say(DEEDS[deed])),
        b.paragraph(by_phone),
        mention,
        *([b.bullets(stands)] if stands else []),
        b.context(*lines),
    ]
    if not campaign.assignee:
        shown.append(b.buttons(Button(ids.TAKE, words.say("I will take it"), campaign.id, style="primary")))
    return Card(said, shown)


def told_card(check: Check, campaign: Campaign, views: MailViews, words: Words, *, corrected: bool) -> Card:
    """The verdict, by name, for one reporter."""
    subject = b.cut(defang(check.report.subject), LONGEST_SUBJECT) if check.report else ""
    said = words.text(
        "mail_check/texts/told.txt.j2",
        status=words.say(kind_of(check).statuses[campaign.status]),
        by=views.people.called(campaign.decided_by or "", words.language),
        subject=subject or words.say(kind_of(check).unnamed),
        link=kind_of(check) is LINK,
        code=campaign.status.value,
        grave=check.deed in GRAVE,
        corrected=corrected,
    )
    note = [b.quote(b.cut(campaign.note, 1000))] if campaign.note else []
    return Card(said, [b.paragraph(said), *note, b.context(words.say("Reference {id}", id=check.id))])


def reminder_card(campaign: Campaign, words: Words) -> Card:
    """A short nudge: somebody waits for a verdict."""
    said = words.say(
        kind_of_campaign(campaign).waits,
        subject=b.cut(subject_of(campaign, words), 80),
        people=words.say("{count} people reported it", count=campaign.tally.reporters),
        moment=words.moment(campaign.first_at),
        id=campaign.id,
    )
    return Card(said, [b.paragraph(said), _buttons(campaign, words)])


def refusal(refused: ServiceError, people: People, words: Words) -> str:
    """Why something could not be done, with the name of whoever was faster."""
    by = refused.data.get("by")
    status = refused.data.get("status")
    sentence = SENTENCES.get(refused.code, UNKNOWN_CODE)
    if isinstance(by, str) and refused.code in FASTER:
        said = words.say(STATUSES[status]) if isinstance(status, Status) else ""
        return words.say(FASTER[refused.code], name=people.called(by, words.language), status=said)
    return words.say(sentence)


MINE_ALREADY = N_("You are on it already. To decide, press the button on the mail's card.")
FASTER = {
    "mail.already_taken": N_("{name} is on it already."),
    "mail.decided_meanwhile": N_(
        '{name} was faster: "{status}". To change that, close this window and press "Change the decision" on the card.'
    ),
    "mail.already_warned": N_("{name} has warned everybody of this mail already."),
}


def subject_of(campaign: Campaign, words: Words) -> str:
    """The campaign's subject, harmless to show."""
    return b.cut(defang(campaign.subject), LONGEST_SUBJECT) or words.say(kind_of_campaign(campaign).unnamed)


def _memos(campaign: Campaign, views: MailViews, words: Words) -> list[Block]:
    if not campaign.memos:
        return []
    lines = [
        words.say(
            "{name}, {moment}: {text}",
            name=views.people.called(one.by, words.language),
            moment=words.moment(one.at),
            text=b.cut(one.text, 400),
        )
        for one in campaign.memos[-MEMOS_SHOWN:]
    ]
    return [b.strong(words.say("Notes ({count})", count=len(campaign.memos))), b.bullets(lines)]


def _who(campaign: Campaign, views: MailViews, words: Words) -> Block:
    seen = words.say(
        "First seen {first}, last {last}", first=words.moment(campaign.first_at), last=words.moment(campaign.last_at)
    )
    lines = [words.say("Reference {id}", id=campaign.id), seen]
    lines += _hands(campaign, views, words)
    if campaign.note:
        lines.append(words.say("Told them: {note}", note=b.cut(campaign.note, 300)))
    if campaign.bulletin:
        moment = words.moment(campaign.bulletin.at)
        lines.append(words.say(WARNINGS[campaign.bulletin.state], moment=moment))
    return b.context(*lines)


def _hands(campaign: Campaign, views: MailViews, words: Words) -> list[str]:
    """Who looks after it since when, and who has decided."""
    lines = []
    if campaign.assignee:
        name = views.people.called(campaign.assignee, words.language)
        moment = words.moment(campaign.taken_at or campaign.first_at)
        lines.append(words.say("{name} looks after it since {moment}", name=name, moment=moment))
    if campaign.decided_by and campaign.decided_at:
        name = views.people.called(campaign.decided_by, words.language)
        lines.append(words.say("Decided by {name}, {moment}", name=name, moment=words.moment(campaign.decided_at)))
    return lines


def _buttons(campaign: Campaign, words: Words) -> Block:
    label = words.say("Change the decision") if campaign.is_decided else words.say("Decide")
    each = [Button(ids.DECIDE, label, campaign.id, style=None if campaign.is_decided else "primary")]
    if not campaign.assignee:
        each.insert(0, Button(ids.TAKE, words.say("I will take it"), campaign.id))
    if not campaign.is_warned:
        each.append(Button(ids.WARN, words.say("Warn everyone"), campaign.id))
    each.append(Button(ids.REPORTS, words.say("Who reported it"), campaign.id))
    each.append(Button(ids.MEMO, words.say("Write a note"), campaign.id))
    return b.buttons(*each)
