"""Campaigns in SQL: the same mails, who reported them, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.mail_check.cases import Bulletin, Campaign, Deed, Memo, Source, State, Status, Tally, Warned
from bot.mail_check.marks import Marks
from bot.mail_check.tables import campaigns, checks
from bot.mail_check.verdict import Verdict

MOST_COMPARED = 500
_MARKS = TypeAdapter(Marks)
_MEMOS = TypeAdapter(tuple[Memo, ...])
_BULLETIN = TypeAdapter(Bulletin)


class CampaignStore:
    """Everything about campaigns, on the connection of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def alone(self, team: str) -> None:
        """Lets one report at a time look for its campaign; SQLite has one writer anyway."""
        if self._connection.dialect.name == "postgresql":
            statement = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
            await self._connection.execute(statement, {"name": f"mail/{team}"})

    async def add(self, campaign: Campaign, marks: Marks) -> None:
        await self._connection.execute(
            campaigns.insert(), _row(campaign) | {"marks": _MARKS.dump_python(marks, mode="json")}
        )

    async def save(self, campaign: Campaign, before: int) -> bool:
        """Writes a campaign as it now stands; False when somebody else has changed it since revision `before`."""
        where = (campaigns.c.id == campaign.id) & (campaigns.c.revision == before)
        changed = await self._connection.execute(update(campaigns).where(where).values(_row(campaign)))
        return bool(changed.rowcount)

    async def get(self, campaign_id: str, *, lock: bool = False) -> Campaign | None:
        found = await self._select(campaigns.c.id == campaign_id, lock=lock)
        return found[0] if found else None

    async def marks_since(self, team: str, since: datetime) -> list[tuple[str, Marks]]:
        """By what the campaigns seen since then are recognised, newest first."""
        statement = (
            select(campaigns.c.id, campaigns.c.marks)
            .where(campaigns.c.team == team, campaigns.c.last_at >= since)
            .order_by(campaigns.c.last_at.desc(), campaigns.c.id)
            .limit(MOST_COMPARED)
        )
        return [(row.id, _MARKS.validate_python(row.marks)) for row in await self._connection.execute(statement)]

    async def undecided(self, team: str, limit: int) -> Sequence[Campaign]:
        """Those that wait for a decision, newest first."""
        return await self._select((campaigns.c.team == team) & (campaigns.c.status == Status.NEW.value), limit=limit)

    async def count_undecided(self, team: str) -> int:
        where = (campaigns.c.team == team) & (campaigns.c.status == Status.NEW.value)
        return int((await self._connection.execute(select(func.count()).where(where))).scalar_one())

    async def waiting(self, reminders: int) -> Sequence[Campaign]:
        """Those without a decision of whom fewer reminders than that were sent, in all workspaces."""
        where = (campaigns.c.status == Status.NEW.value) & (campaigns.c.reminded < reminders)
        return await self._select(where, limit=500)

    async def warning(self) -> Sequence[Campaign]:
        """Those whose warning is on its way."""
        return await self._select(campaigns.c.warned == Warned.SENDING.value)

    async def counts(self) -> dict[str, int]:
        """Campaigns by status, for the operator's metrics."""
        rows = await self._connection.execute(select(campaigns.c.status, func.count()).group_by(campaigns.c.status))
        return {f"campaign_{status}": int(count) for status, count in rows}

    async def _select(self, where: ColumnElement[bool], *, lock: bool = False, limit: int = 100) -> list[Campaign]:
        statement = select(campaigns).where(where).order_by(campaigns.c.last_at.desc(), campaigns.c.id).limit(limit)
        rows = (await self._connection.execute(statement.with_for_update() if lock else statement)).mappings().all()
        tallies = await self._tallies([row["id"] for row in rows])
        return [_campaign(row, tallies.get(row["id"], Tally())) for row in rows]

    async def _tallies(self, ids: Sequence[str]) -> dict[str, Tally]:
        """Each person counts once, with the gravest thing they did."""
        reported = (checks.c.campaign.in_(ids)) & (checks.c.state == State.REPORTED.value)
        rows = await self._connection.execute(
            select(checks.c.campaign, checks.c.person, checks.c.deed, checks.c.source).where(reported)
        )
        worst: dict[str, dict[str, Deed]] = {}
        order = list(Deed)
        mails: set[str] = set()
        for campaign, person, deed, source in rows:
            people = worst.setdefault(campaign, {})
            did = Deed(deed or Deed.RECEIVED.value)
            mails |= {campaign} if source != Source.LINK.value else set()
            people[person] = max(people.get(person, Deed.RECEIVED), did, key=order.index)
        return {
            campaign: Tally(
                len(people),
                {deed: n for deed in Deed if (n := list(people.values()).count(deed))},
                campaign not in mails,
            )
            for campaign, people in worst.items()
        }


def _row(campaign: Campaign) -> dict[str, Any]:
    bulletin = campaign.bulletin
    return {
        "id": campaign.id,
        "team": campaign.team,
        "status": campaign.status.value,
        "subject": campaign.subject,
        "sender": campaign.sender,
        "verdict": campaign.verdict.value,
        "assignee": campaign.assignee,
        "taken_at": campaign.taken_at,
        "note": campaign.note,
        "memos": _MEMOS.dump_python(campaign.memos, mode="json"),
        "decided_by": campaign.decided_by,
        "decided_at": campaign.decided_at,
        "settled_at": campaign.settled_at,
        "decisions": campaign.decisions,
        "reminded": campaign.reminded,
        "picture": campaign.picture,
        "bulletin": _BULLETIN.dump_python(bulletin, mode="json") if bulletin else None,
        "warned": bulletin.state.value if bulletin else None,
        "revision": campaign.revision,
        "told": list(campaign.told),
        "first_at": campaign.first_at,
        "last_at": campaign.last_at,
    }


def _campaign(row: RowMapping, tally: Tally) -> Campaign:
    return Campaign(
        id=row["id"],
        team=row["team"],
        status=Status(row["status"]),
        subject=row["subject"],
        sender=row["sender"],
        verdict=Verdict(row["verdict"]),
        first_at=row["first_at"],
        last_at=row["last_at"],
        assignee=row["assignee"],
        taken_at=row["taken_at"],
        note=row["note"],
        memos=_MEMOS.validate_python(row["memos"]),
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        settled_at=row["settled_at"],
        decisions=row["decisions"],
        reminded=row["reminded"],
        picture=row["picture"],
        bulletin=_BULLETIN.validate_python(row["bulletin"]) if row["bulletin"] else None,
        revision=row["revision"],
        told=tuple(row["told"]),
        tally=tally,
    )
