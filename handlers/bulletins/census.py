"""Whom an audience reaches: channels the bot can post to, and people, each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.cases import Audience
from handlers.kit.desk import Desk


@dataclass(frozen=True, slots=True)
class Reach:
    """What an audience comes to now.

    `people` get a message of their own, `readers` are all who are asked to read it, those in the channels included;
    both by account with the department ("" where the company's list names none). `trouble` says of a channel why it
    cannot be reached (`is_archived`, `not_in_channel`, …), `unknown` are people of the list without an account.
    """

    channels: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    readers: Mapping[str, str] = field(default_factory=dict)
    trouble: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


class Census:
    """Asks Slack, and remembers for a while: counting before sending should not take minutes."""

    def __init__(self, desk: Desk, client: AsyncWebClient) -> None:
        self._desk = desk
        self._client = client

    async def reach(self, audience: Audience, team: str) -> Reach:
        """Whom it reaches now; asks Slack, so never call it inside a transaction."""
        raise NotImplementedError
