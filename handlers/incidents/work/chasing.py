"""Steps that must not be forgotten: laid down with the report and the level, chased when their time has passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.unit import Work
from bot.incidents.access import Act, may
from bot.incidents.cases import Incident, Step, Timer
from bot.incidents.steps import STEP, TO_LEAD, Chase, Steps, StepState, state_of
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers
from handlers.incidents import ids
from handlers.incidents.board import Board
from handlers.incidents.chain.reminders import Reminders
from handlers.incidents.work.owners import Owners
from handlers.incidents.work.step_views import DONE, Sheet, StepTarget, StepViews
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.desk import Desk
from handlers.kit.words import Words

MOST_STEPS = 12
"""Steps in one message; the list holds the rest."""


class Chasing:
    """Follows incidents with their steps, and reminds whoever looks after one."""

    def __init__(self, desk: Desk, board: Board, steps: Steps) -> None:
        self._desk = desk
        self._board = board
        self._steps = steps
        self._reminders = Reminders(board)
        self.owners = Owners(desk)
        self.views = StepViews(board.views, self.owners)

    async def follow(self, work: Work, before: Incident | None, after: Incident) -> None:
        """A report lays the steps down, another level or kind brings them in line, the end stops the chase."""
        if not after.is_open:
            await Timers(work.connection).cancel(after.id, STEP)
            return
        if before is None or (before.level, before.category) != (after.level, after.category):
            await self._steps.lay(work, after)
        if before is not None and not before.is_open:
            await self._steps.resume(work, after)

    async def due(self, work: Work, incident: Incident, timer: Timer) -> None:
        """Everybody hears once of all of their steps that are late; in the end whoever leads hears of them too."""
        chase = await self._steps.due(work, incident, timer)
        told = await self._told(work, incident, chase)
        for person, steps in told.items():
            if not await self._reminders.has_room(work, incident, person):
                continue
            card = self.late_card(work, incident, person, steps)
            self._board.say(work, incident, person, card, f"incident-step:{incident.id}:{timer.id}:{person}")
        if chase.now:  # the cards say what is late
            await self._board.show(work, await self._desk.services.incidents.change(work, incident))

    async def _told(self, work: Work, incident: Incident, chase: Chase) -> dict[str, list[Step]]:
        """Whom to ask about which steps: whoever is asked about one hears of all of theirs that are late."""
        told: dict[str, list[Step]] = {}
        for step in chase.now:
            leads = self.owners.leading(incident) if step.chased >= TO_LEAD else []
            for person in dict.fromkeys([*await self.owners.to_remind(work, incident, step), *leads]):
                told.setdefault(person, []).append(step)
        for step in chase.also:
            for person in await self.owners.to_remind(work, incident, step):
                if person in told:
                    told[person].append(step)
        return {
            person: sorted(steps, key=lambda one: (one.due_at or work.now, one.id)) for person, steps in told.items()
        }

    def late_card(self, work: Work, incident: Incident, person: str, steps: Sequence[Step]) -> Card:
        """The message to somebody whose steps are late."""
        words = self._board.words(person)
        said = words.say("The time for {count} of your steps has passed. How far are they?", count=len(steps))
        return self._card(Sheet(incident, tuple(steps), work.now, person), said, words)

    def given_card(self, work: Work, incident: Incident, person: str, step: Step, giver: str) -> Card:
        """The message to somebody who was given a step."""
        words = self._board.words(person)
        said = words.say("{name} asks you to do this:", name=self._board.views.name(giver, words))
        return self._card(Sheet(incident, (step,), work.now, person), said, words)

    def redrawn(self, work: Work, incident: Incident, person: str, steps: Sequence[Step]) -> Card:
        """A message with buttons after one of them was pressed."""
        words = self._board.words(person)
        still = [one for one in steps if state_of(one) is StepState.OPEN]
        said = (
            words.say("These steps are yours:") if still else words.say("Thank you, that is done. Nothing more to do.")
        )
        return self._card(Sheet(incident, tuple(steps), work.now, person), said, words)

    def _card(self, sheet: Sheet, said: str, words: Words) -> Card:
        incident, steps = sheet.incident, sheet.steps[:MOST_STEPS]
        known = self._sees(incident, sheet.reader)
        title = b.cut(incident.title, 80) if known else incident.id
        shown: list[Block] = [b.strong(said), b.context(words.say("Incident: {title}", title=title))]
        reminded = tuple(one.id for one in steps)
        for step in steps:
            if state_of(step) is not StepState.OPEN:
                shown.append(b.paragraph(self.views.settled(incident, step, words)))
                continue
            target = StepTarget(incident.id, step.id, DONE, reminded=reminded)
            done = Button(f"{ids.STEP}.{step.id}", words.say("It is done"), target.carried(), "primary")
            text = self.views.text(incident, step, words)
            shown += [b.entry(text, self.views.about(sheet, step, words)), b.buttons(done)]
        if known:
            shown.append(b.buttons(Button(ids.STEPS, words.say("See all steps"), incident.id)))
        first = self.views.text(incident, steps[0], words)
        return Card(f"{said} {first}", [*shown, b.context(words.say("Reference {id}", id=incident.id))])

    def _sees(self, incident: Incident, user: str) -> bool:
        """Whether somebody may see the incident beyond a step of their own."""
        person = self._desk.people.known(user)
        return person is not None and may(person, Act.SEE, incident)


async def rows_of(work: Work, incident: Incident) -> Mapping[int, Step]:
    """The steps of an incident by number."""
    return {one.id: one for one in await IncidentStore(work.connection).steps(incident.id)}
