"""What is learned from an incident or a near miss: the entry to write, the bulletin to send, who does it by when."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.answers.outcomes import Kind, Outcome
from bot.core.errors import NotFound
from bot.core.people import Permission, Person, Role
from bot.core.unit import Work
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.cases import Incident, State, Step, Timer
from bot.incidents.steps import ACTION
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers
from handlers.incidents.board import Board
from handlers.incidents.work import step_ids
from handlers.incidents.work.action_views import ActionTarget, Draft, about
from handlers.incidents.work.owners import Owners
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Button, Card, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Spot
from handlers.kit.routing import Route
from handlers.kit.windows import show
from handlers.kit.words import Words

LEARN = "learn"
"""The kind of the timer that suggests something for a near miss, the next morning."""
KNOWLEDGE, BULLETIN = "knowledge", "bulletin"
DAYS = 5
"""Working days that a suggestion proposes."""


class Learning:
    """Suggests, once, at the right moment; whoever wants finds the same in the window."""

    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board
        self._owners = Owners(desk)
        self.routes = (Route("action", step_ids.LEARN, self.wanted),)

    async def follow(self, work: Work, before: Incident | None, after: Incident) -> None:
        """A near miss is looked at the next morning, an incident when it is closed, and again at its review."""
        if after.drill:
            return
        if before is None:
            if after.is_near_miss:
                morning = self._desk.services.days.morning_after(work.now, 1)
                await Timers(work.connection).set(after.id, LEARN, morning)
            return
        closed = after.state is State.CLOSED and before.state is not State.CLOSED
        reviewed = after.reviewed_at is not None and before.reviewed_at is None
        if (closed and not after.is_near_miss) or (reviewed and not await self._decided(work, after)):
            for person in self._owners.leading(after):
                self._suggest(work, after, person, f"{after.revision}")

    async def due(self, work: Work, incident: Incident, timer: Timer) -> None:
        """The morning after a near miss: quietly, to those who lead the company's security."""
        over = incident.state in {State.REJECTED, State.MERGED} or not incident.is_near_miss
        if over or await self._decided(work, incident):
            return
        for profile in self._desk.people.holders(Role.SECURITY_LEAD):
            self._suggest(work, incident, profile.id, str(timer.id))

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """The suggestions, with what is answered today."""
        press = payload.press(body)
        await show(client, body, await self.modal(press.spot, press.value))

    async def modal(self, spot: Spot, incident_id: str) -> Modal:
        """What could be written and sent, and what of it has been decided."""
        person = await self._desk.people.of(spot)
        incident, steps = await self.case(incident_id, person, Act.WORK)
        decided = {one.ref: one for one in steps if one.source == ACTION and one.ref}
        await self._desk.people.meet(incident.team, {one.person for one in decided.values() if one.person})
        words = await self._desk.words_for(spot)
        # What Mamori would answer takes a while to find: beside the loop, and with nothing locked.
        found = await self._desk.off_loop(self._desk.services.answers.find, incident.title, None, incident.language)
        shown: list[Block] = [
            b.paragraph(words.say("Two things help others most: an answer that they find, and a word of warning.")),
            b.divider(),
            b.entry(words.say("An entry among the answers"), self._answered(incident, found, words)),
            *self._choice(incident, KNOWLEDGE, words.say("Have an entry written"), decided, words),
            b.divider(),
            b.entry(
                words.say("A bulletin to everybody"),
                words.say("If the same could happen to others, a few lines on what to look out for are enough."),
            ),
            *self._choice(incident, BULLETIN, words.say("Have a bulletin sent"), decided, words),
        ]
        if person.may(Permission.SEND_BULLETINS):
            notice = Button(step_ids.LEARN_NOTICE, words.say("Draft a bulletin against a repeat"), incident.id)
            shown.append(b.buttons(notice))
        return Modal(step_ids.LEARN_SHOWN, words.say("What we learn"), shown, words.say("Close"), metadata=incident.id)

    def draft(self, incident: Incident, ref: str, words: Words) -> Draft:
        """A follow-up as the suggestion proposes it; the title of a restricted incident stays out of it."""
        about_it = incident.id if incident.restricted else b.cut(incident.title, 120)
        role = {KNOWLEDGE: Role.EDUCATION_LEAD, BULLETIN: Role.SECURITY_LEAD}.get(ref)
        if role is None:
            return Draft()
        text = (
            words.say("Write an entry among the answers on: {title}", title=about_it)
            if ref == KNOWLEDGE
            else words.say("Send a bulletin to everybody about: {title}", title=about_it)
        )
        days, now = self._desk.services.days, self._desk.services.clock.now()
        owner = next((one.id for one in self._desk.people.holders(role)), None)
        return Draft(text, owner, days.day_of(days.end_after(now, DAYS)))

    async def case(self, incident_id: str, person: Person, act: Act) -> tuple[Incident, list[Step]]:
        """An incident with its steps, for somebody who may do this. Raises NotFound and NotAllowed."""
        async with self._desk.services.database.read() as connection:
            incident = await IncidentStore(connection).get(incident_id)
            if incident is None:
                raise NotFound("incidents.gone")
            access.check(person, act, incident)
            return incident, await IncidentStore(connection).steps(incident.id)

    def _answered(self, incident: Incident, found: Outcome, words: Words) -> str:
        """What Mamori says today to whoever asks what the report is about."""
        title = b.cut(incident.title, 80)
        answer = self._desk.services.answers.answer(found.entry) if found.kind is Kind.FOUND else None
        if answer is None:
            return words.say('Nobody who asks about "{title}" finds an answer so far.', title=title)
        name = answer.title.say(words.language)
        return words.say(
            'Whoever asks about "{title}" is told: "{answer}". Is something missing there?', title=title, answer=name
        )

    def _choice(self, incident: Incident, ref: str, label: str, decided: dict[str, Step], words: Words) -> list[Block]:
        if action := decided.get(ref):
            now = self._desk.services.clock.now()
            said = words.say("Decided: {text}", text=action.text)
            return [b.context(said, about(action, now, self._board.views, words))]
        value = ActionTarget(incident.id, ref=ref).carried()
        return [b.buttons(Button(f"{step_ids.ACTION_NEW}.{ref}", label, value))]

    def _suggest(self, work: Work, incident: Incident, person: str, once: str) -> None:
        words = self._board.words(person)
        title = b.cut(incident.title, 80)
        said = (
            words.say("A near miss was reported: {title}", title=title)
            if incident.is_near_miss
            else words.say("What do we learn from it? {title}", title=title)
        )
        more = words.say(
            "I suggest an entry among the answers, or a bulletin. It takes a minute to decide who does it."
        )
        see = Button(step_ids.LEARN, words.say("See the suggestions"), incident.id, "primary")
        shown = [
            b.strong(said),
            b.paragraph(more),
            b.buttons(see),
            b.context(words.say("Reference {id}", id=incident.id)),
        ]
        self._board.say(work, incident, person, Card(said, shown), f"incident-learn:{incident.id}:{once}:{person}")

    async def _decided(self, work: Work, incident: Incident) -> bool:
        return any(one.source == ACTION and one.ref for one in await IncidentStore(work.connection).steps(incident.id))
