"""A bulletin on record: kept, found and saved with what was done to it, on the caller's open unit of work."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.bulletins import access, planning
from bot.bulletins.cases import Bulletin, BulletinState
from bot.bulletins.store import BulletinStore
from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.unit import Work
from bot.core.workdays import WorkDays
from knowledge.bulletins import BulletinContent


class Record:
    """What every change of a bulletin goes through."""

    def __init__(self, content: BulletinContent, days: WorkDays) -> None:
        self.content = content
        self.days = days

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

    def needs_release(self, bulletin: Bulletin) -> bool:
        """Whether a second person must release it, as the company's habits say."""
        approval = self.content.habits.approval
        return approval == "always" or (approval == "unless_urgent" and bulletin.content.severity != "urgent")

    async def _in(self, work: Work, person: Person, bulletin_id: str, states: Collection[BulletinState]) -> Bulletin:
        """One that whoever writes bulletins may still change so. Raises NotAllowed, NotFound or Refused."""
        found = await self.get(work, bulletin_id)
        access.check_write(person, found)
        if found.state not in states:
            raise Refused("bulletins.moved_on")
        return found

    @staticmethod
    def _record(work: Work, bulletin: Bulletin, what: str, by: str) -> None:
        about = {"title": bulletin.title[:80], "edition": bulletin.edition}
        work.audit.put(AuditEntry(bulletin.team, by, f"bulletin.{what}", bulletin.id, about))


def said(reason: str) -> str:
    """What somebody wrote about a change. Raises Refused when it says nothing."""
    if not reason.strip():
        raise Refused("bulletins.reason_missing", "change")
    return cut(reason)


def cut(said: str) -> str:
    return said.strip()[:500]
