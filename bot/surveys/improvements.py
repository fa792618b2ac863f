"""What was decided about weak items: who does it until when, chased until it is done.

Every write happens on the caller's open unit of work.
"""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.unit import Work
from bot.core.workdays import WorkDays
from bot.surveys import access
from bot.surveys.cases import Campaign, Improvement
from bot.surveys.tables import improvements

EVERY: Final = 3
"""Working days between two reminders of an improvement that is overdue."""
LONGEST_TEXT: Final = 500


class ImprovementStore:
    """Improvements in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, improvement: Improvement) -> Improvement:
        row = asdict(improvement)
        row.pop("id")
        found = await self._connection.execute(improvements.insert().returning(improvements.c.id), row)
        return replace(improvement, id=int(found.scalar_one()))

    async def save(self, improvement: Improvement) -> None:
        mine = improvements.c.id == improvement.id
        await self._connection.execute(update(improvements).where(mine).values(asdict(improvement)))

    async def get(self, improvement_id: int, *, lock: bool = False) -> Improvement | None:
        found = await self._select(improvements.c.id == improvement_id, lock=lock)
        return found[0] if found else None

    async def of_family(self, team: str, family: str) -> list[Improvement]:
        """Everything decided in any round of a family, oldest first."""
        return await self._select((improvements.c.team == team) & (improvements.c.family == family))

    async def of_campaign(self, campaign_id: str) -> list[Improvement]:
        return await self._select(improvements.c.campaign == campaign_id)

    async def mine(self, team: str, person: str) -> list[Improvement]:
        """What somebody still has to do."""
        open_ = improvements.c.done_at.is_(None) & improvements.c.dropped.is_(False)
        return await self._select((improvements.c.team == team) & (improvements.c.owner == person) & open_)

    async def due(self, now: datetime, limit: int = 50) -> list[Improvement]:
        """Those to remind of now."""
        found = await self._select(improvements.c.next_at <= now)
        return found[:limit]

    async def _select(self, where: ColumnElement[bool], *, lock: bool = False) -> list[Improvement]:
        statement = select(improvements).where(where).order_by(improvements.c.id)
        rows = await self._connection.execute(statement.with_for_update() if lock else statement)
        names = [one.name for one in fields(Improvement)]
        return [Improvement(**{name: row[name] for name in names}) for row in rows.mappings()]


class Improvements:
    """Decides, finishes and chases improvements."""

    def __init__(self, days: WorkDays) -> None:
        self._days = days

    async def decide(
        self,
        work: Work,
        person: Person,
        campaign: Campaign,
        about: tuple[str, str],
        text: str,
        wish: tuple[str, datetime],
    ) -> Improvement:
        """Keeps an improvement: `about` is the unit ("" for the company) and the item, `wish` who and until when."""
        access.check_run(person, campaign)
        (unit, item), (owner, due_at) = about, wish
        if not text.strip():
            raise Refused("surveys.text_missing", "text")
        if len(text) > LONGEST_TEXT:
            raise Refused("surveys.too_long", "text")
        if due_at <= work.now:
            raise Refused("surveys.bad_due", "due")
        new = Improvement(
            0, person.team, campaign.id, campaign.survey.family, unit, item, text.strip(), owner, person.id, due_at,
            work.now, next_at=self.nudge(due_at, work.now),
        )  # fmt: skip
        kept = await ImprovementStore(work.connection).add(new)
        self._record(work, kept, person.id, "decided")
        return kept

    async def finish(
        self,
        work: Work,
        person: Person,
        improvement_id: int,
        note: str = "",
        *,
        dropped: bool = False,
        stands_in: bool = False,
    ) -> Improvement:
        """Keeps that it is done, or not to be done. Raises Refused when it is settled already."""
        found = await ImprovementStore(work.connection).get(improvement_id, lock=True)
        if found is None:
            raise NotFound("surveys.gone")
        access.check_finish(person, found, stands_in=stands_in)
        if not found.open:
            raise Refused("surveys.already_settled", "note")
        if dropped and not note.strip():
            raise Refused("surveys.reason_missing", "note")
        done = {"dropped": True} if dropped else {"done_at": work.now}
        after = replace(found, done_by=person.id, note=note.strip()[:LONGEST_TEXT], next_at=None, **done)
        await ImprovementStore(work.connection).save(after)
        self._record(work, after, person.id, "dropped" if dropped else "done")
        return after

    async def chase(self, work: Work, improvement: Improvement) -> Improvement:
        """Keeps that its owner is reminded now, and when to remind next."""
        after = replace(improvement, chased=improvement.chased + 1, next_at=self.nudge(improvement.due_at, work.now))
        await ImprovementStore(work.connection).save(after)
        return after

    def nudge(self, due_at: datetime, now: datetime) -> datetime:
        """The next reminder: the working day before, the day itself, then every few working days; in the morning."""
        day = self._days.day_of(due_at)
        mornings = (self._days.working_day_before(day), self._days.next_working_day(day))
        found = [moment for one in mornings if (moment := self._days.opening(one)) > now]
        return found[0] if found else self._days.morning_after(now, EVERY)

    @staticmethod
    def _record(work: Work, improvement: Improvement, by: str, what: str) -> None:
        about = {"item": improvement.item, "unit": improvement.unit, "improvement": improvement.id}
        work.audit.put(AuditEntry(improvement.team, by, f"survey.improvement_{what}", improvement.campaign, about))
