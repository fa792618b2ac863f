"""Those who are asked to read, as they come and go: who has left is asked no more, who moved counts where they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.bulletins import planning
from bot.bulletins.cases import Bulletin, Reader
from bot.bulletins.record import Record
from bot.bulletins.store import BulletinStore
from bot.core.errors import Refused
from bot.core.unit import Work

Where = Callable[[Reader], str | None]
"""The department that somebody is in today ("" for none); None for whoever has left."""


class Following(Record):
    """What happens to an open bulletin when its readers do not stay where they were."""

    async def follow(self, work: Work, bulletin_id: str, where: Where) -> bool:
        """Looks at each reader anew; whether something has changed. What is due for the bulletin stays due."""
        found = await self.get(work, bulletin_id)
        store = BulletinStore(work.connection)
        before = await store.readers_of(found.id) if found.open else []
        after = [_followed(one, found, where(one), work.now) for one in before]
        changed = [new for old, new in zip(before, after, strict=True) if new != old]
        if not changed:
            return False
        await store.save_readers(changed)
        missing = len(await store.missing(found, 1))
        moments = filter(None, (found.next_at, planning.next_at(found, work.now, missing, self.days)))
        now = replace(found, next_at=min(moments, default=None), revision=found.revision + 1)
        if not await store.save(now, found.revision):
            raise Refused("bulletins.changed_meanwhile")
        return True


def _followed(reader: Reader, bulletin: Bulletin, unit: str | None, now: datetime) -> Reader:
    """Whoever has confirmed stays counted where they were then."""
    if unit is None:
        return replace(reader, left_at=reader.left_at or now)
    here = replace(reader, left_at=None)
    return here if reader.confirmed >= bulletin.edition else replace(here, unit=unit)
