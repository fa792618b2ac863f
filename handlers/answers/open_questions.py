"""The work list of those who write the answers: what nobody could answer yet, on the Home tab and in a window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.answers.outcomes import Question
from bot.answers.service import AnswerService
from bot.answers.store import AnswerStore
from bot.core.people import Permission
from handlers.answers import ids
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Press, Raw
from handlers.kit.words import Words

LISTED = 40


class OpenQuestions:
    """Opens the list, and takes questions off it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._service: AnswerService = desk.services.answers

    async def opened(self, body: Raw, client: AsyncWebClient) -> None:
        press = payload.press(body)
        await self._desk.people.of(press.spot, Permission.TRIAGE_ANSWERS)
        await client.views_open(trigger_id=press.trigger_id, view=await self._view(press))

    async def settled(self, body: Raw, client: AsyncWebClient) -> None:
        """Takes an unanswered question off the work list; a window shows what is left."""
        press = payload.press(body)
        await self._desk.people.of(press.spot, Permission.TRIAGE_ANSWERS)
        async with self._desk.services.unit() as work:
            if await work.first_time(press.key):
                await self._service.settle(work, press.value, press.spot.user)
        if (body.get("view") or {}).get("type") == "modal":
            await client.views_update(view_id=str(press.view_id), view=await self._view(press))

    async def _view(self, press: Press) -> dict[str, Any]:
        words = await self._desk.words_for(press.spot)
        async with self._desk.services.database.read() as connection:
            store = AnswerStore(connection)
            waiting = await store.unanswered(press.spot.team, LISTED)
            count = await store.count_unanswered(press.spot.team)
        return open_modal(waiting, count, words).view()


def open_modal(waiting: Sequence[Question], count: int, words: Words) -> Modal:
    """Every open question with its button; when there are more than fit, how many."""
    shown = list(open_rows(waiting, words))
    if count > len(waiting):
        shown.append(b.context(words.say("{count} more; they move up as you press Done.", count=count - len(waiting))))
    return Modal(ids.SHOW, words.say("Open questions"), shown, close=words.say("Close"))


def open_rows(waiting: Sequence[Question], words: Words) -> list[Block]:
    """One row a question: its words, when it was asked, and the button that takes it off the list."""
    if not waiting:
        return [b.paragraph(words.say("None are waiting."))]
    return [
        b.row(
            f"{b.cut(one.text, 300)}\n"
            + words.say("Reference {id}, asked {moment}", id=one.id, moment=words.moment(one.asked_at)),
            Button(ids.SETTLE, words.say("Done"), one.id),
        )
        for one in waiting
    ]
