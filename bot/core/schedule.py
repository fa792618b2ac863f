"""What is due, and that it ran, are rows: any number of processes may look at the clock, one of them acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.db import insert_new
from bot.core.tables import job_run

CatchUp = Literal["skip", "once", "all"]
EVERY_DAY = frozenset(range(7))


class Schedule(Protocol):
    def after(self, moment: datetime) -> Iterator[datetime]:
        """Yield the fire times later than the moment, earliest first, without end."""


@dataclass(frozen=True, slots=True)
class Every:
    """At multiples of the interval, counted from the epoch, so that every process sees the same times."""

    interval: timedelta

    def after(self, moment: datetime) -> Iterator[datetime]:
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        fire = epoch + ((moment - epoch) // self.interval) * self.interval
        while True:
            fire += self.interval
            yield fire


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a local date, at a local time; weekdays count from Monday = 0."""

    at: time
    zone: ZoneInfo
    weekdays: frozenset[int] = EVERY_DAY

    def after(self, moment: datetime) -> Iterator[datetime]:
        day = moment.astimezone(self.zone).date()
        while True:
            # A local time that summer time leaves out or repeats still names one moment: one run a date.
            fire = datetime.combine(day, self.at, self.zone).astimezone(UTC)
            if fire > moment and day.weekday() in self.weekdays:
                yield fire
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Job:
    """A job's times, and what to do with those that passed while nobody was running.

    `skip` drops a time that is later than `grace`, `once` runs the newest missed one, `all` runs every one.
    """

    name: str
    schedule: Schedule
    catch_up: CatchUp = "once"
    grace: timedelta = timedelta(minutes=5)


def due(job: Job, last: datetime | None, now: datetime) -> list[datetime]:
    """Return the fire times to run now; a job that never ran owes nothing from before it existed."""
    since = now - job.grace if last is None else last
    if last is not None and job.catch_up == "skip":
        since = max(last, now - job.grace)
    fires = list(takewhile(lambda fire: fire <= now, job.schedule.after(since)))
    return fires if job.catch_up == "all" else fires[-1:]


async def claim_run(connection: AsyncConnection, job: str, fire_time: datetime, now: datetime) -> bool:
    """Take this run; True for exactly one of all who ask. What the run writes belongs in the same transaction."""
    row = {"job": job, "fire_time": fire_time, "claimed_at": now}
    result = await connection.execute(insert_new(connection, job_run), row)
    return result.rowcount == 1


async def last_run(connection: AsyncConnection, job: str) -> datetime | None:
    """Return the newest fire time that was claimed."""
    newest = select(func.max(job_run.c.fire_time)).where(job_run.c.job == job)
    found: datetime | None = (await connection.execute(newest)).scalar()
    return found


async def forget(connection: AsyncConnection, before: datetime) -> int:
    """Remove old runs, but never a job's newest: it says where to go on."""
    other = job_run.alias("other")
    latest = select(func.max(other.c.fire_time)).where(other.c.job == job_run.c.job).scalar_subquery()
    old = (job_run.c.fire_time < before) & (job_run.c.fire_time < latest)
    return (await connection.execute(delete(job_run).where(old))).rowcount
