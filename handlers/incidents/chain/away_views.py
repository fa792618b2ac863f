"""Being away: the lines on the App Home, the form, and what the deputy hears."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.absences import Absence
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Modal
from handlers.kit.words import Words


@dataclass(frozen=True)
class Shown:
    """Somebody's own absence, who really stands in for them, and for whom they stand in."""

    mine: Absence | None
    deputy: str | None
    others: tuple[Absence, ...]


def away_home(shown: Shown, views: Views, words: Words) -> list[Block]:
    """On the App Home of those who may be called."""
    found: list[Block] = [b.header(words.say("Away and deputies"))]
    if shown.mine:
        said = words.say("You are away until {moment}.", moment=words.moment(shown.mine.until_at))
        found += [b.strong(said), b.paragraph(_who(shown.deputy, views, words))]
        found.append(b.buttons(Button(ids.BACK, words.say("I am back"), "home", style="primary")))
    else:
        found.append(b.paragraph(words.say("While you are away, incidents go to your deputy at once.")))
        found.append(b.buttons(Button(ids.AWAY, words.say("I will be away"), "home")))
    if shown.others:
        lines = (
            words.say("You stand in for {name} until {moment}.", name=views.name(one.person, words),
                      moment=words.moment(one.until_at))
            for one in shown.others
        )  # fmt: skip
        found.append(b.bullets(lines))
    return found


def away_form(until: datetime, deputy: str | None, words: Words) -> Modal:
    """Two fields; the deputy may be left to the company's file."""
    shown = [
        b.paragraph(words.say("From now until then, whoever stands in for you is asked in your place.")),
        b.moment_input("until", words.say("Away until"), until),
        b.person_input("person", words.say("Who stands in for you"), deputy, optional=True),
        b.context(words.say("Without a deputy the next person of the chain is asked.")),
    ]
    return Modal(ids.AWAY_FORM, words.say("I will be away"), shown, words.say("Cancel"), words.say("Keep"))


def deputy_card(absence: Absence, views: Views, words: Words) -> Card:
    """To whoever stands in, from the moment on."""
    name, moment = views.name(absence.person, words), words.moment(absence.until_at)
    said = words.say("{name} is away until {moment} and has named you as deputy.", name=name, moment=moment)
    more = words.say("If an incident is reported meanwhile, you are asked to confirm it in their place.")
    return Card(said, [b.paragraph(said), b.context(more)])


def back_card(absence: Absence, views: Views, words: Words) -> Card:
    said = words.say("{name} is back. You no longer stand in. Thank you.", name=views.name(absence.person, words))
    return Card(said, [b.paragraph(said)])


def _who(deputy: str | None, views: Views, words: Words) -> str:
    if deputy:
        return words.say("{name} is asked in your place.", name=views.name(deputy, words))
    return words.say("Nobody stands in for you: the next person of the chain is asked.")
