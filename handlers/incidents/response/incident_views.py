"""An incident as those who respond see it: the one card in the channel, and the lines that card and window share."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.people import Permission
from bot.incidents.cases import Entry, Incident, Reason, State
from bot.incidents.glance import Glance
from handlers.incidents import ids
from handlers.incidents.cards import LONGEST_QUOTE, Views, asked_lines
from handlers.incidents.labels import category_title, level_title, reason_line, status_of
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.people import People
from handlers.kit.words import N_, Words

LONGEST_SITUATION, LONGEST_REASON = 800, 300
MOST_REASONS, MOST_NAMES = 5, 15
DUE = {
    "chain": N_("If nobody confirms, the next person is asked: {moment}"),
    "situation": N_("How things stand is asked again: {moment}"),
}
"""What comes next of itself, by the kind of its timer; steps, duties and the review have lines of their own."""


def incident_card(seen: Glance, views: Views, words: Words, far: str = "") -> Card:
    """The one card of an incident, edited in place; `far` says how far its steps are."""
    incident = seen.incident
    if incident.state is State.MERGED:
        return merged_card(incident, words)
    title = head_line(incident, views, words)
    shown: list[Block] = [
        *([b.strong(circle_line(incident, views, words))] if incident.restricted else []),
        b.header(title),
        b.bullets([*standing_lines(seen, views, words), *filter(None, (far,)), *next_lines(seen, words)]),
        *situation_blocks(seen, views, words),
        *told_blocks(incident),
        b.context(*hints(seen, words), *asked_lines(seen.notices, views, words)[:6], reference(incident, words)),
    ]
    pressable = _pressable(incident, views, words)
    return Card(title, [*shown, b.buttons(*pressable)] if pressable else shown)


def merged_card(incident: Incident, words: Words) -> Card:
    """What a report shows that goes on as another one."""
    other = incident.merged_into or ""
    said = words.say("This report goes on as {other}.", other=other)
    button = Button(ids.OPEN, words.say("Open {other}", other=other), other)
    return Card(said, [b.paragraph(said), b.context(reference(incident, words)), b.buttons(button)])


def merged_mine_card(mine: Incident, goes_on: Incident, views: Views, words: Words) -> Card:
    """The reporter's card of a report that goes on as another: how far that one is, and nothing of its words."""
    said = words.say("Thank you for telling us. Your report {id} goes on as {other}.", id=mine.id, other=goes_on.id)
    lines = [
        words.say("State: {status}", status=words.say(status_of(goes_on))),
        level_title(views.content, goes_on.level, words),
    ]
    if goes_on.lead:
        lines.append(words.say("In charge: {name}", name=views.name(goes_on.lead, words)))
    more = words.say("Somebody else reported the same. You need not report it again.")
    button = Button(ids.OPEN, words.say("Open {other}", other=goes_on.id), goes_on.id)
    return Card(said, [b.paragraph(said), b.bullets(lines), b.context(more), b.buttons(button)])


def hidden_card(incident: Incident, words: Words) -> Card:
    """What those see who may not see a restricted incident: that there is one, and whom it is for."""
    said = words.say(
        "Incident {id} is restricted: only those who answer for incidents and those asked in can see it.",
        id=incident.id,
    )
    return Card(said, [b.paragraph(said)])


def note_card(incident: Incident, said: str, words: Words, *more: str) -> Card:
    """A short message about an incident, with the way to it."""
    button = Button(ids.OPEN, words.say("Open"), incident.id)
    return Card(said, [b.paragraph(said), b.context(*more, reference(incident, words)), b.buttons(button)])


def head_line(incident: Incident, views: Views, words: Words) -> str:
    level = level_title(views.content, incident.level, words)
    return words.say("{level}: {title}", level=level, title=b.cut(incident.title, 80))


def standing_lines(seen: Glance, views: Views, words: Words) -> Iterator[str]:
    """How far it is, who leads, what it is, who told it and when."""
    incident = seen.incident
    yield words.say("State: {status}", status=words.say(status_of(incident)))
    yield from lead_lines(incident, views, words)
    yield why_line(incident, seen.decided, views, words)
    yield words.say("Kind: {title}", title=category_title(views.content, incident, words))
    name = views.name(incident.reporter, words)
    yield words.say("Reported by {name}, {moment}", name=name, moment=words.moment(incident.reported_at))
    if incident.where:
        yield words.say("Where: {place}", place=b.cut(incident.where, 200))


def lead_lines(incident: Incident, views: Views, words: Words) -> Iterator[str]:
    """Who looks after it; of a near miss nobody is asked to take charge."""
    if incident.lead:
        yield words.say("In charge: {name}", name=views.name(incident.lead, words))
    elif not incident.is_near_miss:
        yield words.say("In charge: nobody yet")


