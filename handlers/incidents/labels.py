"""What levels, states, reasons and stretches of time are called."""

from __future__ import annotations

from datetime import timedelta

from bot.incidents.cases import Incident, Reason, State
from handlers.kit.words import N_, Words
from knowledge.incidents import IncidentContent

STATES = {
    State.REPORTED: N_("Reported, nobody has confirmed it yet"),
    State.CONFIRMED: N_("Confirmed, being dealt with"),
    State.CONTAINED: N_("Contained"),
    State.RECOVERED: N_("Recovered"),
    State.CLOSED: N_("Closed"),
    State.REJECTED: N_("Not an incident"),
    State.MERGED: N_("Merged with another incident"),
}


def status_of(incident: Incident) -> str:
    """How far it is, as a sentence to be said: a near miss waits for nobody's confirmation."""
    if incident.is_near_miss and incident.state is State.REPORTED:
        return N_("Kept, to be looked at in working hours")
    if incident.lead and incident.state is State.REPORTED:
        return N_("Being dealt with; somebody who decides on it has still to confirm")
    return STATES[incident.state]


def level_title(content: IncidentContent, level: int, words: Words) -> str:
    """The level by name: 「レベル2（事業に影響・情報の漏えい）」."""
    return next(one for one in content.levels.levels if one.level == level).title.say(words.language)


def category_title(content: IncidentContent, incident: Incident, words: Words) -> str:
    found = content.category(incident.category)
    return found.title.say(words.language) if found else incident.category


def questions_label(content: IncidentContent, incident: Incident, words: Words) -> str:
    """The button to the questions that set the level: once all are answered, what is left is to mend the answers."""
    if incident.is_near_miss:
        return words.say("Something did happen after all")
    category = content.category(incident.category)
    if category and category.facts and set(category.facts) <= incident.facts.keys():
        return words.say("Change my answers")
    return words.say("Answer a few questions")


def fact_line(subject: str, found: str, words: Words) -> str:
    """A fact as a record states it."""
    return words.say("{subject}: {found}", subject=subject, found=found)


def reason_line(content: IncidentContent, reason: Reason, words: Words) -> str:
    """What asks for a level, in words."""
    if reason.source == "fact" and (fact := content.fact(reason.id)) and (option := fact.option(reason.option)):
        said = fact_line(fact.subject.say(words.language), option.stated.say(words.language), words)
        return words.say("{said} (if unsure, the higher level)", said=said) if option.id == "unsure" else said
    if reason.source == "person":
        return words.say("Set by those who respond")
    category = content.category(reason.id)
    title = category.title.say(words.language) if category else reason.id
    return words.say("The kind of incident: {title}", title=title)


def span(time: timedelta, words: Words) -> str:
    """A while, as people say it."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 1:
        return words.say("less than a minute")
    if minutes < 120:
        return words.say("{minutes} min", minutes=minutes)
    return words.say("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
