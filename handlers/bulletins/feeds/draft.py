"""What a bulletin from an advisory begins with: our own words and the link with its title; never what a source says."""

from __future__ import annotations

from datetime import date, datetime

from bot.bulletins.cases import LONGEST_TITLE, Audience, Content, Link, Origin, Wording
from bot.bulletins.feeds.advisories import AdvisoryService
from bot.bulletins.feeds.items import Advisory
from bot.bulletins.feeds.phrases import plain
from handlers.bulletins.feeds.labels import Labels, host
from handlers.kit import blocks as b
from handlers.kit.desk import Desk
from handlers.kit.words import LANGUAGES, N_, Words
from knowledge.bulletins import BulletinTemplate

TEMPLATE = "urgent-update"
LATER = 5
"""Working days that are given where nothing is being attacked."""


class Drafter:
    """Writes the beginning; the lead writes the rest."""

    def __init__(self, desk: Desk, service: AdvisoryService, labels: Labels) -> None:
        self._desk = desk
        self._service = service
        self._labels = labels

    def audience(self, advisory: Advisory) -> Audience:
        """The departments that use it, else everybody."""
        users = self._labels.users(advisory)
        return Audience(departments=users) if users else Audience(everyone=True)

    def content(self, advisory: Advisory, now: datetime) -> Content:
        """What is said, in both languages, with the link, the source and the day."""
        labels, urgent, speech = self._labels, self._service.is_urgent(advisory), self._desk.speech
        source = labels.first_source(one.source for one in advisory.mentions)
        mention = next(one for one in advisory.mentions if one.source == source)
        link = mention.link if host(mention.link) else ""
        names = {one: labels.source(source, speech.in_(one)) for one in LANGUAGES}
        template = self._desk.services.known.bulletins.templates.get(TEMPLATE)
        return Content(
            wordings={one: _wording(advisory, labels, speech.in_(one)) for one in LANGUAGES},
            severity="urgent" if urgent else "caution",
            template=TEMPLATE if template else "",
            do_by=self._do_by(advisory, template, now),
            links=(Link(link, b.cut(plain(mention.title), LONGEST_TITLE)),) if link else (),
            mandatory=urgent,
            clauses=tuple(template.clauses) if template else (),
            origin=Origin("advisory", advisory.id, names["ja"], link, self._desk.services.days.day_of(now), names),
        )

    def _do_by(self, advisory: Advisory, template: BulletinTemplate | None, now: datetime) -> date | None:
        """By when to update; a subject leaves nothing to be done by a day."""
        if not self._labels.products(advisory):
            return None
        soon = template.do_within if template else None
        days = self._desk.services.days
        return days.day_of(days.end_after(now, soon or 1 if advisory.exploited else LATER))


def _wording(advisory: Advisory, labels: Labels, words: Words) -> Wording:
    products = labels.products(advisory)
    names = labels.named(products, words) if products else labels.interests(advisory, words)
    asked = N_("Please update {names}") if products else N_("A warning that concerns {names}")
    title = b.cut(words.say(asked, names=names), LONGEST_TITLE)
    if not products:
        warned = N_("There is a public warning about {names}. Please read it: the link is below.")
        steps = (
            words.say("Read the warning behind the link."),
            words.say("If something like it has happened to you, tell the system administrator at once."),
        )
        return Wording(title, words.say(warned, names=names), steps)
    known = N_("A weakness in {names}, which we use, is already being used for attacks. Please update.")
    found = N_("A weakness was found in {names}, which we use. Please update.")
    update = (
        words.say("Save your work, install the update, and restart."),
        words.say("If you cannot update or are not sure, ask the system administrator."),
        words.say("Press “I have read this” only after the update is in."),
    )
    return Wording(title, words.say(known if advisory.exploited else found, names=names), update)
