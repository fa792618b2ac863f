"""A bulletin that people have read: corrected, or taken back, with the reason that they see."""

from __future__ import annotations

from dataclasses import replace

from bot.bulletins.cases import SAID, Bulletin, BulletinState
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.editions import Correction
from bot.bulletins.record import Record, cut, said
from bot.bulletins.store import BulletinStore
from bot.core.people import Person
from bot.core.unit import Work


class Correcting(Record):
    """What happens after it was read."""

    async def correct(self, work: Work, person: Person, bulletin_id: str, better: Correction) -> Bulletin:
        """Says something better in its place."""
        found = await self._in(work, person, bulletin_id, SAID)
        said_at = work.now if better.anew else found.said_at
        changed = replace(
            found, content=better.content, edition=found.edition + better.anew, said_at=said_at,
            change=said(better.change), change_en=cut(better.change_en),
        )  # fmt: skip
        if better.anew:
            await BulletinStore(work.connection).start_over(found.id)
        await EditionStore(work.connection).keep(changed, person.id, work.now)
        return await self.save(work, changed, "corrected", person.id)

    async def withdraw(
        self, work: Work, person: Person, bulletin_id: str, reason: str, reason_en: str = ""
    ) -> Bulletin:
        """Takes it back, with the reason that readers will see."""
        found = await self._in(work, person, bulletin_id, SAID)
        changed = replace(
            found, state=BulletinState.WITHDRAWN, change=said(reason), change_en=cut(reason_en), ended_at=work.now
        )
        return await self.save(work, changed, "withdrawn", person.id)
