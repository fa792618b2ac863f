"""The windows and messages of follow-up actions: the list, the forms, what their owner sees."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.errors import NotFound
from bot.incidents.cases import Incident, Step
from bot.incidents.steps import ACTION, StepState, is_overdue, state_of
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.work import step_ids
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Modal
from handlers.kit.payload import MANGLED
from handlers.kit.words import Words

MOST = 30
"""Actions in one window, the open ones first."""
MOST_AT_HOME = 4
LONGEST_ACTION, LONGEST_NOTE = 300, 1000


@dataclass(frozen=True)
class ActionTarget:
    """What a button or window of the follow-ups is about.

    `channel` and `ts` are the message in which it was pressed; `beneath` tells that the list lies under the window.
    """

    incident: str = ""
    action: int = 0
    ref: str = ""
    channel: str = ""
    ts: str = ""
    beneath: str = ""

    def carried(self) -> str:
        held = [self.incident, self.action, self.ref, self.channel, self.ts, self.beneath]
        return json.dumps(held, separators=(",", ":"))

    @classmethod
    def of(cls, carried: str) -> ActionTarget:
        """What was carried; a bare id is an incident's. Raises NotFound when it is not ours."""
        if not carried.startswith("["):
            return cls(carried)
        try:
            incident, action, ref, channel, ts, beneath = json.loads(carried)
            return cls(str(incident), int(action), str(ref), str(channel), str(ts), str(beneath))
        except MANGLED:
            raise NotFound("kit.gone") from None


@dataclass(frozen=True)
class Draft:
    """A follow-up as it is proposed."""

    text: str = ""
    owner: str | None = None
    due: date | None = None


def actions_modal(
    incident: Incident, steps: Sequence[Step], now: datetime, views: Views, words: Words, *, works: bool
) -> Modal:
    """What was decided so that it does not happen again: who does it by when, and what is done already."""
    actions = sorted((one for one in steps if one.source == ACTION), key=_order)
    shown: list[Block] = [
        b.paragraph(
            words.say("What is decided so that it does not happen again. Owners are reminded until it is done.")
        )
    ]
    if works:
        new = Button(step_ids.ACTION_NEW, words.say("Decide on a follow-up"), ActionTarget(incident.id).carried())
        learn = Button(step_ids.LEARN, words.say("See the suggestions"), incident.id)
        shown.append(b.buttons(new, learn))
    shown.append(b.divider())
    if not actions:
        shown.append(b.paragraph(words.say("Nothing has been decided yet.")))
    for action in actions[:MOST]:
        shown.append(b.entry(action.text, about(action, now, views, words)))
        if works and state_of(action) is StepState.OPEN:
            shown.append(b.buttons(_done(action, words)))
    if len(actions) > MOST:
        shown.append(b.context(words.say("{count} more are in the report.", count=len(actions) - MOST)))
    title, close = words.say("Follow-ups"), words.say("Close")
    return Modal(step_ids.ACTIONS_SHOWN, title, shown, close, metadata=incident.id)


def action_form(draft: Draft, target: ActionTarget, words: Words) -> Modal:
    """A follow-up to be decided."""
    shown = [
        b.text_input(
            "text", words.say("What is to be done?"), multiline=True, longest=LONGEST_ACTION, initial=draft.text
        ),
        b.person_input("person", words.say("Who does it?"), draft.owner),
        b.day_input("due", words.say("By when?"), draft.due),
        b.context(words.say("They see these words and the date, not the incident, unless they may see it anyway.")),
    ]
    title, cancel = words.say("Follow-up"), words.say("Cancel")
    return Modal(ids.ACTION_FORM, title, shown, cancel, words.say("Keep"), target.carried())


def done_form(action: Step, target: ActionTarget, words: Words) -> Modal:
    """That an action is done, with a few words where there is something to say."""
    label = words.say("What was done? (if there is something to say)")
    shown = [b.strong(action.text), b.text_input("note", label, multiline=True, optional=True, longest=LONGEST_NOTE)]
    title, cancel = words.say("Follow-up"), words.say("Cancel")
    return Modal(step_ids.ACTION_DONE_FORM, title, shown, cancel, words.say("It is done"), target.carried())


def action_card(said: str, action: Step, now: datetime, views: Views, words: Words) -> Card:
    """The message to whoever does it: the action's own words and its day, nothing of the incident."""
    shown: list[Block] = [b.strong(said), b.entry(action.text, about(action, now, views, words))]
    if state_of(action) is StepState.OPEN:
        shown.append(b.buttons(_done(action, words, "primary")))
    return Card(f"{said} {action.text}", [*shown, b.context(words.say("Reference {id}", id=action.incident))])


def home_blocks(actions: Sequence[Step], now: datetime, views: Views, words: Words) -> list[Block]:
    """What somebody still has to do, for their App Home; nothing when there is nothing."""
    if not actions:
        return []
    shown: list[Block] = [b.header(words.say("Your follow-ups"))]
    for action in actions[:MOST_AT_HOME]:
        said = f"{b.cut(action.text, 500)}\n{about(action, now, views, words)}"
        shown.append(b.row(said, _done(action, words)))
    if len(actions) > MOST_AT_HOME:
        shown.append(
            b.context(words.say("{count} more follow when these are done.", count=len(actions) - MOST_AT_HOME))
        )
    return shown


def about(action: Step, now: datetime, views: Views, words: Words) -> str:
    """Who does it by when, or who has done it."""
    if action.done_at:
        name, moment = views.name(action.done_by, words), words.moment(action.done_at)
        return words.say("Done ({name}, {moment})", name=name, moment=moment)
    lines = [words.say("In charge: {name}", name=views.name(action.person, words))]
    if action.due_at:
        day = words.weekday_of(action.due_at)
        late = is_overdue(action, now)
        lines.append(words.say("Its day has passed: {day}", day=day) if late else words.say("By {day}", day=day))
    return "\n".join(lines)


def _done(action: Step, words: Words, style: str | None = None) -> Button:
    target = ActionTarget(action=action.id)
    return Button(f"{step_ids.ACTION_DONE}.{action.id}", words.say("It is done"), target.carried(), style)


def _order(action: Step) -> tuple[bool, datetime, int]:
    return action.done_at is not None, action.due_at or action.created_at, action.id


def pressed_in(target: ActionTarget, channel: str | None, ts: str | None) -> ActionTarget:
    """The target with the message that is to change once it is done."""
    return replace(target, channel=channel or "", ts=ts) if ts else target
