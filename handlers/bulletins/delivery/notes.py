"""What was said about a bulletin besides its own message: it must not stand as it was when the text no longer does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from bot.bulletins.cases import Bulletin, BulletinState, Reader
from bot.bulletins.store import BulletinStore
from bot.core.outbox import call_back, posted_at, posts_like
from bot.core.unit import Work
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

    async def redraw(self, work: Work, bulletin: Bulletin, pace: Iterator[datetime]) -> None:
        """Every note as the bulletin now stands, at the pace of its other edits and after them.

        Of a bulletin that is over, those that still wait are taken back.
        """
        taken: set[str] = set()
        found: list[tuple[str, str]] = []
        for kind in (REMIND, CHANGED):
            prefix = f"{kind}:{bulletin.id}:"
            if not bulletin.open:
                taken |= await call_back(work.connection, prefix)
            found += await posts_like(work.connection, prefix)
        readers = {one.person: one for one in await BulletinStore(work.connection).readers_of(bulletin.id)}
        await self._desk.people.recall(work.connection, bulletin.team, {person for person, _ in found})
        standing = [one for one in found if one[1] not in taken]
        for (person, key), after in zip(standing, pace, strict=False):
            card = _note(bulletin, key, self._words(person), readers.get(person))
            edit = replies.redraw(person, card, f"{key}:{bulletin.revision}", key)
            work.outbox.put(replace(edit, after=after))

    async def settle(self, work: Work, bulletin: Bulletin, reader: Reader) -> set[tuple[str, str]]:
        """Every note to somebody who has confirmed says so; one that has not gone out yet never does.

        Where those stand that are edited, as far as the outbox remembers: channel and timestamp.
        """
        stood: set[tuple[str, str]] = set()
        words = self._words(reader.person)
        for kind in (REMIND, CHANGED):
            prefix = f"{kind}:{bulletin.id}:{reader.person}:"
            taken = await call_back(work.connection, prefix)
            for person, key in await posts_like(work.connection, prefix):
                if key not in taken:
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

    def _words(self, person: str) -> Words:
        return self._desk.speech.in_(self._desk.people.known_language(person))


def _note(bulletin: Bulletin, key: str, words: Words, reader: Reader | None) -> Card:
    if bulletin.state is BulletinState.WITHDRAWN:
        return bulletin_card(bulletin, words)
    if key.startswith(CHANGED) and reader and reader.confirmed < bulletin.edition and bulletin.open:
        return changed_card(bulletin, words)
    return reminder_card(bulletin, words, reader)
