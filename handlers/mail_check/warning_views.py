"""The warning to everybody: its words in both languages, its windows, and how it looks in the channel."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.defang import defang
from bot.mail_check.cases import Bulletin, Campaign, Check
from bot.mail_check.picture import Sign
from bot.mail_check.report import Report
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Modal
from handlers.kit.people import People
from handlers.kit.words import LANGUAGES, N_, Speech, Words
from handlers.mail_check import ids
from handlers.mail_check.kinds import LINK, MAIL, kind_of_campaign
from handlers.mail_check.triage_views import subject_of
from handlers.mail_check.views import MailViews

LONGEST_WORDS = 1200
LONGEST_CARRIED = 3000
MOST_SIGNS = 5
MASK = "○○"
SHORT = 3
_CARRIED = re.compile(r"((?:https?|hxxps?)://[^\s?#]{1,60})[^\s]*", re.IGNORECASE)
"""An address; what comes after its path, or makes that very long, may say whom it was sent to."""
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{8,}")
TROUBLES = {
    "not_in_channel": N_("I am not in that channel. Type /invite @Mamori there, then press the button below."),
    "channel_not_found": N_(
        "I do not find that channel. If it is private, type /invite @Mamori there; if it has another name, "
        "the name in the company's file needs a change. Then press the button below."
    ),
    "is_archived": N_("That channel is archived. Take it out of the archive, then press the button below."),
}
OTHER_TROUBLE = N_('Slack refused it ("{trouble}"). Ask whoever looks after Slack, then press the button below.')


@dataclass(frozen=True)
class Draft:
    """The words as somebody wants them, with the picture that they saw."""

    campaign: str
    ja: str
    en: str
    picture: str

    def carried(self) -> str:
        held = {"c": self.campaign, "j": self.ja, "e": self.en, "p": self.picture}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of(cls, metadata: str) -> Draft:
        held = json.loads(metadata)
        return cls(str(held["c"]), str(held["j"]), str(held["e"]), str(held["p"]))


def channel_of(named: str) -> str:
    """The channel as Slack wants it called: by id as it is, by name with its sign."""
    return named if _CHANNEL_ID.fullmatch(named) else f"#{named.removeprefix('#')}"


def warning_text(latest: Report | None, words: Words) -> str:
    """The warning to everybody, prefilled from what may be published of the mail, and defanged."""
    return words.text(
        "mail_check/texts/warning.txt.j2",
        subject=b.cut(defang(latest.subject), 120) if latest else "",
        sender=b.cut(defang(latest.sender), 120) if latest else "",
        sender_name=b.cut(defang(latest.sender_name), 80) if latest else "",
        link=is_link(latest),
        links=[b.cut(defang(link), 100) for link in (latest.links[:1] if latest else ())],
    )


def warn_form(campaign: Campaign, texts: tuple[str, str], channel: str, words: Words, *, sends: bool = False) -> Modal:
    """The words to everybody, to be changed and then looked at; for those who send bulletins, also as one of these."""
    shown: list[Block] = [
        b.paragraph(
            words.say(
                "This goes to {channel}. Change the words as you like; you see it once more before it is sent.",
                channel=channel,
            )
        ),
        b.text_input("ja", words.say("In Japanese"), multiline=True, longest=LONGEST_WORDS, initial=texts[0]),
        b.text_input(
            "en",
            words.say("In English (leave it empty to go without)"),
            multiline=True,
            optional=True,
            longest=LONGEST_WORDS,
            initial=texts[1],
        ),
        *([] if kind_of_campaign(campaign) is LINK else [b.context(words.say(PICTURE))]),
    ]
    if sends:
        notice = Button(ids.WARN_NOTICE, words.say("Make it a bulletin to be confirmed"), campaign.id)
        shown += [b.divider(), b.buttons(notice)]
    return Modal(
        ids.WARN_FORM, words.say("Warn everyone"), shown, words.say("Cancel"), words.say("Preview"), campaign.id
    )


def preview(card: Card, draft: Draft, channel: str, words: Words) -> Modal:
    """Exactly what people will see; closing it leads back to the words."""
    shown = [b.context(words.say("This is what people in {channel} will see.", channel=channel)), b.divider()]
    return Modal(
        ids.WARN_PREVIEW,
        words.say("Preview"),
        [*shown, *card.blocks],
        words.say("Back"),
        words.say("Send to everybody"),
        draft.carried(),
    )


def warning_card(draft: Draft, latest: Report | None, signs: Sequence[Sign], speech: Speech) -> Card:
    """The warning as people see it: the words, what the mail looks like, and what gives it away."""
    words = speech.in_("ja")
    english = [b.divider(), *b.pages(draft.en)] if draft.en else []
    looks = [_picture(draft.picture, latest, signs, words)] if draft.picture else _in_words(latest, signs, words)
    header = b.header(words.say((LINK if is_link(latest) else MAIL).warning))
    shown: list[Block] = [header, *b.pages(draft.ja), *looks, *english]
    either = [words.say(ASK), *([speech.in_("en").say(ASK)] if draft.en else [])]
    return Card("\n\n".join(filter(None, (draft.ja, draft.en))), [*shown, b.context(*either)])


PICTURE = N_("Below it comes a picture of the mail that shows what gives it away.")
ASK = N_("Got it too? Send it to me in a direct message, and tell me if you pressed anything. Nobody will blame you.")


def signs_of(latest: Report | None, views: MailViews) -> list[Sign]:
    """The strongest signs, each once, in both languages and with the part of the mail that shows it."""
    found: list[Sign] = []
    for reason in latest.reasons if latest else ():
        indicator = views.service.indicators.get(reason.id)
        if indicator is None or indicator.weight < 1 or indicator.group == "answer" or len(found) == MOST_SIGNS:
            continue
        ja, en = (indicator.says.say(language) for language in LANGUAGES)
        found.append(Sign(indicator.group, ja, en, defang(reason.evidence)))
    return found


def sent_note(campaign: Campaign, bulletin: Bulletin, channel: str, words: Words) -> Card:
    """It could not be posted: why, and what to do; nothing is lost."""
    trouble = bulletin.trouble
    why = words.say(TROUBLES[trouble]) if trouble in TROUBLES else words.say(OTHER_TROUBLE, trouble=trouble)
    said = words.say(
        "Your warning about {subject} could not be posted in {channel}.",
        subject=b.cut(subject_of(campaign, words), 80),
        channel=channel,
    )
    kept = words.say("Your words are kept as they are.")
    again = Button(ids.WARN_AGAIN, words.say("Post it again"), campaign.id, style="primary")
    return Card(f"{said} {why}", [b.strong(said), b.paragraph(why), b.context(kept), b.buttons(again)])


def published(check: Check, people: People) -> Report | None:
    """The report as everybody may see it: without the reporter's name, and without what a link carries along."""
    report = check.report
    if report is None:
        return None
    told = people.known_as(check.person)
    parts = {part for one in told for part in (one, one.replace(" ", ""), *one.split(" "), one.partition("@")[0])}
    names = sorted((part for part in parts if len(part) > 1), key=len, reverse=True)
    pattern = re.compile("|".join(map(_spelled, names)), re.IGNORECASE)

    def masked(text: str) -> str:
        told = _CARRIED.sub(r"\1…", text)
        return pattern.sub(MASK, told) if names else told

    return replace(
        report,
        subject=masked(report.subject),
        sender=masked(report.sender),
        sender_name=masked(report.sender_name),
        excerpt=masked(report.excerpt),
        links=tuple(masked(link) for link in report.links),
        reasons=tuple(replace(one, evidence=masked(one.evidence)) for one in report.reasons),
    )


