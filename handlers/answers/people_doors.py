"""The doors towards people: thumbs with a reason, and questions that a person answers."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.answers.outcomes import Handover, HandoverAct, HandoverStatus, Question
from bot.answers.service import AnswerService
from bot.core.errors import Refused, Unavailable
from bot.core.outbox import Message
from bot.core.people import Permission, Role
from bot.core.place import Place
from bot.core.unit import Work
from bot.incidents.chain import ASKED
from bot.incidents.store import IncidentStore
from handlers.answers.forms import REASONS, ask_person_form, rate_form, reply_form
from handlers.answers.handover_views import desk_card, received, told
from handlers.answers.views import Answers
from handlers.kit import blocks as b
from handlers.kit import payload, replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.errors import SENTENCES
from handlers.kit.payload import Press, Raw, Spot, Submission
from handlers.kit.roles import ROLES
from handlers.kit.routing import Answer
from handlers.kit.words import N_

THANKS = N_("Thank you. The security lead will look at it and improve the answer.")
REPORTED = N_("This is already reported as {id}. Those in charge have been told: {names}")
ALREADY = N_("This question is already with a person (reference {id}). You will be told here.")


class PeopleDoors:
    def __init__(self, desk: Desk, answers: Answers) -> None:
        self._desk = desk
        self._answers = answers
        self._service: AnswerService = desk.services.answers
        self._handovers = desk.services.handovers

    async def rated(self, body: Raw, client: AsyncWebClient) -> None:
        """A thumb: up is kept at once, down first asks why."""
        press = payload.press(body)
        thumb, _, question_id = press.value.partition(":")
        question = await self._question(question_id, press.spot)
        words = self._desk.speech.in_(question.outcome.language)
        if thumb == "bad":
            await client.views_open(trigger_id=press.trigger_id, view=rate_form(question, words).view())
            return
        async with self._desk.services.unit() as work:
            if await work.first_time(press.key):
                await self._service.rate(work, question, press.spot.user, helpful=True)
                work.outbox.put(self._rated(press, question))

    async def rating_given(self, body: Raw, client: AsyncWebClient) -> None:
        form = payload.submission(body)
        question = await self._question(form.metadata, form.spot)
        words = self._desk.speech.in_(question.outcome.language)
        reason = form.values.get("reason", "")
        why = (reason if reason in REASONS else "other", form.values.get("comment", ""))
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                await self._service.rate(work, question, form.spot.user, helpful=False, why=why)
                said = words.say(THANKS)
                work.outbox.put(self._back(question, form, Card(said, [b.paragraph(said)])))

    async def wants_person(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        question = await self._question(press.value, press.spot)
        words = self._desk.speech.in_(question.outcome.language)
        to = words.say(ROLES[self._service.role_for(question.outcome)])
        await client.views_open(trigger_id=press.trigger_id, view=ask_person_form(question, to, words).view())

    async def person_asked(self, body: Raw, client: AsyncWebClient) -> None:
        form = payload.submission(body)
        question = await self._question(form.metadata, form.spot)
        await self._hand_over(question, form.spot, key=form.key, note=form.values.get("note", ""))

    async def urgent(self, body: Raw, client: AsyncWebClient) -> None:
        """One press in an emergency: no form, the system administrator is told at once."""
        press = payload.press(body)
        question = await self._question(press.value, press.spot)
        if not await self._reported(question, press):
            await self._hand_over(question, press.spot, key=press.key, urgent=True)

    async def taken(self, body: Raw, client: AsyncWebClient) -> None:
        await self._act(payload.press(body), HandoverAct.TAKE)

    async def resolved(self, body: Raw, client: AsyncWebClient) -> None:
        await self._act(payload.press(body), HandoverAct.RESOLVE)

    async def wants_reply(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        await self._allowed(press.spot)
        async with self._desk.services.database.read() as connection:
            handover = await self._handovers.given_to(connection, press.value, press.spot.user)
        if handover.status is HandoverStatus.RESOLVED:
            raise Refused("answers.handover_already")
        view = reply_form(handover.id, handover.question, await self._desk.words_for(press.spot)).view()
        await client.views_open(trigger_id=press.trigger_id, view=view)

    async def replied(self, body: Raw, client: AsyncWebClient) -> Answer:
        """Sends a person's answer on; when somebody was faster the form stays open, so that no word is lost."""
        form = payload.submission(body)
        await self._allowed(form.spot)
        try:
            await self._reply(form)
        except Refused as refusal:
            words = await self._desk.words_for(form.spot)
            return {"response_action": "errors", "errors": {"reply": words.say(SENTENCES[refusal.code])}}
        return None

    async def _reply(self, form: Submission) -> None:
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                reply = form.values.get("reply", "")
                after = await self._handovers.act(work, form.metadata, HandoverAct.REPLY, form.spot.user, reply)
                self._announce(work, after)

    async def _act(self, press: Press, act: HandoverAct) -> None:
        await self._allowed(press.spot)
        async with self._desk.services.unit() as work:
            if await work.first_time(press.key):
                self._announce(work, await self._handovers.act(work, press.value, act, press.spot.user))

    async def _reported(self, question: Question, press: Press) -> bool:
        """Whether it has become an incident of which people were told: then they are on it, and the person is told."""
        user, words = press.spot.user, self._desk.speech.in_(question.outcome.language)
        async with self._desk.services.unit() as work:
            store = IncidentStore(work.connection)
            incident = await store.of_question(question.id)
            if incident is None or (incident.restricted and incident.reporter != user):
                return False
            told = dict.fromkeys(one.person for one in await store.notices(incident.id) if one.why in ASKED)
            if not told:
                return False
            if await work.first_time(press.key):
                await self._desk.people.recall(work.connection, incident.team, list(told))
                names = words.say(", ").join(self._desk.people.called(one, words.language) for one in told)
                said = words.say(REPORTED, id=incident.id, names=names)
                card = Card(said, [b.paragraph(said)])
                work.outbox.put(self._back(question, press.spot, card, f"reported:{press.key}"))
        return True

    async def _hand_over(
        self, question: Question, spot: Spot, *, key: str, note: str = "", urgent: bool = False
    ) -> None:
        role = Role(self._service.role_for(question.outcome, urgent=urgent))
        asker = await self._desk.people.of(spot)
        holders = self._desk.people.to_tell(role, asker.department, besides=spot.user)
        if not holders:
            raise Unavailable("answers.nobody_to_tell")
        names = [self._desk.people.name_in(each, question.outcome.language) for each in holders]
        async with self._desk.services.unit() as work:
            if not await work.first_time(key):
                return
            told_ids = [person.id for person in holders]
            handover, new = await self._handovers.hand_over(work, question, told_ids, note, urgent=urgent)
            words = self._desk.speech.in_(question.outcome.language)
            if not new:
                said = words.say(ALREADY, id=handover.id)
                work.outbox.put(self._back(question, spot, Card(said, [b.paragraph(said)]), f"already:{key}"))
                return
            self._deal(work, handover)
            work.outbox.put(self._back(question, spot, received(handover, names, words), f"received:{handover.id}"))

    def _deal(self, work: Work, handover: Handover) -> None:
        for holder in handover.told:
            words = self._desk.speech.in_(self._desk.people.known_language(holder))
            card = desk_card(self._answers, handover, words)
            work.outbox.put(replies.direct(holder, card, f"handover:{handover.id}:{holder}"))

    def _announce(self, work: Work, handover: Handover) -> None:
        """Everybody's card shows the new state, and the asker is told by name."""
        for holder in handover.told:
            words = self._desk.speech.in_(self._desk.people.known_language(holder))
            card = desk_card(self._answers, handover, words)
            posted = f"handover:{handover.id}:{holder}"
            work.outbox.put(replies.edit_posted(holder, card, f"{posted}:{handover.status.value}", posted))
        question = handover.question
        words = self._desk.speech.in_(question.outcome.language)
        place = Place(question.place.channel, question.place.thread_ts)
        key = f"told:{handover.id}:{handover.status.value}"
        card = told(handover, words)
        private = question.place.response_url is not None
        work.outbox.put(
            replies.direct(question.asker, card, key) if private else replies.say(place, question.asker, card, key)
        )

    def _rated(self, press: Press, question: Question) -> Message:
        """The thumbs give way to a word of thanks; in a channel only the person who pressed sees it."""
        words = self._desk.speech.in_(question.outcome.language)
        quoted = question.via not in ("dm", "mention", "thread")
        key = f"rated:{question.id}:{press.key}"
        if press.spot.user == question.asker and self._service.knows(question.outcome.entry or ""):
            return replies.edit(press, self._answers.card(question, words, quoted=quoted, rated=True), key)
        said = words.say(N_("Thank you."))
        return replies.whisper(replies.place_of(press.spot), press.spot.user, Card(said, [b.paragraph(said)]), key)

    def _back(self, question: Question, to: Spot | Submission, card: Card, key: str | None = None) -> Message:
        """Beside the question where others may read it; otherwise in the person's own conversation."""
        spot = to.spot if isinstance(to, Submission) else to
        key = key or f"back:{to.key}" if isinstance(to, Submission) else key or ""
        place = question.place
        if place.response_url is None and place.channel.startswith("D") and spot.user == question.asker:
            return replies.say(place, spot.user, card, key)
        return replies.direct(spot.user, card, key)

    async def _question(self, question_id: str, spot: Spot) -> Question:
        async with self._desk.services.database.read() as connection:
            return await self._service.readable(connection, question_id, spot.user)

    async def _allowed(self, spot: Spot) -> None:
        await self._desk.people.of(spot, Permission.TAKE_HANDOVERS)
