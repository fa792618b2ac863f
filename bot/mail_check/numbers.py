"""The mail desk in numbers: reports, what was in them, what people did, and how long a verdict took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.shares import percent
from bot.mail_check.cases import Deed, Status
from bot.mail_check.tables import campaigns, checks

OPENED = frozenset({Deed.CLICKED.value, Deed.ATTACHMENT.value})
GIVEN = frozenset({Deed.TYPED.value, Deed.REPLIED.value})


@dataclass(frozen=True)
class Figures:
    """Counts of reports; training mails stand apart. `minutes`: from each first report to its first decision."""

    since: date
    reports: int = 0
    dangerous: int = 0
    clicked: int = 0
    typed: int = 0
    training: int = 0
    minutes: tuple[float, ...] = ()

    @property
    def share(self) -> int:
        """Per cent of the reports that were dangerous."""
        return percent(self.dangerous, self.reports)

    @property
    def wait(self) -> int | None:
        """The median wait for a verdict in minutes; None when nothing was decided."""
        return round(median(self.minutes)) if self.minutes else None


async def figures(connection: AsyncConnection, team: str, since: datetime, zone: ZoneInfo) -> Figures:
    """Everything since then, together."""
    each = await _facts(connection, team, since, zone)
    total = Figures(since.astimezone(zone).date())
    for one in each:
        total = _added(total, one)
    return total


async def by_month(connection: AsyncConnection, team: str, now: datetime, zone: ZoneInfo) -> Sequence[Figures]:
    """The last twelve months of the company's calendar, newest first."""
    this = now.astimezone(zone).date().replace(day=1)
    months = [_months_before(this, number) for number in range(12)]
    since = datetime(months[-1].year, months[-1].month, 1, tzinfo=zone)
    totals = {month: Figures(month) for month in months}
    for one in await _facts(connection, team, since, zone):
        month = one.since.replace(day=1)
        if month in totals:
            totals[month] = _added(totals[month], one)
    return list(totals.values())


async def _facts(connection: AsyncConnection, team: str, since: datetime, zone: ZoneInfo) -> list[Figures]:
    """One report or one decision each."""
    joined = select(checks.c.reported_at, checks.c.deed, campaigns.c.status).join(
        campaigns, campaigns.c.id == checks.c.campaign
    )
    reported = await connection.execute(joined.where(checks.c.team == team, checks.c.reported_at >= since))
    facts = [_one(row.reported_at.astimezone(zone).date(), row.deed, row.status) for row in reported]
    decided = await connection.execute(
        select(campaigns.c.first_at, campaigns.c.settled_at).where(
            campaigns.c.team == team, campaigns.c.settled_at >= since
        )
    )
    for row in decided:
        minutes = (row.settled_at - row.first_at).total_seconds() / 60
        facts.append(Figures(row.settled_at.astimezone(zone).date(), minutes=(minutes,)))
    return facts


def _one(day: date, deed: str | None, status: str) -> Figures:
    if status == Status.TRAINING.value:
        return Figures(day, training=1)
    dangerous = int(status == Status.DANGEROUS.value)
    return Figures(day, 1, dangerous, clicked=int(deed in OPENED), typed=int(deed in GIVEN))


def _added(total: Figures, one: Figures) -> Figures:
    return replace(
        total,
        reports=total.reports + one.reports,
        dangerous=total.dangerous + one.dangerous,
        clicked=total.clicked + one.clicked,
        typed=total.typed + one.typed,
        training=total.training + one.training,
        minutes=(*total.minutes, *one.minutes),
    )


def _months_before(month: date, number: int) -> date:
    years, months = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(years, months + 1, 1)
