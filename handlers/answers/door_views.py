"""What a door of the content puts into somebody's hand: buttons of the desk, numbers, a card of the Home tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.answers.outcomes import Question
from bot.incidents.cases import Via
from handlers.answers import ids
from handlers.incidents.ids import START as REPORT
from handlers.incidents.response.doors import near_miss_of
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.people import People
from handlers.kit.roles import phone_line
from handlers.kit.words import Words
from handlers.mail_check.ids import START as MAIL
from knowledge.documents import Door
from knowledge.reading import Knowledge

MOST_KINDS = 5
MOST_BLOCKS = 45
"""A message holds 50 blocks, the Home tab more; the rest is there."""
HOMES = frozenset({"bulletins", "surveys", "drills"})
"""Doors to what the Home tab shows: it is the reader's own, so they are opened in the reader's own conversation."""


@dataclass(frozen=True)
class Reader:
    """Who reads a card: a guest reports nothing, and the Home tab shows each person something else."""

    guest: bool = False
    homes: Mapping[str, Sequence[Block]] = field(default_factory=dict)


ANYBODY = Reader()


def person_button(question: Question, words: Words) -> Button:
    return Button(ids.ASK_PERSON, words.say("Ask a person"), question.id)


def near_miss_button(known: Knowledge, place: str, words: Words) -> Button:
    """Opens the report that alarms nobody and needs no name."""
    data = {"c": near_miss_of(known.incidents), "v": Via.SENTENCE.value}
    return Button(f"{REPORT}.{place}", words.say("Report a near miss"), data)


@dataclass(frozen=True)
class Doorway:
    """Draws one door for one reader."""

    known: Knowledge
    people: People
    question: Question
    reader: Reader
    words: Words

    def card(self, door: Door) -> Card:
        shown: list[Block] = []
        for name in door.opens:
            _add(shown, self._behind(name), beside=name not in HOMES)
        said = door.reply.say(self.words.language)
        if not shown:
            said = (door.otherwise or door.reply).say(self.words.language)
            shown = [b.buttons(person_button(self.question, self.words))]
        return Card(said, [b.paragraph(said), *shown[:MOST_BLOCKS]])

    def _behind(self, name: str) -> Sequence[Block]:
        if name in HOMES:
            return self.reader.homes.get(name, ())
        if self.reader.guest and name in ("report", "near_miss", "kinds"):
            return self._guest() if name != "near_miss" else ()
        drawn: Mapping[str, Callable[[], list[Block]]] = {
            "report": lambda: [b.buttons(self._report())],
            "near_miss": lambda: [b.buttons(near_miss_button(self.known, "near", self.words))],
            "kinds": self._kinds,
            "mail": lambda: [b.buttons(Button(f"{MAIL}.door", self.words.say("Check a mail"), "door"))],
            "person": lambda: [b.buttons(person_button(self.question, self.words))],
            "phones": self._phones,
            "roles": lambda: [b.buttons(Button(f"{ids.LIBRARY}.door", self.words.say("Who does what"), "roles"))],
        }
        return drawn[name]()

    def _guest(self) -> list[Block]:
        return [b.paragraph(self.words.say("As a guest please tell your contact here, or phone, right away."))]

    def _phones(self) -> list[Block]:
        line = phone_line(self.people, self.words)
        return [b.strong(line)] if line else []

    def _report(self, category: str = "") -> Button:
        data = {"c": category, "v": Via.SENTENCE.value, "q": self.question.id}
        held = {name: value for name, value in data.items() if value}
        return Button(f"{REPORT}.door", self.words.say("Report an incident"), held, style="danger")

    def _kinds(self) -> list[Block]:
        """What happens most, one press each, and the report for everything else."""
        kinds = self.known.incidents.categories.categories[:MOST_KINDS]
        data = {"v": Via.SENTENCE.value, "q": self.question.id}
        quick = (
            Button(f"{REPORT}.door.{place}", one.title.say(self.words.language), {"c": one.id, **data})
            for place, one in enumerate(kinds)
        )
        return [b.buttons(self._report(), *quick)]


def _add(shown: list[Block], more: Sequence[Block], *, beside: bool) -> None:
    """Puts blocks below those shown already; single buttons go beside one another."""
    for block in more:
        if beside and shown and shown[-1]["type"] == block["type"] == "actions":
            shown[-1] = {**shown[-1], "elements": [*shown[-1]["elements"], *block["elements"]]}
        else:
            shown.append(block)
