"""What comes in as a message or a command: a feed file, or the wish to write; all else is somebody else's matter."""

from __future__ import annotations

from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from handlers.bulletins.feeds import Watch
from handlers.bulletins.writing import Writing
from handlers.kit import payload
from handlers.kit.payload import Message, Raw

COMMANDS: Final = frozenset({"bulletin", "bulletins", "お知らせ", "お知らせを作る", "注意喚起"})


class Look:
    """The first look of the bulletins."""

    def __init__(self, watch: Watch, writing: Writing) -> None:
        self._watch = watch
        self._writing = writing

    async def take(self, message: Message) -> bool:
        """A feed file that somebody dropped on the bot."""
        return await self._watch.take_file(message)

    async def take_command(self, body: Raw, client: AsyncWebClient) -> bool:
        """`/mamori bulletin` opens the window in which one is written."""
        command = payload.command(body)
        if command.text.casefold() not in COMMANDS:
            return False
        await self._writing.commanded(command, client)
        return True
