"""Messages written now for later: posted when the playground's clock has reached their time."""

import asyncio
from dataclasses import replace

from bot.playground.ids import new_id
from bot.playground.model import Message, Scheduled
from bot.playground.posting import Posting
from bot.playground.workspace import Workspace


class Schedules:
    """The waiting messages, and an alarm for each of their times."""

    def __init__(self, space: Workspace, posting: Posting) -> None:
        self._space = space
        self._posting = posting
        self._alarms: set[asyncio.Task[None]] = set()

    def add(self, message: Message, post_at: int) -> Scheduled:
        one = Scheduled(new_id("Q"), message, post_at, int(self._space.clock.now()))
        self._space.scheduled[one.id] = one
        self._set_alarm(post_at)
        return one

    def waiting(self, channel: str = "") -> list[Scheduled]:
        """What is still to come (in one channel), the next one first."""
        asked = [one for one in self._space.scheduled.values() if channel in {"", one.message.channel}]
        return sorted(asked, key=lambda one: one.post_at)

    def resume(self) -> None:
        """Set the alarms for what an earlier run left waiting."""
        for one in self.waiting():
            self._set_alarm(one.post_at)

    async def close(self) -> None:
        for alarm in self._alarms:
            alarm.cancel()
        await asyncio.gather(*self._alarms, return_exceptions=True)

    def _set_alarm(self, at: float) -> None:
        alarm = asyncio.create_task(self._ring(at))
        self._alarms.add(alarm)
        alarm.add_done_callback(self._alarms.discard)

    async def _ring(self, at: float) -> None:
        await self._space.clock.until(at)
        for one in self.waiting():
            if one.post_at <= self._space.clock.now():
                del self._space.scheduled[one.id]
                self._post(one.message)

    def _post(self, message: Message) -> None:
        """Slack gives up without a word when the bot may no longer write there."""
        channel = self._space.channels[message.channel]
        if not channel.is_archived and message.user in channel.members:
            self._posting.post(replace(message, ts=self._space.stamps.next()))
