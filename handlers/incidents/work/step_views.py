"""The windows of the steps: the list by phase, the forms behind its buttons, and the line that cards show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from bot.core.errors import NotFound
from bot.incidents.cases import Incident, Step
from bot.incidents.steps import ACTION, BY_LEVEL, StepState, is_overdue, progress, state_of
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.naming import Naming
from handlers.incidents.work import step_ids
from handlers.incidents.work.owners import Owners
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.payload import MANGLED
from handlers.kit.words import N_, Words

PAGE = 20
LONGEST_STEP, LONGEST_REASON = 300, 500
DONE, UNDO, SKIP, TAKE, ASSIGN = "done", "undo", "skip", "take", "assign"
PHASES = {
    "contain": N_("Stop it from spreading"),
    "investigate": N_("Look into it"),
    "recover": N_("Get back to work"),
    "notify": N_("Tell those concerned"),
    "learn": N_("Learn from it"),
    "": N_("Added by those who respond"),
}


@dataclass(frozen=True)
class StepTarget:
    """What a button or window of the list is about; `reminded` are the steps of the message that it stands in."""

    incident: str
    step: int = 0
    what: str = ""
    page: int = 0
    reminded: tuple[int, ...] = ()

    def carried(self) -> str:
        held = {"i": self.incident, "s": self.step, "w": self.what, "p": self.page, "r": self.reminded}
        return json.dumps({name: value for name, value in held.items() if value}, separators=(",", ":"))

    @classmethod
    def of(cls, carried: str) -> StepTarget:
        """What was carried; a bare id is an incident's. Raises NotFound when it is not ours."""
        if not carried.startswith("{"):
            return cls(carried)
        try:
            held = json.loads(carried)
            reminded = tuple(int(one) for one in held.get("r", ()))
            return cls(str(held["i"]), int(held.get("s", 0)), str(held.get("w", "")), int(held.get("p", 0)), reminded)
        except MANGLED:
            raise NotFound("kit.gone") from None


@dataclass(frozen=True)
class Sheet:
    """The steps of an incident as somebody looks at them."""

    incident: Incident
    steps: tuple[Step, ...]
    now: datetime
    reader: str = ""
    """The person who looks; "" for those who may only read."""

    @property
    def listed(self) -> list[Step]:
        """What belongs on the list, by phase and date; follow-up actions have a list of their own."""
        order = list(PHASES)
        far = datetime.max.replace(tzinfo=self.now.tzinfo)
        found = [one for one in self.steps if one.source != ACTION]
        return sorted(found, key=lambda one: (order.index(one.phase), one.due_at or far, one.id))


@dataclass(frozen=True)
class StepViews:
    """Draws steps."""

    views: Views
    owners: Owners

    def modal(self, sheet: Sheet, words: Words, page: int = 0) -> Modal:
        """The list, one page of it."""
        pages = [sheet.listed[at : at + PAGE] for at in range(0, len(sheet.listed), PAGE)] or [[]]
        page = min(max(page, 0), len(pages) - 1)
        shown = [*_drill(sheet.incident, words), b.strong(self.summary(sheet, words))]
        if sheet.reader:
            button = Button(ids.ADD_STEP, words.say("Add a step"), StepTarget(sheet.incident.id, page=page).carried())
            shown.append(b.buttons(button))
        for phase, steps in groupby(pages[page], key=lambda one: one.phase):
            shown += [b.divider(), b.header(words.say(PHASES[phase]))]
            for step in steps:
                shown += self._step(sheet, step, page, words)
        if len(pages) > 1:
            shown += _turning(sheet.incident, page, len(pages), words)
        title, close = words.say("Steps of the response"), words.say("Close")
        return Modal(step_ids.STEPS_SHOWN, title, shown, close, metadata=sheet.incident.id)

    def line(self, sheet: Sheet, words: Words) -> str:
        """What the cards say of the steps; nothing when it is over, or there are none."""
        return self.summary(sheet, words) if sheet.listed and sheet.incident.is_open else ""

    def summary(self, sheet: Sheet, words: Words) -> str:
        """How far it is: "4 of 9 steps done. Next: … (by 14:30)"."""
        far = progress(sheet.steps, sheet.now)
        if not far.total:
            return words.say("There are no steps on the list yet.")
        if far.next is None:
            return words.say("All {total} steps are done.", total=far.total)
        said = words.say("{done} of {total} steps done", done=far.done, total=far.total)
        if far.overdue:
            said = words.say("{said}, {count} past their time", said=said, count=far.overdue)
        text = b.cut(self.text(sheet.incident, far.next, words), 120)
        if far.next.due_at is None:
            return words.say("{said}. Next: {step}", said=said, step=text)
        due = words.moment(far.next.due_at)
        return words.say("{said}. Next: {step} (by {due})", said=said, step=text, due=due)

    def text(self, incident: Incident, step: Step, words: Words) -> str:
        """What the step says."""
        naming = Naming(lambda user: self.views.name(user, words), self.views.content, incident.category)
        return naming.step(step.ref, step.text, words)

    def about(self, sheet: Sheet, step: Step, words: Words) -> str:
        """Who looks after an open step, and until when."""
        lines = [self.owners.line(sheet.incident, step, self.views, words)]
        if step.due_at:
            due = words.moment(step.due_at)
            late = is_overdue(step, sheet.now)
            lines.append(words.say("Its time has passed: {due}", due=due) if late else words.say("By {due}", due=due))
        return "\n".join(lines)

    def settled(self, incident: Incident, step: Step, words: Words) -> str:
        """What became of a step, who said so and when."""
        text = self.text(incident, step, words)
        moment = words.moment(step.done_at) if step.done_at else "-"
        name = self.views.name(step.done_by, words) if step.done_by else words.say("Mamori")
        if state_of(step) is StepState.DONE:
            by = words.say("{name}, {moment}", name=name, moment=moment)
            return "\n".join((words.say("Done: {step}", step=text), by))
        by_level = step.skipped == BY_LEVEL and step.done_by is None
        why = words.say("the level does not ask for it") if by_level else step.skipped
        because = words.say("Reason: {why} ({name}, {moment})", why=why, name=name, moment=moment)
        return "\n".join((words.say("Not needed: {step}", step=text), because))

    def _step(self, sheet: Sheet, step: Step, page: int, words: Words) -> list[Block]:
        target = StepTarget(sheet.incident.id, step.id, page=page)
        if state_of(step) is not StepState.OPEN:
            said = b.paragraph(self.settled(sheet.incident, step, words))
            undo = Button(f"{ids.STEP}.{step.id}", words.say("Undo"), replace(target, what=UNDO).carried())
            return [said | ({"accessory": undo.element()} if sheet.reader else {})]
        shown = [b.entry(self.text(sheet.incident, step, words), self.about(sheet, step, words))]
        return [*shown, _pressable(sheet, step, target, words)] if sheet.reader else shown


