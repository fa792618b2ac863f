"""What a checked mail said and who checked it is forgotten some time after; how many did what stays on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.retention import NAMELESS, nameless
from bot.mail_check.cases import State, Status
from bot.mail_check.tables import campaigns, checks

Rows = Sequence[tuple[str, str | None, str]]
"""A check, its campaign, and who made it, each."""
NOTHING: Final[dict[str, Any]] = {
    "channel": "", "thread_ts": None, "response_url": None, "file": None, "text": "", "report": None, "answers": {},
}  # fmt: skip


async def old_checks(connection: AsyncConnection, before: datetime, most: int) -> Rows:
    """Some checks from before a moment that still say something; not while their campaign waits for a decision.

    Those of one campaign go together, once the last of them is old.
    """
    named = checks.c.person.not_like(f"{NAMELESS}%")
    settled = (campaigns.c.status != Status.NEW.value) & (campaigns.c.last_at < before)
    gone = (checks.c.created_at < before) & (checks.c.state != State.WAITING.value)
    asked = select(checks.c.id, checks.c.campaign, checks.c.person).join_from(checks, campaigns, isouter=True)
    asked = asked.where(named, gone, or_(checks.c.campaign.is_(None), settled))
    rows = await connection.execute(asked.order_by(checks.c.campaign, checks.c.person).limit(most))
    return [(name, campaign, person) for name, campaign, person in rows]


async def forget_checks(connection: AsyncConnection, rows: Rows) -> None:
    """Removes those that were not reported; of a report stays that somebody made it, when, and what they had done."""
    alone = [name for name, campaign, _ in rows if campaign is None]
    if alone:
        await connection.execute(delete(checks).where(checks.c.id.in_(alone)))
    pairs = {(campaign, person) for _, campaign, person in rows if campaign}
    if pairs:
        mine = (checks.c.campaign == bindparam("of")) & (checks.c.person == bindparam("who"))
        each = [{"of": campaign, "who": person, "nobody": nameless()} for campaign, person in sorted(pairs)]
        await connection.execute(update(checks).where(mine).values(person=bindparam("nobody"), **NOTHING), each)