def why_line(incident: Incident, decided: Entry | None, views: Views, words: Words) -> str:
    """Why the level is what it is; where somebody has set it, who that was and what they wrote."""
    reasons = [_reason(one, decided, views, words) for one in incident.reasons[:MOST_REASONS]]
    return words.say("Why this level: {why}", why=" / ".join(reasons))


def _reason(reason: Reason, decided: Entry | None, views: Views, words: Words) -> str:
    if reason.source != "person" or decided is None or decided.by != reason.id or not decided.text:
        return reason_line(views.content, reason, words)
    said = b.cut(decided.text, LONGEST_REASON)
    return words.say("{name} decided so: {reason}", name=views.name(decided.by, words), reason=said)


def next_lines(seen: Glance, words: Words) -> Iterator[str]:
    """Whom to notify, and what comes next of itself."""
    if seen.duties and seen.duty_due:
        day = words.weekday_of(seen.duty_due)
        yield words.say("To notify: {count}, the next by {day}", count=seen.duties, day=day)
    elif seen.duties:
        yield words.say("To notify: {count}", count=seen.duties)
    for timer in seen.due:
        if timer.kind in DUE and not timer.subject.startswith("alert"):
            yield words.say(DUE[timer.kind], moment=words.moment(timer.due_at))
    incident = seen.incident
    if incident.review_due and not incident.reviewed_at:
        yield words.say("To be reviewed by {day}", day=words.weekday_of(incident.review_due))


def situation_blocks(seen: Glance, views: Views, words: Words) -> list[Block]:
    """What was last said of how things stand; nothing while nobody has said anything."""
    said = seen.situation
    if said is None:
        return []
    name = views.name(said.by, words) if said.by else ""
    head = words.say("How things stand ({moment}, {name})", moment=words.moment(said.at), name=name)
    return [b.entry(head, b.cut(said.text, LONGEST_SITUATION) or "-")]


def told_blocks(incident: Incident) -> list[Block]:
    """What was reported, where the title does not say it all."""
    text = incident.text.strip()
    return [b.quote(b.cut(text, LONGEST_QUOTE))] if text and text != incident.title else []


def hints(seen: Glance, words: Words) -> Iterator[str]:
    """What it has to do with other reports, and with what was asked before."""
    if handover := seen.incident.origin.handover:
        yield words.say("A person was asked about this before it was reported: {id}", id=handover)
    if seen.merged:
        yield words.say(
            "Reports brought together here: {ids}", ids=words.say(", ").join(one.id for one in seen.merged[:10])
        )
    if seen.similar:
        yield words.say(
            "Perhaps the same: {ids}. If so, they can be brought together.", ids=words.say(", ").join(seen.similar)
        )


def reference(incident: Incident, words: Words) -> str:
    return words.say("Reference {id}", id=incident.id)


def circle_line(incident: Incident, views: Views, words: Words) -> str:
    """Who can see a restricted incident, by name."""
    return words.say("Restricted: only these people can see it: {names}", names=circle_names(incident, views, words))


def circle_names(incident: Incident, views: Views, words: Words) -> str:
    names = [views.name(one, words) for one in circle(incident, views.people)]
    shown = words.say(", ").join(names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        return words.say("{names} and {count} more", names=shown, count=len(names) - MOST_NAMES)
    return shown


def circle(incident: Incident, people: People) -> list[str]:
    """Those who can see a restricted incident: who answers for incidents, who leads, who was asked in."""
    answering = [one.id for one in people.allowed(Permission.COMMAND_INCIDENTS) if one.team == incident.team]
    asked = [one for one in (incident.lead, *incident.members) if one]
    return list(dict.fromkeys((*answering, *asked)))


def _pressable(incident: Incident, views: Views, words: Words) -> list[Button]:
    of = incident.id
    buttons = [
        Button(ids.OPEN, words.say("Open"), of),
        Button(ids.ADD_ENTRY, words.say("Add to the timeline"), of),
        Button(ids.STEPS, words.say("See the steps"), of),
    ]
    if incident.is_near_miss:  # it has alarmed nobody, and nobody has to be notified
        return [one for one in buttons if one.action_id in views.doors]
    buttons.append(Button(ids.DUTIES, words.say("Who to notify"), of))
    if incident.state is State.REPORTED:
        buttons.insert(0, Button(ids.CONFIRM, words.say("I confirm and take care"), of, style="primary"))
    return [one for one in buttons if one.action_id in views.doors]
