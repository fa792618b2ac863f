"""What stories of incidents need: a report in two taps, the card as it stands, the clock's hand."""

from __future__ import annotations

import asyncio
from functools import partial

from sqlalchemy import true

from bot.incidents.cases import Incident
from bot.incidents.store import IncidentStore
from handlers.incidents import ids
from handlers.incidents.chain.clockwork import Clockwork
from tests.bot.playground.screen import Json, Screen
from tests.kit.database import TestClock
from tests.kit.patience import SECONDS, eventually
from tests.kit.stage import Stage, words_of


def typed(**texts: str) -> Json:
    """Text fields of a form, filled in."""
    return {name: {"value": {"type": "plain_text_input", "value": text}} for name, text in texts.items()}


def chosen(**options: str) -> Json:
    """Radio buttons of a form, pressed."""
    picked = {name: {"type": "radio_buttons", "selected_option": {"value": option}} for name, option in options.items()}
    return {f"fact-{name}": {"value": value} for name, value in picked.items()}


async def next_view(screen: Screen) -> Json:
    """The window that opens or changes next."""
    while True:
        event = await asyncio.wait_for(screen._events.get(), SECONDS)
        if event["type"] in {"view_open", "view_update", "view_push"}:
            found: Json = event["view"]
            return found


async def report(screen: Screen, category: str, text: str, where: str = "", **facts: str) -> None:
    """Reports an incident from the global shortcut."""
    await screen.do("shortcut", callback_id=ids.REPORT)
    view = await next_view(screen)
    action = {"type": "button", "action_id": f"{ids.CATEGORY}.{category}", "value": category}
    block = next(one["block_id"] for one in view["blocks"] if one["type"] == "actions")
    container = {"type": "view", "view_id": view["id"]}
    await screen.do("action", container=container, action=action | {"block_id": block})
    await next_view(screen)
    filled = typed(text=text, **({"where": where} if where else {}))
    answer = await screen.do("view_submit", view_id=view["id"], state=filled)
    assert answer["ok"], answer
    if facts:
        answer = await screen.do("view_submit", view_id=view["id"], state=chosen(**facts))
        assert answer["ok"], answer


async def latest(scene: Stage) -> Incident:
    """The newest incident on record."""
    async with scene.house.services.database.read() as connection:
        return (await IncidentStore(connection).select(true(), limit=1))[0]


def clockwork(scene: Stage) -> Clockwork:
    return next(worker for worker in scene.house.workers if isinstance(worker, Clockwork))


async def pass_time(scene: Stage, clock: TestClock, **time: float) -> None:
    """Moves the standing clock, runs what is due until nothing is, and lets the messages arrive."""
    clock.move(**time)
    while await clockwork(scene).look():
        pass
    await scene.settled()


async def told(scene: Stage, user: str, part: str) -> list[Json]:
    """The bot's messages to somebody that hold these words, as they stand now."""
    await scene.settled()
    messages = (await scene.admin.get("messages", channel=user))["messages"]
    place = (await scene.person(user)).dm if user.startswith("U") else user
    return [{**one, "channel": place} for one in messages if one.get("bot_id") and part in words_of(one)]


async def until_told(scene: Stage, user: str, part: str) -> Json:
    """The first of the bot's messages to somebody with these words, as soon as it is there."""
    return (await eventually(partial(told, scene, user, part)))[0]


async def told_in_time(scene: Stage, clock: TestClock, user: str, part: str, **step: float) -> Json:
    """The same, while the standing clock goes on step by step: one look of the ticker may come too early."""

    async def looked() -> list[Json]:
        await scene.house.ticker.look()
        found = await told(scene, user, part)
        clock.move(**step)
        return found

    return (await eventually(looked))[0]
