"""The figures of the last twelve months: read first, then computed off the loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.cases import Bulletin
from bot.bulletins.numbers import Figures, Mark, by_bulletin, by_unit
from bot.bulletins.queries import BulletinQueries

SPAN: Final = timedelta(days=365)


@dataclass(frozen=True)
class Year:
    """What was sent, the newest first, with how many messages arrived and failed, and who read how soon."""

    bulletins: Sequence[Bulletin]
    delivered: Mapping[str, tuple[int, int]]
    figures: Mapping[str, Figures]
    units: Mapping[str, Figures]


@dataclass(frozen=True)
class Rows:
    """What stands on record, before anything is computed."""

    bulletins: Sequence[Bulletin]
    delivered: Mapping[str, tuple[int, int]]
    marks: Sequence[Mark]


async def rows_of(connection: AsyncConnection, team: str, now: datetime) -> Rows:
    """The last twelve months of a company."""
    queries = BulletinQueries(connection)
    found = await queries.opened(team, now - SPAN)
    names = [one.id for one in found]
    return Rows(found, await queries.delivered(names), await queries.marks(names))


def year_of(rows: Rows) -> Year:
    """The figures; costs CPU, so off the loop."""
    return Year(rows.bulletins, rows.delivered, by_bulletin(rows.marks), by_unit(rows.marks))
