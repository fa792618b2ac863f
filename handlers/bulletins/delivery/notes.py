"""What was said about a bulletin besides its own message: it must not stand as it was when the text no longer does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from bot.bulletins import planning
from bot.bulletins.cases import Bulletin, BulletinState, Reader
from bot.bulletins.store import BulletinStore
from bot.core.outbox import call_back, posted_at, posts_like
from bot.core.unit import Work
from handlers.bulletins.card.heads import head_of
from handlers.bulletins.delivery.pace import POSTS, paced
from handlers.bulletins.delivery.reading_views import changed_card, reminder_card, withdrawn_card
from handlers.bulletins.post_views import bulletin_card
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.words import Words

REMIND, CHANGED = "bulletin-remind", "bulletin-changed"


class Notes:
    """Reminders and the word of a change: each is edited in its place as the bulletin goes on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def remind(self, work: Work, bulletin: Bulletin, people: Iterable[str]) -> None:
        """A reminder to each, in their own language, with the button."""
        asked = list(people)
        readers = {one.person: one for one in await BulletinStore(work.connection).missing(bulletin)}
        await self._desk.people.recall(work.connection, bulletin.team, asked)
        here = (one for one in asked if not self._desk.people.has_left(one))
        for one, after in zip(here, paced(work.now, *POSTS), strict=False):
            reader = readers.get(one)
            head_at = self._head_at(work, bulletin, reader) if reader else None
            card = reminder_card(bulletin, self._words(one), head_at=head_at)
            key = f"{REMIND}:{bulletin.id}:{one}:{work.now:%Y%m%d%H%M%S}:{bulletin.revision}"
            work.outbox.put(replace(replies.direct(one, card, key), after=after))

    async def notice(self, work: Work, bulletin: Bulletin) -> None:
        """To everybody who confirmed an earlier edition: it has changed; an edit alone would go unnoticed. Once."""
        told = {tuple(key.split(":")[2:4]) for _, key in await posts_like(work.connection, f"{CHANGED}:{bulletin.id}:")}
        readers = await BulletinStore(work.connection).missing(bulletin)
        asked = [one.person for one in readers if one.confirmed and (one.person, f"{bulletin.edition}") not in told]
        await self._desk.people.recall(work.connection, bulletin.team, asked)
        for one, after in zip(asked, paced(work.now, *POSTS), strict=False):
            card = changed_card(bulletin, self._words(one))
            key = f"{CHANGED}:{bulletin.id}:{one}:{bulletin.edition}:{bulletin.revision}"
            work.outbox.put(replace(replies.direct(one, card, key), after=after))

    async def redraw(self, work: Work, bulletin: Bulletin, pace: Iterator[datetime]) -> None:
        """Every note as the bulletin now stands, at the pace of its other edits and after them.

        What has not gone out yet never goes out as it was: it is taken back. While the bulletin is open, whoever still
        has to read it is reminded in its newest words; of a change `notice` tells once more.
        """
        readers = {one.person: one for one in await BulletinStore(work.connection).readers_of(bulletin.id)}
        await self._desk.people.recall(work.connection, bulletin.team, readers)
        held = await call_back(work.connection, f"{REMIND}:{bulletin.id}:")
        await call_back(work.connection, f"{CHANGED}:{bulletin.id}:")
        standing = [
            one for kind in (REMIND, CHANGED) for one in await posts_like(work.connection, f"{kind}:{bulletin.id}:")
        ]
        for (person, key), after in zip(standing, pace, strict=False):
            card = _note(bulletin, key, self._words(person), readers.get(person))
            edit = replies.redraw(person, card, f"{key}:{bulletin.revision}", key)
            work.outbox.put(replace(edit, after=after))
        if bulletin.open:
            waited = {key.split(":")[2] for key in held}
            await self.remind(work, bulletin, [one for one in waited if _unread(bulletin, readers.get(one))])

    async def settle(self, work: Work, bulletin: Bulletin, reader: Reader) -> set[tuple[str, str]]:
        """Every note to somebody who has confirmed says so; one that has not gone out yet never does.

        Where those stand that are edited, as far as the outbox remembers: channel and timestamp.
        """
        stood: set[tuple[str, str]] = set()
        words = self._words(reader.person)
        for kind in (REMIND, CHANGED):
            prefix = f"{kind}:{bulletin.id}:{reader.person}:"
            await call_back(work.connection, prefix)
            for person, key in await posts_like(work.connection, prefix):
                edit = f"{key}:{bulletin.revision}:{reader.confirmed}:confirmed"
                work.outbox.put(replies.redraw(person, reminder_card(bulletin, words, reader), edit, key))
                stood |= {where} if (where := await posted_at(work.connection, key)) else set()
        return stood

    async def withdrawn(self, work: Work, bulletin: Bulletin, people: Iterable[str]) -> None:
        """A word to each of these: an edit alone goes unnoticed, and what was urgent may have been acted on."""
        told = sorted(set(people))
        await self._desk.people.recall(work.connection, bulletin.team, told)
        here = (one for one in told if not self._desk.people.has_left(one))
        for one, after in zip(here, paced(work.now, *POSTS), strict=False):
            card = withdrawn_card(bulletin, self._words(one))
            work.outbox.put(replace(replies.direct(one, card, f"bulletin-withdrawn:{bulletin.id}:{one}"), after=after))

    def _head_at(self, work: Work, bulletin: Bulletin, reader: Reader) -> datetime | None:
        """When the head of somebody's department hears; None where a reminder comes before, or nobody else hears."""
        if head_of(reader.unit, self._desk.people) in {None, reader.person}:
            return None
        service = self._desk.services.bulletins
        start = max(reader.since, bulletin.said_at or reader.since)
        remind, head = planning.coming(start, reader.reminded, service.content.habits, service.days)
        return head if head and remind is None and head > work.now else None

    def _words(self, person: str) -> Words:
        return self._desk.speech.in_(self._desk.people.known_language(person))


def _note(bulletin: Bulletin, key: str, words: Words, reader: Reader | None) -> Card:
    if bulletin.state is BulletinState.WITHDRAWN:
        return bulletin_card(bulletin, words)
    if key.startswith(CHANGED) and _unread(bulletin, reader) and bulletin.open:
        return changed_card(bulletin, words)
    return reminder_card(bulletin, words, reader)


def _unread(bulletin: Bulletin, reader: Reader | None) -> bool:
    """Whether somebody who is asked has not confirmed the newest edition."""
    return reader is not None and reader.confirmed < bulletin.edition
