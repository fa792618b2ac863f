"""The doors of a decision: one message that goes on with every tap and ends in a result on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.answers.service import Turn
from bot.core.outbox import Message
from bot.core.place import Place
from bot.core.unit import Work
from handlers.answers import ids
from handlers.answers.views import Answers
from handlers.answers.walk_views import walk_card
from handlers.kit import payload, replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.payload import Press, Raw


class Walks:
    def __init__(self, desk: Desk, answers: Answers) -> None:
        self._desk = desk
        self._answers = answers
        self._service = desk.services.answers

    async def started(self, body: Raw, client: AsyncWebClient) -> None:
        """The first tap, on the answer itself: the walk appears below it."""
        press = payload.press(body)
        data = press.data()
        person = await self._desk.people.of(press.spot)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            question = await self._service.readable(work.connection, str(data.get("q")), press.spot.user)
            place = _beside(press)
            turn, new = await self._service.start_walk(work, question, press.spot.user, _taps(data), place)
            card = self._card(turn, work, person.department)
            work.outbox.put(self._shown(press, turn, card, new=new))

    async def tapped(self, body: Raw, client: AsyncWebClient) -> None:
        """A further tap, a step back, or starting over."""
        press = payload.press(body)
        data = press.data()
        person = await self._desk.people.of(press.spot)
        async with self._desk.services.unit() as work:
            if not await work.first_time(press.key):
                return
            if press.action_id == f"{ids.WALK_TAP}.again":
                turn, new = await self._service.walk_again(work, str(data.get("w")), press.spot.user, _beside(press))
                work.outbox.put(self._shown(press, turn, self._card(turn, work, person.department), new=new))
                return
            turn = await self._service.tap(work, str(data.get("w")), press.spot.user, _taps(data))
            card = self._card(turn, work, person.department)
            work.outbox.put(replies.edit(press, card, f"walk:{turn.walk.id}:{press.key}"))

    def _card(self, turn: Turn, work: Work, department: str | None) -> Card:
        words = self._desk.speech.in_(turn.walk.language)
        result = turn.position.result
        permit = result.permit if result else None
        names = self._desk.people.names(permit, words.language, department) if permit else []
        return walk_card(self._answers, turn, words, names, work.now)

    def _shown(self, press: Press, turn: Turn, card: Card, *, new: bool) -> Message:
        key = f"walk:{turn.walk.id}"
        if press.spot.ephemeral:
            return replies.whisper(replies.place_of(press.spot), press.spot.user, card, f"{key}:{press.key}")
        if new:
            return replies.say(_beside(press), press.spot.user, card, key)
        return replies.edit_posted(turn.walk.place.channel, card, f"{key}:{press.key}", posted=key)


def _taps(data: Mapping[str, Any]) -> dict[str, str]:
    taps = data.get("t")
    return {str(step): str(option) for step, option in taps.items()} if isinstance(taps, dict) else {}


def _beside(press: Press) -> Place:
    """Next to the message whose button was pressed: in a channel that is its thread."""
    channel = press.spot.channel or press.spot.user
    in_channel = not channel.startswith("D")
    return Place(channel, press.spot.thread_ts or (press.message_ts if in_channel else None))
