"""Learning from it: the review that a grave incident waits for, those who are reminded of it, and what it found."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.people import Person, Role
from bot.core.unit import Work
from bot.core.workdays import WorkDays
from bot.incidents.access import Act
from bot.incidents.cases import Incident, Timer
from bot.incidents.command import REVIEW, Command, Lesson, waiting_review
from bot.incidents.service import Changed
from bot.incidents.timers import Timers
from handlers.incidents import ids
from handlers.incidents.board import Board
from handlers.incidents.response.hub import Hub
from handlers.incidents.response.incident_views import reference
from handlers.incidents.response.move_forms import review_form
from handlers.incidents.work import step_ids
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Button, Card, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Answer, Route
from handlers.kit.windows import beneath, show
from handlers.kit.words import Words


class Reviews:
    """A part of what follows every change: a closed incident waits for its review."""

    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board

    async def follow(self, work: Work, before: Incident | None, after: Incident) -> None:
        """The closing sets the first reminder; the review, or opening it again, ends them."""
        if before is None or (before.review_due, before.reviewed_at) == (after.review_due, after.reviewed_at):
            return
        timers = Timers(work.connection)
        if after.review_due and waiting_review(after):
            await timers.set(after.id, REVIEW, next_reminder(after.review_due, work.now, self._desk.services.days))
        else:
            await timers.cancel(after.id, REVIEW)

    async def due(self, work: Work, incident: Incident, timer: Timer) -> None:
        """Reminds whoever led and those who answer for incidents, every working day once it is late."""
        if incident.review_due is None or not waiting_review(incident):
            return
        for person in self._to_remind(incident):
            card = reminder_card(incident, work.now, self._board.words(person))
            self._board.say(work, incident, person, card, f"incident-review:{incident.id}:{timer.id}:{person}")
        again = next_reminder(incident.review_due, work.now, self._desk.services.days)
        await Timers(work.connection).set(incident.id, REVIEW, again)

    def _to_remind(self, incident: Incident) -> list[str]:
        leads = [one.id for one in self._desk.people.holders(Role.INCIDENT_LEAD)]
        return list(dict.fromkeys([*filter(None, (incident.lead,)), *leads]))


class ReviewDoors:
    """The form, from the window or from a reminder."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._command = Command(hub.desk.services.incidents)
        self.routes = (Route("action", ids.REVIEW, self.wanted), Route("view", ids.REVIEW_FORM, self.given))

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        asked = await self._hub.asked(press.spot, press.value, Act.REVIEW)
        await show(client, body, review_form(asked.incident, asked.words))

    async def given(self, body: Raw, client: AsyncWebClient) -> Answer:
        """Keeps what was learned, and says what it could lead to."""
        form = payload.submission(body)
        said = form.values
        lesson = Lesson(said.get("learned", ""), said.get("good", ""), said.get("bad", ""))
        words = await self._hub.desk.words_for(form.spot)
        await self._hub.decided(form.spot, form.key, lambda work, who: self._keep(work, who, form.metadata, lesson))
        await self._hub.refresh(client, beneath(body), form)
        modal = thanks_modal(form.metadata, words, can_decide=step_ids.LEARN in self._hub.board.views.doors)
        return {"response_action": "update", "view": modal.view()}

    async def _keep(self, work: Work, person: Person, incident_id: str, lesson: Lesson) -> Changed:
        return await self._command.review(work, incident_id, person, lesson)


def next_reminder(due: datetime, now: datetime, days: WorkDays) -> datetime:
    """The working day before, the day itself, then every working day; always in the morning."""
    day = days.day_of(due)
    mornings = (days.opening(days.working_day_before(day)), days.opening(days.next_working_day(day)))
    return next((one for one in mornings if one > now), None) or days.morning_after(now, 1)


def reminder_card(incident: Incident, now: datetime, words: Words) -> Card:
    """That the review is due, or overdue; calm in both cases."""
    title = b.cut(incident.title, 100)
    day = words.weekday_of(incident.review_due) if incident.review_due else ""
    late = incident.review_due is not None and incident.review_due < now
    said = (
        words.say("The review of {id} was due on {day}: {title}", id=incident.id, day=day, title=title)
        if late
        else words.say("The review of {id} is due by {day}: {title}", id=incident.id, day=day, title=title)
    )
    more = words.say("What went well, what could go better, what do we learn? A few sentences are enough.")
    pressable = b.buttons(
        Button(ids.REVIEW, words.say("Write the review"), incident.id, style="primary"),
        Button(ids.OPEN, words.say("Open"), incident.id),
    )
    return Card(said, [b.paragraph(said), b.paragraph(more), b.context(reference(incident, words)), pressable])


def thanks_modal(incident_id: str, words: Words, *, can_decide: bool) -> Modal:
    """What the lesson could lead to."""
    shown: list[Block] = [
        b.strong(words.say("Kept, thank you.")),
        b.paragraph(words.say("So that others learn from it too:")),
        b.bullets(
            [
                words.say("Write an entry for the knowledge base: what to do when this happens again."),
                words.say("Send everybody a short bulletin, without names."),
            ]
        ),
    ]
    if can_decide:
        shown.append(b.buttons(Button(step_ids.LEARN, words.say("Decide follow-up actions"), incident_id)))
    return Modal(ids.SHOW, words.say("Review"), shown, words.say("Close the window"), metadata=incident_id)
