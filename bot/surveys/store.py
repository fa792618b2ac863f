"""Surveys in SQL, on the connection of one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Text, cast, delete, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.db import insert_new, upsert
from bot.surveys.cases import (
    Answers,
    Campaign,
    CampaignState,
    Given,
    Progress,
    Sheet,
    SheetState,
    Unit,
    by_item,
)
from bot.surveys.tables import answers, campaigns, sheets
from bot.surveys.tally import Tally, tally_of
from knowledge.surveys import Survey

_GIVEN = [one.name for one in fields(Given)]


class SurveyStore:
    """Campaigns, sheets and answers."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, campaign: Campaign) -> None:
        await self._connection.execute(campaigns.insert(), _campaign_row(campaign))

    async def save(self, campaign: Campaign, before: int) -> bool:
        """Writes a campaign as it now stands; False when somebody else has changed it since revision `before`."""
        mine = (campaigns.c.id == campaign.id) & (campaigns.c.revision == before)
        changed = await self._connection.execute(update(campaigns).where(mine).values(_campaign_row(campaign)))
        return bool(changed.rowcount)

    async def get(self, campaign_id: str, *, lock: bool = False) -> Campaign | None:
        found = await self.select(campaigns.c.id == campaign_id, lock=lock, limit=1)
        return found[0] if found else None

    async def select(self, where: ColumnElement[bool], *, limit: int = 50, lock: bool = False) -> list[Campaign]:
        """Campaigns, the newest first."""
        statement = select(campaigns).where(where).order_by(campaigns.c.opens_at.desc(), campaigns.c.id).limit(limit)
        rows = await self._connection.execute(statement.with_for_update() if lock else statement)
        return [_campaign(row) for row in rows.mappings()]

    async def due(self, now: datetime, limit: int = 20) -> list[str]:
        """The campaigns for which something is due."""
        statement = select(campaigns.c.id).where(campaigns.c.next_at <= now).order_by(campaigns.c.next_at).limit(limit)
        return list((await self._connection.execute(statement)).scalars())

    async def put_off(self, campaign_id: str, now: datetime, until: datetime) -> None:
        """Lets what is due wait; nothing of the campaign is read, because it may be just that which fails."""
        mine = (campaigns.c.id == campaign_id) & (campaigns.c.next_at <= now)
        await self._connection.execute(update(campaigns).where(mine).values(next_at=until))

    async def running(self, team: str) -> list[Campaign]:
        """Those that are planned or open."""
        states = (CampaignState.PLANNED.value, CampaignState.OPEN.value)
        return await self.select((campaigns.c.team == team) & campaigns.c.state.in_(states))

    async def open(self) -> list[Campaign]:
        """Those that are being answered, of every team."""
        return await self.select(campaigns.c.state == CampaignState.OPEN.value)

    async def metrics(self) -> dict[str, int]:
        """How many campaigns are open, and how many of their sheets are not sent in yet."""
        is_open = campaigns.c.state == CampaignState.OPEN.value
        count = select(func.count()).select_from(campaigns).where(is_open)
        late = select(func.count()).select_from(sheets.join(campaigns, campaigns.c.id == sheets.c.campaign))
        late = late.where(is_open, sheets.c.state != SheetState.DONE.value)
        numbers = {"surveys_open": count, "survey_sheets_unfinished": late}
        return {name: int((await self._connection.execute(one)).scalar_one()) for name, one in numbers.items()}

    async def all(self) -> list[Campaign]:
        """Everything on record, of every team."""
        return await self.select(true(), limit=1000)

    async def closed(self, team: str, limit: int = 10) -> list[Campaign]:
        """The campaigns that closed last."""
        mine = (campaigns.c.team == team) & (campaigns.c.state == CampaignState.CLOSED.value)
        return await self.select(mine, limit=limit)

    async def rounds(self, team: str, family: str, subject: str = "", limit: int = 8) -> list[Campaign]:
        """The closed rounds of a family about one subject, oldest first."""
        mine = (campaigns.c.team == team) & (campaigns.c.family == family) & (campaigns.c.subject == subject)
        found = await self.select(mine & (campaigns.c.state == CampaignState.CLOSED.value), limit=limit)
        return found[::-1]

    async def asked_since(self, team: str, family: str, since: datetime) -> bool:
        """Whether a round of a family was begun, or is planned, since then."""
        mine = (campaigns.c.team == team) & (campaigns.c.family == family) & (campaigns.c.opens_at >= since)
        alive = campaigns.c.state != CampaignState.CANCELLED.value
        return bool(await self.select(mine & alive, limit=1))

    async def add_sheets(self, new: Sequence[Sheet]) -> None:
        if new:
            await self._connection.execute(insert_new(self._connection, sheets), [_sheet_row(one) for one in new])

    async def save_sheet(self, sheet: Sheet) -> None:
        await self._connection.execute(update(sheets).where(sheets.c.id == sheet.id).values(_sheet_row(sheet)))

    async def sheet(self, sheet_id: str, *, lock: bool = False) -> Sheet | None:
        found = await self.select_sheets(sheets.c.id == sheet_id, lock=lock)
        return found[0] if found else None

    async def select_sheets(
        self, where: ColumnElement[bool], *, lock: bool = False, limit: int | None = None
    ) -> list[Sheet]:
        statement = select(sheets).where(where).order_by(sheets.c.id).limit(limit)
        rows = await self._connection.execute(statement.with_for_update() if lock else statement)
        return [_sheet(row) for row in rows.mappings()]

    async def sheets_of(
        self, campaign_id: str, states: Collection[SheetState] = (), limit: int | None = None
    ) -> list[Sheet]:
        """The sheets of a campaign, in these states only where any are named."""
        where = sheets.c.campaign == campaign_id
        where = where & sheets.c.state.in_([one.value for one in states]) if states else where
        return await self.select_sheets(where, limit=limit)

    async def took_part(self, campaign_id: str, person: str) -> bool:
        """Whether somebody has answered anything in a campaign."""
        mine = (sheets.c.campaign == campaign_id) & (sheets.c.person == person)
        return bool(await self.select_sheets(mine & (sheets.c.state != SheetState.WAITING.value)))

    async def mine(self, team: str, person: str) -> list[Sheet]:
        """What somebody is asked in open campaigns, and the own diagnoses; the newest first."""
        is_open = sheets.c.campaign.in_(select(campaigns.c.id).where(campaigns.c.state == CampaignState.OPEN.value))
        owned = (sheets.c.team == team) & (sheets.c.person == person) & or_(is_open, sheets.c.campaign.is_(None))
        found = await self.select_sheets(owned)
        return sorted(found, key=lambda one: (one.created_at is None, one.created_at), reverse=True)

    async def forget_people(self, campaign_id: str) -> None:
        """Cuts the sheets of an anonymous campaign from who filled them in, and when."""
        blank = {"person": None, "created_at": None, "started_at": None, "changed_at": None, "done_at": None}
        mine = sheets.c.campaign == campaign_id
        await self._connection.execute(update(sheets).where(mine).values(blank))
        of_these = answers.c.sheet.in_(select(sheets.c.id).where(mine))
        await self._connection.execute(update(answers).where(of_these).values(by=None, at=None))

    async def drop_sheet(self, sheet_id: str) -> None:
        """Forgets one sheet and what stands in it."""
        await self._connection.execute(delete(answers).where(answers.c.sheet == sheet_id))
        await self._connection.execute(delete(sheets).where(sheets.c.id == sheet_id))

    async def give(self, sheet_id: str, given: Given) -> None:
        row = asdict(given) | {"sheet": sheet_id, "files": [dict(one) for one in given.files]}
        await upsert(self._connection, answers, row)

    async def given(self, sheet_id: str) -> dict[str, Given]:
        rows = await self._connection.execute(select(answers).where(answers.c.sheet == sheet_id))
        return by_item(_given(row) for row in rows.mappings())

    async def answers(self, sheet_id: str, *, lock: bool = False) -> Answers | None:
        """A sheet with everything that belongs to it; locked, nobody else writes to it, nor closes its campaign."""
        sheet = await self.sheet(sheet_id)
        if sheet and lock:
            if sheet.campaign:  # before the sheet: whoever closes a campaign takes them in this order too
                mine = campaigns.c.id == sheet.campaign
                await self._connection.execute(select(campaigns.c.id).where(mine).with_for_update(read=True))
            sheet = await self.sheet(sheet_id, lock=True)
        if sheet is None:
            return None
        campaign = await self.get(sheet.campaign) if sheet.campaign else None
        survey = campaign.survey if campaign else sheet.survey
        return Answers(sheet, survey, await self.given(sheet_id), campaign) if survey else None

    async def answered(self, campaign_id: str) -> dict[str, int]:
        """How many answers each sheet of a campaign has."""
        joined = answers.join(sheets, sheets.c.id == answers.c.sheet)
        mine = (sheets.c.campaign == campaign_id) & answers.c.answer.is_not(None)
        statement = select(sheets.c.id, func.count()).select_from(joined).where(mine).group_by(sheets.c.id)
        return {row[0]: row[1] for row in await self._connection.execute(statement)}

    async def progress(self, campaign_id: str) -> dict[str, Progress]:
        """How far each unit is."""
        statement = select(sheets.c.unit, sheets.c.state, func.count()).where(sheets.c.campaign == campaign_id)
        found: dict[str, dict[str, Any]] = {}
        for unit, state, count in await self._connection.execute(statement.group_by(sheets.c.unit, sheets.c.state)):
            found.setdefault(unit, {})[state] = count
        return {unit: Progress(unit, **counts) for unit, counts in found.items()}

    async def tally(self, campaign_id: str) -> Tally:
        """How often each answer was given to each item in each unit, and by how many people."""
        joined = answers.join(sheets, sheets.c.id == answers.c.sheet)
        mine = (sheets.c.campaign == campaign_id) & answers.c.answer.is_not(None)
        columns = (sheets.c.unit, answers.c.item, answers.c.answer)
        rows = await self._connection.execute(
            select(*columns, func.count()).select_from(joined).where(mine).group_by(*columns)
        )
        begun = select(sheets.c.unit, func.count(func.distinct(sheets.c.id))).select_from(joined).where(mine)
        people = await self._connection.execute(begun.group_by(sheets.c.unit))
        return tally_of(((row[0], row[1], row[2], row[3]) for row in rows), {row[0]: row[1] for row in people})

    async def notes(self, campaign_id: str) -> list[tuple[Sheet, Given]]:
        """What people wrote or attached, item by item."""
        noted = (answers.c.text != "") | (answers.c.link != "") | (cast(answers.c.files, Text) != "[]")
        statement = (
            select(sheets, *(answers.c[name].label(f"given_{name}") for name in _GIVEN))
            .join_from(sheets, answers, answers.c.sheet == sheets.c.id)
            .where((sheets.c.campaign == campaign_id) & noted)
            .order_by(sheets.c.unit, answers.c.item, sheets.c.id)
        )
        rows = (await self._connection.execute(statement)).mappings().all()
        return [(_sheet(row), _given({k[6:]: v for k, v in row.items() if k.startswith("given_")})) for row in rows]


