"""No door of the incident slice opens for those who may not: whatever they forge, it changes and reveals nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.core.errors import ServiceError
from bot.incidents.cases import Incident
from bot.incidents.command import Command
from bot.incidents.store import IncidentStore
from bot.incidents.tables import duties, entries, incidents, notices, steps
from bot.playground.cast import EMMA, GUEST, SUZUKI, TAKAHASHI, TANAKA
from bot.playground.model import User
from handlers.incidents import ids
from handlers.incidents.duties import ids as duty_ids
from handlers.kit.payload import Spot
from handlers.kit.routing import Route
from tests.kit.database import TestClock
from tests.kit.incidents import latest, report, until_told
from tests.kit.patience import SECONDS
from tests.kit.stage import Stage, press

SECRET = "役員の鞄が盗まれました"
MINE = frozenset({ids.START, ids.START_FORM, ids.CATEGORY, ids.REPORT, ids.REPORT_MESSAGE})
"""Reporting is everybody's: these doors make an incident, and are about none."""
RECORD = (incidents, entries, notices, steps, duties)
FIELDS = {
    **dict.fromkeys(("reason", "note", "cause", "damage", "prevention", "learned", "text", "good", "bad"), "偽物"),
    "level": "3",
    "state": "rejected",
    "person": EMMA.id,
    "fact-personal": "over-1000",
    "at": "1",
}


async def restricted(scene: Stage) -> Incident:
    """An incident that only Takahashi, and those who answer for incidents, may see."""
    await report(await scene.person(TANAKA.id), "loss", SECRET, personal="over-1000")
    takahashi = await scene.person(TAKAHASHI.id)
    await press(takahashi, await until_told(scene, TAKAHASHI.id, SECRET), "確認しました。対応します")
    await until_told(scene, TAKAHASHI.id, "確認済みです")
    incident = await latest(scene)
    async with asyncio.timeout(SECONDS):
        while not incident.room.startswith("C") or incident.room_stale:  # the room is made beside the doors
            await asyncio.sleep(0.05)
            incident = await latest(scene)
    person = await scene.house.desk.people.of(Spot(incident.team, TAKAHASHI.id))
    async with scene.house.services.unit() as work:
        await Command(scene.house.services.incidents).restrict(work, incident.id, person, "人事")
    return await latest(scene)


async def everything(scene: Stage) -> list[Any]:
    async with scene.house.services.database.read() as connection:
        return [list(await connection.execute(select(table).order_by(table.c.id))) for table in RECORD]


def shapes(incident: Incident, rows: list[int]) -> Iterator[str]:
    """What a button or a window can carry: the bare id, and the small objects with the first row of each kind."""
    yield incident.id
    step, entry = rows
    known = {"i": incident.id, "s": step, "d": "ppc", "l": "preliminary", "p": 0, "n": 0, "e": entry, "k": 0, "b": 0}
    for what in ("done", "skip", "assign", "take", "undo", "not_needed", "open"):
        yield json.dumps(known | {"w": what})
    yield json.dumps([incident.id, step, "", "C0RESPONSE1", "1.2", False])
    yield str(step)


def forged(route: Route, user: User, incident: Incident, value: str) -> dict[str, Any]:
    body = {"team": {"id": incident.team}, "user": {"id": user.id}, "trigger_id": "forged"}
    if route.surface == "action":
        action = {"action_id": f"{route.id}.60", "value": value, "action_ts": value}
        return body | {"type": "block_actions", "actions": [action], "view": {"type": "modal", "id": "V1"}}
    state: dict[str, Any] = {name: {"value": {"value": text}} for name, text in FIELDS.items()}
    state["people"] = {"value": {"selected_users": [user.id]}}
    view = {"id": "V1", "hash": value, "callback_id": route.id, "private_metadata": value, "state": {"values": state}}
    return body | {"type": "view_submission", "view": view}


@pytest.mark.parametrize("user", [EMMA, SUZUKI, GUEST], ids=["a colleague", "who handles incidents", "a guest"])
async def test_no_door_changes_or_reveals_a_restricted_incident(
    still_scene: Stage, clock: TestClock, user: User
) -> None:
    incident = await restricted(still_scene)
    await still_scene.admin.post("settle")
    doors = [one for one in still_scene.house.routes if one.id.startswith("incidents.") and one.id not in MINE]
    assert len(doors) > 50
    async with still_scene.house.services.database.read() as connection:
        store = IncidentStore(connection)
        rows = [(await store.steps(incident.id))[0].id, (await store.timeline(incident.id))[0].id]
    client = AsyncWebClient(token=still_scene.slack.bot_token, base_url=still_scene.slack.api_url)
    before, log = await everything(still_scene), still_scene.slack.slack.log
    seen = len(log.select("api"))
    for route in doors:
        for value in shapes(incident, rows):
            if route.surface in {"action", "view"}:
                answer = None
                with suppress(ServiceError, SlackApiError):
                    answer = await route.handle(forged(route, user, incident, value), client)
                assert SECRET not in str(answer), route.id
    await still_scene.admin.post("settle")
    revealed = [line.name for line in log.select("api")[seen:] if SECRET in json.dumps(line.body, ensure_ascii=False)]
    assert revealed == []
    assert await everything(still_scene) == before


async def test_whoever_reported_follows_it_and_changes_nothing_of_the_response(
    still_scene: Stage, clock: TestClock
) -> None:
    incident = await restricted(still_scene)
    theirs = {ids.ADD_ENTRY, ids.ENTRY_FORM, ids.FACTS, ids.FACTS_FORM, ids.NOTHING, ids.NOTHING_FORM}
    theirs |= {duty_ids.DUTY_FACTS_FORM, ids.ADD_MESSAGE_FORM}  # more ways to tell what they know
    doors = [one for one in still_scene.house.routes if one.id.startswith("incidents.") and one.id not in MINE | theirs]
    client = AsyncWebClient(token=still_scene.slack.bot_token, base_url=still_scene.slack.api_url)
    before = await everything(still_scene)
    changed = []
    for route in (one for one in doors if one.surface in {"action", "view"}):
        with suppress(ServiceError, SlackApiError):
            await route.handle(forged(route, TANAKA, incident, incident.id), client)
        if await everything(still_scene) != before:
            changed.append(route.id)
            before = await everything(still_scene)
    assert changed == []
