"""Brings payloads to the server and reads what it thinks of them."""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.server import Playground
from bot.playground.validator import Surface
from tests.bot.playground.limits.builders import Json, home, modal

Answer = tuple[str, list[str]]
FINE: Answer = ("", [])


class Sender:
    """Calls the method that fits a payload, as fast as it likes."""

    def __init__(self, playground: Playground, client: AsyncWebClient) -> None:
        playground.slack.limits.pace.enabled = False
        self._triggers = playground.slack.triggers
        self._client = client

    async def blocks(self, blocks: list[Json], surface: Surface = "message") -> Answer:
        if surface == "message":
            return await self.call("chat.postMessage", channel=cast.TANAKA.id, text="x", blocks=blocks)
        return await self.view(modal(*blocks) if surface == "modal" else home(*blocks))

    async def view(self, view: Json) -> Answer:
        if view["type"] == "home":
            return await self.call("views.publish", user_id=cast.TANAKA.id, view=view)
        return await self.call("views.open", trigger_id=self._triggers.issue(cast.TANAKA.id), view=view)

    async def call(self, method: str, **arguments: Any) -> Answer:
        """The error code ("" when all went well) and the places that the messages point to."""
        try:
            await self._client.api_call(method, json=arguments)
        except SlackApiError as refusal:
            told = refusal.response.get("response_metadata", {}).get("messages", [])
            return str(refusal.response["error"]), [str(one).partition("[json-pointer:")[2][:-1] for one in told]
        return FINE
