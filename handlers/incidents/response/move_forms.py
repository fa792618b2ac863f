"""The forms of those who decide: level, state, the end, the review, who leads, what is one, who sees it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.incidents.cases import Entry, Incident, Outcome, State
from bot.incidents.level import HIGHEST, floor_of
from bot.incidents.states import by_hand, needs_reason
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.labels import level_title, status_of
from handlers.incidents.response.incident_views import reference, why_line
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Modal
from handlers.kit.words import N_, Words

LONGEST_REASON, LONGEST_TEXT, LONGEST_HINT = 1000, 3000, 2000
MOVES = {
    State.CONFIRMED: N_("Being dealt with again"),
    State.CONTAINED: N_("Contained: the damage does not spread any further"),
    State.RECOVERED: N_("Recovered: work is back to normal"),
    State.REJECTED: N_("It was no incident (please say why)"),
}


def level_form(incident: Incident, decided: Entry | None, views: Views, words: Words) -> Modal:
    """Which level, and why; a leak offers nothing below its floor, and says so."""
    category = views.content.category(incident.category)
    floor = floor_of(category) if category else 0
    meanings = [one for one in views.content.levels.levels if floor <= one.level <= HIGHEST]
    options = [(str(one.level), level_title(views.content, one.level, words)) for one in meanings]
    block = b.choice_input("level", words.say("Level"), options)
    for option, meaning in zip(block["element"]["options"], meanings, strict=True):
        option["description"] = {"type": "plain_text", "text": b.cut(meaning.when.say(words.language), b.BUTTON)}
        if meaning.level == incident.level:
            block["element"]["initial_option"] = option
    shown: list[Block] = [b.paragraph(why_line(incident, decided, views, words)), block, _reason("reason", words)]
    if floor:
        shown.append(b.context(words.say("A leak is always level 2 or higher (policy 11-4.1).")))
    shown.append(b.context(words.say("From now on answers to the questions no longer move the level.")))
    return _form(ids.LEVEL_FORM, words.say("Change the level"), shown, incident, words)


def move_form(incident: Incident, words: Words) -> Modal:
    """Where it stands now; whoever opens one again, or says that it was none, gives the reason."""
    states = by_hand(incident.state)
    shown: list[Block] = [b.paragraph(words.say("Now: {status}", status=words.say(status_of(incident))))]
    if not incident.is_open:
        shown.append(b.paragraph(words.say("It is looked after again, and those who respond are told.")))
        shown.append(_reason("note", words))
        title, submit = words.say("Open again"), words.say("Open again")
        return Modal(ids.MOVE_FORM, title, shown, words.say("Cancel"), submit, incident.id)
    options = [(one.value, words.say(MOVES[one])) for one in states]
    shown.append(b.choice_input("state", words.say("How far is it?"), options))
    optional = not all(needs_reason(incident.state, one) for one in states)
    label = words.say("What was done, or why") if optional else words.say("Why?")
    shown.append(b.text_input("note", label, multiline=True, optional=optional, longest=LONGEST_REASON))
    return _form(ids.MOVE_FORM, words.say("Change the state"), shown, incident, words)


def close_form(incident: Incident, known: Outcome, left: Sequence[str], facts: Sequence[str], words: Words) -> Modal:
    """Cause, damage, prevention, with what is known already; `left` is what is still open, and stays so.

    `facts` were answered before: they stand beside the damage, which somebody has to put into words.
    """
    shown: list[Block] = []
    if left:
        shown += [
            b.strong(words.say("Still open. It stays on record, and you still hear of deadlines of notifications:")),
            b.bullets(left),
        ]
    optional = incident.is_near_miss
    fields = (
        ("cause", N_("Cause: what led to it?"), known.cause),
        ("damage", N_("Damage: what was affected?"), known.damage),
        ("prevention", N_("Prevention: what keeps it from happening again?"), known.prevention),
    )
    for name, label, text in fields:
        field = b.text_input(
            name, words.say(label), multiline=True, initial=text, optional=optional, longest=LONGEST_TEXT
        )
        if name == "damage" and facts:
            hint = words.say("Known from the answers: {facts}", facts=" / ".join(facts))
            field["hint"] = {"type": "plain_text", "text": b.cut(hint, LONGEST_HINT)}
        shown.append(field)
    shown.append(b.context(words.say("The incident report is written from this. It can be opened again at any time.")))
    title, submit = words.say("Close the incident"), words.say("Close the incident")
    return Modal(ids.CLOSE_FORM, title, shown, words.say("Cancel"), submit, incident.id)


def review_form(incident: Incident, words: Words) -> Modal:
    """What went well, what did not, and what everybody shall learn from it."""
    shown: list[Block] = [
        b.paragraph(words.say("Look back together. It is about the way of working, never about who is to blame.")),
        b.text_input("good", words.say("What went well?"), multiline=True, optional=True, longest=LONGEST_TEXT),
        b.text_input("bad", words.say("What could go better?"), multiline=True, optional=True, longest=LONGEST_TEXT),
        b.text_input(
            "learned",
            words.say("What do we learn from it?"),
            multiline=True,
            initial=incident.lesson,
            longest=LONGEST_TEXT,
        ),
    ]
    return _form(ids.REVIEW_FORM, words.say("Review"), shown, incident, words)


def hand_over_form(incident: Incident, views: Views, words: Words) -> Modal:
    """Who leads from now on."""
    shown: list[Block] = []
    if incident.lead:
        shown.append(b.paragraph(words.say("In charge now: {name}", name=views.name(incident.lead, words))))
    shown += [
        b.person_input("person", words.say("Who leads from now on?")),
        b.text_input(
            "note", words.say("A word to whoever takes over"), multiline=True, optional=True, longest=LONGEST_REASON
        ),
        b.context(words.say("Both of you get a message. Only those who handle incidents or were asked in can lead.")),
    ]
    return _form(ids.HAND_OVER_FORM, words.say("Hand over the lead"), shown, incident, words, N_("Hand over"))


def merge_form(incident: Incident, others: Sequence[Incident], views: Views, words: Words) -> Modal:
    """With which open incident it is one and the same."""
    if not others:
        said = words.say("There is no other open incident with which this one could be brought together.")
        return Modal(ids.SHOW, words.say("Bring together"), [b.paragraph(said)], words.say("Close"))
    options = [(one.id, _choice(one, words)) for one in others]
    said = words.say(
        "{id} ends here and goes on as the one that you choose. Its reporter and those asked in go along, "
        "and both reporters are told. This cannot be undone.",
        id=incident.id,
    )
    shown: list[Block] = [
        b.paragraph(said),
        b.select_input("into", words.say("It goes on as"), options),
        b.context(level_title(views.content, incident.level, words), reference(incident, words)),
    ]
    return _form(ids.MERGE_FORM, words.say("Bring together"), shown, incident, words, N_("Bring together"))


def restrict_form(incident: Incident, names: str, words: Words) -> Modal:
    """Why only some may see it, and whom to ask in; or why everybody whose role it is may again."""
    if incident.restricted:
        shown: list[Block] = [
            b.paragraph(words.say("After this everybody who handles or reads incidents by role can see it again.")),
            _reason("reason", words),
        ]
        return _form(ids.RESTRICT_FORM, words.say("Lift the restriction"), shown, incident, words)
    shown = [
        b.paragraph(words.say("It disappears at once from lists, search and the channel for everybody else.")),
        b.paragraph(words.say("These can see it in any case: {names}", names=names)),
        b.people_input("people", words.say("Who else may see it?"), incident.members, optional=True),
        _reason("reason", words),
    ]
    return _form(ids.RESTRICT_FORM, words.say("Restrict"), shown, incident, words, N_("Restrict"))


def invite_form(incident: Incident, words: Words) -> Modal:
    """Who is asked in; leaving a name out asks them out."""
    shown: list[Block] = [
        b.paragraph(words.say("Those asked in see the whole incident and work on it. They are told.")),
        b.people_input("people", words.say("Who is asked in?"), incident.members, optional=True),
        b.context(words.say("Take a name out, and that person is no longer asked in. Guests cannot be asked in.")),
    ]
    return _form(ids.INVITE_FORM, words.say("Ask people in"), shown, incident, words)


def _form(
    callback: str, title: str, shown: list[Block], incident: Incident, words: Words, submit: str = N_("Keep")
) -> Modal:
    return Modal(callback, title, shown, words.say("Cancel"), words.say(submit), incident.id)


def _reason(name: str, words: Words) -> Block:
    hint = words.say("It is kept in the timeline, with your name.")
    block = b.text_input(name, words.say("Why?"), multiline=True, longest=LONGEST_REASON)
    block["hint"] = {"type": "plain_text", "text": hint}
    return block


def _choice(incident: Incident, words: Words) -> str:
    return b.cut(words.say("{id}: {title}", id=incident.id, title=incident.title), b.BUTTON)
