"""A bulletin before anybody has read it: written, released, planned, held, called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.bulletins import access
from bot.bulletins.cases import BEFORE, Audience, Bulletin, BulletinState, Content
from bot.bulletins.record import Record, said
from bot.core.errors import Refused
from bot.core.people import Person
from bot.core.references import reference
from bot.core.unit import Work

FURTHEST: Final = timedelta(days=366)
A_WHILE: Final = timedelta(minutes=5)


class Preparing(Record):
    """What happens before it is sent."""

    async def draft(self, work: Work, person: Person, content: Content, audience: Audience) -> Bulletin:
        """Keeps something written and not yet sent. Raises NotAllowed."""
        access.check_write(person)
        bulletin = Bulletin(reference("BL"), person.team, person.id, content, audience, work.now)
        return await self.keep(work, bulletin)

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
        changed = replace(found, state=BulletinState.DRAFT, change=said(reason))
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

    async def _proposed(self, work: Work, person: Person, bulletin_id: str) -> Bulletin:
        found = await self.get(work, bulletin_id)
        access.check_release(person, found, by=found.by)
        if found.state is not BulletinState.PROPOSED:
            raise Refused("bulletins.moved_on")
        return found

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
