"""Fetches a file that somebody gave us in Slack: the token goes to Slack only, and a login page is no file."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import ClientError, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import Refused

SECONDS = 20.0
GONE, LOCKED = frozenset({404, 410}), frozenset({401, 403})
SLACK_HOSTS = (".slack.com", ".slack-files.com")
PAGE = (b"<!doctype html", b"<html")
"""How Slack's login page begins, which it gives with status 200 to whoever may not read the file."""


async def fetched(client: AsyncWebClient, url: str, largest: int, too_large: str) -> bytes:
    """The file's bytes. Raises Refused when Slack does not hand them out to us, ClientError when it is away.

    `too_large` is the code for a file of more than `largest` bytes.
    """
    if not _is_slacks(client, url) or client.session is None:
        raise Refused("file_locked")
    headers = {"Authorization": f"Bearer {client.token}"}
    async with client.session.get(url, headers=headers, timeout=ClientTimeout(SECONDS)) as answer:
        if answer.status in GONE:
            raise Refused("file_gone")
        if answer.status in LOCKED:
            raise Refused("file_locked")
        answer.raise_for_status()
        data = await answer.content.read(largest + 1)
        while len(data) <= largest and (more := await answer.content.read(largest + 1 - len(data))):
            data += more
    if len(data) > largest:
        raise Refused(too_large)
    if answer.content_type == "text/html" and data.lstrip()[:20].lower().startswith(PAGE):
        raise Refused("file_locked")
    return data


def _is_slacks(client: AsyncWebClient, url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == urlsplit(client.base_url).hostname or f".{host}".endswith(SLACK_HOSTS)


AWAY = (ClientError, TimeoutError, OSError)
"""The ways in which Slack is away."""
