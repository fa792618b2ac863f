"""The window of an incident: how things stand in one look, then everything that this person may do now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.people import Person
from bot.incidents.access import Act, may
from bot.incidents.cases import Incident, Notice, State
from bot.incidents.command import waiting_review
from bot.incidents.glance import Glance
from bot.incidents.states import by_hand
from handlers.incidents import ids
from handlers.incidents.cards import Views, asked_lines
from handlers.incidents.labels import level_title, questions_label, status_of
from handlers.incidents.response.incident_views import (
    MOST_NAMES,
    circle_line,
    head_line,
    hints,
    lead_lines,
    next_lines,
    reference,
    situation_blocks,
    standing_lines,
    told_blocks,
)
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.roles import phone_line
from handlers.kit.words import N_, Words

LONGEST_TEXT = 1500
OUTAGE = "outage"
"""The kind of incident in which whoever restores things needs the plan at hand."""


@dataclass(frozen=True)
class Reader:
    """Who looks: the person, and what they have been told."""

    person: Person
    notices: tuple[Notice, ...] = ()

    @property
    def has_confirmed(self) -> bool:
        return any(one.person == self.person.id and one.confirmed_at for one in self.notices)


When = Callable[[Incident, Reader], bool]


@dataclass(frozen=True)
class Deed:
    """A button: shown where its door exists, the person may, and it makes sense now."""

    id: str
    label: str
    act: Act
    when: When = lambda _incident, _reader: True
    style: str | None = None


Groups = Sequence[tuple[str, tuple[Deed, ...]]]
DEEDS: Groups = (
    (
        N_("Now"),
        (
            Deed(
                ids.CONFIRM,
                N_("I confirm and take care"),
                Act.CONFIRM,
                lambda one, reader: one.state is State.REPORTED and not one.is_near_miss and not reader.has_confirmed,
                "primary",
            ),
            Deed(ids.TAKE_LEAD, N_("Take the lead"), Act.HAND_OVER, lambda one, reader: one.lead != reader.person.id),
            Deed(ids.SITUATION, N_("Say how things stand"), Act.WORK, lambda one, _: one.is_open),
            Deed(ids.REVIEW, N_("Write the review"), Act.REVIEW, lambda one, _: waiting_review(one), "primary"),
        ),
    ),
    (
        N_("To do"),
        (
            Deed(ids.STEPS, N_("See the steps"), Act.SEE),
            Deed(ids.DUTIES, N_("Who to notify"), Act.SEE, lambda one, _: not one.is_near_miss),
            Deed(ids.ACTIONS, N_("Follow-up actions"), Act.SEE),
            Deed(ids.CONTINUITY, N_("Whom to call"), Act.SEE, lambda one, _: one.category == OUTAGE),
        ),
    ),
    (
        N_("On record"),
        (
            Deed(ids.ADD_ENTRY, N_("Add to the timeline"), Act.ADD),
            Deed(ids.TIMELINE, N_("See the timeline"), Act.SEE),
            Deed(
                ids.LOG,
                N_("Who was told when"),
                Act.SEE,
                lambda one, reader: bool(reader.notices) or not one.is_near_miss,
            ),
            Deed(ids.DOCUMENT, N_("Incident report"), Act.EXPORT),
        ),
    ),
    (
        N_("Move it on"),
        (
            Deed(ids.MOVE, N_("Change the state"), Act.MOVE, lambda one, _: bool(by_hand(one.state))),
            Deed(ids.CLOSE, N_("Close the incident"), Act.MOVE),
            Deed(f"{ids.MOVE}.again", N_("Open again"), Act.REOPEN),
            Deed(ids.LEVEL, N_("Change the level"), Act.LEVEL),
            Deed(ids.HAND_OVER, N_("Hand over the lead"), Act.HAND_OVER),
            Deed(ids.MERGE, N_("Bring together with another"), Act.MOVE),
            Deed(ids.REVIEW, N_("Change the review"), Act.REVIEW, lambda one, _: one.reviewed_at is not None),
        ),
    ),
    (
        N_("Who takes part"),
        (
            Deed(ids.INVITE, N_("Ask people in"), Act.INVITE),
            Deed(ids.RESTRICT, N_("Restrict who can see it"), Act.RESTRICT, lambda one, _: not one.restricted),
            Deed(f"{ids.RESTRICT}.open", N_("Lift the restriction"), Act.RESTRICT, lambda one, _: one.restricted),
            Deed(
                ids.ROOM, N_("Open a private channel"), Act.WORK, lambda one, _: one.is_open and one.room in {"", "-"}
            ),
        ),
    ),
)


def hub_modal(seen: Glance, reader: Reader, views: Views, words: Words, far: str = "") -> Modal:
    """Everything at a glance, and every act that is open to this person."""
    incident = seen.incident
    shown: list[Block] = [
        *_marks(incident, views, words),
        b.header(head_line(incident, views, words)),
        b.bullets(
            [
                *standing_lines(seen, views, words),
                *filter(None, (far,)),
                *next_lines(seen, words),
                *_people_lines(seen, views, words),
            ]
        ),
        *situation_blocks(seen, views, words),
        *_groups(incident, reader, views, words, DEEDS[:1]),
        *told_blocks(incident),
        *_ended(incident, words),
        *_groups(incident, reader, views, words, DEEDS[1:]),
    ]
    if asked := asked_lines(seen.notices, views, words):
        shown += [b.divider(), b.context(*asked)]
    shown.append(b.context(*hints(seen, words), reference(incident, words)))
    return Modal(ids.HUB, words.say("Incident"), shown, words.say("Close the window"), metadata=incident.id)


def follow_modal(incident: Incident, person: Person, views: Views, words: Words) -> Modal:
    """What whoever reported sees: how grave, how far, who looks after it. Nothing of what others wrote."""
    own = person.id == incident.reporter
    lines = [
        level_title(views.content, incident.level, words),
        words.say("State: {status}", status=words.say(status_of(incident))),
        *lead_lines(incident, views, words),
    ]
    title = b.cut(incident.title, 120) if own else words.say("Reported together with others")
    shown: list[Block] = [*_drill(incident, words), b.strong(title), b.bullets(lines)]
    if incident.restricted:
        shown.append(b.paragraph(circle_line(incident, views, words)))
    if incident.state is State.MERGED and incident.merged_into:
        shown += _goes_on(incident.merged_into, words)
    pressable = [Button(ids.ADD_ENTRY, words.say("Tell more"), incident.id)]
    if own and incident.is_open:
        pressable.append(Button(ids.FACTS, questions_label(views.content, incident, words), incident.id))
    pressable = [one for one in pressable if one.action_id in views.doors and may(person, Act.ADD, incident)]
    if pressable:
        shown.append(b.buttons(*pressable))
    shown.append(b.context(*filter(None, (phone_line(views.people, words, person.id),)), reference(incident, words)))
    return Modal(ids.HUB, words.say("Incident"), shown, words.say("Close the window"), metadata=incident.id)


def _marks(incident: Incident, views: Views, words: Words) -> Iterator[Block]:
    yield from _drill(incident, words)
    if incident.restricted:
        yield b.strong(circle_line(incident, views, words))


def _drill(incident: Incident, words: Words) -> list[Block]:
    if not incident.drill:
        return []
    return [b.strong(words.say("【DRILL】 This is an exercise. Nothing has happened."))]


def _people_lines(seen: Glance, views: Views, words: Words) -> Iterator[str]:
    if seen.told:
        yield words.say("Told: {told}, confirmed: {confirmed}", told=seen.told, confirmed=seen.confirmed)
    if seen.incident.members:
        names = words.say(", ").join(views.name(one, words) for one in seen.incident.members[:MOST_NAMES])
        yield words.say("Asked in: {names}", names=names)
    if seen.incident.room == "!":
        yield words.say("A private channel is being opened.")


def _ended(incident: Incident, words: Words) -> Iterator[Block]:
    """What was said at the end, and what was learned."""
    if incident.state is State.MERGED and incident.merged_into:
        yield from _goes_on(incident.merged_into, words)
    said = incident.outcome
    heads = (N_("Cause"), N_("Damage"), N_("Prevention"))
    for head, text in zip(heads, (said.cause, said.damage, said.prevention), strict=True):
        if text:
            yield b.entry(words.say(head), b.cut(text, LONGEST_TEXT))
    if incident.lesson:
        yield b.entry(words.say("What we learned"), b.cut(incident.lesson, LONGEST_TEXT))


def _goes_on(other: str, words: Words) -> list[Block]:
    said = words.say("This report goes on as {other}.", other=other)
    button = Button(f"{ids.OPEN}.other", words.say("Open {other}", other=other), other)
    return [b.paragraph(said), b.buttons(button)]


def _groups(incident: Incident, reader: Reader, views: Views, words: Words, groups: Groups) -> Iterator[Block]:
    for head, deeds in groups:
        buttons = [
            Button(one.id, words.say(one.label), incident.id, one.style)
            for one in deeds
            if _has_door(one.id, views) and may(reader.person, one.act, incident) and one.when(incident, reader)
        ]
        if buttons:
            yield b.strong(words.say(head))
            yield b.buttons(*buttons)


def _has_door(action: str, views: Views) -> bool:
    """An action id may carry a suffix that its door does not look at."""
    return action in views.doors or action.rpartition(".")[0] in views.doors