def is_link(report: Report | None) -> bool:
    """Whether a report is about a link without a mail."""
    return bool(report and report.destinations)


def _spelled(name: str) -> str:
    """A pattern for a name; a short one in Latin letters is a part of many words, and must stand alone."""
    found = re.escape(name)
    return rf"(?<![a-z]){found}(?![a-z])" if name.isascii() and len(name) <= SHORT else found


def alt_text(latest: Report, signs: Sequence[Sign], words: Words) -> str:
    """The picture in words, for those who do not see it."""
    listed = " ".join(f"{number}. {sign.say(words.language)}" for number, sign in enumerate(signs, start=1))
    head = words.say(
        "Picture of the mail. From: {name} {address}. Subject: {subject}. What gives it away: {signs}",
        name=defang(latest.sender_name),
        address=defang(latest.sender),
        subject=defang(latest.subject),
        signs=listed or "-",
    )
    return b.cut(head, 1900)


def _picture(file: str, latest: Report | None, signs: Sequence[Sign], words: Words) -> Block:
    said = alt_text(latest, signs, words) if latest else words.say("What it looks like")
    title = {"type": "plain_text", "text": words.say("What it looks like"), "emoji": True}
    return {"type": "image", "slack_file": {"id": file}, "alt_text": said, "title": title}


def _in_words(latest: Report | None, signs: Sequence[Sign], words: Words) -> list[Block]:
    shown: list[Block] = []
    if latest and not is_link(latest):
        lines = [
            words.say("From: {name} {address}", name=defang(latest.sender_name), address=defang(latest.sender)),
            words.say("Subject: {subject}", subject=defang(latest.subject)),
            "",
            b.cut(defang(latest.excerpt), 300),
        ]
        shown += [b.strong(words.say("What it looks like")), b.quote("\n".join(lines))]
    if signs:
        told = [_seen(sign, words) for sign in signs]
        shown += [b.strong(words.say("What gives it away")), b.bullets(told)]
    return shown


def _seen(sign: Sign, words: Words) -> str:
    said = sign.say(words.language)
    return words.say("{reason}: {evidence}", reason=said, evidence=b.cut(sign.evidence, 120)) if sign.evidence else said
