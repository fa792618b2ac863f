"""The second person: releases what somebody else wrote, or sends it back with a reason; the author hears by name."""

from __future__ import annotations

import json
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.access import check_release
from bot.bulletins.cases import Bulletin, BulletinState
from bot.core.errors import NotFound, Refused
from bot.core.people import Permission, Person
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.release_views import return_form, told_card
from handlers.bulletins.writing import ids
from handlers.bulletins.writing.aim import aim_of
from handlers.bulletins.writing.counter import Counter
from handlers.bulletins.writing.keys import once
from handlers.bulletins.writing.panel_views import when_line
from handlers.bulletins.writing.panels import Panels
from handlers.bulletins.writing.sending import Carried
from handlers.kit import payload, replies
from handlers.kit.blocks import Button
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Answer, Route
from handlers.kit.windows import show
from handlers.kit.words import Words


class Release:
    """The two answers to a proposal."""

    def __init__(self, desk: Desk, board: Board, delivery: Delivering, panels: Panels, counter: Counter) -> None:
        self._desk = desk
        self._board = board
        self._delivery = delivery
        self._panels = panels
        self._counter = counter
        self._service = desk.services.bulletins
        self.routes = (
            Route("action", ids.PROPOSED, self.wanted, changes=False),
            Route("action", ids.RELEASE, self.released),
            Route("action", ids.RETURN, self.return_wanted, changes=False),
            Route("view", ids.RETURN_FORM, self.returned),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """The proposal once more, from the App Home of somebody who may release it."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.RELEASE_BULLETINS)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            found = await self._service.get(work, press.value)
            check_release(person, found, by=found.by)
            if found.state is not BulletinState.PROPOSED:
                raise Refused("bulletins.moved_on")
            aim = aim_of(found, work.now, self._desk.services.days)
            job = await self._panels.propose(work, found, aim, {person.id: None}, once(press.key))
        self._counter.want(job)

    async def released(self, body: Raw, client: AsyncWebClient) -> None:
        """Lets it go exactly as it was looked at; one whose hour has passed goes now, or at the next opening."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.RELEASE_BULLETINS)
        carried = Carried.of(press)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            found = await self._proposed(work, person, carried)
            leaves = carried.aim(found).leaves_at(found, work.now, self._desk.services.days)
            after = await self._service.release(work, person, found.id, leaves)

            def line(words: Words) -> str:
                name = self._desk.people.called(person.id, words.language)
                when = when_line(leaves if leaves and leaves > work.now else None, words)
                return words.say("{name} has released it. It goes out: {when}.", name=name, when=when)

            await self._tell(work, after, line(self._words(after.by)), "released")
            await self._panels.settle(work, after, line)
            await self._board.bring(work, after, after.by, f"released:{after.revision}")
        self._delivery.wake()

    async def return_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Asks for the reason."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.RELEASE_BULLETINS)
        carried, words = Carried.of(press), await self._desk.words_for(press.spot)
        async with self._desk.services.unit() as work:
            found = await self._proposed(work, person, carried)
        held = json.dumps({"b": carried.bulletin, "r": carried.revision})
        author = self._desk.people.called(found.by, words.language)
        await show(client, body, return_form(ids.RETURN_FORM, found, author, held, words))

    async def returned(self, body: Raw, client: AsyncWebClient) -> Answer:
        """It is a draft again; the author hears who wants what changed, with the button to go on."""
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot, Permission.RELEASE_BULLETINS)
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return None
            found = await self._proposed(work, person, Carried.read(_held(form.metadata)))
            after = await self._service.send_back(work, person, found.id, form.values.get("change", ""))

            def line(words: Words) -> str:
                name = self._desk.people.called(person.id, words.language)
                return words.say("{name} has sent it back. It is a draft again.", name=name)

            await self._tell(work, after, line(self._words(after.by)), "returned", after.change)
            await self._panels.settle(work, after, line, after.change)
        return None

    async def _proposed(self, work: Work, person: Person, carried: Carried) -> Bulletin:
        """What waits for release, if it still stands as it was looked at. Raises Refused, NotAllowed or NotFound."""
        found = await self._service.get(work, carried.bulletin)
        check_release(person, found, by=found.by)
        if found.state is not BulletinState.PROPOSED:
            raise Refused("bulletins.moved_on")
        if found.revision != carried.revision:
            raise Refused("bulletins.preview_outdated")
        await self._desk.people.recall(work.connection, found.team, {found.by, person.id})
        return found

    async def _tell(self, work: Work, bulletin: Bulletin, said: str, what: str, reason: str = "") -> None:
        """The author's own message; a returned one with the button to go on."""
        words = self._words(bulletin.by)
        change = Button(ids.EDIT, words.say("Change it"), bulletin.id, "primary") if reason else None
        key = f"bulletin-{what}:{bulletin.id}:{bulletin.revision}"
        work.outbox.put(replies.direct(bulletin.by, told_card(bulletin, said, words, reason, change), key))

    def _words(self, person: str) -> Words:
        return self._desk.speech.in_(self._desk.people.known_language(person))


def _held(metadata: str) -> dict[str, Any]:
    try:
        found = json.loads(metadata)
    except payload.MANGLED as mangled:
        raise NotFound("bulletins.gone") from mangled
    return found if isinstance(found, dict) else {}
