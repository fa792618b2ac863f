"""What comes in as a message: a feed file dropped on the bot; everything else is somebody else's matter."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from handlers.bulletins.feeds import Watch
from handlers.kit.payload import Message, Raw


class Look:
    """The first look of the bulletins."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    async def take(self, message: Message) -> bool:
        return await self._watch.take_file(message)

    async def take_command(self, body: Raw, client: AsyncWebClient) -> bool:
        return False
