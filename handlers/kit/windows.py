"""Opens a window from wherever a button was pressed: over a window, or as the first one."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.kit import payload
from handlers.kit.blocks import Modal
from handlers.kit.payload import Raw
from handlers.kit.refusals import code_of

MOST_DIGITS = 10
"""Seconds since 1970 as far as the year 2286: no menu of Slack's leads further."""


async def show(client: AsyncWebClient, body: Raw, modal: Modal) -> str:
    """Opens the window; on top of the one in which the button was pressed, where there is one. Returns its id.

    Slack lays three windows on top of each other; a fourth takes the place of the third.
    """
    trigger = payload.press(body).trigger_id if body.get("actions") else str(body.get("trigger_id") or "")
    current = body.get("view") or {}
    if current.get("type") != "modal":
        return str((await client.views_open(trigger_id=trigger, view=modal.view()))["view"]["id"])
    try:
        return str((await client.views_push(trigger_id=trigger, view=modal.view()))["view"]["id"])
    except SlackApiError as refusal:
        if code_of(refusal) != "push_limit_reached":
            raise
        return str((await client.views_update(view_id=current["id"], view=modal.view()))["view"]["id"])


async def redraw(client: AsyncWebClient, view_id: str | None, modal: Modal) -> None:
    """A window as it now stands. One that was closed meanwhile needs none."""
    if view_id:
        with suppress(SlackApiError):
            await client.views_update(view_id=view_id, view=modal.view())


def beneath(body: Raw) -> str | None:
    """The window under the one that was sent."""
    return (body.get("view") or {}).get("previous_view_id")


def moment_of(seconds: str) -> datetime | None:
    """What a date-and-time field holds, as a moment; None when it was left empty."""
    if not (seconds.isascii() and seconds.isdecimal()) or len(seconds) > MOST_DIGITS:
        return None
    return datetime.fromtimestamp(int(seconds), UTC)
