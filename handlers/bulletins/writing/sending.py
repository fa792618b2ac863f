"""The doors of the panel: a test to oneself, counting again, sending, dropping; what was looked at is what is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.access import check_see, check_write
from bot.bulletins.cases import BEFORE, Bulletin, BulletinState
from bot.bulletins.store import BulletinStore
from bot.core.errors import NotFound, Refused
from bot.core.people import Permission, Person
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.preview_views import PREVIEWED
from handlers.bulletins.releasing import releasers
from handlers.bulletins.writing import ids
from handlers.bulletins.writing.aim import Aim
from handlers.bulletins.writing.counter import Counter
from handlers.bulletins.writing.form_views import done_window
from handlers.bulletins.writing.keys import once
from handlers.bulletins.writing.panel_views import when_line
from handlers.bulletins.writing.panels import Job, Panels
from handlers.bulletins.writing.settling import Settling
from handlers.bulletins.writing.trial_views import PREVIEW, RIGHT, TESTED, trial_card, trial_form
from handlers.kit import blocks as b
from handlers.kit import payload, replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.payload import Press, Raw, Spot
from handlers.kit.routing import Answer, Route
from handlers.kit.windows import show
from handlers.kit.words import N_, Words

DISCARDED = N_("{name} discarded the draft. It was not sent to anybody.")
LATEST: Final = 2**32
"""No moment that a forged button names is beyond what a clock can tell."""


@dataclass(frozen=True)
class Carried:
    """What the buttons of a panel carry: which bulletin, as it was looked at, and how its hour was wished for."""

    bulletin: str
    revision: int
    fitted: bool
    timed: bool
    wished: int = 0

    @classmethod
    def of(cls, press: Press) -> Carried:
        """What was carried; what cannot be read is a bulletin that there is not."""
        return cls.read(press.data())

    @classmethod
    def read(cls, held: Raw) -> Carried:
        try:
            wished = min(max(int(held.get("w", 0)), 0), LATEST)
            return cls(str(held["b"])[:20], int(held["r"]), bool(held.get("f")), bool(held.get("at")), wished)
        except payload.MANGLED:
            return cls("?", 0, fitted=True, timed=False)

    def aim(self, bulletin: Bulletin) -> Aim:
        """Its hour; one that was set stays set even when it has passed meanwhile, so that it is refused."""
        wished = datetime.fromtimestamp(self.wished, UTC) if self.wished else None
        return Aim(bulletin.opens_at if self.timed else None, bulletin.valid_until, self.fitted, wished)


class Sending:
    """From the preview to the clock, or to the second person."""

    def __init__(self, desk: Desk, board: Board, delivery: Delivering, panels: Panels, counter: Counter) -> None:
        self._desk = desk
        self._board = board
        self._delivery = delivery
        self._panels = panels
        self._counter = counter
        self._settling = Settling(desk, board)
        self._service = desk.services.bulletins
        self.routes = (
            Route("action", ids.COUNT, self.count_wanted, changes=False),
            Route("action", ids.TEST, self.test_wanted, changes=False),
            Route("action", ids.TESTED, self.test_pressed, changes=False),
            Route("view", ids.TESTED_FORM, self.test_answered),
            Route("action", ids.SEND, self.sent),
            Route("action", ids.CANCEL, self.cancelled),
        )

    async def count_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Counts once more, for a panel or a proposal."""
        press = payload.press(body)
        carried = Carried.of(press)
        found = await self._seen(press.spot, carried.bulletin)
        if found.revision != carried.revision:
            raise Refused("bulletins.preview_outdated")
        self._counter.want(Job(found.id, found.revision, carried.aim(found)))

    async def test_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """The very message, to whoever pressed and nobody else."""
        press = payload.press(body)
        carried, words = Carried.of(press), await self._desk.words_for(press.spot)
        found = await self._seen(press.spot, carried.bulletin)
        days = self._desk.services.days
        async with self._desk.services.unit() as work:
            if await work.first_time(press.key):
                moment = carried.aim(found).leaves_at(found, work.now, days) or work.now
                card = trial_card(found, moment, self._desk, words)
                key = f"bulletin-test:{found.id}:{press.spot.user}:{once(press.key)}"
                work.outbox.put(replies.direct(press.spot.user, card, key))

    async def test_pressed(self, body: Raw, client: AsyncWebClient) -> None:
        """The button of the test: the check question where there is one, else that it works; in a preview only that."""
        press = payload.press(body)
        found, words = await self._seen(press.spot, _bulletin_of(press)), await self._desk.words_for(press.spot)
        preview = press.action_id.endswith(PREVIEWED)
        if found.content.question and found.content.ask == "question" and not preview:
            await show(client, body, trial_form(found, found.content.question, words))
            return
        said = words.say(PREVIEW if preview else TESTED)
        async with self._desk.services.unit() as work:
            place, user = replies.place_of(press.spot), press.spot.user
            key = f"bulletin-tested:{found.id}:{once(press.key)}"
            work.outbox.put(replies.whisper(place, user, Card(said, [b.paragraph(said)]), key))

    async def test_answered(self, body: Raw, client: AsyncWebClient) -> Answer:
        """What readers see after the same answer."""
        form = payload.submission(body)
        found, words = await self._seen(form.spot, form.metadata), await self._desk.words_for(form.spot)
        question = found.content.question
        if question and form.values.get("answer") != f"{question.right}":
            view = trial_form(found, question, words, wrong=True)
        else:
            view = done_window(words.say("Check question"), words.say(RIGHT), words)
        return {"response_action": "update", "view": view.view()}

    async def sent(self, body: Raw, client: AsyncWebClient) -> None:
        """On its way, planned for its hour, or before a second person; exactly as it was looked at."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        carried, job = Carried.of(press), None
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            found = await self._as_seen(work, person, carried)
            aim = carried.aim(found)
            leaves = aim.leaves_at(found, work.now, self._desk.services.days)
            after = await self._service.submit(work, person, found.id, leaves, found.valid_until)
            if after.state is BulletinState.PROPOSED:
                job = await self._propose(work, after, aim)
            else:
                await self._panels.settle(work, after, lambda words: _planned(after, words, leaves is not None))
                await self._board.bring(work, after, person.id, f"sent:{after.revision}")
        self._delivery.wake()
        if job:
            self._counter.want(job)

    async def cancelled(self, body: Raw, client: AsyncWebClient) -> None:
        """Puts a draft away from its card."""
        await self.discard(payload.press(body))

    async def discard(self, press: Press) -> None:
        """Puts a draft away; nobody hears of it but those who have a card of it."""
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            await self._settling.call_off(work, person, Carried.of(press).bulletin, DISCARDED)

    async def _propose(self, work: Work, bulletin: Bulletin, aim: Aim) -> Job:
        """Asks those who may release it. Raises Refused when there is nobody: then it stays a draft."""
        asked = releasers(self._desk, bulletin.team, bulletin.by)
        if not asked:
            raise Refused("bulletins.nobody_releases")
        await self._desk.people.recall(work.connection, bulletin.team, asked)

        def line(words: Words) -> str:
            names = words.say(", ").join(self._desk.people.called(one, words.language) for one in asked)
            return words.say("I have asked {names} to release it, and tell you as soon as it is decided.", names=names)

        await self._panels.settle(work, bulletin, line)
        return await self._panels.propose(work, bulletin, aim, asked)

    async def _as_seen(self, work: Work, person: Person, carried: Carried) -> Bulletin:
        """The bulletin, if it still stands as it was looked at. Raises Refused."""
        found = await self._service.get(work, carried.bulletin)
        check_write(person, found)
        if found.state not in BEFORE:
            raise Refused("bulletins.moved_on")
        if found.revision != carried.revision:
            raise Refused("bulletins.preview_outdated")
        return found

    async def _seen(self, spot: Spot, bulletin_id: str) -> Bulletin:
        """A bulletin for somebody who may see it."""
        person = await self._desk.people.of(spot)
        async with self._desk.services.database.read() as connection:
            found = await BulletinStore(connection).get(bulletin_id)
        if found is None:
            raise NotFound("bulletins.gone")
        check_see(person, found)
        return found


def _bulletin_of(press: Press) -> str:
    return str(press.data().get("b", ""))[:20]


def _planned(bulletin: Bulletin, words: Words, later: bool) -> str:
    if not later:
        return words.say("It is on its way. The card below shows how far it is.")
    return words.say("It is planned: it goes out {when}. The card below shows how it stands.",
                     when=when_line(bulletin.opens_at, words))  # fmt: skip
