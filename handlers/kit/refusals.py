"""What Slack says when it refuses a call; an HTTP 500 has a page for a body, and no error code."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

HTTP_TOO_MANY = 429
TRIES = 5


def code_of(refusal: SlackApiError) -> str:
    """The error code of a refusal; empty when Slack, or something on the way to it, answered without one."""
    body = refusal.response.data
    return str(body.get("error") or "") if isinstance(body, dict) else ""


async def patiently(ask: Callable[[], Awaitable[AsyncSlackResponse]]) -> AsyncSlackResponse:
    """Asks Slack something, and again after the pause that it wants, a few times; for what nobody waits for."""
    for _ in range(TRIES - 1):
        try:
            return await ask()
        except SlackApiError as refusal:
            if refusal.response.status_code != HTTP_TOO_MANY:
                raise
            await asyncio.sleep(float(refusal.response.headers.get("Retry-After", 1)))
    return await ask()
