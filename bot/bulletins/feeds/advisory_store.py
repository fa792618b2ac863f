"""Advisories and the lead's rules in SQL, on the connection of one transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bulletins.feeds.advisory_tables import advisories, names, rules
from bot.bulletins.feeds.items import Advisory, Mention, Reason
from bot.bulletins.feeds.rules import Rule, Teaching
from bot.core.db import insert_new

MENTIONS: Final = TypeAdapter(tuple[Mention, ...])
REASONS: Final = TypeAdapter(tuple[Reason, ...])
EXAMPLES: Final = 3
AT_ONCE: Final = 500
CLOSED: Final = ("held", "drafted", "irrelevant", "quiet", "old")
"""What does not wait for anybody's decision."""


class AdvisoryStore:
    """What may concern the company, by state, by name, and by the rule that put it aside."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, advisory: Advisory, known_as: Collection[str]) -> None:
        """Keeps a new one, with the names by which items of other sources find it."""
        await self._connection.execute(advisories.insert(), _row(advisory))
        await self.name(advisory, known_as)

    async def save(self, advisory: Advisory, before: int) -> bool:
        """Writes it as it now stands; False when somebody else has changed it since revision `before`."""
        mine = (advisories.c.id == advisory.id) & (advisories.c.revision == before)
        changed = await self._connection.execute(update(advisories).where(mine).values(_row(advisory)))
        return bool(changed.rowcount)

    async def name(self, advisory: Advisory, known_as: Collection[str]) -> None:
        """It is found by these names too from now on."""
        rows = [{"team": advisory.team, "name": one, "advisory": advisory.id} for one in set(known_as)]
        if rows:
            await self._connection.execute(insert_new(self._connection, names), rows)

    async def get(self, advisory_id: str, *, lock: bool = False) -> Advisory | None:
        statement = select(advisories).where(advisories.c.id == advisory_id)
        row = (await self._connection.execute(statement.with_for_update() if lock else statement)).mappings().first()
        return _advisory(row) if row else None

    async def heard(self, team: str, wanted: Collection[str]) -> set[str]:
        """Those of these names by which anything is known."""
        found: set[str] = set()
        ordered = sorted(wanted)
        for start in range(0, len(ordered), AT_ONCE):
            part = names.c.name.in_(ordered[start : start + AT_ONCE])
            rows = await self._connection.execute(select(names.c.name).distinct().where(names.c.team == team, part))
            found |= set(rows.scalars())
        return found

    async def named(self, team: str, wanted: Collection[str]) -> list[tuple[str, Advisory]]:
        """Those known by one of these names, each with the name, the oldest first."""
        mine = select(names.c.name, advisories).join(names, names.c.advisory == advisories.c.id)
        mine = mine.where(names.c.team == team, names.c.name.in_(list(wanted)))
        rows = await self._connection.execute(mine.order_by(advisories.c.first_seen, advisories.c.id))
        return [(row["name"], _advisory(row)) for row in rows.mappings()]

    async def since(self, team: str, moment: datetime, limit: int = 300) -> list[Advisory]:
        """Those first seen since a moment, the newest first."""
        mine = (advisories.c.team == team) & (advisories.c.first_seen >= moment)
        return await self._select(mine, limit)

    async def in_state(self, team: str, states: Collection[str], limit: int, skip: int = 0) -> list[Advisory]:
        """Those in one of these states, the newest first."""
        return await self._select((advisories.c.team == team) & advisories.c.state.in_(list(states)), limit, skip)

    async def untold(self, team: str, limit: int = 1000) -> list[Advisory]:
        """Those that wait and that nobody has been told of."""
        waiting = (advisories.c.team == team) & (advisories.c.state == "new") & advisories.c.told_at.is_(None)
        return await self._select(waiting, limit)

    async def counts(self, team: str | None = None) -> dict[str, int]:
        """How many there are in each state."""
        mine = select(advisories.c.state, func.count()).group_by(advisories.c.state)
        rows = await self._connection.execute(mine.where(advisories.c.team == team) if team else mine)
        return {state: count for state, count in rows}  # noqa: C416

    async def old(self, before: datetime, most: int) -> list[str]:
        """Some of those that are decided, and of which nothing was heard since a moment."""
        closed = advisories.c.state.in_(CLOSED) & (advisories.c.changed_at < before)
        return list((await self._connection.execute(select(advisories.c.id).where(closed).limit(most))).scalars())

    async def remove(self, ids: Collection[str]) -> None:
        """As if nobody had heard of them: should they be spoken of again, they are new."""
        await self._connection.execute(delete(names).where(names.c.advisory.in_(ids)))
        await self._connection.execute(delete(advisories).where(advisories.c.id.in_(ids)))

    # Rules

    async def add_rule(self, rule: Rule) -> Rule:
        """Keeps a rule; the same with its number."""
        about = rule.teaching
        row = {"team": rule.team, "kind": about.kind, "interest": about.interest}
        row |= {"words": about.words, "source": about.source}
        adding = rules.insert().values(**row, by=rule.by, at=rule.at).returning(rules.c.id)
        return replace(rule, id=int((await self._connection.execute(adding)).scalar_one()))

    async def rules(self, team: str) -> list[Rule]:
        """The rules in force, the newest first."""
        mine = (rules.c.team == team) & rules.c.undone_at.is_(None)
        rows = await self._connection.execute(select(rules).where(mine).order_by(rules.c.id.desc()).limit(500))
        return [_rule(row) for row in rows.mappings()]

    async def shown_rules(self, team: str, limit: int) -> list[Rule]:
        """The newest rules in force with what each has put aside."""
        found = (await self.rules(team))[:limit]
        return [await self._with_examples(one) for one in found]

    async def rule(self, rule_id: int) -> Rule | None:
        row = (await self._connection.execute(select(rules).where(rules.c.id == rule_id))).mappings().first()
        return await self._with_examples(_rule(row)) if row else None

    async def undo(self, rule_id: int, by: str, now: datetime) -> bool:
        """Ends a rule; False when somebody else has done so before."""
        mine = (rules.c.id == rule_id) & rules.c.undone_at.is_(None)
        changed = await self._connection.execute(update(rules).where(mine).values(undone_by=by, undone_at=now))
        return bool(changed.rowcount)

    async def hidden_by(self, rule_id: int, since: datetime) -> list[Advisory]:
        """What a rule has put aside since a moment."""
        mine = (advisories.c.rule == rule_id) & (advisories.c.state == "quiet")
        return await self._select(mine & (advisories.c.changed_at >= since), 1000)

    async def _with_examples(self, rule: Rule) -> Rule:
        mine = (advisories.c.rule == rule.id) & (advisories.c.state == "quiet")
        hidden = (await self._connection.execute(select(func.count()).where(mine))).scalar_one()
        newest = select(advisories.c.title).where(mine).order_by(advisories.c.changed_at.desc()).limit(EXAMPLES)
        examples = tuple((await self._connection.execute(newest)).scalars())
        return replace(rule, hidden=int(hidden), examples=examples)

    async def _select(self, where: ColumnElement[bool], limit: int, skip: int = 0) -> list[Advisory]:
        statement = select(advisories).where(where).order_by(advisories.c.changed_at.desc(), advisories.c.id)
        rows = await self._connection.execute(statement.limit(limit).offset(skip))
        return [_advisory(row) for row in rows.mappings()]


def _row(advisory: Advisory) -> dict[str, Any]:
    row = {one.name: getattr(advisory, one.name) for one in fields(advisory)}
    row["cves"] = list(advisory.cves)
    row["mentions"] = MENTIONS.dump_python(advisory.mentions, mode="json")
    row["reasons"] = REASONS.dump_python(advisory.reasons, mode="json")
    return row


def _advisory(row: RowMapping) -> Advisory:
    values = {one.name: row[one.name] for one in fields(Advisory)}
    values["cves"] = tuple(values["cves"])
    values["mentions"] = MENTIONS.validate_python(values["mentions"])
    values["reasons"] = REASONS.validate_python(values["reasons"])
    return Advisory(**values)


def _rule(row: RowMapping) -> Rule:
    about = Teaching(row["kind"], row["interest"], row["words"], row["source"])
    return Rule(row["id"], row["team"], about, row["by"], row["at"])
