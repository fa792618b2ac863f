"""What all cards of an incident share: names and phones, the mark of a drill, who was asked and has confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.incidents.cases import Incident, Notice
from bot.incidents.chain import ASKED
from handlers.kit import blocks as b
from handlers.kit.blocks import Card
from handlers.kit.people import People
from handlers.kit.roles import ROLES
from handlers.kit.words import Words
from knowledge.documents import Company
from knowledge.incidents import IncidentContent

LONGEST_QUOTE = 1500


@dataclass(frozen=True)
class Views:
    """What every card needs to know beyond the incident."""

    content: IncidentContent
    company: Company
    people: People
    doors: set[str] = field(default_factory=set)
    """The ids that have a door: a button without one is never shown."""

    def name(self, user: str | None, words: Words) -> str:
        """The name of somebody; whoever told a near miss without a name is just somebody."""
        return self.people.called(user, words.language) if user else words.say("somebody (without a name)")

    def phone(self, user: str | None) -> str:
        return self.people.phone_of(user) if user else ""


def marked(incident: Incident, card: Card, words: Words) -> Card:
    """A drill says so on every message, before anything else."""
    if not incident.drill:
        return card
    line = words.say("【DRILL】 This is an exercise. Nothing has happened.")
    mark = words.say("[DRILL]")
    return Card(f"{mark} {card.text}", [b.strong(line), *card.blocks], card.marked)


def asked_lines(notices: Sequence[Notice], views: Views, words: Words) -> list[str]:
    """Who was asked and who has confirmed, one line a person."""
    people: dict[str, Notice] = {}
    for one in notices:
        before = people.get(one.person)
        asked_now = before is not None and before.why not in ASKED and one.why in ASKED and not before.confirmed_at
        if before is None or asked_now or (one.confirmed_at and not before.confirmed_at):
            people[one.person] = one
    lines = []
    for one in people.values():
        name = _called_as(one, views, words)
        if one.confirmed_at:
            lines.append(words.say("{name}: confirmed {moment}", name=name, moment=words.moment(one.confirmed_at)))
        elif one.why in {"inform", "late"}:
            lines.append(words.say("{name}: told {moment}", name=name, moment=words.moment(one.told_at)))
        else:
            lines.append(
                words.say("{name}: asked {moment}, not confirmed yet", name=name, moment=words.moment(one.told_at))
            )
    return lines[:8]


def _called_as(one: Notice, views: Views, words: Words) -> str:
    """Who was called, with the role; a deputy has none of their own, but the one they stand in for."""
    name, role = views.name(one.person, words), words.say(ROLES.get(one.role, one.role))
    if one.stands_for:
        absent = views.name(one.stands_for, words)
        return words.say("{name} ({role}, for {absent})", name=name, role=role, absent=absent)
    return words.say("{name} ({role})", name=name, role=role)
