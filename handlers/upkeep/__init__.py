"""The house looks after itself: old rows go at night, and messages in doubt wait for an administrator's word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.core import inbox, schedule
from bot.core.audit import Entry
from bot.core.desk import Held, OutboxDesk
from bot.core.people import Permission, Person
from bot.core.schedule import Daily, Job
from bot.core.unit import Work
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Button
from handlers.kit.desk import Desk
from handlers.kit.feature import Feature, Tick
from handlers.kit.payload import Raw
from handlers.kit.routing import Route
from handlers.kit.words import Words
from handlers.upkeep.forgetting import Forgetting

RESEND = "upkeep.resend"
MARK_DONE = "upkeep.mark_done"
SHOWN = 5
EVENTS_KEPT = timedelta(days=3)
"""Slack's own retries end after a day."""
MESSAGES_KEPT = timedelta(days=90)


def feature(desk: Desk) -> Feature:
    """The doors of the upkeep, and its nightly round."""
    upkeep = Upkeep(desk)
    routes = (Route("action", RESEND, upkeep.resend), Route("action", MARK_DONE, upkeep.mark_done))
    job = Job("upkeep.forget", Daily(time(3, 10), desk.services.settings.zone))
    forgetting = Forgetting(desk)
    return Feature("upkeep", routes, upkeep.card, (Tick(job, forget), forgetting.tick), workers=(forgetting,))


async def forget(work: Work) -> None:
    """Removes events that Slack will not send again, and messages that are long out."""
    await inbox.forget(work.connection, work.now - EVENTS_KEPT)
    await OutboxDesk(work.connection).forget(work.now - MESSAGES_KEPT)
    await schedule.forget(work.connection, work.now - MESSAGES_KEPT)


class Upkeep:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def resend(self, body: Raw, client: AsyncWebClient) -> None:
        """Sends a doubtful message again, on the administrator's word."""
        await self._decide(body, "resend")

    async def mark_done(self, body: Raw, client: AsyncWebClient) -> None:
        """Counts a doubtful message as sent, on the administrator's word."""
        await self._decide(body, "mark_done")

    async def card(self, person: Person, words: Words) -> Sequence[Block]:
        """What only an administrator can decide: messages of which nobody can tell whether they arrived."""
        if not person.may(Permission.DECIDE_MESSAGES):
            return []
        async with self._desk.services.database.read() as connection:
            held = await OutboxDesk(connection).to_decide(SHOWN)
        if not held:
            return []
        head = b.header(words.say("Messages that may not have arrived ({count})", count=len(held)))
        return [head, *(block for one in held for block in _row(one, words)), b.divider()]

    async def _decide(self, body: Raw, how: str) -> None:
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.DECIDE_MESSAGES)
        async with self._desk.services.unit() as work:
            if await work.first_time(press.key):
                desk = OutboxDesk(work.connection)
                await (desk.resend if how == "resend" else desk.mark_done)(press.value, work.now)
                work.audit.put(Entry(person.team, person.id, f"upkeep.{how}", press.value))


def _row(held: Held, words: Words) -> list[Block]:
    return [
        b.paragraph(f"{held.key} → {held.channel}"),
        b.context(words.moment(held.created_at), held.last_error or ""),
        b.buttons(
            Button(RESEND, words.say("Send again"), held.key),
            Button(MARK_DONE, words.say("It did arrive"), held.key),
        ),
    ]
