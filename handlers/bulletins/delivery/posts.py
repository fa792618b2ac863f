"""The messages of a bulletin: put into the outbox, each at a pace that leaves room for everybody else, and edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.bulletins.cases import Bulletin, BulletinState, Delivery, Reader, Standing
from bot.bulletins.store import BulletinStore
from bot.core.outbox import Message, call_back
from bot.core.retention import is_named
from bot.core.unit import Work
from handlers.bulletins.delivery.notes import Notes
from handlers.bulletins.delivery.pace import EDITS, POSTS, paced
from handlers.bulletins.post_views import bulletin_card
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.words import Words


class Posts:
    """Draws and addresses; every message is put on the caller's open unit of work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.notes = Notes(desk)

    async def out(self, work: Work, bulletin: Bulletin, deliveries: Sequence[Delivery]) -> None:
        """The message of each delivery, channels first: they reach many at once."""
        standing = await self.standing(work, bulletin)
        await self._recall(work, bulletin, deliveries)
        cards: dict[str, dict[str, Any]] = {}
        first = sorted(deliveries, key=lambda one: one.kind == "person")
        for one, after in zip(first, paced(work.now, *POSTS), strict=False):
            channel = one.kind == "channel"
            spoken = "" if channel else self._language(one.target)
            if spoken not in cards:
                cards[spoken] = self._card(bulletin, self._words(one), standing if channel else None).payload()
            work.outbox.put(Message("post", one.target, cards[spoken], one.key, after=after))

    async def redraw(self, work: Work, bulletin: Bulletin) -> None:
        """Every message that was posted, as the bulletin now stands; those that look like it already are left alone.

        What has not gone out yet never goes out as it was.
        """
        fresh = await self._anew(work, bulletin)
        store, standing = BulletinStore(work.connection), await self.standing(work, bulletin)
        found = await store.deliveries_of(bulletin.id)
        posted = [one for one in found if one.state != "failed" and one.target not in fresh and is_named(one.target)]
        await self._recall(work, bulletin, posted)
        readers = {one.person: one for one in await store.readers_of(bulletin.id)}
        changing = [one for one in posted if _changes(bulletin, readers.get(one.target))]
        cards: dict[object, dict[str, Any]] = {}
        pace = iter(paced(work.now, *EDITS))
        for one, after in zip(changing, pace, strict=False):
            channel, reader = one.kind == "channel", readers.get(one.target)
            seen = (self._language(one.target), reader and (reader.confirmed, reader.confirmed_at))
            look = "channel" if channel else seen
            if look not in cards:
                card = self._card(bulletin, self._words(one), standing if channel else None, reader)
                cards[look] = card.payload()
            work.outbox.put(replace(self.edit(work, bulletin, one, cards[look]), after=after))
        await self.notes.redraw(work, bulletin, pace)

    async def withdrawn(self, work: Work, bulletin: Bulletin) -> None:
        """A short word to everybody who has it in their own conversation, or has confirmed it."""
        store = BulletinStore(work.connection)
        given = {one.target for one in await store.deliveries_of(bulletin.id) if _arrives(one)}
        given |= {one.person for one in await store.readers_of(bulletin.id) if one.confirmed}
        await self.notes.withdrawn(work, bulletin, filter(is_named, given))

    async def _anew(self, work: Work, bulletin: Bulletin) -> set[str]:
        """Takes back what still waits; of a bulletin that is open it is said as it now stands. Whom that concerns."""
        taken = await call_back(work.connection, f"bulletin:{bulletin.id}:")
        if not taken:
            return set()
        store = BulletinStore(work.connection)
        held = [one for one in await store.deliveries_of(bulletin.id, "waiting") if one.key in taken]
        if bulletin.open:
            again = [replace(one, attempt=one.attempt + 1) for one in held]
            await self.out(work, bulletin, again)
        else:
            again = [replace(one, state="failed", error=bulletin.state.value, at=work.now) for one in held]
        await store.save_deliveries(again)
        return {one.target for one in again}

    async def recount(self, work: Work, bulletin: Bulletin, standing: Standing) -> None:
        """How many have confirmed, in the posts of the channels."""
        deliveries = await BulletinStore(work.connection).deliveries_of(bulletin.id, "sent")
        card = self._card(bulletin, self._desk.speech.in_("ja"), standing).payload()
        for one in deliveries:
            if one.kind == "channel":
                work.outbox.put(self.edit(work, bulletin, one, card))

    async def own(self, work: Work, bulletin: Bulletin, reader: Reader) -> set[tuple[str, str]]:
        """The message that somebody has of it in their own conversation, and every note about it, as they now stand.

        Where the notes are, as far as that is remembered: channel and timestamp.
        """
        delivery = await BulletinStore(work.connection).delivery(bulletin.id, reader.person)
        if delivery and delivery.kind == "person" and delivery.state != "failed":
            card = self._card(bulletin, self._words(delivery), None, reader).payload()
            work.outbox.put(self.edit(work, bulletin, delivery, card))
        return await self.notes.settle(work, bulletin, reader)

    async def standing(self, work: Work, bulletin: Bulletin) -> Standing:
        """What the posts in channels show: of nobody, where they are too many to be edited again and again."""
        store = BulletinStore(work.connection)
        channels = [one for one in await store.deliveries_of(bulletin.id) if one.kind == "channel"]
        most = self._desk.services.bulletins.content.habits.counts_in_channels
        counts = bulletin.content.asks and 0 < len(channels) <= most
        return await store.standing(bulletin) if counts else Standing()

    def edit(self, work: Work, bulletin: Bulletin, delivery: Delivery, card: Mapping[str, Any]) -> Message:
        """A change of what was posted; by its place where that is known, because the outbox forgets."""
        key = f"{delivery.key}:{work.now.timestamp():.3f}:{bulletin.revision}"
        if delivery.ts:
            return Message("update", delivery.channel, card, key, ts=delivery.ts)
        return Message("update", delivery.target, card, key, update_of=delivery.key)

    def sender(self, bulletin: Bulletin, words: Words) -> str:
        """The name of whoever wrote it; "" when we have not met them."""
        name = self._desk.people.called(bulletin.by, words.language)
        return "" if name == bulletin.by else name

    def _card(self, bulletin: Bulletin, words: Words, standing: Standing | None, reader: Reader | None = None) -> Card:
        return bulletin_card(bulletin, words, reader=reader, standing=standing, sender=self.sender(bulletin, words))

    def _words(self, delivery: Delivery) -> Words:
        return self._desk.speech.in_("ja" if delivery.kind == "channel" else self._language(delivery.target))

    def _language(self, person: str) -> str:
        return self._desk.people.known_language(person)

    async def _recall(self, work: Work, bulletin: Bulletin, deliveries: Iterable[Delivery]) -> None:
        people = [one.target for one in deliveries if one.kind == "person"]
        await self._desk.people.recall(work.connection, bulletin.team, [bulletin.by, *people])


def _changes(bulletin: Bulletin, reader: Reader | None) -> bool:
    """Whether somebody's message looks different now: of what has ended only the button goes."""
    confirmed = reader is not None and reader.confirmed >= bulletin.edition
    return bulletin.state is not BulletinState.ENDED or (bulletin.content.asks and not confirmed)


def _arrives(delivery: Delivery) -> bool:
    """Whether somebody has it in their own conversation, or will in a moment."""
    return delivery.kind == "person" and delivery.state != "failed"
