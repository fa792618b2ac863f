"""What comes in as a message or a command: a feed file, the wish to write or to read; all else is not our matter."""

from __future__ import annotations

from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.people import Permission
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.feeds import Watch
from handlers.bulletins.writing import Writing
from handlers.kit import payload
from handlers.kit.desk import Desk
from handlers.kit.payload import Message, Raw

COMMANDS: Final = frozenset({"bulletin", "bulletins", "お知らせ", "お知らせを作る", "注意喚起"})
PAST: Final = frozenset(
    {"これまでのお知らせ", "過去のお知らせ", "お知らせの一覧", "earlier bulletins", "past bulletins"}
)
"""For those who write as well: what was sent."""


class Look:
    """The first look of the bulletins."""

    def __init__(self, desk: Desk, delivery: Delivering, watch: Watch, writing: Writing) -> None:
        self._desk = desk
        self._delivery = delivery
        self._watch = watch
        self._writing = writing

    async def take(self, message: Message) -> bool:
        """A feed file that somebody dropped on the bot."""
        return await self._watch.take_file(message)

    async def take_command(self, body: Raw, client: AsyncWebClient) -> bool:
        """`/mamori bulletin` opens the window in which one is written, for everybody else the list of those sent."""
        command = payload.command(body)
        text = command.text.casefold()
        if text not in COMMANDS | PAST:
            return False
        person = await self._desk.people.of(command.spot)
        if text in COMMANDS and person.may(Permission.SEND_BULLETINS):
            await self._writing.commanded(command, client)
        else:
            await self._delivery.past(command, client)
        return True
