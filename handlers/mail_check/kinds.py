"""How we speak of what somebody doubts: a mail, or a link without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.mail_check.cases import Campaign, Check, Deed, Source, Status
from handlers.kit.words import N_
from handlers.mail_check.labels import DEEDS, STATUSES


@dataclass(frozen=True)
class Kind:
    """The sentences in which a mail and a link differ."""

    code: str
    thanks: str
    thanks_elsewhere: str
    hold: str
    late: str
    not_analysed: str
    unnamed: str
    title: str
    ask: str
    deeds: Mapping[Deed, str]
    statuses: Mapping[Status, str]
    came: str
    told: str
    at_incidents: str
    at_incidents_already: str
    campaign: str
    waits: str
    reporters: str
    beware: str
    warning: str


MAIL = Kind(
    code="mail",
    thanks=N_("Thank you, I have your mail. The result comes here in a few seconds."),
    thanks_elsewhere=N_("Thank you, I have the mail. The result comes in your direct messages."),
    hold=N_("Until then, please open no link and no attachment."),
    late=N_("Sorry that it took so long: the result of your mail is there now, in my message above."),
    not_analysed=N_(
        "That alone is no sign of safety. Please open no link and no attachment, and answer a few questions instead."
    ),
    unnamed=N_("a mail"),
    title=N_("Subject: {subject}"),
    ask=N_("What did you do with this mail? One press reports it to the system administrator."),
    deeds=DEEDS,
    statuses=STATUSES,
    came=N_("A suspicious mail came"),
    told=N_("{deed}: {subject}. The mail check says: {verdict} ({id})."),
    at_incidents=N_("This mail is with the incident desk as {id}."),
    at_incidents_already=N_("This mail is with the incident desk as {id}. You need not report it again."),
    campaign=N_("Suspicious mail: {subject}"),
    waits=N_("A reported mail still waits for a decision: {subject} ({people}, first seen {moment}, reference {id})"),
    reporters=N_("{count} people reported this mail; each hears the result, with your name."),
    beware=N_("Beware of a suspicious mail"),
    warning=N_("Warning about a suspicious mail"),
)
LINK = Kind(
    code="link",
    thanks=N_("Thank you, I have your link. The result comes here in a few seconds. I do not open it."),
    thanks_elsewhere=N_("Thank you, I have the link. The result comes in your direct messages."),
    hold=N_("Until then, please do not open it."),
    late=N_("Sorry that it took so long: the result of your link is there now, in my message above."),
    not_analysed=N_("That alone is no sign of safety. Please do not open it, and ask with a button below."),
    unnamed=N_("a link"),
    title=N_("Link: {subject}"),
    ask=N_("What did you do with this link? One press reports it to the system administrator."),
    deeds={
        Deed.RECEIVED: N_("Have not opened it"),
        Deed.CLICKED: N_("Opened it"),
        Deed.ATTACHMENT: N_("Installed or opened what it loaded"),
        Deed.TYPED: DEEDS[Deed.TYPED],
        Deed.REPLIED: DEEDS[Deed.REPLIED],
    },
    statuses={
        Status.NEW: STATUSES[Status.NEW],
        Status.DANGEROUS: N_("Dangerous link"),
        Status.SPAM: N_("Advertising, not dangerous"),
        Status.HARMLESS: N_("Harmless link"),
        Status.TRAINING: N_("A training link of our own"),
    },
    came=N_("A suspicious link came"),
    told=N_("{deed}: {subject}. The link check says: {verdict} ({id})."),
    at_incidents=N_("This link is with the incident desk as {id}."),
    at_incidents_already=N_("This link is with the incident desk as {id}. You need not report it again."),
    campaign=N_("Suspicious link: {subject}"),
    waits=N_("A reported link still waits for a decision: {subject} ({people}, first seen {moment}, reference {id})"),
    reporters=N_("{count} people reported this link; each hears the result, with your name."),
    beware=N_("Beware of a suspicious link"),
    warning=N_("Warning about a suspicious link"),
)


def kind_of(check: Check) -> Kind:
    return LINK if check.source is Source.LINK else MAIL


def kind_of_campaign(campaign: Campaign) -> Kind:
    """A link's, as long as nobody has reported a mail with it."""
    return LINK if campaign.tally.only_links else MAIL


def deed_of(check: Check) -> str:
    """What somebody did, in the words in which they were asked."""
    deed = check.deed or Deed.RECEIVED
    return kind_of(check).deeds.get(deed, DEEDS[deed])
