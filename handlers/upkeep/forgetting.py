"""Forgets at night what the company does not want to keep, piece by piece, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins import forgetting as bulletins
from bot.bulletins.feeds.advisory_store import AdvisoryStore
from bot.core.schedule import Daily, Job
from bot.mail_check import forgetting as mails
from handlers.kit.desk import Desk
from handlers.kit.feature import Tick
from handlers.kit.poller import Poller
from knowledge.documents import Retention

PART: Final = 200

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Rule:
    """What is found old is looked up without keeping anybody waiting, and then goes in a transaction of its own."""

    name: str
    days: int | None
    find: Callable[[AsyncConnection, datetime, int], Awaitable[Sequence[Any]]]
    forget: Callable[[AsyncConnection, Sequence[Any]], Awaitable[None]]


def rules_of(retention: Retention) -> list[Rule]:
    """What goes after how many days; nothing where the company wants to keep it."""
    return [
        Rule("readers", retention.bulletin_readers, bulletins.old_readers, bulletins.forget_readers),
        Rule("deliveries", retention.bulletin_readers, bulletins.old_deliveries, bulletins.forget_deliveries),
        Rule("checks", retention.mail_checks, mails.old_checks, mails.forget_checks),
        Rule("advisories", retention.advisories, _old_advisories, _remove_advisories),
    ]


class Forgetting(Poller):
    """What is to go is found in the rows themselves: whoever is stopped halfway goes on where it was."""

    idle_seconds = 86_400.0
    busy_seconds = 0.2

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._services = desk.services
        self._rules = rules_of(desk.services.known.company.retention)
        self.tick = Tick(Job("upkeep.retention", Daily(time(3, 20), desk.services.settings.zone)), self.looked)

    async def look(self) -> bool:
        """A part of everything that is old; whether there was any."""
        found = [await self._part(rule, rule.days) for rule in self._rules if rule.days and not self._stopping]
        return any(found)

    async def _part(self, rule: Rule, days: int) -> int:
        before = self._services.clock.now() - timedelta(days=days)
        async with self._services.database.read() as connection:
            rows = await rule.find(connection, before, PART)
        if rows:
            async with self._services.unit() as work:
                await rule.forget(work.connection, rows)
            log.info("forgotten", what=rule.name, count=len(rows))
        return len(rows)


async def _old_advisories(connection: AsyncConnection, before: datetime, most: int) -> Sequence[str]:
    return await AdvisoryStore(connection).old(before, most)


async def _remove_advisories(connection: AsyncConnection, ids: Sequence[str]) -> None:
    await AdvisoryStore(connection).remove(ids)
