"""What comes: planned bulletins, drafts that lie ready, the times of what repeats; what rests, what could be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.cases import Bulletin, BulletinState, Series
from bot.bulletins.repeating import SeriesService
from bot.bulletins.series_store import SeriesStore
from bot.bulletins.store import BulletinStore
from knowledge.bulletins import CalendarEntry

MOST_BULLETINS: Final = 500
STATES: Final = (BulletinState.PROPOSED, BulletinState.PLANNED, BulletinState.PAUSED)


@dataclass(frozen=True)
class Line:
    """One thing on the calendar; of a series it is the next time.

    Without a moment it rests: it is paused, or an entry of the company's calendar that nobody has switched on, which
    `would` come then. A time of a series is known by its `fire`; it may leave later than that.
    """

    at: datetime | None
    bulletin: Bulletin | None = None
    series: Series | None = None
    entry: CalendarEntry | None = None
    would: datetime | None = None
    fire: datetime | None = None


@dataclass(frozen=True)
class Rows:
    """What the agenda is made from."""

    bulletins: Sequence[Bulletin]
    series: Sequence[Series]


async def rows(connection: AsyncConnection, team: str) -> Rows:
    """What is on record."""
    store = BulletinStore(connection)
    planned = await store.in_state(team, STATES, MOST_BULLETINS)
    drafts = await store.in_state(team, (BulletinState.DRAFT,), MOST_BULLETINS)
    laid = [one for one in drafts if one.series and one.fire_at]
    return Rows([*planned, *laid], await SeriesStore(connection).going(team))


def agenda(found: Rows, service: SeriesService, entries: Sequence[CalendarEntry], now: datetime) -> list[Line]:
    """Everything in the order of time, each series once; then what is paused, then what could be used."""
    turns = [_turn(one, service, now) for one in found.series if one.state == "active"]
    lines = [*_bulletins(found.bulletins, now), *turns]
    lines.sort(key=lambda line: (line.at is None, line.at or now))
    paused = [Line(None, series=one) for one in found.series if one.state == "paused"]
    used = {one.entry for one in found.series}
    unused = [one for one in entries if one.id not in used]
    offered = [Line(None, entry=one, would=service.would_leave(one, now)) for one in unused]
    return [*lines, *paused, *sorted(offered, key=lambda line: line.would or now)]


def _turn(series: Series, service: SeriesService, now: datetime) -> Line:
    fire = next(service.times.after(series, now))
    return Line(service.times.leaves(series, fire), series=series, fire=fire)


def _bulletins(found: Sequence[Bulletin], now: datetime) -> Iterator[Line]:
    for one in found:
        if one.state is BulletinState.DRAFT:
            if (at := one.opens_at or one.fire_at) and at > now:
                yield Line(at, bulletin=one)
        elif one.state is BulletinState.PAUSED:
            yield Line(None, bulletin=one)
        else:
            yield Line(max(one.opens_at or now, now), bulletin=one)
