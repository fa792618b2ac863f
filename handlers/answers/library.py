"""The shelf of the policy desk: basic rules, who does what, penalties, accidents and words, each one press away."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound
from handlers.answers import ids
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.roles import ROLES
from handlers.kit.words import N_, Words
from knowledge.reading import Knowledge

MOST_BLOCKS = 99
TITLES = {
    "rules": N_("The basic rules"),
    "roles": N_("Who does what"),
    "penalties": N_("What the law says"),
    "accidents": N_("Accidents elsewhere"),
    "glossary": N_("Words of the policy"),
}
NO_ADVICE = N_("This is not legal advice. Please check the latest official information.")


class Library:
    """Opens a shelf as a modal."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def opened(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        words = await self._desk.words_for(press.spot)
        if press.value not in TITLES:
            raise NotFound("kit.gone")
        modal = shelf(press.value, self._desk.services.known, words)
        await client.views_open(trigger_id=press.trigger_id, view=modal.view())


def shelf(name: str, known: Knowledge, words: Words) -> Modal:
    """A shelf's modal; what does not fit is cut at the end, never refused."""
    shown = SHELVES[name](known, words)[:MOST_BLOCKS]
    return Modal(ids.SHOW, words.say(TITLES[name]), shown, close=words.say("Close"))


def shelf_buttons(words: Words) -> Block:
    return b.buttons(*(Button(f"{ids.LIBRARY}.{name}", words.say(title), name) for name, title in TITLES.items()))


def _rules(known: Knowledge, words: Words) -> list[Block]:
    shown: list[Block] = []
    for rule in known.guidance.rules:
        shown += [
            b.header(f"{rule.number}. {rule.title.say(words.language)}"),
            b.paragraph(rule.why.say(words.language)),
            b.bullets(rule.do.say(words.language)),
        ]
    return shown


def _roles(known: Knowledge, words: Words) -> list[Block]:
    shown: list[Block] = []
    for duty in known.guidance.roles:
        held = [one.name.say(words.language) for one in known.company.people if duty.role in one.roles]
        shown += [b.strong(duty.title.say(words.language)), b.paragraph(duty.duty.say(words.language))]
        if held and duty.role:
            shown.append(b.context(f"{words.say(ROLES[duty.role])}: {', '.join(held)}"))
    return shown


def _penalties(known: Knowledge, words: Words) -> list[Block]:
    shown = [b.context(words.say(NO_ADVICE))]
    for row in known.guidance.penalties:
        shown += [
            b.strong(row.law.say(words.language)),
            b.paragraph(f"{row.violation.say(words.language)}\n→ {row.penalty.say(words.language)}"),
            b.context(words.say("Source: {source}, checked {day}", source=row.source, day=words.day(row.checked_on))),
        ]
    return shown


def _accidents(known: Knowledge, words: Words) -> list[Block]:
    shown: list[Block] = []
    for one in known.guidance.accidents:
        shown += [
            b.header(one.title.say(words.language)),
            b.paragraph(one.happened.say(words.language)),
            b.paragraph(words.say("Why: {text}", text=one.cause.say(words.language))),
            b.paragraph(words.say("What they do now: {text}", text=one.lesson.say(words.language))),
        ]
    return shown


def _glossary(known: Knowledge, words: Words) -> list[Block]:
    return [b.entry(term.term.say(words.language), term.meaning.say(words.language)) for term in known.glossary.terms]


SHELVES: Mapping[str, Callable[[Knowledge, Words], list[Block]]] = {
    "rules": _rules,
    "roles": _roles,
    "penalties": _penalties,
    "accidents": _accidents,
    "glossary": _glossary,
}
