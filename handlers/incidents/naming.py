"""What people, roles, steps, questions and duties are called in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.incidents.cases import Dossier
from handlers.kit.roles import ROLES
from handlers.kit.words import Words
from knowledge.incidents import IncidentContent

_USER = re.compile(r"[UW][A-Z0-9]{5,}")


def people_in(dossier: Dossier) -> set[str]:
    """Everybody whom a record names: their names have to be at hand before it can be told."""
    incident = dossier.incident
    named = [incident.reporter, incident.lead, *(one.id for one in incident.reasons)]
    named += [value for one in dossier.entries for value in (one.by, *one.data.values())]
    named += [value for one in dossier.notices for value in (one.person, one.stands_for)]
    named += [value for one in dossier.steps for value in (one.person, one.done_by)]
    named += [one.by for one in dossier.duties]
    return {one for one in named if isinstance(one, str) and _USER.fullmatch(one)}


def role_name(role: str, words: Words) -> str:
    """What a role is called; a role that we do not know is shown as it was stored."""
    return words.say(ROLES[role]) if role in ROLES else role


@dataclass(frozen=True)
class Naming:
    """Names for what a record holds as ids; what the content no longer knows is shown as it was stored.

    `called` gives a name from a user id; a door that speaks to colleagues may add さん, a report does not.
    `category` is the incident's: its playbook is looked into first.
    """

    called: Callable[[str], str]
    content: IncidentContent
    category: str = ""

    def step(self, ref: str, own: str, words: Words) -> str:
        """What a step says: in its own words, else in the playbook's."""
        if own:
            return own
        category = self.content.category(self.category)
        first = self.content.playbooks.get(category.playbook) if category else None
        books = [*([first] if first else []), *self.content.playbooks.values()]
        found = next((step for book in books for step in book.steps if step.id == ref), None)
        return found.text.say(words.language) if found else ref

    def duty(self, duty: str, deadline: str, words: Words) -> str:
        """What a duty is called, with the deadline of its own that is meant."""
        found = next((one for one in self.content.jurisdiction.duties if one.id == duty), None)
        if found is None:
            return duty
        title = found.title.say(words.language)
        # Of several for the same thing the last is the one without a condition.
        dated = next((one for one in reversed(found.deadlines) if one.id == deadline), None)
        if dated is None:
            return title
        return words.say("{duty} ({deadline})", duty=title, deadline=dated.title.say(words.language))

    def fact(self, name: str, chosen: str, words: Words) -> tuple[str, str]:
        """What is known of a fact, as a record states it: the subject and what was found; "" while nothing is."""
        fact = self.content.fact(name)
        option = fact.option(chosen) if fact else None
        subject = fact.subject.say(words.language) if fact else name
        return subject, option.stated.say(words.language) if option else chosen
