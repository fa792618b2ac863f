"""What Slack says when it refuses a call; an HTTP 500 has a page for a body, and no error code."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError


def code_of(refusal: SlackApiError) -> str:
    """The error code of a refusal; empty when Slack, or something on the way to it, answered without one."""
    body = refusal.response.data
    return str(body.get("error") or "") if isinstance(body, dict) else ""
