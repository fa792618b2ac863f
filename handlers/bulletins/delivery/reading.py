"""The doors of those who read: the button, the check question, the text in a window."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.cases import SAID, Bulletin, BulletinState, Reader
from bot.bulletins.service import Confirmed
from bot.bulletins.store import BulletinStore
from bot.core.errors import NotFound, Refused
from bot.core.outbox import Message
from bot.core.people import Person
from bot.core.place import Place
from bot.core.unit import Work
from handlers.bulletins import ids
from handlers.bulletins.delivery.posts import Posts
from handlers.bulletins.delivery.reading_views import question_form, reminder_card, thanks, whisper_card, window
from handlers.bulletins.post_views import bulletin_card
from handlers.kit import payload, replies
from handlers.kit.blocks import Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Press, Raw
from handlers.kit.routing import Answer, Route
from handlers.kit.windows import redraw, show
from handlers.kit.words import Words


@dataclass(frozen=True)
class Under:
    """What a button stood under: which edition of which bulletin, or a note about it, and where that message is."""

    bulletin: str
    edition: int
    note: bool = False
    channel: str = ""
    ts: str = ""

    @property
    def in_channel(self) -> bool:
        return bool(self.channel) and not self.channel.startswith("D")

    @classmethod
    def pressed(cls, press: Press) -> Under:
        data = press.data()
        edition = data.get("e")
        where = press.spot.channel or "", press.message_ts or ""
        return cls(str(data.get("b", "")), edition if isinstance(edition, int) else 0, "n" in data, *where)

    @classmethod
    def carried(cls, metadata: str) -> Under:
        """What a form carries. Raises NotFound when it is not as it was put there."""
        try:
            held = json.loads(metadata)
            where = str(held["channel"]), str(held["ts"])
            return cls(str(held["bulletin"]), int(held["edition"]), bool(held["note"]), *where)
        except payload.MANGLED as mangled:
            raise NotFound("bulletins.gone") from mangled


class Reading:
    """Whoever presses gets an answer: asked or not, in time or late, once or twice."""

    def __init__(self, desk: Desk, posts: Posts) -> None:
        self._desk = desk
        self._posts = posts
        self._service = desk.services.bulletins
        self.routes = (
            Route("action", ids.CONFIRM, self.pressed),
            Route("action", ids.READ, self.wanted, changes=False),
            Route("view", ids.QUESTION, self.answered),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the text as it is now, with the button."""
        press = payload.press(body)
        person, words = await self._desk.people.of(press.spot), await self._desk.words_for(press.spot)
        bulletin, reader = await self._found(person, press.value)
        await show(client, body, self._window(bulletin, words, reader))

    async def pressed(self, body: Raw, client: AsyncWebClient) -> None:
        """Confirms; or opens the question, or the newer text, while the trigger still lives."""
        press = payload.press(body)
        person, words = await self._desk.people.of(press.spot), await self._desk.words_for(press.spot)
        under = Under.pressed(press)
        bulletin, reader = await self._found(person, under.bulletin)
        asked = bulletin.state in SAID and (reader is None or reader.confirmed < bulletin.edition)
        question = bulletin.content.question if bulletin.content.ask == "question" else None
        if bulletin.state is BulletinState.WITHDRAWN:
            await self._withdrawn(press, bulletin, words)
        elif asked and under.edition != bulletin.edition:
            await show(client, body, self._window(bulletin, words, reader, newer=True))
        elif asked and question:
            await show(client, body, question_form(bulletin, question, words, json.dumps(asdict(under))))
        else:
            await self._confirm(body, client, person, under)

    async def answered(self, body: Raw, client: AsyncWebClient) -> Answer:
        """The answer to the question; a wrong one is tried again as often as it takes."""
        form = payload.submission(body)
        person, words = await self._desk.people.of(form.spot), await self._desk.words_for(form.spot)
        under, answer = Under.carried(form.metadata), form.values.get("answer", "")
        chosen = int(answer) if answer.isdecimal() else None
        try:
            async with self._desk.services.unit() as work:
                found = await self._service.confirm(work, person, under.bulletin, under.edition, chosen)
                if found.right and found.reader:
                    await self._said(work, under, found.bulletin, found.reader, form.key)
        except Refused as refused:
            if refused.code != "bulletins.newer_edition":
                raise
            bulletin, reader = await self._found(person, under.bulletin)
            return _turned(self._window(bulletin, words, reader, newer=True))
        return _turned(_next(found, words, form.metadata))

    async def _confirm(self, body: Raw, client: AsyncWebClient, person: Person, under: Under) -> None:
        press = payload.press(body)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            found = await self._service.confirm(work, person, under.bulletin, under.edition)
            if found.reader:
                await self._said(work, under, found.bulletin, found.reader, press.key)
        if found.reader and (body.get("view") or {}).get("type") == "modal":
            words = await self._desk.words_for(press.spot)
            await redraw(client, press.view_id, thanks(found.bulletin, found.reader, words))

    async def _said(self, work: Work, under: Under, bulletin: Bulletin, reader: Reader, key: str) -> None:
        """Their own message, and every note about it, show it; in a channel only they see the thanks."""
        edited = await self._posts.own(work, bulletin, reader)
        words = self._desk.speech.in_(self._desk.people.known_language(reader.person))
        if under.in_channel:
            card = whisper_card(bulletin, reader, words)
            work.outbox.put(replies.whisper(Place(under.channel), reader.person, card, f"{key}:thanks"[:255]))
        elif under.note and under.ts and (under.channel, under.ts) not in edited:  # one that is long forgotten
            note = reminder_card(bulletin, words, reader).payload()
            work.outbox.put(Message("update", under.channel, note, f"{key}:note"[:255], ts=under.ts))

    async def _withdrawn(self, press: Press, bulletin: Bulletin, words: Words) -> None:
        """For a button of something taken back: why, in place of it, or in a channel for the one who pressed."""
        card, key = bulletin_card(bulletin, words), f"{press.key}:withdrawn"[:255]
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            if press.message_ts and not Under.pressed(press).in_channel:
                work.outbox.put(replies.edit(press, card, key))
            else:
                work.outbox.put(replies.whisper(replies.place_of(press.spot), press.spot.user, card, key))

    def _window(self, bulletin: Bulletin, words: Words, reader: Reader | None, *, newer: bool = False) -> Modal:
        return window(bulletin, words, reader, self._posts.sender(bulletin, words), newer=newer)

    async def _found(self, person: Person, bulletin_id: str) -> tuple[Bulletin, Reader | None]:
        async with self._desk.services.database.read() as connection:
            store = BulletinStore(connection)
            found = await store.get(bulletin_id)
            if found is None or found.team != person.team or found.opened_at is None:
                raise NotFound("bulletins.gone")
            await self._desk.people.recall(connection, found.team, [found.by])
            return found, await store.reader(found.id, person.id)


def _turned(modal: Modal) -> dict[str, Any]:
    return {"response_action": "update", "view": modal.view()}


def _next(found: Confirmed, words: Words, carried: str) -> Modal:
    """What follows an answer: the thanks, or the question once more."""
    question = found.bulletin.content.question
    if found.right and found.reader:
        return thanks(found.bulletin, found.reader, words)
    if question is None:
        raise NotFound("bulletins.gone")
    return question_form(found.bulletin, question, words, carried, wrong=True)
