"""Bulletins in SQL, with where they went and who has read them, on the connection of one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Table, Update, and_, bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.cases import Bulletin, BulletinState, Delivery, Reader, Standing
from bot.bulletins.rows import row_of, values_of
from bot.bulletins.tables import bulletins, deliveries, readers
from bot.core.db import insert_new
from bot.core.tables import outbox

ALIVE: Final = (BulletinState.OPEN, BulletinState.PLANNED, BulletinState.PAUSED, BulletinState.PROPOSED)
ORDER: Final = ("waiting", "sent", "failed")
_SETTLED: Final = update(deliveries).where(
    deliveries.c.bulletin == bindparam("of"), deliveries.c.target == bindparam("to"), deliveries.c.state == "waiting"
)


class BulletinStore:
    """Bulletins with their deliveries and readers."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, bulletin: Bulletin) -> bool:
        """Keeps a new one; False when this time of its series was taken before."""
        added = await self._connection.execute(insert_new(self._connection, bulletins), row_of(bulletin))
        return bool(added.rowcount)

    async def save(self, bulletin: Bulletin, before: int) -> bool:
        """Writes it as it now stands; False when somebody else has changed it since revision `before`."""
        mine = (bulletins.c.id == bulletin.id) & (bulletins.c.revision == before)
        changed = await self._connection.execute(update(bulletins).where(mine).values(row_of(bulletin)))
        return bool(changed.rowcount)

    async def get(self, bulletin_id: str, *, lock: bool = False) -> Bulletin | None:
        found = await self.select(bulletins.c.id == bulletin_id, lock=lock, limit=1)
        return found[0] if found else None

    async def select(self, where: ColumnElement[bool], *, limit: int = 50, lock: bool = False) -> list[Bulletin]:
        """Bulletins, the newest first."""
        statement = select(bulletins).where(where).order_by(bulletins.c.created_at.desc(), bulletins.c.id).limit(limit)
        rows = await self._connection.execute(statement.with_for_update() if lock else statement)
        return [_bulletin(row) for row in rows.mappings()]

    async def due(self, now: datetime, limit: int = 20) -> list[str]:
        """The bulletins for which something is due."""
        statement = select(bulletins.c.id).where(bulletins.c.next_at <= now).order_by(bulletins.c.next_at).limit(limit)
        return list((await self._connection.execute(statement)).scalars())

    async def put_off(self, bulletin_id: str, now: datetime, until: datetime) -> None:
        """Lets what is due wait; nothing of it is read, because it may be just that which fails."""
        mine = (bulletins.c.id == bulletin_id) & (bulletins.c.next_at <= now)
        await self._connection.execute(update(bulletins).where(mine).values(next_at=until))

    async def in_state(
        self, team: str, states: Collection[BulletinState], limit: int = 50, *, by: str | None = None
    ) -> list[Bulletin]:
        wanted = (bulletins.c.team == team) & bulletins.c.state.in_([one.value for one in states])
        return await self.select(wanted & (bulletins.c.by == by) if by else wanted, limit=limit)

    async def open(self) -> list[Bulletin]:
        """Those that can be confirmed, of every team."""
        return await self.select(bulletins.c.state == BulletinState.OPEN.value, limit=500)

    # Deliveries

    async def add_deliveries(self, new: Sequence[Delivery]) -> None:
        if new:
            await self._connection.execute(insert_new(self._connection, deliveries), [asdict(one) for one in new])

    async def save_deliveries(self, changed: Sequence[Delivery]) -> None:
        if changed:
            await self._connection.execute(_written(deliveries), [_keyed(asdict(one)) for one in changed])

    async def deliveries_of(self, bulletin_id: str, state: str | None = None) -> list[Delivery]:
        where = deliveries.c.bulletin == bulletin_id
        where = where & (deliveries.c.state == state) if state else where
        rows = await self._connection.execute(select(deliveries).where(where).order_by(deliveries.c.target))
        return [Delivery(**row) for row in rows.mappings()]

    async def delivery(self, bulletin_id: str, target: str) -> Delivery | None:
        mine = (deliveries.c.bulletin == bulletin_id) & (deliveries.c.target == target)
        row = (await self._connection.execute(select(deliveries).where(mine))).mappings().first()
        return Delivery(**row) if row else None

    async def settle(self, bulletin_id: str, now: datetime) -> int:
        """Copies what became of the messages that were on their way, because the outbox forgets; how many changed."""
        key = "bulletin:" + deliveries.c.bulletin + ":" + deliveries.c.target + ":"
        on_way = (deliveries.c.bulletin == bulletin_id) & (deliveries.c.state == "waiting")
        joined = deliveries.join(outbox, outbox.c.key == key + func.cast(deliveries.c.attempt, outbox.c.key.type))
        given_up = (outbox.c.state == "in_doubt") & outbox.c.not_before.is_(None)  # nobody will ask about it again
        found = await self._connection.execute(
            select(deliveries.c.target, outbox.c.state, outbox.c.slack_channel, outbox.c.slack_ts, outbox.c.last_error)
            .select_from(joined)
            .where(on_way, outbox.c.state.in_(("sent", "dead")) | given_up)
        )
        rows = [_fate(row, now) | {"of": bulletin_id} for row in found.mappings()]
        if rows:
            await self._connection.execute(_SETTLED, rows)
        return len(rows)

    async def on_way(self) -> list[str]:
        """The bulletins of which messages are on their way."""
        found = select(deliveries.c.bulletin).where(deliveries.c.state == "waiting").distinct()
        return list((await self._connection.execute(found)).scalars())

    async def pulse(self) -> dict[str, tuple[int, ...]]:
        """A few figures of each open bulletin: when they are what they were, nothing has happened."""
        done = func.sum(case((readers.c.confirmed >= bulletins.c.edition, 1), else_=0))
        is_open = bulletins.c.state == BulletinState.OPEN.value
        told = select(bulletins.c.id, bulletins.c.revision, func.count(readers.c.person), func.coalesce(done, 0))
        told = told.join_from(bulletins, readers, isouter=True).where(is_open)
        rows = await self._connection.execute(told.group_by(bulletins.c.id, bulletins.c.revision))
        figures = {row[0]: tuple(int(one) for one in row[1:]) for row in rows}
        sent = select(deliveries.c.bulletin, deliveries.c.state, func.count()).join(bulletins).where(is_open)
        moved = await self._connection.execute(
            sent.group_by(deliveries.c.bulletin, deliveries.c.state).order_by(deliveries.c.bulletin, deliveries.c.state)
        )
        for bulletin_id, state, count in moved:  # seven that wait and seven that are sent are not the same
            figures[bulletin_id] = (*figures.get(bulletin_id, ()), ORDER.index(state), count)  # opened just now
        return figures

    async def start_over(self, bulletin_id: str) -> None:
        """Counts the reminders from the beginning: what was confirmed before was another edition."""
        mine = readers.c.bulletin == bulletin_id
        await self._connection.execute(update(readers).where(mine).values(reminded=0, reminded_at=None))

    # Readers

    async def add_readers(self, new: Sequence[Reader]) -> None:
        if new:
            await self._connection.execute(insert_new(self._connection, readers), [asdict(one) for one in new])

    async def save_readers(self, changed: Sequence[Reader]) -> None:
        if changed:
            await self._connection.execute(_written(readers), [_keyed(asdict(one)) for one in changed])

    async def reader(self, bulletin_id: str, person: str, *, lock: bool = False) -> Reader | None:
        mine = (readers.c.bulletin == bulletin_id) & (readers.c.person == person)
        statement = select(readers).where(mine)
        row = (await self._connection.execute(statement.with_for_update() if lock else statement)).mappings().first()
        return Reader(**row) if row else None

    async def readers_of(self, bulletin_id: str) -> list[Reader]:
        """Everybody who is asked, department by department."""
        mine = select(readers).where(readers.c.bulletin == bulletin_id).order_by(readers.c.unit, readers.c.person)
        return [Reader(**row) for row in (await self._connection.execute(mine)).mappings()]

    async def missing(self, bulletin: Bulletin, limit: int | None = None) -> list[Reader]:
        """Those who have not confirmed the newest edition and have not left, department by department."""
        mine = (readers.c.bulletin == bulletin.id) & (readers.c.confirmed < bulletin.edition)
        mine &= readers.c.left_at.is_(None)
        statement = select(readers).where(mine).order_by(readers.c.unit, readers.c.person).limit(limit)
        return [Reader(**row) for row in (await self._connection.execute(statement)).mappings()]

    async def to_read(self, team: str, person: str) -> list[Bulletin]:
        """Open bulletins that somebody has not confirmed in their newest edition, the oldest first."""
        mine = select(bulletins).join(readers, readers.c.bulletin == bulletins.c.id)
        mine = mine.where(bulletins.c.team == team, readers.c.person == person)
        mine = mine.where(bulletins.c.state == BulletinState.OPEN.value, readers.c.confirmed < bulletins.c.edition)
        rows = await self._connection.execute(mine.order_by(bulletins.c.opened_at, bulletins.c.id).limit(30))
        return [_bulletin(row) for row in rows.mappings()]

    async def standing(self, bulletin: Bulletin) -> Standing:
        """How far it is: messages by state, confirmations by department, and how many have left without one."""
        by_state = select(deliveries.c.state, func.count()).where(deliveries.c.bulletin == bulletin.id)
        rows = await self._connection.execute(by_state.group_by(deliveries.c.state))
        states: dict[str, int] = {name: count for name, count in rows}  # noqa: C416
        done = func.sum(case((readers.c.confirmed >= bulletin.edition, 1), else_=0))
        gone = func.sum(case((readers.c.left_at.is_not(None) & (readers.c.confirmed < bulletin.edition), 1), else_=0))
        by_unit = select(readers.c.unit, done, func.count(), gone).where(readers.c.bulletin == bulletin.id)
        rows = await self._connection.execute(by_unit.group_by(readers.c.unit).order_by(readers.c.unit))
        counted = [(unit, int(confirmed), all_ - int(left), int(left)) for unit, confirmed, all_, left in rows]
        units = {unit: (confirmed, asked) for unit, confirmed, asked, _ in counted if asked}
        left = sum(left for *_, left in counted)
        return Standing(states.get("waiting", 0), states.get("sent", 0), states.get("failed", 0), units, left)

    async def made_of(self, series_id: str, fire_at: datetime) -> Bulletin | None:
        """What was made of one time of a series."""
        found = await self.select((bulletins.c.series == series_id) & (bulletins.c.fire_at == fire_at), limit=1)
        return found[0] if found else None

    async def metrics(self) -> dict[str, int]:
        """How many bulletins are open, and how many of their messages wait or have failed, for the operator."""
        is_open = bulletins.c.state == BulletinState.OPEN.value
        count = select(func.count()).select_from(bulletins).where(is_open)
        on_way = select(func.count()).select_from(deliveries.join(bulletins, bulletins.c.id == deliveries.c.bulletin))
        numbers = {
            "bulletins_open": count,
            "bulletin_messages_waiting": on_way.where(is_open, deliveries.c.state == "waiting"),
            "bulletin_messages_failed": on_way.where(is_open, deliveries.c.state == "failed"),
        }
        return {name: int((await self._connection.execute(one)).scalar_one()) for name, one in numbers.items()}


def _written(table: Table) -> Update:
    """One of many rows, by its keys; whatever else it holds is set."""
    return update(table).where(and_(*(key == bindparam(f"its_{key.name}") for key in table.primary_key)))


def _keyed(row: dict[str, Any]) -> dict[str, Any]:
    return {f"its_{name}" if name in {"bulletin", "target", "person"} else name: each for name, each in row.items()}


def _fate(row: RowMapping, now: datetime) -> dict[str, Any]:
    sent = row["state"] == "sent"
    error = "in_doubt" if row["state"] == "in_doubt" else row["last_error"] or "refused"
    return {
        "to": row["target"],
        "state": "sent" if sent else "failed",
        "channel": row["slack_channel"] or "",
        "ts": row["slack_ts"] or "",
        "error": "" if sent else error[:120],
        "at": now,
    }


def _bulletin(row: RowMapping) -> Bulletin:
    values = values_of(row, bulletins)
    return Bulletin(**{**values, "state": BulletinState(values["state"])})
