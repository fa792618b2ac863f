"""What becomes of improvements: their owner hears of them, is reminded, and says when they are done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound, Refused
from bot.core.people import Person, Role
from bot.core.schedule import Every, Job
from bot.core.unit import Work
from bot.surveys import access
from bot.surveys.cases import Campaign, Improvement
from bot.surveys.improvements import Improvements, ImprovementStore
from bot.surveys.store import SurveyStore
from handlers.kit import payload, replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.feature import Tick
from handlers.kit.payload import Raw, Spot, Submission
from handlers.kit.routing import Route
from handlers.kit.windows import show
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.results.improvement_views import DROPPED, Told, finish_form, improvement_card, settled_card
from handlers.surveys.results.targets import Target

CHASE = Job("surveys.improvements", Every(timedelta(minutes=5)), "once")


class Improving:
    """The doors and the clock of improvements."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._improvements = Improvements(desk.services.days)
        self.routes = (
            Route("action", ids.IMPROVED, self.wants_done, changes=False),
            Route("view", ids.IMPROVED_FORM, self.finished),
        )
        self.tick = Tick(CHASE, self.chase)

    async def decide(self, form: Submission, person: Person, campaign: Campaign, about: tuple[Target, Person]) -> None:
        """Keeps an improvement, once; whoever does it hears of it."""
        target, owner = about
        wish = owner.id, self._end_of(form.values.get("due", ""))
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return
            one = await self._improvements.decide(
                work, person, campaign, (target.unit, target.item), form.values.get("text", ""), wish
            )
            if owner.id == person.id:
                return
            words = self._words(owner.id)
            said = words.say("{name} asks you to do this:", name=self._name(person.id, words))
            work.outbox.put(replies.direct(owner.id, self._card(said, one, campaign, words), given_key(one)))

    async def wants_done(self, body: Raw, client: AsyncWebClient) -> None:
        """Asks whether there is something to say about it."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot)
        async with self._desk.services.database.read() as connection:
            one = await ImprovementStore(connection).get(Target.of(press.value).improvement)
        if one is None:
            raise NotFound("surveys.gone")
        access.check_finish(person, one, stands_in=self._stands_in(person, one))
        if not one.open:
            raise Refused("surveys.already_settled")
        in_message = press.message_ts and press.spot.channel
        target = Target(improvement=one.id, channel=press.spot.channel or "" if in_message else "",
                        ts=press.message_ts or "" if in_message else "")  # fmt: skip
        await show(client, body, finish_form(one, target, await self._desk.words_for(press.spot)))

    async def finished(self, body: Raw, _client: AsyncWebClient) -> None:
        """Keeps what became of it; the messages about it say so too, and whoever decided it hears."""
        form = payload.submission(body)
        target = Target.of(form.metadata)
        person = await self._desk.people.of(form.spot)
        dropped = DROPPED in form.many.get(DROPPED, ())
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return
            found = await ImprovementStore(work.connection).get(target.improvement, lock=True)
            one = await self._improvements.finish(
                work, person, target.improvement, form.values.get("note", ""), dropped=dropped,
                stands_in=found is not None and self._stands_in(person, found),
            )  # fmt: skip
            campaign = await SurveyStore(work.connection).get(one.campaign)
            if campaign:
                await self._tell(work, person, one, campaign)
                self._redraw(work, one, campaign, (target, await self._desk.words_for(form.spot)))

    async def chase(self, work: Work) -> None:
        """Reminds of what is due, whoever is absent through whoever stands in."""
        for one in await ImprovementStore(work.connection).due(work.now):
            campaign = await SurveyStore(work.connection).get(one.campaign)
            after = await self._improvements.chase(work, one)
            if campaign is None:
                continue
            await self._desk.people.recall(work.connection, one.team, [one.owner, one.by])
            there = self._desk.people.present(one.owner)
            person = there if there and self._desk.people.is_there(there) else one.by
            words = self._words(person)
            said = self._reminder(after, work.now, words)
            if person != one.owner:
                said = words.say("For {name}: {text}", name=self._name(one.owner, words), text=said)
            card = self._card(said, after, campaign, words)
            work.outbox.put(replies.direct(person, card, chase_key(after)))

    def _reminder(self, one: Improvement, now: datetime, words: Words) -> str:
        days = self._desk.services.days
        today, due = days.day_of(now), days.day_of(one.due_at)
        if today < due:
            return words.say("This improvement is due soon.")
        if today == due:
            return words.say("This improvement is due today.")
        return words.say("This improvement is overdue. How is it going?")

    async def _tell(self, work: Work, person: Person, one: Improvement, campaign: Campaign) -> None:
        """Whoever decided it hears; when their account is closed, those who lead the company's security."""
        await self._desk.people.recall(work.connection, one.team, [one.owner, one.by])
        there = [one.by] if self._desk.people.is_there(one.by) else [
            each.id for each in self._desk.people.holders(Role.SECURITY_LEAD)
        ]  # fmt: skip
        for user in there:
            if user != person.id:
                words = self._words(user)
                told = Told(one, campaign, self._name(one.owner, words))
                card = settled_card(told, self._name(person.id, words), words)
                work.outbox.put(replies.direct(user, card, f"survey-improvement:{one.id}:settled:{user}"))

    def _redraw(self, work: Work, one: Improvement, campaign: Campaign, pressed: tuple[Target, Words]) -> None:
        """The message in which it was pressed, and the one with which it began."""
        target, words = pressed
        said = words.say("Thank you, that is done. Nothing more to do.")
        if one.dropped:
            said = words.say("Thank you. It is noted that this will not be done.")
        if target.ts:
            card = self._card(said, one, campaign, words)
            spot = Spot(one.team, one.owner, target.channel)
            press = payload.Press(spot, "", "", "", target.ts, "")
            work.outbox.put(replies.edit(press, card, f"survey-improvement:{one.id}:pressed"))
        if one.owner != one.by:
            card = self._card(said, one, campaign, self._words(one.owner))
            work.outbox.put(replies.redraw(one.owner, card, f"survey-improvement:{one.id}:shut", given_key(one)))

    def _card(self, said: str, one: Improvement, campaign: Campaign, words: Words) -> Card:
        return improvement_card(said, Told(one, campaign, self._name(one.owner, words)), words)

    def _stands_in(self, person: Person, one: Improvement) -> bool:
        return person.team == one.team and self._desk.people.present(one.owner) == person.id

    def _end_of(self, chosen: str) -> datetime:
        """The end of the chosen day. Raises Refused without one."""
        try:
            return self._desk.services.days.end_of(date.fromisoformat(chosen))
        except (ValueError, OverflowError):
            raise Refused("surveys.bad_due", "due") from None

    def _words(self, user: str) -> Words:
        return self._desk.speech.in_(self._desk.people.known_language(user))

    def _name(self, user: str, words: Words) -> str:
        return self._desk.people.called(user, words.language)


def given_key(one: Improvement) -> str:
    """The message with which an improvement began; its key is none of the campaign's, which may be forgotten."""
    return f"survey-improvement:{one.id}:given"


def chase_key(one: Improvement) -> str:
    return f"survey-improvement:{one.id}:chased:{one.chased}"
