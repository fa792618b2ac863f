"""The mail desk in SQL: checks and campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.place import Place
from bot.core.retention import NAMELESS
from bot.mail_check.cases import Check, Deed, SlackFile, Source, State, Status
from bot.mail_check.report import REPORT
from bot.mail_check.tables import campaigns, checks

_FILE = TypeAdapter(SlackFile)


class MailStore:
    """Everything the mail slice reads and writes, on the connection of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, check: Check) -> None:
        await self._connection.execute(checks.insert(), _row(check) | {"attempts": 0})

    async def save(self, check: Check) -> None:
        await self._connection.execute(update(checks).where(checks.c.id == check.id).values(_row(check)))

    async def check(self, check_id: str, *, lock: bool = False) -> Check | None:
        found = await self._checks(checks.c.id == check_id, lock=lock)
        return found[0] if found else None

    async def take_waiting(self, now: datetime, lease: timedelta) -> Check | None:
        """The oldest check to analyse, kept from others for the time of the lease; None when there is nothing to do."""
        ready = or_(checks.c.not_before.is_(None), checks.c.not_before <= now)
        first = select(checks.c.id).where(checks.c.state == State.WAITING.value, ready).order_by(checks.c.created_at)
        wanted = (await self._connection.execute(first.limit(1).with_for_update(skip_locked=True))).scalar()
        if wanted is None:
            return None
        values = {"not_before": now + lease, "attempts": checks.c.attempts + 1}
        await self._connection.execute(update(checks).where(checks.c.id == wanted).values(values))
        return await self.check(wanted)

    async def attempts(self, check_id: str) -> int:
        return int(
            (await self._connection.execute(select(checks.c.attempts).where(checks.c.id == check_id))).scalar_one()
        )

    async def put_back(self, check_id: str, until: datetime) -> None:
        """Lets a check that was taken wait until then; whoever is there takes it again."""
        waits = (checks.c.id == check_id) & (checks.c.state == State.WAITING.value)
        await self._connection.execute(update(checks).where(waits).values(not_before=until))

    async def take_over(self) -> None:
        """Ends all leases: for the start of the only process there is, whose predecessor may have been killed."""
        waits = checks.c.state == State.WAITING.value
        await self._connection.execute(update(checks).where(waits).values(not_before=None))

    async def statuses(self, ids: Sequence[str]) -> dict[str, Status]:
        """What was decided of some campaigns, by id."""
        asked = select(campaigns.c.id, campaigns.c.status).where(campaigns.c.id.in_(ids))
        return {row.id: Status(row.status) for row in await self._connection.execute(asked)}

    async def reports_of(self, campaign_id: str) -> Sequence[Check]:
        """The reports of a campaign, oldest first."""
        return await self._checks((checks.c.campaign == campaign_id) & (checks.c.state == State.REPORTED.value))

    async def latest_of(self, team: str, person: str, limit: int) -> Sequence[Check]:
        """Somebody's latest checks, newest first."""
        where = (checks.c.team == team) & (checks.c.person == person)
        rows = await self._connection.execute(
            select(checks).where(where).order_by(checks.c.created_at.desc()).limit(limit)
        )
        return [_check(row) for row in rows.mappings()]

    async def counts(self) -> dict[str, int]:
        """Checks by state, for the operator's metrics."""
        rows = await self._connection.execute(select(checks.c.state, func.count()).group_by(checks.c.state))
        return {str(state): int(count) for state, count in rows}

    async def _checks(self, where: ColumnElement[bool], *, lock: bool = False) -> list[Check]:
        """Those of which more is known than that somebody made them."""
        where = where & checks.c.person.not_like(f"{NAMELESS}%")
        statement = select(checks).where(where).order_by(checks.c.created_at, checks.c.id)
        rows = await self._connection.execute(statement.with_for_update() if lock else statement)
        return [_check(row) for row in rows.mappings()]


def _row(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "team": check.team,
        "person": check.person,
        "channel": check.place.channel,
        "thread_ts": check.place.thread_ts,
        "response_url": check.place.response_url,
        "source": check.source.value,
        "language": check.language,
        "state": check.state.value,
        "file": _FILE.dump_python(check.file, mode="json") if check.file else None,
        "text": check.text,
        "report": REPORT.dump_python(check.report, mode="json") if check.report else None,
        "answers": dict(check.answers),
        "deed": check.deed.value if check.deed else None,
        "failure": check.failure,
        "campaign": check.campaign,
        "revision": check.revision,
        "created_at": check.created_at,
        "reported_at": check.reported_at,
    }


def _check(row: RowMapping) -> Check:
    return Check(
        id=row["id"],
        team=row["team"],
        person=row["person"],
        place=Place(row["channel"], row["thread_ts"], row["response_url"]),
        source=Source(row["source"]),
        language=row["language"],
        state=State(row["state"]),
        created_at=row["created_at"],
        file=_FILE.validate_python(row["file"]) if row["file"] else None,
        text=row["text"],
        report=REPORT.validate_python(row["report"]) if row["report"] else None,
        answers=row["answers"],
        deed=Deed(row["deed"]) if row["deed"] else None,
        failure=row["failure"],
        campaign=row["campaign"],
        reported_at=row["reported_at"],
        revision=row["revision"],
    )
