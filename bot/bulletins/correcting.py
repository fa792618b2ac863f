"""A bulletin that people have read: corrected, where the company wants it by two people, or taken back by one.

There is one proposal at most that waits. It is decided under the lock of its bulletin, and whatever else changes the
bulletin ends it: what is released is always a correction of the text that people see.
"""

from __future__ import annotations

from dataclasses import replace

from bot.bulletins import access
from bot.bulletins.cases import SAID, Bulletin, BulletinState
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.editions import Correction, Fate, Proposal
from bot.bulletins.record import Record, cut, said
from bot.bulletins.store import BulletinStore
from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.unit import Work


class Correcting(Record):
    """What happens after it was read."""

    async def correct(self, work: Work, person: Person, bulletin_id: str, better: Correction) -> Bulletin:
        """Says something better in its place; where the company wants a second person it is only proposed.

        Then the bulletin stays as it is, and `EditionStore.waiting` holds the proposal. About one that is over nobody
        is asked anew.
        """
        found = await self._in(work, person, bulletin_id, SAID)
        change, anew = said(better.change), better.anew and found.open
        better = replace(better, change=change, change_en=cut(better.change_en), anew=anew)
        if self.needs_release(replace(found, content=better.content)):
            return await self._propose(work, person, found, better)
        await self._overtake(work, found, "corrected", person.id)
        return await self._say(work, found, better, "corrected", person.id)

    async def proposed(self, work: Work, person: Person, bulletin_id: str, number: int) -> tuple[Bulletin, Proposal]:
        """A correction that waits, for somebody who may release it. Raises NotAllowed, NotFound or Refused."""
        found = await self.get(work, bulletin_id)
        access.check_release(person, found, by="")
        proposal = await self._proposal(work, bulletin_id, number)
        access.check_release(person, found, by=proposal.by)
        proposal.check_waits()
        return found, proposal

    async def release_correction(self, work: Work, person: Person, bulletin_id: str, number: int) -> Bulletin:
        """The second person lets a proposed correction stand."""
        found, proposal = await self.proposed(work, person, bulletin_id, number)
        await self._decide(work, proposal, "released", person.id)
        return await self._say(work, found, proposal.correction, "correction_released", proposal.by, person.id)

    async def return_correction(
        self, work: Work, person: Person, bulletin_id: str, number: int, reason: str
    ) -> Bulletin:
        """The second person wants something changed in it. Raises Refused without a reason."""
        found, proposal = await self.proposed(work, person, bulletin_id, number)
        await self._decide(work, replace(proposal, reason=said(reason)), "returned", person.id)
        return await self.save(work, found, "correction_returned", person.id)

    async def take_correction_back(self, work: Work, person: Person, bulletin_id: str, number: int) -> Bulletin:
        """Whoever proposed it does not want it any more."""
        found = await self.get(work, bulletin_id)
        access.check_write(person, found)
        proposal = await self._proposal(work, bulletin_id, number)
        if proposal.by != person.id:
            raise Refused("bulletins.not_your_correction")
        proposal.check_waits()
        await self._decide(work, proposal, "taken_back", person.id)
        return await self.save(work, found, "correction_taken_back", person.id)

    async def withdraw(
        self, work: Work, person: Person, bulletin_id: str, reason: str, reason_en: str = ""
    ) -> Bulletin:
        """Takes it back, with the reason that readers will see. One person is enough: this must be fast."""
        found = await self._in(work, person, bulletin_id, SAID)
        changed = replace(
            found, state=BulletinState.WITHDRAWN, change=said(reason), change_en=cut(reason_en), ended_at=work.now
        )
        await self._overtake(work, found, "withdrawn", person.id)
        return await self.save(work, changed, "withdrawn", person.id)

    async def _propose(self, work: Work, person: Person, found: Bulletin, better: Correction) -> Bulletin:
        """Keeps it for a second person, in place of an earlier one of the same author."""
        store = EditionStore(work.connection)
        before = await store.newest(found.id)
        if before and before.waits:
            if before.by != person.id:
                raise Refused("bulletins.correction_waits", "change")
            await self._decide(work, before, "replaced", person.id)
        number = before.number + 1 if before else 1
        await store.propose(Proposal(found.id, number, person.id, work.now, better))
        return await self.save(work, found, "correction_proposed", person.id)

    async def _say(
        self, work: Work, found: Bulletin, better: Correction, what: str, by: str, released_by: str | None = None
    ) -> Bulletin:
        """From now on it says this; where the meaning changed everybody is asked again."""
        changed = better.of(found, work.now)
        if better.anew:
            await BulletinStore(work.connection).start_over(found.id)
        await EditionStore(work.connection).keep(changed, by, released_by, work.now)
        return await self.save(work, changed, what, released_by or by)

    async def _overtake(self, work: Work, bulletin: Bulletin, fate: Fate, by: str | None) -> None:
        """Ends a proposal that waits: it would correct what is not there any more."""
        if waiting := await EditionStore(work.connection).waiting(bulletin.id):
            await self._decide(work, waiting, fate, by)

    @staticmethod
    async def _proposal(work: Work, bulletin_id: str, number: int) -> Proposal:
        found = await EditionStore(work.connection).proposal(bulletin_id, number)
        if found is None:
            raise NotFound("bulletins.gone")
        return found

    @staticmethod
    async def _decide(work: Work, proposal: Proposal, fate: Fate, by: str | None) -> None:
        decided = replace(proposal, fate=fate, decided_by=by, decided_at=work.now)
        await EditionStore(work.connection).save(decided)
