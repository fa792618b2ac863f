"""Bulletins: drafted, released, sent, confirmed, corrected, withdrawn; every change is on record.

Every write happens on the caller's open unit of work. What is said about it is the doors' matter.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.bulletins import access, planning
from bot.bulletins.cases import BEFORE, SAID, Audience, Bulletin, BulletinState, Content, Correction, Delivery, Reader
from bot.bulletins.store import BulletinStore
from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.references import reference
from bot.core.unit import Work
from bot.core.workdays import WorkDays
from knowledge.bulletins import BulletinContent

FURTHEST: Final = timedelta(days=366)
A_WHILE: Final = timedelta(minutes=5)
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


class BulletinService:
    """What becomes of bulletins."""

    def __init__(self, content: BulletinContent, days: WorkDays) -> None:
        self.content = content
        self.days = days

    async def draft(self, work: Work, person: Person, content: Content, audience: Audience) -> Bulletin:
        """Keeps something written and not yet sent. Raises NotAllowed."""
        access.check_write(person)
        bulletin = Bulletin(reference("BL"), person.team, person.id, content, audience, work.now)
        return await self.keep(work, bulletin)

    async def keep(self, work: Work, bulletin: Bulletin) -> Bulletin:
        """Keeps a new one, whoever or whatever wrote it."""
        await BulletinStore(work.connection).add(bulletin)
        self._record(work, bulletin, "drafted", bulletin.by)
        return bulletin

    async def get(self, work: Work, bulletin_id: str) -> Bulletin:
        """A bulletin, kept from others until the unit of work ends. Raises NotFound."""
        found = await BulletinStore(work.connection).get(bulletin_id, lock=True)
        if found is None:
            raise NotFound("bulletins.gone")
        return found

    async def rewrite(
        self, work: Work, person: Person, bulletin_id: str, content: Content, audience: Audience
    ) -> Bulletin:
        """Changes what nobody has read yet; what waits for release or is planned becomes a draft again.

        Whoever wrote it last answers for it, and cannot be the second person.
        """
        found = await self._in(work, person, bulletin_id, BEFORE)
        changed = replace(
            found, by=person.id, content=content, audience=audience, state=BulletinState.DRAFT, released_by=None
        )
        return await self.save(work, changed, "rewritten", person.id)

    async def time(
        self, work: Work, person: Person, bulletin_id: str, opens_at: datetime | None, valid_until: datetime | None
    ) -> Bulletin:
        """Keeps when it is to go out and until when it is valid, before it is sent on. Raises Refused by the field."""
        found = await self._in(work, person, bulletin_id, BEFORE)
        self._check(found, work.now, opens_at, valid_until)
        return await self.save(work, replace(found, opens_at=opens_at, valid_until=valid_until), "", person.id)

    async def submit(
        self, work: Work, person: Person, bulletin_id: str, opens_at: datetime | None, valid_until: datetime | None
    ) -> Bulletin:
        """Sends it on: planned for its hour (now when None), or to the second person where the company wants one."""
        found = await self._in(work, person, bulletin_id, BEFORE)
        self._check(found, work.now, opens_at, valid_until)
        state = BulletinState.PROPOSED if self.needs_release(found) else BulletinState.PLANNED
        changed = replace(
            found, by=person.id, state=state, opens_at=opens_at or work.now, valid_until=valid_until, change=""
        )
        return await self.save(work, changed, "proposed" if state is BulletinState.PROPOSED else "planned", person.id)

    def needs_release(self, bulletin: Bulletin) -> bool:
        """Whether a second person must release it, as the company's habits say."""
        approval = self.content.habits.approval
        return approval == "always" or (approval == "unless_urgent" and bulletin.content.severity != "urgent")

    async def release(self, work: Work, person: Person, bulletin_id: str, opens_at: datetime | None = None) -> Bulletin:
        """The second person lets it go, at another hour where one is named; one whose hour has passed goes at once."""
        found = await self._proposed(work, person, bulletin_id)
        opens_at = max(opens_at or found.opens_at or work.now, work.now)
        self._check_valid(found, opens_at)
        changed = replace(found, state=BulletinState.PLANNED, released_by=person.id, opens_at=opens_at)
        return await self.save(work, changed, "released", person.id)

    async def send_back(self, work: Work, person: Person, bulletin_id: str, reason: str) -> Bulletin:
        """The second person wants something changed. Raises Refused without a reason."""
        found = await self._proposed(work, person, bulletin_id)
        changed = replace(found, state=BulletinState.DRAFT, change=_said(reason))
        return await self.save(work, changed, "sent_back", person.id)

    async def pause(self, work: Work, person: Person, bulletin_id: str) -> Bulletin:
        """Holds a planned one until somebody lets it go on."""
        found = await self._in(work, person, bulletin_id, {BulletinState.PLANNED})
        return await self.save(work, replace(found, state=BulletinState.PAUSED), "paused", person.id)

    async def resume(self, work: Work, person: Person, bulletin_id: str) -> Bulletin:
        """Lets a held one go on; one whose hour has passed goes at once."""
        found = await self._in(work, person, bulletin_id, {BulletinState.PAUSED})
        self._check_valid(found, work.now)
        opens_at = max(found.opens_at or work.now, work.now)
        changed = replace(found, state=BulletinState.PLANNED, opens_at=opens_at)
        return await self.save(work, changed, "resumed", person.id)

    async def cancel(self, work: Work, person: Person, bulletin_id: str) -> Bulletin:
        """Drops what nobody has read yet."""
        found = await self._in(work, person, bulletin_id, BEFORE)
        return await self.save(work, replace(found, state=BulletinState.CANCELLED), "cancelled", person.id)

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
            return Due(await self.save(work, ended, "ended", None), ended=True)
        return await self._look(work, found)

    async def open(
        self, work: Work, bulletin: Bulletin, deliveries: Sequence[Delivery], readers: Sequence[Reader]
    ) -> Bulletin:
        """It goes out: keeps where to and who is asked. The caller puts the messages into the outbox."""
        store = BulletinStore(work.connection)
        opened = replace(bulletin, state=BulletinState.OPEN, opened_at=work.now, said_at=work.now)
        await store.keep_edition(opened, opened.by, work.now)
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

    async def correct(self, work: Work, person: Person, bulletin_id: str, better: Correction) -> Bulletin:
        """Says something better in its place."""
        found = await self._in(work, person, bulletin_id, SAID)
        store = BulletinStore(work.connection)
        said_at = work.now if better.anew else found.said_at
        changed = replace(
            found, content=better.content, edition=found.edition + better.anew, said_at=said_at,
            change=_said(better.change), change_en=_cut(better.change_en),
        )  # fmt: skip
        if better.anew:
            await store.start_over(found.id)
        await store.keep_edition(changed, person.id, work.now)
        return await self.save(work, changed, "corrected", person.id)

    async def withdraw(
        self, work: Work, person: Person, bulletin_id: str, reason: str, reason_en: str = ""
    ) -> Bulletin:
        """Takes it back, with the reason that readers will see."""
        found = await self._in(work, person, bulletin_id, SAID)
        said, english = _said(reason), _cut(reason_en)
        changed = replace(found, state=BulletinState.WITHDRAWN, change=said, change_en=english, ended_at=work.now)
        return await self.save(work, changed, "withdrawn", person.id)

    async def end(self, work: Work, person: Person, bulletin_id: str) -> Bulletin:
        """Nobody needs to read it any more."""
        found = await self._in(work, person, bulletin_id, {BulletinState.OPEN})
        changed = replace(found, state=BulletinState.ENDED, ended_at=work.now)
        return await self.save(work, changed, "ended", person.id)

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

    async def put_off(self, work: Work, bulletin_id: str) -> None:
        """Looks at it again in a while, because what was due could not be done; nothing is skipped."""
        await BulletinStore(work.connection).put_off(bulletin_id, work.now, work.now + A_WHILE)

    async def save(self, work: Work, bulletin: Bulletin, what: str, by: str | None) -> Bulletin:
        """Keeps it as it now stands, with when to look at it next."""
        store = BulletinStore(work.connection)
        missing = len(await store.missing(bulletin, 1)) if bulletin.open else 0
        following = planning.next_at(bulletin, work.now, missing, self.days)
        after = replace(bulletin, looked_at=work.now, next_at=following, revision=bulletin.revision + 1)
        if not await store.save(after, bulletin.revision):
            raise Refused("bulletins.changed_meanwhile")
        if what:
            self._record(work, after, what, by or "-")
        return after

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

    async def _in(self, work: Work, person: Person, bulletin_id: str, states: Collection[BulletinState]) -> Bulletin:
        """One that whoever writes bulletins may still change so. Raises NotAllowed, NotFound or Refused."""
        found = await self.get(work, bulletin_id)
        access.check_write(person, found)
        if found.state not in states:
            raise Refused("bulletins.moved_on")
        return found

    async def _proposed(self, work: Work, person: Person, bulletin_id: str) -> Bulletin:
        found = await self.get(work, bulletin_id)
        access.check_release(person, found)
        if found.state is not BulletinState.PROPOSED:
            raise Refused("bulletins.moved_on")
        return found

    @staticmethod
    def _record(work: Work, bulletin: Bulletin, what: str, by: str) -> None:
        about = {"title": bulletin.title[:80], "edition": bulletin.edition}
        work.audit.put(AuditEntry(bulletin.team, by, f"bulletin.{what}", bulletin.id, about))

    @staticmethod
    def _check(bulletin: Bulletin, now: datetime, opens_at: datetime | None, valid_until: datetime | None) -> None:
        if bulletin.audience.nobody:
            raise Refused("bulletins.no_audience", "audience")
        if opens_at and opens_at < now - A_WHILE:
            raise Refused("bulletins.opens_past", "opens")
        if opens_at and opens_at > now + FURTHEST:
            raise Refused("bulletins.opens_far", "opens")
        if valid_until and valid_until <= max(opens_at or now, now):
            raise Refused("bulletins.ends_before", "valid_until")

    @staticmethod
    def _check_valid(bulletin: Bulletin, opens_at: datetime) -> None:
        """What is no longer valid by then goes to nobody. Raises Refused."""
        if bulletin.valid_until and bulletin.valid_until <= opens_at:
            raise Refused("bulletins.no_longer_valid")


def _said(reason: str) -> str:
    """What somebody wrote about a change. Raises Refused when it says nothing."""
    if not reason.strip():
        raise Refused("bulletins.reason_missing", "change")
    return _cut(reason)


def _cut(said: str) -> str:
    return said.strip()[:500]
