"""The live card of a bulletin: one for each person who looks after it, edited in place as it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Final
from zlib import crc32

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins import planning
from bot.bulletins.cases import Bulletin, Reader, Standing
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.numbers import figures
from bot.bulletins.queries import BulletinQueries
from bot.bulletins.store import BulletinStore
from bot.core.outbox import posts_like
from bot.core.people import Permission, Role
from bot.core.unit import Work
from handlers.bulletins.card.heads import head_of, named_head
from handlers.bulletins.card.labels import unit_name
from handlers.bulletins.card.news_views import ended_card, heads_card, late_card, missing_card, moved_card
from handlers.bulletins.card.seen import Seen
from handlers.bulletins.card.views import desk_card
from handlers.bulletins.proposals import Proposals
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.words import Words

PACE: Final = timedelta(minutes=5)
"""Over so long the pace is measured from which the time to go follows."""


class Board:
    """Draws and addresses; every message is put on the caller's open unit of work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.proposals = Proposals(desk)

    async def seen(self, connection: AsyncConnection, bulletin: Bulletin, now: datetime) -> Seen:
        """How a bulletin stands now, as far as its card shows it."""
        named = [bulletin.by, *([bulletin.released_by] if bulletin.released_by else [])]
        if bulletin.opened_at is None:
            await self._desk.people.recall(connection, bulletin.team, named)
            return Seen(bulletin)
        store, waiting = BulletinStore(connection), await EditionStore(connection).waiting(bulletin.id)
        standing = await store.standing(bulletin)
        failed = await store.deliveries_of(bulletin.id, "failed") if standing.failed else []
        named += [one.target for one in failed if one.kind == "person"]
        named += [waiting.by] if waiting else []
        await self._desk.people.recall(connection, bulletin.team, named)
        minutes = await self._minutes(connection, bulletin, standing, now) if standing.waiting else None
        remind, heads = await self._steps(connection, bulletin)
        return Seen(bulletin, standing, failed, minutes, remind, heads, waiting)

    async def bring(self, work: Work, bulletin: Bulletin, person: str, occasion: str) -> None:
        """The card, anew at the end of somebody's conversation; `occasion` names why, once."""
        moved = moved_card(bulletin, self.words(person))
        for channel, key in await posts_like(work.connection, _prefix(bulletin.id, person)):
            work.outbox.put(replies.redraw(channel, moved, f"{key}:moved", key))
        card = self._card(await self.seen(work.connection, bulletin, work.now), person)
        work.outbox.put(replies.direct(person, card, f"{_prefix(bulletin.id, person)}{occasion}"[:255]))

    async def show(self, work: Work, bulletin: Bulletin) -> None:
        """Every live card as the bulletin now stands; one that already looks like this is left alone.

        Whatever changed the bulletin may have decided a correction that was proposed.
        """
        await self.proposals.settle(work, bulletin)
        newest: dict[str, str] = {}
        for person, key in await posts_like(work.connection, f"bulletin-desk:{bulletin.id}:"):
            newest.setdefault(person, key)
        if not newest:
            return
        seen = await self.seen(work.connection, bulletin, work.now)
        for person, key in newest.items():
            card = self._card(seen, person)
            edit = f"{key}:{work.now.timestamp():.0f}:{crc32(str(card).encode()):x}"
            work.outbox.put(replies.redraw(person, card, edit, key))

    async def late(self, work: Work, bulletin: Bulletin) -> None:
        """Tells whoever wrote it that its hour passed while nobody was running, and asks whether to send it."""
        for person in await self.leads(work, bulletin):
            self.tell(work, person, late_card(bulletin, self.words(person)), f"{bulletin.id}:late:{bulletin.revision}")
        await self.show(work, bulletin)

    async def ended(self, work: Work, bulletin: Bulletin) -> None:
        """Tells whoever wrote it that it is over, with the figures."""
        found = figures(await BulletinQueries(work.connection).marks([bulletin.id]))
        for person in await self.leads(work, bulletin):
            self.tell(work, person, ended_card(bulletin, found, self.words(person)), f"{bulletin.id}:ended")
        await self.show(work, bulletin)

    async def heads(self, work: Work, bulletin: Bulletin, people: list[str]) -> None:
        """Tells the heads of departments who of theirs has not confirmed yet: these people."""
        wanted = set(people)
        await self._desk.people.recall(work.connection, bulletin.team, wanted)
        here = {one for one in wanted if not self._desk.people.has_left(one)}
        missing = [one for one in await BulletinStore(work.connection).missing(bulletin) if one.person in here]
        units: dict[str, list[Reader]] = {}
        for one in missing:
            units.setdefault(one.unit, []).append(one)
        told: dict[str, dict[str, list[Reader]]] = {}
        nobodys: dict[str, list[Reader]] = {}
        for unit, readers in units.items():
            head = head_of(unit, self._desk.people)
            (told.setdefault(head, {}) if head else nobodys)[unit] = readers
        alone = {unit: head for head, theirs in told.items() for unit, each in theirs.items() if _only(head, each)}
        for head, theirs in told.items():
            self._tell_missing(work, bulletin, head, theirs, heads=True)
        for person in await self.leads(work, bulletin) if nobodys or alone else ():
            if nobodys:
                self._tell_missing(work, bulletin, person, nobodys, heads=False)
            self._tell_heads(work, bulletin, person, alone)

    async def leads(self, work: Work, bulletin: Bulletin) -> list[str]:
        """Whoever wrote it; when they have left, the security leads."""
        await self._desk.people.recall(work.connection, bulletin.team, [bulletin.by])
        if self._desk.people.is_there(bulletin.by):
            return [bulletin.by]
        return [one.id for one in self._desk.people.holders(Role.SECURITY_LEAD)]

    def tell(self, work: Work, person: str, card: Card, key: str) -> None:
        """A message to whoever looks after it, or to a head; kept apart from the bulletin itself."""
        work.outbox.put(replies.direct(person, card, f"bulletin-told:{key}"[:255]))

    def words(self, person: str) -> Words:
        return self._desk.speech.in_(self._desk.people.known_language(person))

    def _card(self, seen: Seen, person: str) -> Card:
        known = self._desk.people.known(person)
        writes = known is not None and known.may(Permission.SEND_BULLETINS)
        own = seen.waiting is not None and seen.waiting.by == person
        return desk_card(seen, self._desk.people, self.words(person), writes=writes, own=own)

    def _tell_missing(
        self, work: Work, bulletin: Bulletin, person: str, units: Mapping[str, Sequence[Reader]], *, heads: bool
    ) -> None:
        words, people = self.words(person), self._desk.people
        names = {
            unit_name(unit, people.company, words): [
                people.called(one.person, words.language) for one in readers if one.person != person
            ]
            for unit, readers in units.items()
        }
        own = any(one.person == person for readers in units.values() for one in readers)
        shown = {unit: each for unit, each in names.items() if each}
        if not shown:  # only they themselves, who have been reminded
            return
        card = missing_card(bulletin, shown, words, own=own, heads=heads)
        group = "heads" if heads else "nobodys"
        self.tell(work, person, card, f"{bulletin.id}:{group}:{person}:{work.now.timestamp():.0f}")

    def _tell_heads(self, work: Work, bulletin: Bulletin, person: str, alone: Mapping[str, str]) -> None:
        """Tells whoever wrote it of heads, or who stands in, who alone are missing: nobody else would hear of it."""
        words, people = self.words(person), self._desk.people
        heads: list[str] = []
        deputies: list[str] = []
        for unit, head in alone.items():
            named = words.say("{name} ({unit})", name=people.called(head, words.language),
                              unit=unit_name(unit, people.company, words))  # fmt: skip
            if head != person:
                (heads if head == named_head(unit, people) else deputies).append(named)
        if heads or deputies:
            key = f"{bulletin.id}:own:{person}:{work.now.timestamp():.0f}"
            self.tell(work, person, heads_card(bulletin, heads, deputies, words), key)

    async def _steps(self, connection: AsyncConnection, bulletin: Bulletin) -> tuple[datetime | None, datetime | None]:
        """When somebody is reminded next, and when a head hears next."""
        if not (bulletin.open and bulletin.content.asks):
            return None, None
        service = self._desk.services.bulletins
        habits, days = service.content.habits, service.days
        found = [
            planning.coming(max(since, bulletin.said_at or since), reminded, habits, days)
            for since, reminded in await BulletinQueries(connection).steps(bulletin)
        ]
        reminders = [remind for remind, _ in found if remind]
        return min(reminders, default=None), min((head for _, head in found if head), default=None)

    @staticmethod
    async def _minutes(
        connection: AsyncConnection, bulletin: Bulletin, standing: Standing, now: datetime
    ) -> int | None:
        """How many minutes the rest takes at the pace of the last few; None before anything went out."""
        opened = bulletin.opened_at or now
        since = max(opened, now - PACE)
        sent, seconds = await BulletinQueries(connection).sent_since(bulletin.id, since), (now - since).total_seconds()
        return ceil(standing.waiting * seconds / sent / 60) if sent and seconds else None


def _only(head: str, readers: Sequence[Reader]) -> bool:
    """Whether a head is the only one of a department who is missing."""
    return all(one.person == head for one in readers)


def _prefix(bulletin: str, person: str) -> str:
    return f"bulletin-desk:{bulletin}:{person}:"
