"""A rush must not feed on itself: what Slack delivers again while we are at it joins the work under way."""

from __future__ import annotations

import asyncio

from slack_sdk.web.async_client import AsyncWebClient

from handlers.kit.payload import Raw
from handlers.kit.routing import Answer, Guard, Route


class OneAtATime:
    """Runs a guard once per event at a time; a second delivery waits for the first one and shares its answer.

    Slack repeats what is not acknowledged within three seconds. A bot that is late would else do everything
    twice, be later still, and never catch up. What has already been done is told by the inbox.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._working: dict[object, asyncio.Task[Answer]] = {}

    async def __call__(self, route: Route, body: Raw, client: AsyncWebClient) -> Answer:
        key: object = (route.id, str(body["event_id"])) if body.get("event_id") else object()
        task = self._working.get(key)
        if task is None:
            task = self._working[key] = asyncio.create_task(self._run(key, route, body, client))
        # One waiter that goes away, or a socket that closes, must not cut the work off halfway.
        return await asyncio.shield(task)

    async def finish(self, patience: float = 8.0) -> None:
        """Waits until what was begun is done; seconds of patience."""
        if self._working:
            await asyncio.wait(self._working.values(), timeout=patience)

    async def _run(self, key: object, route: Route, body: Raw, client: AsyncWebClient) -> Answer:
        try:
            return await self._guard(route, body, client)
        finally:
            del self._working[key]
