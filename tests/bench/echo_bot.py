"""The yardstick: the smallest Bolt app that answers, as its manual shows it."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.say.async_say import AsyncSay
from slack_sdk.web.async_client import AsyncWebClient


async def main() -> None:
    """Says back what it is told."""
    client = AsyncWebClient(os.environ["BOT_TOKEN"], base_url=os.environ["API_URL"])
    app = AsyncApp(client=client, signing_secret="unused in Socket Mode")

    @app.event("message")
    async def echo(event: dict[str, Any], say: AsyncSay) -> None:
        if not event.get("bot_id"):
            await say(event["text"])

    @app.event("app_mention")
    async def mentioned() -> None:
        pass

    await AsyncSocketModeHandler(app, os.environ["APP_TOKEN"]).start_async()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(main())
