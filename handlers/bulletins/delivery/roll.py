"""The roll: who of those asked is still there, and in which department."""

from __future__ import annotations

import structlog

from bot.bulletins.cases import Reader
from bot.bulletins.store import BulletinStore
from bot.core.errors import Unavailable
from handlers.bulletins.census import Census
from handlers.kit.desk import Desk

log = structlog.get_logger(__name__)


class Roll:
    """Slack is asked outside of a transaction; where it does not answer, everything stays as it was."""

    def __init__(self, desk: Desk, census: Census) -> None:
        self._desk = desk
        self._census = census

    async def call(self, bulletin_id: str) -> None:
        """Looks at the readers of a bulletin anew, if it is open."""
        async with self._desk.services.database.read() as connection:
            found = await BulletinStore(connection).get(bulletin_id)
        if found is None or not (found.open and found.content.asks):
            return
        try:
            await self._census.people()
        except Unavailable:
            log.warning("roll_not_called", bulletin=bulletin_id)
            return
        async with self._desk.services.unit() as work:
            await self._desk.services.bulletins.follow(work, bulletin_id, self._where)

    def _where(self, reader: Reader) -> str | None:
        """Somebody of whom Slack says nothing is where they were."""
        person = self._desk.people.known(reader.person)
        if person is None:
            return reader.unit
        return (person.department or "") if person.active else None
