"""What a prepared letter may say of an incident, in the letter's own language."""

from __future__ import annotations

from datetime import datetime

from bot.incidents.cases import Dossier
from bot.incidents.letters import fill
from handlers.incidents.cards import Views
from handlers.incidents.labels import category_title, fact_line, level_title
from handlers.incidents.naming import Naming
from handlers.kit.words import Words
from knowledge.incidents import Duty

HOW_MANY = "personal"
"""The fact that says how many people's data it is."""


def letter_of(duty: Duty, dossier: Dossier, now: datetime, views: Views, words: Words) -> str:
    """The letter of a duty, filled from the record; what is not known is a gap that nobody overlooks."""
    if duty.letter is None:
        return ""
    return fill(
        duty.letter.say(words.language), letter_values(dossier, now, views, words), words.say("(please fill in)")
    )


def letter_values(dossier: Dossier, now: datetime, views: Views, words: Words) -> dict[str, str]:
    """The fields of a letter."""
    incident = dossier.incident
    known = incident.reported_at, incident.noticed_at, incident.happened_at
    reported, noticed, happened = (words.moment(each) if each else "" for each in known)
    return {
        "id": incident.id,
        "company": views.company.name.say(words.language),
        "title": incident.title,
        "category": category_title(views.content, incident, words),
        "level": level_title(views.content, incident.level, words),
        "happened": happened,
        "noticed": noticed,
        "reported": reported,
        "text": incident.text,
        "where": incident.where,
        "facts": _facts(dossier, views, words),
        "people": _people(dossier, views, words),
        "cause": incident.outcome.cause,
        "damage": incident.outcome.damage,
        "prevention": incident.outcome.prevention,
        "response": _response(dossier, views, words),
        "lead": views.name(incident.lead, words) if incident.lead else "",
        "phone": views.phone(incident.lead),
        "today": words.day_of(now),
    }


def _facts(dossier: Dossier, views: Views, words: Words) -> str:
    """Every fact that is known."""
    naming = _naming(dossier, views, words)
    pairs = (naming.fact(name, chosen, words) for name, chosen in dossier.incident.facts.items())
    return " / ".join(fact_line(subject, found, words) for subject, found in pairs)


def _people(dossier: Dossier, views: Views, words: Words) -> str:
    chosen = dossier.incident.facts.get(HOW_MANY, "")
    return _naming(dossier, views, words).fact(HOW_MANY, chosen, words)[1] if chosen else ""


def _response(dossier: Dossier, views: Views, words: Words) -> str:
    """What has been done so far, with the times."""
    naming = _naming(dossier, views, words)
    return " / ".join(
        words.say("{moment} {step}", moment=words.moment(step.done_at), step=naming.step(step.ref, step.text, words))
        for step in dossier.steps
        if step.done_at and not step.skipped
    )


def _naming(dossier: Dossier, views: Views, words: Words) -> Naming:
    return Naming(lambda user: views.name(user, words), views.content, dossier.incident.category)
