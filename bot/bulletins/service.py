"""Bulletins: drafted, released, sent, confirmed, corrected, withdrawn; every change is on record.

Every write happens on the caller's open unit of work. What is said about it is the doors' matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.bulletins import planning
from bot.bulletins.cases import SAID, Bulletin, BulletinState, Delivery, Reader
from bot.bulletins.correcting import Correcting
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.following import Following
from bot.bulletins.preparing import A_WHILE, Preparing
from bot.bulletins.store import BulletinStore
from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.unit import Work

AGAIN: Final = timedelta(hours=4)
"""Between two reminders that somebody sends by hand."""


@dataclass(frozen=True)
class Due:
    """What the clock asks for: open it (`open`), ask a person because its hour is long past (`late`), remind, end."""

    bulletin: Bulletin
    open: bool = False
    late: bool = False
    remind: tuple[Reader, ...] = ()
    heads: tuple[Reader, ...] = ()
    """Readers of whom the head of their department hears now."""
    ended: bool = False


@dataclass(frozen=True)
class Confirmed:
    """What a press of 確認しました came to: `right` is False where the check question was answered wrongly."""

    bulletin: Bulletin
    reader: Reader | None
    right: bool = True
    already: bool = False


class BulletinService(Preparing, Correcting, Following):
    """What becomes of bulletins: beside what happens before and after, how they go out, are read and end."""

    async def due(self, work: Work, bulletin_id: str) -> Due | None:
        """What is due for it now; None when nothing is. The caller opens it, or says what is to be said."""
        store = BulletinStore(work.connection)
        found = await store.get(bulletin_id, lock=True)
        if found is None or found.next_at is None or found.next_at > work.now:
            return None
        if found.state is BulletinState.PLANNED:
            if planning.is_late(found, work.now):
                return Due(await self.save(work, replace(found, state=BulletinState.PAUSED), "late", None), late=True)
            return Due(found, open=True)
        if found.valid_until and work.now >= found.valid_until:
            ended = replace(found, state=BulletinState.ENDED, ended_at=work.now)
            await self._overtake(work, found, "ended", None)
            return Due(await self.save(work, ended, "ended", None), ended=True)
        return await self._look(work, found)

    async def open(
        self, work: Work, bulletin: Bulletin, deliveries: Sequence[Delivery], readers: Sequence[Reader]
    ) -> Bulletin:
        """It goes out: keeps where to and who is asked. The caller puts the messages into the outbox."""
        store = BulletinStore(work.connection)
        opened = replace(bulletin, state=BulletinState.OPEN, opened_at=work.now, said_at=work.now)
        await EditionStore(work.connection).keep(opened, opened.by, opened.released_by, work.now)
        await store.add_deliveries(deliveries)
        await store.add_readers(readers if bulletin.content.asks else ())
        return await self.save(work, opened, "opened", None)

    async def join(
        self, work: Work, bulletin: Bulletin, deliveries: Sequence[Delivery], readers: Sequence[Reader]
    ) -> None:
        """Those who came later, and still should read it."""
        store = BulletinStore(work.connection)
        await store.add_deliveries(deliveries)
        await store.add_readers(readers if bulletin.content.asks else ())
        await self.save(work, bulletin, "", None)

    async def confirm(
        self, work: Work, person: Person, bulletin_id: str, edition: int, answer: int | None = None
    ) -> Confirmed:
        """Somebody has read it; with a check question the answer counts. Raises Refused for one that is over.

        Confirming twice changes nothing. Whoever reads an older edition is shown the newest one first.
        """
        found = await self.get(work, bulletin_id)
        if found.team != person.team:
            raise NotFound("bulletins.gone")
        if found.state not in SAID:
            raise Refused("bulletins.over")
        if edition != found.edition:
            raise Refused("bulletins.newer_edition")
        store = BulletinStore(work.connection)
        reader = await store.reader(found.id, person.id, lock=True)
        if reader and reader.confirmed >= found.edition:
            return Confirmed(found, reader, already=True)
        if found.content.ask == "question" and found.content.question and answer != found.content.question.right:
            if reader:
                await store.save_readers([replace(reader, wrong=reader.wrong + 1)])
            return Confirmed(found, reader, right=False)
        if reader is None:  # they read it in a channel, and were not among those asked
            reader = Reader(found.id, person.id, person.department or "", work.now, joined=True)
            await store.add_readers([reader])
        reader = replace(reader, confirmed=found.edition, confirmed_at=work.now)
        await store.save_readers([reader])
        work.audit.put(AuditEntry(found.team, person.id, "bulletin.confirmed", found.id, {"edition": found.edition}))
        return Confirmed(found, reader)

    async def send_again(self, work: Work, person: Person, bulletin_id: str) -> tuple[Bulletin, list[Delivery]]:
        """Tries the messages that could not be delivered once more; each is a new message. Raises Refused."""
        found = await self._in(work, person, bulletin_id, {BulletinState.OPEN})
        store = BulletinStore(work.connection)
        failed = await store.deliveries_of(found.id, "failed")
        again = [replace(one, state="waiting", attempt=one.attempt + 1, error="", at=None) for one in failed]
        await store.save_deliveries(again)
        return await self.save(work, found, "sent_again", person.id), again

    async def remind(self, work: Work, person: Person, bulletin_id: str) -> tuple[Bulletin, list[Reader]]:
        """Whom to remind now by hand: those who have not confirmed. Raises Refused soon after the last reminder."""
        found = await self._in(work, person, bulletin_id, {BulletinState.OPEN})
        missing = await BulletinStore(work.connection).missing(found)
        last = max((one.reminded_at for one in missing if one.reminded_at), default=None)
        if last and work.now - last < AGAIN:
            raise Refused("bulletins.reminded_lately", moment=last)
        await BulletinStore(work.connection).save_readers([replace(one, reminded_at=work.now) for one in missing])
        return await self.save(work, found, "reminded", person.id), missing

    async def end(self, work: Work, person: Person, bulletin_id: str) -> Bulletin:
        """Nobody needs to read it any more."""
        found = await self._in(work, person, bulletin_id, {BulletinState.OPEN})
        changed = replace(found, state=BulletinState.ENDED, ended_at=work.now)
        await self._overtake(work, found, "ended", person.id)
        return await self.save(work, changed, "ended", person.id)

    async def put_off(self, work: Work, bulletin_id: str) -> None:
        """Looks at it again in a while, because what was due could not be done; nothing is skipped."""
        await BulletinStore(work.connection).put_off(bulletin_id, work.now, work.now + A_WHILE)

    async def _look(self, work: Work, bulletin: Bulletin) -> Due:
        """Who is to be reminded this morning, and of whom a head should hear; each step once, however late."""
        habits, store = self.content.habits, BulletinStore(work.connection)
        remind: list[Reader] = []
        heads: list[Reader] = []
        changed: list[Reader] = []
        for reader in await store.missing(bulletin):
            passed = planning.steps_passed(reader, bulletin, work.now, habits, self.days)
            if passed <= reader.reminded:
                continue
            (heads if habits.head_after and passed > len(habits.remind_after) else remind).append(reader)
            changed.append(replace(reader, reminded=passed, reminded_at=work.now))
        await store.save_readers(changed)
        return Due(await self.save(work, bulletin, "", None), remind=tuple(remind), heads=tuple(heads))
