"""The lead's presses: send, hold, not relevant; the list, the rules and their undoing, the sources."""

from __future__ import annotations

import json

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.feeds.advisory_store import AdvisoryStore
from bot.bulletins.feeds.items import Advisory
from bot.bulletins.feeds.rules import Teaching
from bot.core.errors import NotFound
from bot.core.people import Permission, Person
from handlers.bulletins.feeds.draft import Drafter
from handlers.bulletins.feeds.lists import (
    MOST_RULES,
    ONLY,
    PER_PAGE,
    UNDONE,
    At,
    irrelevant_form,
    list_modal,
    one_modal,
    rules_modal,
)
from handlers.bulletins.feeds.room import Room
from handlers.bulletins.feeds.sources import sources_modal
from handlers.bulletins.writing import Writing
from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.payload import Press, Raw
from handlers.kit.windows import redraw, show
from handlers.kit.words import Words


class FeedDoors:
    """Every press needs the right to send bulletins."""

    def __init__(self, room: Room, writing: Writing) -> None:
        self._desk = room.desk
        self._service = room.service
        self._labels = room.labels
        self._board = room.board
        self._collector = room.collector
        self._writing = writing
        self._drafter = Drafter(room.desk, room.service, room.labels)

    async def sent(self, body: Raw, client: AsyncWebClient) -> None:
        """A draft of a bulletin, in the conversation of whoever pressed."""
        press, person = await self._pressed(body)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            found = await self._service.undecided(work, person, _named(press))
            content, audience = self._drafter.content(found, work.now), self._drafter.audience(found)
            bulletin = await self._writing.offer(work, person.id, person.team, content, audience)
            after = await self._service.drafted(work, person, found, bulletin.id)
            await self._board.show(work, after)
        await self._redraw(body, client, after)

    async def held(self, body: Raw, client: AsyncWebClient) -> None:
        press, person = await self._pressed(body)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            after = await self._service.hold(work, person, _named(press))
            await self._board.show(work, after)
        await self._redraw(body, client, after)

    async def wants_rule(self, body: Raw, client: AsyncWebClient) -> None:
        """Asks what made it irrelevant."""
        press, person = await self._pressed(body)
        found = await self._get(person, _named(press))
        words = await self._desk.words_for(press.spot)
        at = str(press.data().get("l") or "")
        await show(client, body, irrelevant_form(found, self._service.proposals(found), self._labels, words, at))

    async def put_aside(self, body: Raw, client: AsyncWebClient) -> None:
        """Puts it aside, and keeps the rule that was chosen."""
        form = payload.submission(body)
        person = await self._desk.people.of(form.spot, Permission.SEND_BULLETINS)
        advisory, taught = _carried(form.metadata, form.values.get("why", ONLY))
        async with self._desk.services.unit() as work:
            if not await work.first_time(form.key):
                return
            after = await self._service.irrelevant(work, person, advisory, taught)
            await self._board.show(work, after)
        await self._redraw(body, client, after)

    async def list_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press, person = await self._pressed(body)
        at = At.of(press.value)
        await show(client, body, await self._list(person, at, await self._desk.words_for(press.spot)))

    async def turned(self, body: Raw, client: AsyncWebClient) -> None:
        """Another state or another page, in the same window."""
        press, person = await self._pressed(body)
        modal = await self._list(person, At.of(press.value), await self._desk.words_for(press.spot))
        await redraw(client, press.view_id, modal)

    async def one_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press, person = await self._pressed(body)
        found = await self._get(person, _named(press))
        words, at = await self._desk.words_for(press.spot), str(press.data().get("l") or "")
        await show(client, body, self._one(found, words, at))

    async def rules_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press, person = await self._pressed(body)
        await show(client, body, await self._rules(person, await self._desk.words_for(press.spot)))

    async def undone(self, body: Raw, client: AsyncWebClient) -> None:
        """Ends a rule; what it has put aside lately waits again, and comes with the next digest."""
        press, person = await self._pressed(body)
        words = await self._desk.words_for(press.spot)
        if not (press.value.isascii() and press.value.isdecimal() and len(press.value) < 10):
            raise NotFound("bulletins.rule_gone")
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            _, back = await self._service.undo(work, person, int(press.value))
        note = words.say(UNDONE, count=len(back))
        await redraw(client, press.view_id, await self._rules(person, words, note))

    async def sources_wanted(self, body: Raw, client: AsyncWebClient) -> None:
        press, _ = await self._pressed(body)
        words, settings = await self._desk.words_for(press.spot), self._desk.services.settings
        sources = self._desk.services.known.bulletins.feeds.sources
        found = await self._collector.status()
        await show(client, body, sources_modal(sources, found, words, on=settings.feeds))

    async def _pressed(self, body: Raw) -> tuple[Press, Person]:
        press = payload.press(body)
        return press, await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)

    async def _get(self, person: Person, advisory_id: str) -> Advisory:
        async with self._desk.services.database.read() as connection:
            found = await AdvisoryStore(connection).get(advisory_id)
            if found is None or found.team != person.team:
                raise NotFound("bulletins.advisory_gone")
            if found.decided_by:
                await self._desk.people.recall(connection, found.team, [found.decided_by])
        return found

    async def _list(self, person: Person, at: At, words: Words) -> Modal:
        async with self._desk.services.database.read() as connection:
            store = AdvisoryStore(connection)
            found = await store.in_state(person.team, [at.state], PER_PAGE + 1, at.page * PER_PAGE)
            counts = await store.counts(person.team)
            await self._desk.people.recall(connection, person.team, filter(None, (one.decided_by for one in found)))
        rows = [(one, self._service.is_urgent(one)) for one in found]
        return list_modal(rows, at, counts, self._labels, words)

    async def _rules(self, person: Person, words: Words, note: str = "") -> Modal:
        async with self._desk.services.database.read() as connection:
            rules = await AdvisoryStore(connection).shown_rules(person.team, MOST_RULES)
            await self._desk.people.recall(connection, person.team, {one.by for one in rules})
        return rules_modal(rules, self._labels, words, note)

    def _one(self, advisory: Advisory, words: Words, at: str) -> Modal:
        return one_modal(advisory, self._labels, words, at, urgent=self._service.is_urgent(advisory))

    async def _redraw(self, body: Raw, client: AsyncWebClient, advisory: Advisory) -> None:
        """The windows beneath, where it was decided in one: the advisory itself, and the list it was chosen from."""
        view = body.get("view") or {}
        if view.get("type") != "modal":
            return
        spot = payload.spot(body)
        words, person = await self._desk.words_for(spot), await self._desk.people.of(spot)
        mine, root = str(view.get("id")), view.get("root_view_id")
        own = view.get("previous_view_id") if body.get("type") == "view_submission" else mine
        at = _at(body)
        if own and own != (root if at else None):
            await redraw(client, str(own), self._one(advisory, words, at))
        if at and root and root != mine:
            await redraw(client, str(root), await self._list(person, At.of(at), words))


def _named(press: Press) -> str:
    return str(press.data().get("a") or "")


def _at(body: Raw) -> str:
    """Which part of the list the advisory was chosen from; "" for a card."""
    carried = payload.press(body).data() if body.get("actions") else _metadata(body["view"].get("private_metadata"))
    return str(carried.get("l") or "")


def _metadata(text: str | None) -> dict[str, object]:
    try:
        held = json.loads(text or "")
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}


def _carried(metadata: str, chosen: str) -> tuple[str, Teaching | None]:
    """The advisory that the window is about, and the rule that was chosen in it. Raises NotFound."""
    try:
        held = json.loads(metadata)
        taught = None if chosen == ONLY else Teaching(*map(str, held["p"][int(chosen)]))  # type: ignore[arg-type]
        return str(held["a"]), taught
    except (*payload.MANGLED, IndexError):
        raise NotFound("bulletins.advisory_gone") from None