def _campaign_row(campaign: Campaign) -> dict[str, Any]:
    row = {one.name: getattr(campaign, one.name) for one in fields(campaign)}
    units = [asdict(unit) | {"names": dict(unit.names)} for unit in campaign.units]
    more = {"survey": campaign.survey.model_dump(mode="json"), "family": campaign.survey.family}
    return row | more | {"units": units, "state": campaign.state.value}


def _campaign(row: RowMapping) -> Campaign:
    values = {one.name: row[one.name] for one in fields(Campaign)}
    values |= {"survey": Survey.model_validate(row["survey"]), "state": CampaignState(row["state"])}
    return Campaign(**values | {"units": tuple(Unit(**one) for one in row["units"])})


def _sheet_row(sheet: Sheet) -> dict[str, Any]:
    row = {one.name: getattr(sheet, one.name) for one in fields(sheet)}
    return row | {"state": sheet.state.value, "survey": sheet.survey.model_dump(mode="json") if sheet.survey else None}


def _sheet(row: RowMapping) -> Sheet:
    values = {one.name: row[one.name] for one in fields(Sheet)}
    survey = Survey.model_validate(row["survey"]) if row["survey"] else None
    return Sheet(**values | {"state": SheetState(row["state"]), "survey": survey})


def _given(row: Mapping[Any, Any]) -> Given:
    values = {one.name: row[one.name] for one in fields(Given)}
    return Given(**values | {"files": tuple(row["files"])})