def skip_form(text: str, target: StepTarget, words: Words) -> Modal:
    """Why a step is not needed."""
    shown = [
        b.strong(text),
        b.text_input("reason", words.say("Why is it not needed?"), multiline=True, longest=LONGEST_REASON),
        b.context(words.say("It is kept in the incident's timeline, with your name.")),
    ]
    title, cancel = words.say("Not needed"), words.say("Cancel")
    return Modal(ids.SKIP_FORM, title, shown, cancel, words.say("Keep"), target.carried())


def assign_form(text: str, owner: str, target: StepTarget, words: Words) -> Modal:
    """Who is to look after a step."""
    shown = [
        b.strong(text),
        b.person_input("person", words.say("Who looks after it?"), owner or None),
        b.context(words.say("They are told in a direct message.")),
    ]
    title, cancel = words.say("Who does it?"), words.say("Cancel")
    return Modal(step_ids.ASSIGN_FORM, title, shown, cancel, words.say("Keep"), target.carried())


def step_form(target: StepTarget, words: Words) -> Modal:
    """A step of one's own."""
    shown = [
        b.text_input("text", words.say("What is to be done?"), longest=LONGEST_STEP),
        b.person_input("person", words.say("Who looks after it? (empty: whoever leads)"), optional=True),
        b.moment_input("due", words.say("By when?"), optional=True),
    ]
    title, cancel = words.say("Add a step"), words.say("Cancel")
    return Modal(ids.STEP_FORM, title, shown, cancel, words.say("Add"), target.carried())


def _pressable(sheet: Sheet, step: Step, target: StepTarget, words: Words) -> Block:
    done = Button(f"{ids.STEP}.{step.id}", words.say("It is done"), replace(target, what=DONE).carried())
    more = [(SKIP, words.say("Not needed…")), (ASSIGN, words.say("Give it to somebody…"))]
    if step.person != sheet.reader:
        more.insert(0, (TAKE, words.say("I take it")))
    options = [
        {"text": {"type": "plain_text", "text": label}, "value": replace(target, what=what).carried()}
        for what, label in more
    ]
    overflow = {"type": "overflow", "action_id": f"{ids.STEP}.{step.id}.more", "options": options}
    return {"type": "actions", "elements": [done.element(), overflow]}


def _drill(incident: Incident, words: Words) -> list[Block]:
    if not incident.drill:
        return []
    return [b.strong(words.say("【DRILL】 This is an exercise. Nothing has happened."))]


def _turning(incident: Incident, page: int, pages: int, words: Words) -> list[Block]:
    each = [
        Button(f"{step_ids.STEPS_PAGE}.{to}", name, StepTarget(incident.id, page=to).carried())
        for name, to in ((words.say("Previous page"), page - 1), (words.say("Next page"), page + 1))
        if 0 <= to < pages
    ]
    return [b.context(words.say("Page {page} of {pages}", page=page + 1, pages=pages)), b.buttons(*each)]


def meant(steps: Sequence[Step], step_id: int) -> Step:
    """The step that is meant. Raises NotFound when the incident has none of that number."""
    found = next((one for one in steps if one.id == step_id), None)
    if found is None:
        raise NotFound("kit.gone")
    return found
