"""Slack's user groups, for the menu of the form: asked once in a while, and never waited for long."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.clock import Clock
from handlers.kit.people import AWAY
from handlers.kit.refusals import code_of

FRESH: Final = timedelta(minutes=10)
PATIENCE: Final = 1.2
"""Seconds; the form must answer within three."""
LONGEST_NAME: Final = 75

log = structlog.get_logger(__name__)


class Groups:
    """The names of the groups by id; None while we may not see them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asked: datetime | None = None
        self._found: Mapping[str, str] | None = {}

    async def known(self, client: AsyncWebClient) -> Mapping[str, str] | None:
        """As Slack has them, or as it had them when it does not answer in time."""
        now = self._clock.now()
        if self._asked is None or abs(now - self._asked) > FRESH:
            try:
                answer = await asyncio.wait_for(client.usergroups_list(), PATIENCE)
            except SlackApiError as refusal:
                log.warning("groups_not_read", reason=code_of(refusal))
                self._found = None if code_of(refusal) == "missing_scope" else self._found
            except AWAY as trouble:
                log.warning("groups_not_read", error=str(trouble)[:200])
                return self._found
            else:
                self._found = {str(one["id"]): str(one["name"])[:LONGEST_NAME] for one in answer["usergroups"]}
            self._asked = now
        return self._found
